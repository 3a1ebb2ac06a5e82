package drill.ledger;

//SOURCES ProducerAccount.java

import drill.ledger.Verdict.Duplicate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What one consumer process did. */
public final class ConsumerAccount implements Ledger.Account {

    private static final long MICROS = 1000;

    private final Ledger ledger;
    private final GroupAccount group;
    private final Map<Integer, Duplicate> whyReadAgain = new HashMap<>();
    private final BitSet assigned = new BitSet();
    private boolean killed;
    private boolean summarized;
    private long time;
    private long processed;

    ConsumerAccount(Ledger ledger, GroupAccount group) {
        this.ledger = ledger;
        this.group = group;
    }

    @Override
    public boolean enter(EventLine line) {
        switch (line.kind()) {
            case PROCESSED -> processed(line);
            case SKIPPED -> group.skipped(line);
            case DEAD_LETTERED -> group.deadLettered(line);
            case ASSIGNED -> line.partitions().forEach(this::assigned);
            case REVOKED, LOST -> line.partitions().forEach(assigned::clear);
            case SUMMARY -> summarized = true;
            case BATCH, COMMITTED -> { }
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public Ledger.Said said() {
        return new Ledger.Said(0, 0, summarized);
    }

    private void assigned(int partition) {
        assigned.set(partition);
        var before = group.reader(partition);
        whyReadAgain.put(partition, before != null && before.killed ? Duplicate.AFTER_KILL : Duplicate.AFTER_REBALANCE);
    }

    private void processed(EventLine line) {
        processed++;
        time = Math.max(line.at() * MICROS, time + 1); // what one process did within a millisecond keeps its order
        group.readBy(line.partition(), this);
        var producer = ledger.producerOf(line.id());
        if (producer == null) {
            group.foreign();
            return;
        }
        switch (producer.processed(producer.index(line.id()), group.number(), line.partition(), line.offset(), time)) {
            case FIRST -> group.processed(line.partition(), line.at());
            case OF_ANOTHER_COPY -> group.duplicate(Duplicate.WRITTEN_TWICE, line.at());
            case REPEATED -> group.duplicate(whyReadAgain.getOrDefault(line.partition(), Duplicate.AFTER_REBALANCE), line.at());
        }
    }

    /** From now on a kill is why others process messages of its partitions again. */
    void killed() {
        killed = true;
    }

    public String group() {
        return group.name();
    }

    long count() {
        return processed;
    }

    int assigned() {
        return assigned.cardinality();
    }
}
