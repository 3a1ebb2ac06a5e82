package drill;

//SOURCES Account.java
//SOURCES Again.java
//SOURCES EventLine.java
//SOURCES GroupBook.java
//SOURCES Ledger.java

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What one consumer process did. */
public final class Reads implements Account {

    private static final long MICROS = 1000;

    private final Ledger ledger;
    private final GroupBook group;
    private final Map<Integer, Again> why = new HashMap<>();
    private final BitSet assigned = new BitSet();
    private boolean killed;
    private long time;
    private long processed;

    Reads(Ledger ledger, GroupBook group) {
        this.ledger = ledger;
        this.group = group;
    }

    @Override
    public boolean enter(EventLine line) {
        switch (line.kind()) {
            case PROCESSED -> processed(line);
            case SKIPPED -> group.skipped(line);
            case DEAD_LETTERED -> group.deadLettered(line);
            case ASSIGNED -> line.partitions().forEach(this::took);
            case REVOKED, LOST -> line.partitions().forEach(assigned::clear);
            case BATCH, COMMITTED, SUMMARY -> { }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void took(int partition) {
        assigned.set(partition);
        var before = group.reader(partition);
        why.put(partition, before != null && before.killed ? Again.AFTER_KILL : Again.AFTER_REBALANCE);
    }

    private void processed(EventLine line) {
        processed++;
        tick(line.at());
        group.readBy(line.partition(), this);
        var sends = ledger.sends(line.id());
        if (sends == null) {
            group.foreign();
            return;
        }
        var index = sends.index(line.id());
        var same = sends.found(index, line.partition(), line.offset());
        if (sends.time(index, group.number()) == 0) {
            sends.processed(index, group.number(), time);
            group.first(line.at());
        } else {
            group.again(same ? why.getOrDefault(line.partition(), Again.AFTER_REBALANCE) : Again.WRITTEN_TWICE, line.at());
        }
    }

    /** In microseconds, so that what one process did within a millisecond keeps its order. */
    private void tick(long at) {
        time = Math.max(at * MICROS, time + 1);
    }

    /** From now on, what others read again of its partitions is its death's doing. */
    void killed() {
        killed = true;
    }

    String group() {
        return group.name();
    }

    long count() {
        return processed;
    }

    int assigned() {
        return assigned.cardinality();
    }
}
