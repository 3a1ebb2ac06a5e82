package drill;

//SOURCES Again.java
//SOURCES EventLine.java
//SOURCES Reads.java
//SOURCES Timeline.java

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a consumer group did, over all its processes. */
final class GroupBook {

    private final String name;
    private final int number;
    private final Timeline timeline;
    private final Map<Integer, Reads> readers = new HashMap<>();
    private final Map<Again, Long> again = new EnumMap<>(Again.class);
    private final Set<String> skipped = new HashSet<>();
    private final Set<String> deadLettered = new HashSet<>();
    private long distinct;
    private long foreign;

    GroupBook(String name, int number, Timeline timeline) {
        this.name = name;
        this.number = number;
        this.timeline = timeline;
        for (var why : Again.values()) {
            again.put(why, 0L);
        }
    }

    String name() {
        return name;
    }

    int number() {
        return number;
    }

    /** Who last processed a message of this partition; null when nobody has. */
    Reads reader(int partition) {
        return readers.get(partition);
    }

    void readBy(int partition, Reads reader) {
        readers.put(partition, reader);
    }

    void first(long at) {
        distinct++;
        timeline.processed(number, at);
    }

    void again(Again why, long at) {
        again.merge(why, 1L, Long::sum);
        timeline.again(name, why, at);
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

    Map<Again, Long> again() {
        return again;
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
