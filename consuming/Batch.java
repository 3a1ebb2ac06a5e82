package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/Delivery.java
//SOURCES BatchSize.java
//SOURCES Decoded.java
//SOURCES Failure.java
//SOURCES Position.java

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import output.Delivery;

/** A batch in the making: what was polled and is not done with, and where the group goes on after all of it. */
public final class Batch {

    private static final Duration LONGEST_POLL = Duration.ofMillis(500);

    private final BatchSize size;
    private final List<Delivery> messages = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();

    /** As far as the client has come, in this batch or in those before. */
    private final Map<TopicPartition, Long> reached = new HashMap<>();
    private long waitingSince;

    /** As it was when it failed last, in words; null when it has not. */
    private String failed;

    public Batch(BatchSize size) {
        this.size = size;
    }

    /**
     * All that one poll returned, and the offsets after it. The client also names partitions that it came no further in; and
     * where it came further without a record, it has passed the marker of a transaction.
     */
    public void add(Decoded decoded, ConsumerRecords<?, ?> polled) {
        if (messages.isEmpty()) {
            waitingSince = System.nanoTime();
        }
        messages.addAll(decoded.messages());
        failures.addAll(decoded.undecodable());
        polled.nextOffsets().forEach((partition, offset) -> {
            var before = reached.put(partition, offset.offset());
            if (polled.partitions().contains(partition) || before != null && before < offset.offset()) {
                next.put(partition, offset);
            }
        });
    }

    public List<Delivery> messages() {
        return messages;
    }

    /** What cannot be decoded, or has failed too often: part of the batch until it is given up, before the commit. */
    public List<Failure> failures() {
        return failures;
    }

    /** Where the group goes on after the batch. */
    public Map<TopicPartition, OffsetAndMetadata> nextOffsets() {
        return next;
    }

    /** Nothing was polled since the last batch. */
    public boolean isEmpty() {
        return next.isEmpty();
    }

    /** For whatever another poll may return. */
    public boolean hasRoom() {
        return messages.size() + failures.size() < size.min();
    }

    /** How long a poll may wait for more. */
    public Duration untilDue() {
        var left = size.longestWait().filter(any -> !messages.isEmpty())
                .map(longest -> longest.minus(waited())).orElse(LONGEST_POLL);
        return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST_POLL) < 0 ? left : LONGEST_POLL;
    }

    /**
     * Why it is to be taken now: it is full, has waited, or the end is reached; empty when it is not.
     *
     * @param wanted how many messages are still to be processed at all
     */
    public Optional<String> reasonToProcess(long wanted, BooleanSupplier nothingFollows) {
        if (messages.isEmpty()) {
            return Optional.empty();
        } else if (messages.size() >= wanted) {
            return Optional.of("end");
        } else if (messages.size() >= size.min()) {
            return Optional.of("full");
        } else if (size.longestWait().isPresent() && waited().compareTo(size.longestWait().get()) >= 0) {
            return Optional.of("waited");
        }
        return nothingFollows.getAsBoolean() ? Optional.of("end") : Optional.empty();
    }

    /** Returns where what was cut off begins: it is part of this batch no longer, and has to be polled again. */
    public Map<TopicPartition, OffsetAndMetadata> cutTo(long wanted) {
        var begins = new HashMap<TopicPartition, OffsetAndMetadata>();
        while (messages.size() > wanted) {
            var cut = messages.remove(messages.size() - 1);
            begins.put(cut.partition(), Position.of(cut.record()));
            failures.removeIf(one -> one.partition().equals(cut.partition()) && one.record().offset() > cut.record().offset());
        }
        next.putAll(begins);
        return begins;
    }

    /** To be called when it has failed. */
    public void rememberFailure() {
        failed = toString();
    }

    /** A sentence, when what is tried now is not what failed before. */
    public Optional<String> changeSinceItFailed() {
        if (failed == null || failed.equals(toString())) {
            return Optional.empty();
        }
        var count = messages.size() + (messages.size() == 1 ? " message" : " messages");
        return Optional.of("the batch has changed since it failed: " + count + " now " + firstToLast());
    }

    /** These partitions belong to other members now, who read them from the commit on. */
    public void forget(Collection<TopicPartition> partitions) {
        messages.removeIf(message -> partitions.contains(message.partition()));
        failures.removeIf(one -> partitions.contains(one.partition()));
        next.keySet().removeAll(partitions);
        reached.keySet().removeAll(partitions);
        failed = messages.isEmpty() ? null : failed;
    }

    public void clear() {
        messages.clear();
        failures.clear();
        next.clear();
        failed = null;
    }

    /** For people: batch of 10 (messages-0@3 to messages-2@41). */
    @Override
    public String toString() {
        return "batch of " + messages.size() + ' ' + firstToLast();
    }

    private String firstToLast() {
        if (messages.isEmpty()) {
            return "()";
        }
        var first = messages.get(0).place();
        var last = messages.get(messages.size() - 1).place();
        return first.equals(last) ? "(" + first + ")" : "(" + first + " to " + last + ")";
    }

    private Duration waited() {
        return Duration.ofNanos(System.nanoTime() - waitingSince);
    }
}
