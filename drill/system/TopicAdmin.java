package drill.system;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Wait.java

import cli.Problem;
import java.time.Duration;
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
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The drill's topic, its groups and its cluster, as an administrator asks for and changes them. */
public final class TopicAdmin implements AutoCloseable {

    private static final int PATIENCE_MS = 5000;

    private final Map<String, Object> settings;
    private final String topic;
    private final Admin admin;

    public TopicAdmin(Map<String, Object> settings, String topic) {
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

    /** How clients reach the cluster: what the user has set. */
    public Map<String, Object> settings() {
        return settings;
    }

    // --- changes

    public void createTopic(int partitions, int replicas) {
        var configs = Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1");
        answer(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) replicas).configs(configs))).all());
    }

    /** No topic of that name is no problem: its creation was asked for, and may have failed. */
    public void deleteTopic() {
        try {
            answer(admin.deleteTopics(List.of(topic)).all());
        } catch (Problem e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }

    /** Makes a new group that begins at the end as it is now: what others have sent is not this drill's. */
    public void beginAtTheEnd(String group) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        ends().forEach((partition, end) -> offsets.put(partition, new OffsetAndMetadata(end)));
        answer(admin.alterConsumerGroupOffsets(group, offsets).all());
    }

    /** No group of that name is no problem, as with the topic; a group that still has members is one. */
    public void deleteGroup(String group) {
        try {
            answer(admin.deleteConsumerGroups(List.of(group)).all());
        } catch (Problem e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
    }

    // --- questions

    /** Asked first: on a busy computer the first answer to a client that has just started takes seconds. */
    public int brokers() {
        return answer(admin.describeCluster(new DescribeClusterOptions().timeoutMs(2 * PATIENCE_MS)).nodes()).size();
    }

    public int partitions() {
        return describe().partitions().size();
    }

    /** Whether a group has committed all that is in the topic; false, too, when the cluster gives no answer. */
    public boolean isAtTheEnd(String group) {
        try {
            var committed = answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
            return ends().entrySet().stream().allMatch(end -> end.getValue() == 0
                    || committed.get(end.getKey()) != null && committed.get(end.getKey()).offset() >= end.getValue());
        } catch (Problem e) {
            return false;
        }
    }

    private Map<TopicPartition, Long> ends() {
        var asked = describe().partitions().stream()
                .collect(Collectors.toMap(one -> new TopicPartition(topic, one.partition()), one -> OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        answer(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** The broker that leads each partition; without those that have no leader, and empty when the cluster gives no answer. */
    public Map<Integer, Integer> leaders() {
        return tried(admin.describeTopics(List.of(topic)).allTopicNames()).map(all -> leaders(all.get(topic))).orElse(Map.of());
    }

    private static Map<Integer, Integer> leaders(TopicDescription topic) {
        return topic.partitions().stream().filter(TopicAdmin::isLed)
                .collect(Collectors.toMap(TopicPartitionInfo::partition, partition -> partition.leader().id()));
    }

    /** The brokers that have a copy of a partition and do not lead it. */
    public List<Integer> followers(int partition) {
        return describe().partitions().stream().filter(one -> one.partition() == partition)
                .flatMap(one -> one.replicas().stream().map(Node::id).filter(id -> !isLed(one) || id != one.leader().id()))
                .toList();
    }

    /** The broker whose controller is active; empty when the cluster gives no answer. */
    public Optional<Integer> controller() {
        return tried(admin.describeMetadataQuorum().quorumInfo()).map(quorum -> quorum.leaderId());
    }

    /** Whether so many brokers take part and every partition, also of the group's offsets, has all its replicas in sync. */
    public boolean isInSync(int brokers) {
        var topics = List.of(topic, "__consumer_offsets");
        return tried(admin.describeCluster().nodes()).filter(nodes -> nodes.size() == brokers).isPresent()
                && tried(admin.describeTopics(topics).allTopicNames())
                        .filter(all -> all.values().stream().allMatch(TopicAdmin::isInSync)).isPresent();
    }

    private static boolean isInSync(TopicDescription topic) {
        return topic.partitions().stream().allMatch(one -> isLed(one) && one.isr().size() == one.replicas().size());
    }

    private static boolean isLed(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    private TopicDescription describe() {
        return answer(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
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
        } catch (ExecutionException e) {
            var what = e.getCause() instanceof RetriableException ? "The cluster gives no answer: " : "The cluster refused: ";
            throw new Problem(what + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new Problem("The cluster gives no answer within " + 2 * PATIENCE_MS / 1000 + " s.", e);
        } catch (InterruptedException e) {
            throw new Wait.Stopped();
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
