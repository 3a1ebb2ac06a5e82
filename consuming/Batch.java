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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import output.Delivery;

/** A batch in the making: what was polled and is not done with, and where the group goes on after all of it. */
public final class Batch {

    private static final Duration LONGEST_POLL = Duration.ofMillis(500);

    private final BatchSize size;
    private final List<Delivery> messages = new ArrayList<>();
    private final List<Failure> undecodable = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    private long waitingSince;

    public Batch(BatchSize size) {
        this.size = size;
    }

    /** All that one poll returned, and the offsets after it. */
    public void add(Decoded polled, Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
        if (messages.isEmpty()) {
            waitingSince = System.nanoTime();
        }
        messages.addAll(polled.messages());
        undecodable.addAll(polled.undecodable());
        next.putAll(nextOffsets);
    }

    public List<Delivery> messages() {
        return messages;
    }

    /** They are part of the batch, and given up when it is over. */
    public List<Failure> undecodable() {
        return undecodable;
    }

    /** Where the group goes on after the batch. */
    public Map<TopicPartition, OffsetAndMetadata> next() {
        return next;
    }

    /** Nothing was polled since the last batch. */
    public boolean isEmpty() {
        return next.isEmpty();
    }

    /** For whatever another poll may return. */
    public boolean hasRoom() {
        return messages.size() + undecodable.size() < size.min();
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
    public Optional<String> due(long wanted, BooleanSupplier nothingFollows) {
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

    /** The group goes on at the first message that is cut off, so the next run reads it. */
    public void cutTo(long wanted) {
        while (messages.size() > wanted) {
            var cut = messages.remove(messages.size() - 1);
            next.put(cut.partition(), Position.of(cut.record()));
            undecodable.removeIf(one -> one.partition().equals(cut.partition()) && one.record().offset() > cut.record().offset());
        }
    }

    /** These partitions belong to other members now, who read them from the commit on. */
    public void forget(Collection<TopicPartition> partitions) {
        messages.removeIf(message -> partitions.contains(message.partition()));
        undecodable.removeIf(one -> partitions.contains(one.partition()));
        next.keySet().removeAll(partitions);
    }

    public void clear() {
        messages.clear();
        undecodable.clear();
        next.clear();
    }

    private Duration waited() {
        return Duration.ofNanos(System.nanoTime() - waitingSince);
    }
}
