package drill.ledger;

//SOURCES EventLine.java
//SOURCES Ledger.java
//SOURCES Timeline.java

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What one producer process sent, by id, and what became of it: 8 bytes for its place in the log, and 8 for each group's
 * time of processing it.
 */
public final class ProducerAccount implements Ledger.Account {

    private static final long ACKED = 1L << 63;
    private static final int PARTITION = 48;
    private static final long OFFSET = (1L << PARTITION) - 1;

    private final long firstId;
    private final Timeline timeline;
    private final Longs places = new Longs();
    private final Longs[] times;
    private final Map<Integer, Copies> copies = new HashMap<>();
    private final BitSet failed = new BitSet();
    private final BitSet unknown = new BitSet();
    private int count;
    private long acked;
    private boolean summarized;

    ProducerAccount(long firstId, int groups, Timeline timeline) {
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
            case SUMMARY -> summarized = true;
            default -> {
                return false;
            }
        }
        return owns(line.id()) || line.kind() == EventLine.Kind.SUMMARY;
    }

    @Override
    public Ledger.Said said() {
        return new Ledger.Said(acked, failed() + unknown(), summarized);
    }

    private void acked(int index, EventLine line) {
        if (line.offset() >= 0) {
            liesAt(index, place(line.partition(), line.offset()));
        }
        if (!isAcked(index)) {
            acked++;
            timeline.acked(line.partition(), line.at());
            places.set(index, places.get(index) | ACKED);
        }
        count = Math.max(count, index + 1);
    }

    /** The first id that the process must be started with. */
    public long firstId() {
        return firstId;
    }

    boolean owns(long id) {
        return id >= firstId && id - firstId < Ledger.IDS_PER_PRODUCER;
    }

    int index(long id) {
        return owns(id) ? (int) (id - firstId) : 0;
    }

    /** A group processed this message, which it read here. */
    Reading processed(int index, int group, int partition, long offset, long time) {
        var place = place(partition, offset);
        liesAt(index, place);
        count = Math.max(count, index + 1);
        var isNewCopy = !copies.isEmpty() && copies.containsKey(index) && copies.get(index).read(place, group);
        var before = times[group].get(index);
        times[group].set(index, before == 0 ? time : Math.min(before, time));
        if (before == 0) {
            return Reading.FIRST;
        }
        return isNewCopy ? Reading.OF_ANOTHER_COPY : Reading.REPEATED;
    }

    /** How a message was processed by a group. */
    enum Reading { FIRST, REPEATED, OF_ANOTHER_COPY }

    private void liesAt(int index, long place) {
        var known = place(index);
        if (known == 0) {
            places.set(index, places.get(index) | place);
        } else if (known != place) {
            copies.computeIfAbsent(index, first -> new Copies(known, readers(index))).add(place);
            // a copy behind is no disorder, so the one that lies first is where the message is
            places.set(index, places.get(index) & ACKED | Math.min(known, place));
        }
    }

    private BitSet readers(int index) {
        var readers = new BitSet();
        for (var group = 0; group < times.length; group++) {
            readers.set(group, times[group].get(index) != 0);
        }
        return readers;
    }

    private long place(int index) {
        return places.get(index) & ~ACKED;
    }

    private static long place(int partition, long offset) {
        return partition + 1L << PARTITION | offset;
    }

    // --- by index, 0 to count - 1

    int count() {
        return count;
    }

    long id(int index) {
        return firstId + index;
    }

    boolean isAcked(int index) {
        return places.get(index) < 0;
    }

    boolean isFailed(int index) {
        return failed.get(index);
    }

    /** Whether an acknowledgement or a group has said where it lies. */
    boolean hasPlace(int index) {
        return place(index) != 0;
    }

    int partition(int index) {
        return (int) (place(index) >> PARTITION) - 1;
    }

    long offset(int index) {
        return places.get(index) & OFFSET;
    }

    /** When a group first processed it; 0 when it never did. */
    long time(int index, int group) {
        return times[group].get(index);
    }

    boolean wasProcessed(int index) {
        for (var group : times) {
            if (group.get(index) != 0) {
                return true;
            }
        }
        return false;
    }

    // --- in all

    long acked() {
        return acked;
    }

    long failed() {
        return failed.cardinality();
    }

    long unknown() {
        return unknown.cardinality();
    }

    /** How many copies lie in the log beyond the first of each message. */
    long writtenTwice() {
        return copies.values().stream().mapToLong(Copies::extra).sum();
    }

    /** A message that lies in the log more than once, and which groups have processed which copy of it. */
    private static final class Copies {

        private final Map<Long, BitSet> readersByPlace = new HashMap<>();

        Copies(long first, BitSet readers) {
            readersByPlace.put(first, readers);
        }

        void add(long place) {
            readersByPlace.putIfAbsent(place, new BitSet());
        }

        /** False when the group had processed this copy before. */
        boolean read(long place, int group) {
            var readers = readersByPlace.get(place);
            var isNew = !readers.get(group);
            readers.set(group);
            return isNew;
        }

        long extra() {
            return readersByPlace.size() - 1L;
        }
    }

    /** Numbers by index, 0 where none was set: in chunks, so that growing copies nothing and gaps cost nothing. */
    private static final class Longs {

        private static final int BITS = 14;
        private static final int SIZE = 1 << BITS;

        private long[][] chunks = new long[16][];

        long get(int index) {
            var chunk = index >> BITS;
            return chunk < chunks.length && chunks[chunk] != null ? chunks[chunk][index & SIZE - 1] : 0;
        }

        void set(int index, long value) {
            var chunk = index >> BITS;
            if (chunk >= chunks.length) {
                chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, chunks.length * 2));
            }
            if (chunks[chunk] == null) {
                chunks[chunk] = new long[SIZE];
            }
            chunks[chunk][index & SIZE - 1] = value;
        }
    }
}
