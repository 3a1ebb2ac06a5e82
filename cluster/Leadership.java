package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Answers.java
//SOURCES Group.java
//SOURCES Questions.java

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The partitions whose preferred leader, the first of their replicas, is one broker. While it was away others led them, and
 * Kafka itself gives them back only when it looks after that, every five minutes.
 */
public record Leadership(Admin admin, int broker) {

    private record Partition(TopicDescription topic, TopicPartitionInfo info) {

        TopicPartition name() {
            return new TopicPartition(topic.name(), info.partition());
        }

        boolean isPreferredBy(int broker) {
            return info.replicas().get(0).id() == broker;
        }

        boolean isLedBy(int broker) {
            return info.leader() != null && info.leader().id() == broker;
        }

        boolean isInSyncOn(int broker) {
            return info.isr().stream().map(Node::id).anyMatch(id -> id == broker);
        }
    }

    /**
     * To be called until there is an answer: has the broker lead what is in sync on it. The answer is what it leads of the
     * users' topics, once it leads all.
     */
    public Optional<List<TopicPartition>> restored() {
        try {
            var preferred = preferred();
            var missing = preferred.stream().filter(partition -> !partition.isLedBy(broker)).toList();
            var inSync = missing.stream().filter(partition -> partition.isInSyncOn(broker)).map(Partition::name)
                    .collect(Collectors.toSet());
            if (!inSync.isEmpty()) {
                get(admin.electLeaders(ElectionType.PREFERRED, inSync).partitions()); // what failed is tried again
            }
            return missing.isEmpty() ? Optional.of(ofUsers(preferred)) : Optional.empty();
        } catch (RetriableException e) {
            return Optional.empty();
        }
    }

    private List<Partition> preferred() {
        var topics = get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        return get(admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream().map(info -> new Partition(topic, info)))
                .filter(partition -> partition.isPreferredBy(broker)).toList();
    }

    private static List<TopicPartition> ofUsers(List<Partition> partitions) {
        return partitions.stream().filter(partition -> !partition.topic().isInternal()).map(Partition::name)
                .sorted(Group.ORDER).toList();
    }

    private static <T> T get(KafkaFuture<T> future) {
        return new Answers(Questions.PATIENCE).get(future);
    }
}
