package drill;

//SOURCES Account.java
//SOURCES EventLine.java
//SOURCES Ledger.java
//SOURCES Longs.java
//SOURCES Timeline.java

import java.util.BitSet;

/**
 * What one producer process sent, by id, and what became of it: 8 bytes for where in the log it lies, and 8 for each group's
 * time of first processing it.
 */
public final class Sends implements Account {

    private static final long ACKED = 1L << 63;
    private static final int PARTITION = 48;
    private static final long OFFSET = (1L << PARTITION) - 1;

    private final long firstId;
    private final Timeline timeline;
    private final Longs places = new Longs();
    private final Longs[] times;
    private final BitSet failed = new BitSet();
    private final BitSet unknown = new BitSet();
    private int count;
    private long acked;

    Sends(long firstId, int groups, Timeline timeline) {
        this.firstId = firstId;
        this.timeline = timeline;
        this.times = new Longs[groups];
        for (var group = 0; group < groups; group++) {
            times[group] = new Longs();
        }
    }

    @Override
    public boolean enter(EventLine line) {
        switch (line.kind()) {
            case ACKED -> acked(index(line.id()), line);
            case FAILED -> failed.set(index(line.id()));
            case UNKNOWN -> unknown.set(index(line.id()));
            case SUMMARY -> { }
            default -> {
                return false;
            }
        }
        return owns(line.id()) || line.kind() == EventLine.Kind.SUMMARY;
    }

    private void acked(int index, EventLine line) {
        var before = places.get(index);
        places.set(index, ACKED | place(line.partition(), line.offset()));
        if (before >= 0) {
            acked++;
            timeline.acked(line.partition(), line.at());
        }
        seen(index);
    }

    boolean owns(long id) {
        return id >= firstId && id - firstId < Ledger.IDS_PER_PRODUCER;
    }

    int index(long id) {
        return owns(id) ? (int) (id - firstId) : 0;
    }

    long id(int index) {
        return firstId + index;
    }

    private static long place(int partition, long offset) {
        return partition + 1L << PARTITION | offset;
    }

    /** A group found this id here; false when it is known to lie, too, at another place. */
    boolean found(int index, int partition, long offset) {
        var known = places.get(index) & ~ACKED;
        if (known == 0) {
            places.set(index, place(partition, offset));
            seen(index);
        }
        return known == 0 || known == place(partition, offset);
    }

    private void seen(int index) {
        count = Math.max(count, index + 1);
    }

    // --- by index, 0 to count - 1

    int count() {
        return count;
    }

    boolean isAcked(int index) {
        return places.get(index) < 0;
    }

    boolean isFailed(int index) {
        return failed.get(index);
    }

    /** Acknowledged, or found by a group. */
    boolean hasPlace(int index) {
        return places.get(index) != 0;
    }

    int partition(int index) {
        return (int) ((places.get(index) & ~ACKED) >> PARTITION) - 1;
    }

    long offset(int index) {
        return places.get(index) & OFFSET;
    }

    /** When a group first processed it; 0 when it never did. */
    long time(int index, int group) {
        return times[group].get(index);
    }

    void processed(int index, int group, long time) {
        times[group].set(index, time);
    }

    boolean wasFound(int index) {
        for (var group : times) {
            if (group.get(index) != 0) {
                return true;
            }
        }
        return false;
    }

    long acked() {
        return acked;
    }

    long failed() {
        return failed.cardinality();
    }

    long unknown() {
        return unknown.cardinality();
    }
}
