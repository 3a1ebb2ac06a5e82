package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Connection.java
//SOURCES ../web/Answer.java
//SOURCES Deadline.java
//SOURCES Extent.java
//SOURCES Refused.java
//SOURCES Start.java

import cli.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import watch.web.Answer;

/** Where the logs of a topic begin and end. A broker that does not answer costs its own partitions, and no others. */
final class LogOffsets implements AutoCloseable {

    /** Who is asked may be frozen; then another one is asked, within the time that an answer may take. */
    private static final Duration ONE_REQUEST = Duration.ofMillis(1200);
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** When some brokers have answered, the others get no longer than this. */
    private static final Duration FOR_THE_REST = Duration.ofMillis(1800);

    private static final Duration CLOSE_WITHIN = Duration.ofMillis(500);

    private static final int MOST_KNOWN = 200;

    private final Map<String, Object> settings;

    /**
     * Not the one that follows the cluster: an Admin has one request at a time under way to each broker, so what somebody waits
     * for would queue behind what a frozen broker leaves unanswered.
     */
    private Admin admin;

    /** The partitions by topic. */
    private final Map<String, Set<Integer>> known = new ConcurrentHashMap<>();

    LogOffsets(Map<String, Object> clientSettings) {
        settings = Connection.known(AdminClientConfig.configNames(), clientSettings);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ONE_REQUEST.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    }

    /** When it is asked first: it takes longer to be there than the page does. */
    private synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(settings);
        }
        return admin;
    }

    /** Empty where there is no such topic. While nobody answers in time, those of the answer before. */
    Optional<Set<Integer>> partitions(String topic) {
        var before = Optional.ofNullable(known.get(topic));
        try {
            var description = admin().describeTopics(List.of(topic)).topicNameValues().get(topic);
            var partitions = new TreeSet<Integer>();
            answer(description, Deadline.in(before.isPresent() ? FOR_THE_REST : PATIENCE)).partitions()
                    .forEach(one -> partitions.add(one.partition()));
            remember(topic, partitions);
            return Optional.of(partitions);
        } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
            known.remove(topic);
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of(before.orElseThrow(() -> e));
        }
    }

    private void remember(String topic, Set<Integer> partitions) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.put(topic, partitions);
    }

    Set<Integer> requirePartitions(String topic) {
        return partitions(topic).orElseThrow(
                () -> new Refused(Answer.NOT_FOUND, "There is no topic " + topic + " on this cluster, or none any more."));
    }

    Extent extent(String topic, Set<Integer> partitions) {
        var begins = ask(topic, partitions, OffsetSpec.earliest());
        var ends = ask(topic, partitions, OffsetSpec.latest()).get();
        var found = new Extent(topic, begins.get(), ends, new TreeSet<>(partitions));
        found.begins().keySet().retainAll(ends.keySet());
        found.ends().keySet().retainAll(found.begins().keySet());
        found.silent().removeAll(ends.keySet());
        return found;
    }

    Map<Integer, Long> starts(Start start, Extent extent) {
        if (start instanceof Start.Time time) {
            return since(time.millis(), extent);
        } else if (start instanceof Start.Offset same) {
            return extent.at(same.offset());
        } else if (start instanceof Start.Positions positions) {
            return extent.from(positions.next());
        }
        return start instanceof Start.Begin ? extent.begins() : extent.ends();
    }

    /** In each partition the first message that is not older; where there is none, the end. */
    private Map<Integer, Long> since(long millis, Extent extent) {
        var offsets = ask(extent.topic(), extent.ends().keySet(), OffsetSpec.forTimestamp(millis)).get();
        offsets.replaceAll((partition, offset) -> offset < 0 ? extent.ends().get(partition) : offset);
        extent.ends().keySet().stream().filter(partition -> !offsets.containsKey(partition)).forEach(extent.silent()::add);
        return offsets;
    }

    /** The offsets come later, and only those of partitions whose leaders answer. */
    private Supplier<Map<Integer, Long>> ask(String topic, Collection<Integer> partitions, OffsetSpec spec) {
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> asked.put(new TopicPartition(topic, partition), spec));
        var result = admin().listOffsets(asked);
        var soon = Deadline.in(FOR_THE_REST);
        var late = Deadline.in(PATIENCE);
        return () -> {
            var answered = answered(asked.keySet(), result, soon);
            return answered.isEmpty() ? answered(asked.keySet(), result, late) : answered;
        };
    }

    private static Map<Integer, Long> answered(Set<TopicPartition> asked, ListOffsetsResult result, Deadline deadline) {
        var offsets = new TreeMap<Integer, Long>();
        for (var partition : asked) {
            try {
                offsets.put(partition.partition(), answer(result.partitionResult(partition), deadline).offset());
            } catch (RetriableException e) {
                // It has no leader, or one that does not answer: it is missing in what is returned.
            }
        }
        return offsets;
    }

    /** What the group has committed in this topic; empty when it never has, or nobody can tell. */
    Map<Integer, Long> committed(String group, String topic) {
        var committed = new TreeMap<Integer, Long>();
        try {
            answer(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), Deadline.in(FOR_THE_REST))
                    .forEach((partition, commit) -> {
                        if (commit != null && partition.topic().equals(topic)) {
                            committed.put(partition.partition(), commit.offset());
                        }
                    });
        } catch (GroupIdNotFoundException | GroupAuthorizationException | RetriableException e) {
            // nobody can tell, or not now
        }
        return committed;
    }

    private static <T> T answer(KafkaFuture<T> future, Deadline deadline) {
        try {
            return future.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new KafkaException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no broker answered", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(CLOSE_WITHIN);
        }
    }
}
