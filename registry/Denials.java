package registry;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Denied.java
//SOURCES UnknownSchema.java

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a schema that every registry denies is certain not to be there. A producer has a schema's id before it writes by it,
 * and a registry that lags hears of it a while later. So a denial tells about the records that have been in the log for that
 * while: where the log ends is noted at the first denial, and one wait is enough for all that lies before, whatever its ids.
 */
final class Denials {

    private static final int MOST_REMEMBERED = 1000;

    /** Where a partition's log ended, and when that was. */
    private record Mark(long end, long at) { }

    private final long lag;
    private final long longestSilence;
    private final Supplier<Map<TopicPartition, Long>> ends;
    private final Map<TopicPartition, Mark> waiting = new HashMap<>();

    /** Up to where the wait is over in each partition, and which ids were denied since then, in words. */
    private final Map<TopicPartition, Long> settled = new HashMap<>();
    private final Map<Integer, String> certain = new HashMap<>();
    private long last;

    /** @param ends where the log of each partition ends, as far as that is known */
    Denials(Duration longestLag, Supplier<Map<TopicPartition, Long>> ends) {
        this.lag = longestLag.toNanos();
        this.longestSilence = 4 * lag; // more than the longest pause before a record is read again, 30 s
        this.ends = ends;
    }

    /** Asking for this id once more would be of no use. */
    void requireDoubt(int id, ConsumerRecord<?, ?> from) throws UnknownSchema {
        if (certain.containsKey(id) && isSettled(from) && System.nanoTime() - last <= longestSilence) {
            throw new UnknownSchema(certain.get(id));
        }
    }

    /** Every registry, asked at that time, denied the schema of this record. As long as that is not certain, the wait goes on. */
    void requireCertainty(Denied denial, int id, ConsumerRecord<?, ?> from, long asked) throws Denied {
        if (asked - last > longestSilence) {
            oneIsAway(); // what the registries did meanwhile, nobody knows
        }
        last = asked;
        settle(asked);
        if (!isSettled(from)) {
            var now = System.nanoTime();
            ends.get().forEach((partition, end) -> waiting.putIfAbsent(partition, new Mark(end, now)));
            throw denial;
        }
        if (certain.size() >= MOST_REMEMBERED) {
            certain.clear();
        }
        certain.put(id, denial.getMessage());
    }

    /** A registry cannot be asked; when it is back, it may have all of its own log to read. */
    void oneIsAway() {
        waiting.clear();
        settled.clear();
    }

    /** A registry knows the schema that was asked for, maybe only now: what is denied from here on is another wait. */
    void oneIsFound() {
        waiting.clear();
    }

    private void settle(long asked) {
        var over = new HashMap<>(waiting);
        over.values().removeIf(mark -> asked - mark.at < lag);
        if (!over.isEmpty()) {
            waiting.keySet().removeAll(over.keySet());
            over.forEach((partition, mark) -> settled.put(partition, mark.end));
            certain.clear(); // a record between the old mark and the new one may have what was not there before
        }
    }

    private boolean isSettled(ConsumerRecord<?, ?> from) {
        return from.offset() < settled.getOrDefault(new TopicPartition(from.topic(), from.partition()), 0L);
    }
}
