package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../preflight/Offsets.java
//SOURCES Commits.java
//SOURCES Starts.java

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import preflight.Offsets;

/**
 * The end of the topic as it was when the program started, where there was something to read before it, and whether the group
 * has read that far: this member its own partitions, and others, by what they committed, theirs. So "caught up" holds even
 * when another member dies meanwhile.
 */
public record EndOfTopic(Map<TopicPartition, Long> ends) {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    public static EndOfTopic asOf(Offsets offsets, Starts starts) {
        var ends = new HashMap<>(offsets.end());
        // where there is a start, it is to be committed even if there is nothing to read
        ends.entrySet().removeIf(end -> !starts.has(end.getKey()) && offsets.next(end.getKey()) >= end.getValue());
        return new EndOfTopic(ends);
    }

    /** This member has partitions, and nothing is left to poll for in them. */
    public boolean reachedByMember(Consumer<?, ?> consumer) {
        var assigned = consumer.assignment();
        return !assigned.isEmpty()
                && assigned.stream().allMatch(partition -> position(consumer, partition) >= ends.getOrDefault(partition, 0L));
    }

    /** Nothing is left to do for the whole group. */
    public boolean reachedByGroup(Consumer<?, ?> consumer) {
        var assigned = consumer.assignment();
        if (!assigned.isEmpty() && !reachedByMember(consumer)) {
            return false;
        }
        var others = ends.keySet().stream().filter(partition -> !assigned.contains(partition)).collect(Collectors.toSet());
        var committed = Commits.asked(consumer, others, PATIENCE).orElse(Map.of());
        return others.stream().allMatch(partition -> {
            var commit = committed.get(partition);
            return commit != null && commit.offset() >= ends.get(partition);
        });
    }

    private static long position(Consumer<?, ?> consumer, TopicPartition partition) {
        try {
            return consumer.position(partition, PATIENCE);
        } catch (TimeoutException | IllegalStateException e) {
            return -1; // not known yet, or taken away meanwhile by the client's own thread: asked again after the next poll
        }
    }
}
