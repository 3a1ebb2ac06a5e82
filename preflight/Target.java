package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Connection.java
//SOURCES ../cli/KafkaProblems.java
//SOURCES ../cli/Launch.java
//SOURCES ../cli/Problem.java
//SOURCES ../output/Report.java
//SOURCES ../output/SafeText.java

import cli.Connection;
import cli.KafkaProblems;
import cli.Launch;
import cli.Problem;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import output.Report;
import output.SafeText;

/**
 * The cluster and the topic as they are before the work begins. Without a cluster or a topic a consumer gets empty polls for
 * ever, and a producer blocks: so this asks first, and says what is wrong.
 */
public record Target(String clusterId, int brokers, String topic, int partitions, int replicas, OptionalLong minInSync,
        boolean newGroups) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "::1");

    /** An Admin that can be closed in time: its own close() waits for ever for a broker that does not answer. */
    public record Asking(Admin admin) implements AutoCloseable {

        private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

        @Override
        public void close() {
            admin.close(CLOSE_WITHIN);
        }
    }

    public static Asking ask(Map<String, Object> clientSettings) {
        var settings = Connection.known(AdminClientConfig.configNames(), clientSettings);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
        try {
            return new Asking(Admin.create(settings));
        } catch (KafkaException e) {
            if (String.valueOf(KafkaProblems.cause(e).getMessage()).startsWith("No resolvable bootstrap")) {
                var bootstrap = String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
                throw new Problem("No host of " + SafeText.of(bootstrap)
                        + " has an address: check the spelling of --bootstrap-server, and your DNS.", e);
            }
            throw e;
        }
    }

    /** Says what was found; throws a Problem when there is no cluster, or no such topic. */
    public static Target require(Map<String, Object> settings, String topic, Report report) {
        try (var asking = ask(settings)) {
            return find(asking.admin(), settings, topic, report);
        }
    }

    /** Finds the topic and says what was found. */
    public static Target find(Admin admin, Map<String, Object> settings, String topic, Report report) {
        var bootstrap = String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
        var cluster = admin.describeCluster();
        var clusterId = orNoBroker(cluster.clusterId(), bootstrap);
        var brokers = orNoBroker(cluster.nodes(), bootstrap).size();
        var description = describe(admin, topic);
        var replicas = description.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
        var target = new Target(clusterId, brokers, topic, description.partitions().size(), replicas,
                setting(admin, topic, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), newGroups(admin));
        report.talk(target.sentence());
        return target;
    }

    public static TopicDescription describe(Admin admin, String topic) {
        try {
            return answer(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        } catch (UnknownTopicOrPartitionException e) {
            throw new Problem("There is no topic " + SafeText.of(topic) + " on this cluster. Choose another with --topic,"
                    + " or create it: " + creation(topic, answer(admin.describeCluster().nodes())), e);
        }
    }

    /** Who has a cluster on this computer has it from Cluster.java, and no tools of Kafka. */
    private static String creation(String topic, Collection<Node> brokers) {
        var name = Launch.word(SafeText.of(topic));
        if (brokers.stream().allMatch(broker -> LOCAL.contains(broker.host()))) {
            return Launch.command("Cluster.java topic " + name.replaceFirst("-dlt$", "")); // it makes that one, too
        }
        var addresses = brokers.stream().map(broker -> broker.host() + ':' + broker.port()).sorted();
        return "kafka-topics.sh --create --topic " + name + " --partitions 3 --replication-factor " + Math.min(2, brokers.size())
                + " --config min.insync.replicas=1 --bootstrap-server " + addresses.collect(Collectors.joining(","));
    }

    /** In the groups of KIP-848 the others go on when a member comes or goes; in the classic ones all of them stop. */
    public String groupProtocol(Report report) {
        if (newGroups) {
            return "consumer";
        }
        report.talk("This cluster lacks the new consumer groups (group.version 1): going on with classic ones.");
        return "classic";
    }

    public Set<TopicPartition> topicPartitions() {
        return IntStream.range(0, partitions).mapToObj(number -> new TopicPartition(topic, number)).collect(Collectors.toSet());
    }

    /** One offset in each partition; -1 where none fits. */
    public Map<TopicPartition, Long> offsets(Admin admin, OffsetSpec spec) {
        var asked = topicPartitions().stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        var offsets = new HashMap<TopicPartition, Long>();
        answer(admin.listOffsets(asked).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /** What the group has committed in this topic. */
    public Map<TopicPartition, Long> committed(Admin admin, String group) {
        var offsets = new HashMap<TopicPartition, Long>();
        try {
            answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).forEach((partition, commit) -> {
                if (commit != null && partition.topic().equals(topic)) {
                    offsets.put(partition, commit.offset());
                }
            });
        } catch (GroupIdNotFoundException e) {
            // It has not committed anything yet, in any topic.
        }
        return offsets;
    }

    private String sentence() {
        return "cluster %s with %d brokers; topic %s: %d partitions x %d replicas, %s".formatted(
                clusterId, brokers, SafeText.of(topic), partitions, replicas, guarantee());
    }

    private String guarantee() {
        if (minInSync.isEmpty()) {
            return "min in-sync unknown (no right to read it)";
        }
        var spare = replicas - minInSync.getAsLong();
        var words = spare < 0 ? "refuses all writes: more in-sync replicas asked for than there are"
                : spare == 0 ? "stops writes to a partition while a broker that holds it is down"
                : "keeps accepting writes with " + spare + (spare == 1 ? " broker down" : " brokers down");
        return "min in-sync " + minInSync.getAsLong() + " (" + words + ")";
    }

    /** A number among the topic's settings; empty without the right to read them. */
    public static OptionalLong setting(Admin admin, String topic, String name) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            var config = answer(admin.describeConfigs(List.of(resource)).values().get(resource));
            return OptionalLong.of(Long.parseLong(config.get(name).value()));
        } catch (AuthorizationException e) {
            return OptionalLong.empty();
        }
    }

    /** Whether the cluster knows the consumer groups of KIP-848. */
    private static boolean newGroups(Admin admin) {
        try {
            var version = answer(admin.describeFeatures().featureMetadata()).finalizedFeatures().get("group.version");
            return version != null && version.maxVersionLevel() > 0;
        } catch (UnsupportedVersionException e) {
            return false;
        }
    }

    private static <T> T orNoBroker(KafkaFuture<T> future, String bootstrap) {
        try {
            return answer(future);
        } catch (TimeoutException e) {
            throw new Problem("No broker answers at " + SafeText.of(bootstrap) + " within " + PATIENCE.toSeconds()
                    + " s. Start a cluster with '" + Launch.command("Cluster.java")
                    + "' or 'vagrant up', or name yours with --bootstrap-server;"
                    + " if it wants TLS or a login, add --config.", e);
        } catch (UnsupportedVersionException e) {
            throw new Problem("What answers at " + SafeText.of(bootstrap) + " does not serve clients: it may be a controller's"
                    + " port (9194 to 9196 with " + Launch.command("Cluster.java") + "). Clients use 9094 to 9096.", e);
        }
    }

    /** The answer, or the exception that Kafka gave, without its wrapping. */
    static <T> T answer(KafkaFuture<T> future) {
        try {
            // the client has limits of its own, unless its thread died
            return future.get(PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new KafkaException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no answer and no error from the client", e);
        } catch (InterruptedException e) {
            throw new Problem("Interrupted while waiting for the cluster.", e);
        }
    }
}
