package drill;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES Halted.java

import cli.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/** The cluster and the topic that the drill takes place on, as an outsider sees them. */
public final class Ground implements AutoCloseable {

    private static final int PATIENCE_MS = 5000;

    private final Map<String, Object> settings;
    private final String topic;
    private final Admin admin;

    public Ground(Map<String, Object> settings, String topic) {
        this.settings = settings;
        this.topic = topic;
        var own = new HashMap<>(settings);
        own.keySet().retainAll(AdminClientConfig.configNames());
        own.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        own.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
        this.admin = Admin.create(own);
    }

    public String topic() {
        return topic;
    }

    Map<String, Object> settings() {
        return settings;
    }

    /** As our clusters have it: two copies, and one of them may be away. */
    public void createTopic(int partitions) {
        var brokers = answer(admin.describeCluster().nodes()).size();
        answer(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) Math.min(2, brokers)).configs(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1")))).all());
    }

    public void deleteTopic() {
        answer(admin.deleteTopics(List.of(topic)).all());
    }

    /** A new group that begins at the end as it is now: what others have sent is not this drill's. */
    public void beginAtTheEnd(String group) {
        var ends = ends();
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        ends.forEach((partition, end) -> offsets.put(partition, new OffsetAndMetadata(end)));
        answer(admin.alterConsumerGroupOffsets(group, offsets).all());
    }

    public void deleteGroup(String group) {
        answer(admin.deleteConsumerGroups(List.of(group)).all());
    }

    int partitions() {
        return describe(topic).partitions().size();
    }

    /** Whether a group has committed all that is in the topic; not so, too, when nobody can say. */
    boolean isAtTheEnd(String group) {
        try {
            var committed = answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
            return ends().entrySet().stream().allMatch(end -> end.getValue() == 0 || committed.get(end.getKey()) != null && committed.get(end.getKey()).offset() >= end.getValue());
        } catch (Problem e) {
            return false;
        }
    }

    private Map<TopicPartition, Long> ends() {
        var asked = describe(topic).partitions().stream().collect(Collectors.toMap(partition -> new TopicPartition(topic, partition.partition()), partition -> OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        answer(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** The broker that leads each partition; without those that none leads, and empty when nobody can say. */
    Map<Integer, Integer> leaders() {
        return described().map(topic -> topic.partitions().stream().filter(Ground::isLed).collect(Collectors.toMap(TopicPartitionInfo::partition, partition -> partition.leader().id())))
                .orElse(Map.of());
    }

    /** The brokers that have a copy of a partition and do not lead it. */
    List<Integer> followers(int partition) {
        return describe(topic).partitions().stream().filter(one -> one.partition() == partition)
                .flatMap(one -> one.replicas().stream().map(node -> node.id()).filter(id -> !isLed(one) || id != one.leader().id())).toList();
    }

    /** The broker whose controller is active; empty when nobody can say. */
    Optional<Integer> controller() {
        return tried(admin.describeMetadataQuorum().quorumInfo()).map(quorum -> quorum.leaderId());
    }

    /** Whether so many brokers take part and every partition, also of the topics that Kafka keeps for itself, has all its copies. */
    boolean isWhole(int brokers) {
        var topics = new ArrayList<>(List.of(topic, "__consumer_offsets"));
        return tried(admin.describeCluster().nodes()).filter(nodes -> nodes.size() == brokers).isPresent()
                && tried(admin.describeTopics(topics).allTopicNames()).filter(all -> all.values().stream().allMatch(Ground::isWhole)).isPresent();
    }

    private static boolean isWhole(TopicDescription topic) {
        return topic.partitions().stream().allMatch(partition -> isLed(partition) && partition.isr().size() == partition.replicas().size());
    }

    private static boolean isLed(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    private Optional<TopicDescription> described() {
        return tried(admin.describeTopics(List.of(topic)).allTopicNames()).map(all -> all.get(topic));
    }

    private TopicDescription describe(String name) {
        return answer(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
    }

    /** Where no answer is an answer, because brokers are down on purpose. */
    private static <T> Optional<T> tried(KafkaFuture<T> future) {
        try {
            return Optional.of(answer(future));
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(2L * PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            var reason = e.getCause() == null ? e : e.getCause();
            throw new Problem("The cluster gives no answer: " + reason.getMessage(), reason);
        } catch (InterruptedException e) {
            throw new Halted();
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
