package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Target.java

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks the brokers that lead partitions: only they take and hand out messages, and any other broker knows who they are. */
public record Leaders(Admin admin) {

    /**
     * @param silent the partitions whose leaders did not answer
     * @param leaders the broker that leads, of each partition that has one; empty when no broker at all answered
     */
    public record Answer(Set<TopicPartition> silent, Optional<Map<TopicPartition, Integer>> leaders) {
    }

    Answer ask(Set<TopicPartition> partitions) {
        var topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        var offsets = admin.listOffsets(partitions.stream()
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())));
        var descriptions = admin.describeTopics(topics).allTopicNames();
        var silent = partitions.stream().filter(partition -> answer(offsets.partitionResult(partition)).isEmpty());
        return new Answer(silent.collect(Collectors.toSet()), answer(descriptions).map(Leaders::leaders));
    }

    private static Map<TopicPartition, Integer> leaders(Map<String, TopicDescription> topics) {
        return topics.values().stream().flatMap(topic -> topic.partitions().stream()
                .filter(partition -> partition.leader() != null && !partition.leader().isEmpty())
                .map(partition -> Map.entry(new TopicPartition(topic.name(), partition.partition()), partition.leader().id())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Empty after the time limit of this Admin. */
    private static <T> Optional<T> answer(KafkaFuture<T> future) {
        try {
            return Optional.of(Target.answer(future));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }
}
