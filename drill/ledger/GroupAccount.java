package drill.ledger;

//SOURCES ConsumerAccount.java

import drill.ledger.Verdict.Duplicate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a consumer group did, over all its processes. */
final class GroupAccount {

    private final String name;
    private final int number;
    private final Timeline timeline;
    private final Map<Integer, ConsumerAccount> readers = new HashMap<>();
    private final Map<Duplicate, Long> duplicates = new EnumMap<>(Duplicate.class);
    private final Set<String> skipped = new HashSet<>();
    private final Set<String> deadLettered = new HashSet<>();
    private long distinct;
    private long foreign;

    GroupAccount(String name, int number, Timeline timeline) {
        this.name = name;
        this.number = number;
        this.timeline = timeline;
        for (var why : Duplicate.values()) {
            duplicates.put(why, 0L);
        }
    }

    String name() {
        return name;
    }

    int number() {
        return number;
    }

    /** Who last processed a message of this partition; null when nobody has. */
    ConsumerAccount reader(int partition) {
        return readers.get(partition);
    }

    void readBy(int partition, ConsumerAccount reader) {
        readers.put(partition, reader);
    }

    /** A message for the first time. */
    void processed(int partition, long at) {
        distinct++;
        timeline.processed(number, name, partition, at);
    }

    void duplicate(Duplicate why, long at) {
        duplicates.merge(why, 1L, Long::sum);
        timeline.duplicate(name, why, at);
    }

    /** A message that this drill did not send. */
    void foreign() {
        foreign++;
    }

    void skipped(EventLine line) {
        skipped.add(line.partition() + "@" + line.offset());
    }

    void deadLettered(EventLine line) {
        deadLettered.add(line.partition() + "@" + line.offset());
    }

    long distinct() {
        return distinct;
    }

    Map<Duplicate, Long> duplicates() {
        return duplicates;
    }

    long skippedCount() {
        return skipped.size();
    }

    long deadLetteredCount() {
        return deadLettered.size();
    }

    long foreignCount() {
        return foreign;
    }
}
