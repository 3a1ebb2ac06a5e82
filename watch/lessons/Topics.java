package watch.lessons;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/KafkaProblems.java
//SOURCES ../../cli/Problem.java
//SOURCES ../../cluster/Leadership.java

import cli.KafkaProblems;
import cli.Problem;
import cluster.Leadership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The lesson's topics and groups, and the cluster, as an administrator asks for and changes them. */
final class Topics implements AutoCloseable {

    private static final int PATIENCE_MS = 5000;

    private final Admin admin;

    Topics(String addresses) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, addresses,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 4,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200));
    }

    /** @param replicas of each partition, of which the first becomes its leader */
    void create(String topic, Map<Integer, List<Integer>> replicas, int minInSync) {
        var wanted = new NewTopic(topic, replicas)
                .configs(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(minInSync)));
        try {
            answer(admin.createTopics(List.of(wanted)).all());
        } catch (Problem e) {
            throw new Problem("The topic " + topic + " cannot be made: " + e.getMessage() + ". Give the lesson once more.", e);
        }
    }

    /** Whether its leaders know it: it is created before they do, and a producer that asks them too early may wait for ever. */
    boolean isLed(String topic, int partitions) {
        var asked = IntStream.range(0, partitions).boxed()
                .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> OffsetSpec.latest()));
        return tried(admin.listOffsets(asked).all()).isPresent();
    }

    /** Empty while there is none, or no answer. */
    Optional<Integer> leader(String topic, int partition) {
        return described(topic, partition).filter(Topics::isLed).map(one -> one.leader().id());
    }

    /** Of which replicas the leader waits for with acks=all; empty when there is no answer. */
    Set<Integer> inSync(String topic, int partition) {
        return described(topic, partition).map(one -> one.isr().stream().map(Node::id).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private Optional<TopicPartitionInfo> described(String topic, int partition) {
        return tried(admin.describeTopics(List.of(topic)).allTopicNames()).map(all -> all.get(topic).partitions().get(partition));
    }

    /** The broker whose controller is active; empty when there is no answer. */
    Optional<Integer> controller() {
        return tried(admin.describeMetadataQuorum().quorumInfo()).map(quorum -> quorum.leaderId()).filter(id -> id > 0);
    }

    /** Whether it knows all that was decided after this time, takes part, and leads what it led: if not, it is asked to. */
    boolean isBack(int broker, long since) {
        var knows = tried(admin.describeMetadataQuorum().quorumInfo()).stream().flatMap(quorum -> quorum.voters().stream())
                .anyMatch(voter -> voter.replicaId() == broker && voter.lastCaughtUpTimestamp().orElse(0) > since);
        try {
            return knows && new Leadership(admin, broker).restored().isPresent();
        } catch (KafkaException e) {
            return false; // to be asked again
        }
    }

    /** How many members the group has; 0 when there is no answer. */
    int members(String group) {
        return tried(admin.describeConsumerGroups(List.of(group)).all()).map(all -> all.get(group).members().size()).orElse(0);
    }

    /** What keeps it from being whole, as part of a sentence; empty when all brokers take part and all replicas are in sync. */
    Optional<String> missing(int brokers) {
        try {
            var nodes = answer(admin.describeCluster().nodes()).size();
            if (nodes < brokers) {
                return Optional.of("only " + nodes + " of its " + brokers + " brokers take part");
            }
            var names = answer(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
            return admin.describeTopics(names).topicNameValues().values().stream().flatMap(Topics::ifThere)
                    .flatMap(Topics::outOfSync).findFirst();
        } catch (Problem e) {
            return Optional.of("it gives no answer (" + e.getMessage() + ")");
        }
    }

    /** Not one that was deleted a moment ago: not every broker knows of that at once. */
    private static Stream<TopicDescription> ifThere(KafkaFuture<TopicDescription> topic) {
        try {
            return Stream.of(answer(topic));
        } catch (Problem e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Stream.empty();
            }
            throw e;
        }
    }

    private static Stream<String> outOfSync(TopicDescription topic) {
        return topic.partitions().stream().filter(one -> !isLed(one) || one.isr().size() < one.replicas().size())
                .map(one -> topic.name() + "-" + one.partition() + (isLed(one) ? " is not in sync on all its brokers"
                        : " has no leader"));
    }

    /** Only a definite answer counts: it is gone, or there was none of that name. */
    void deleteTopic(String topic) {
        try {
            answer(admin.deleteTopics(List.of(topic)).all());
        } catch (Problem e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }

    /** The same; a group that still has members is refused. */
    void deleteGroup(String group) {
        try {
            answer(admin.deleteConsumerGroups(List.of(group)).all());
        } catch (Problem e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
    }

    private static boolean isLed(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
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
            throw new Problem(KafkaProblems.reason(e), e.getCause());
        } catch (TimeoutException e) {
            throw new Problem("no answer within " + 2 * PATIENCE_MS / 1000 + " s", e);
        } catch (InterruptedException e) {
            throw new Problem("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
