package registry;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Registry.java

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides when it is certain that a schema does not exist, and not just that every registry denies it. A producer has a
 * schema's id before it writes by it, and a registry that lags hears of that id a while later. So a denial proves something
 * only about records that have been in the log for that while: where the log ends is noted at the first denial, and one wait
 * is enough for all records before that end, whatever their ids.
 */
final class Denials {

    private static final int MOST_REMEMBERED = 1000;

    /** Where a partition's log ended at a certain time. */
    private record Mark(long end, long at) { }

    private final long lag;
    private final long longestSilence;
    private final Supplier<Map<TopicPartition, Long>> ends;
    private final Map<TopicPartition, Mark> waiting = new HashMap<>();

    /** Up to which offset the wait is over in each partition. */
    private final Map<TopicPartition, Long> settled = new HashMap<>();

    /** The ids that were denied since then, each with the reason to show. */
    private final Map<Integer, String> certain = new HashMap<>();
    private long last;

    /** @param ends where the log of each partition ends, as far as that is known */
    Denials(Duration longestLag, Supplier<Map<TopicPartition, Long>> ends) {
        this.lag = longestLag.toNanos();
        this.longestSilence = 4 * lag; // more than the longest pause before a record is read again, 30 s
        this.ends = ends;
    }

    /** Throws if it would be of no use to ask for this id once more. */
    void requireDoubt(int id, ConsumerRecord<?, ?> from) throws Registry.Unusable {
        if (certain.containsKey(id) && isSettled(from) && System.nanoTime() - last <= longestSilence) {
            throw new Registry.Unusable(certain.get(id));
        }
    }

    /** Every registry, asked at that time, denied the schema of this record: throws the denial while that may still change. */
    void requireCertainty(Registry.Denied denial, int id, ConsumerRecord<?, ?> from, long asked) throws Registry.Denied {
        if (asked - last > longestSilence) {
            oneIsAway(); // nobody knows what the registries did in the meantime
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

    /** A registry cannot be asked. When it is back, it may first have to read all of its own log. */
    void oneIsAway() {
        waiting.clear();
        settled.clear();
    }

    /** A registry knows the schema that was asked for, perhaps only since now: a later denial starts a wait of its own. */
    void oneIsFound() {
        waiting.clear();
    }

    private void settle(long asked) {
        var over = new HashMap<>(waiting);
        over.values().removeIf(mark -> asked - mark.at < lag);
        if (!over.isEmpty()) {
            waiting.keySet().removeAll(over.keySet());
            over.forEach((partition, mark) -> settled.put(partition, mark.end));
            certain.clear(); // a record between the old mark and the new one may name a schema that has come since
        }
    }

    private boolean isSettled(ConsumerRecord<?, ?> from) {
        return from.offset() < settled.getOrDefault(new TopicPartition(from.topic(), from.partition()), 0L);
    }
}
