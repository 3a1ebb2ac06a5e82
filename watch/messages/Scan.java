package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../web/Query.java
//SOURCES Deadline.java

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import watch.web.Query;

/**
 * One pass through a part of a topic: in each partition every record from one offset up to another is looked at once. It goes
 * by the positions that Kafka's client reports and not by the records, because offsets may have none: those of transactions'
 * ends, and of what was compacted away.
 */
final class Scan {

    /** What is wanted after a record that was looked at. */
    enum Next {
        MORE, OTHER_PARTITIONS, NOTHING
    }

    /** As an end: whatever comes. */
    static final long NEVER = Long.MAX_VALUE;

    private static final Duration ONE_POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_NAMES = 5;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Map<Integer, Long> next;
    private final Map<Integer, Long> until;
    private final Map<Integer, Long> skipped = new TreeMap<>();

    /** Those of which more is wanted. */
    private final Set<Integer> open = new TreeSet<>();

    /** Where Kafka's client is, which may be further. */
    private final Map<Integer, Long> polled = new TreeMap<>();

    private boolean enough;

    /** @param until by partition, the first offset that is not looked at; has all partitions of {@code from} */
    Scan(Consumer<byte[], byte[]> consumer, String topic, Map<Integer, Long> from, Map<Integer, Long> until) {
        this.consumer = consumer;
        this.topic = topic;
        this.next = new TreeMap<>(from);
        this.until = Map.copyOf(until);
        from.keySet().stream().filter(partition -> !isAtEnd(partition)).forEach(open::add);
        consumer.unsubscribe(); // else partitions that it has already stay paused
        consumer.assign(open.stream().map(this::of).toList());
        open.forEach(partition -> consumer.seek(of(partition), next.get(partition)));
    }

    /** Goes on until all is looked at, nothing more is wanted, or the time is over. Can be called once. */
    Scan run(Deadline deadline, Function<ConsumerRecord<byte[], byte[]>, Next> look) {
        return run(deadline, () -> false, look);
    }

    /** @param isEnough asked between two polls */
    Scan run(Deadline deadline, BooleanSupplier isEnough, Function<ConsumerRecord<byte[], byte[]>, Next> look) {
        while (!open.isEmpty() && !enough && !deadline.isOver() && !isEnough.getAsBoolean()) {
            poll(deadline, look);
        }
        return this;
    }

    /** By partition, the first offset that was not looked at. */
    Map<Integer, Long> next() {
        return next;
    }

    /** Where the beginning of the log has passed the position: how many offsets that left out. */
    Map<Integer, Long> skipped() {
        return skipped;
    }

    boolean isAtEnd(int partition) {
        return next.get(partition) >= until.get(partition);
    }

    boolean isAtEnd() {
        return next.keySet().stream().allMatch(this::isAtEnd);
    }

    /** Those that were to be read and of which no broker has said anything; none when there was enough without them. */
    Set<Integer> silent() {
        if (enough) {
            return Set.of();
        }
        return open.stream().filter(partition -> !polled.containsKey(partition) && behind(partition).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How many offsets there are after the last one that was looked at, as far as the client knows without asking. */
    OptionalLong behind(int partition) {
        if (!consumer.assignment().contains(of(partition))) {
            return OptionalLong.empty();
        }
        var lag = consumer.currentLag(of(partition));
        var at = next.get(partition);
        return lag.isEmpty() ? lag : OptionalLong.of(Math.max(0, polled.getOrDefault(partition, at) + lag.getAsLong() - at));
    }

    private void poll(Deadline deadline, Function<ConsumerRecord<byte[], byte[]>, Next> look) {
        var time = deadline.left().compareTo(ONE_POLL) < 0 ? deadline.left() : ONE_POLL;
        try {
            var records = consumer.poll(time);
            for (var position : records.nextOffsets().entrySet()) {
                if (!enough) {
                    look(position.getKey().partition(), records.records(position.getKey()), position.getValue().offset(), look);
                }
            }
        } catch (OffsetOutOfRangeException e) {
            goOnFromBeginning(e.offsetOutOfRangePartitions());
        }
    }

    private void look(int partition, List<ConsumerRecord<byte[], byte[]>> records, long after,
            Function<ConsumerRecord<byte[], byte[]>, Next> look) {
        polled.put(partition, after);
        for (var record : records) {
            if (record.offset() >= until.get(partition)) {
                break;
            }
            var wanted = look.apply(record);
            next.put(partition, record.offset() + 1);
            if (wanted != Next.MORE) {
                enough = wanted == Next.NOTHING;
                close(partition);
                return;
            }
        }
        next.put(partition, Math.min(after, until.get(partition)));
        if (isAtEnd(partition)) {
            close(partition);
        }
    }

    private void close(int partition) {
        open.remove(partition);
        consumer.pause(List.of(of(partition)));
    }

    /** What was deleted meanwhile cannot be read any more. An offset that the log has not reached is another matter. */
    private void goOnFromBeginning(Map<TopicPartition, Long> outOfRange) {
        var begins = consumer.beginningOffsets(outOfRange.keySet(), PATIENCE);
        outOfRange.forEach((partition, offset) -> {
            var begin = begins.get(partition);
            if (begin <= offset) {
                throw new Query.Wrong("The log of " + partition + " ends before offset " + offset
                        + ". If the topic was deleted and created anew, begin again.");
            }
            var number = partition.partition();
            var reached = Math.min(begin, until.get(number));
            skipped.merge(number, reached - next.get(number), Long::sum);
            next.put(number, reached);
            consumer.seek(partition, begin);
            if (isAtEnd(number)) {
                close(number);
            }
        });
    }

    private TopicPartition of(int partition) {
        return new TopicPartition(topic, partition);
    }

    /** "Left out: messages-1, because ..."; null when none is. */
    static String leftOut(String topic, Collection<Integer> silent) {
        return silent.isEmpty() ? null : "Left out: " + names(topic, silent) + ", because no broker answers for "
                + (silent.size() == 1 ? "it" : "them") + " at present.";
    }

    static String names(String topic, Collection<Integer> partitions) {
        var names = partitions.stream().limit(MOST_NAMES).map(partition -> topic + "-" + partition);
        var more = partitions.size() - MOST_NAMES;
        return names.collect(Collectors.joining(", ")) + (more > 0 ? " and " + more + " more" : "");
    }
}
