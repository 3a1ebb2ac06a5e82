package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Connection.java
//SOURCES ../../cli/KafkaProblems.java
//SOURCES ../../cli/Problem.java
//SOURCES ../../output/SafeText.java
//SOURCES ClusterAsking.java
//SOURCES CommitTimes.java
//SOURCES Ends.java
//SOURCES Flow.java
//SOURCES GroupsAsking.java
//SOURCES Label.java
//SOURCES Loop.java
//SOURCES Pace.java
//SOURCES Picture.java
//SOURCES TopicAsking.java

import cli.Connection;
import cli.KafkaProblems;
import cli.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import output.SafeText;

/**
 * Asks the cluster, once for all who look, and each thing alone: what is answered late, or never, holds up nothing else. It
 * joins no group, commits nothing and writes nothing: the right to DESCRIBE and READ is enough. Used in the loop's thread only.
 */
public final class Asking implements AutoCloseable {

    /** Of one request, before another broker is asked. */
    private static final int REQUEST = 1000;
    private static final Duration CLOSE_WITHIN = Duration.ofMillis(300);
    private static final Duration WANTED_EVERY = Duration.ofSeconds(1);

    private static final Set<String> OF_GROUPS = Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG, ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

    private final Map<String, Object> settings;
    private final Loop loop;
    private final Admin admin;
    private final CommitTimes times;
    private final ClusterAsking cluster;
    private final GroupsAsking groups;
    private final Map<String, TopicAsking> topics = new TreeMap<>();
    private final CompletableFuture<String> found = new CompletableFuture<>();
    private long wantedAt;
    private int flows;

    /** @param settings of the client, as the user gave them */
    public Asking(Map<String, Object> settings, Loop loop) {
        this.settings = settings;
        this.loop = loop;
        this.admin = admin(settings);
        this.times = new CommitTimes(reader("times", 100));
        this.cluster = new ClusterAsking(admin, loop, String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)));
        this.groups = new GroupsAsking(admin, loop, times);
    }

    /** With limits that are short: a broker that does not answer is to be seen, and not waited for. */
    private static Admin admin(Map<String, Object> settings) {
        var own = Connection.known(AdminClientConfig.configNames(), settings);
        own.put(AdminClientConfig.CLIENT_ID_CONFIG, settings.get(AdminClientConfig.CLIENT_ID_CONFIG));
        own.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST);
        own.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3 * REQUEST);
        own.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2L * REQUEST);
        own.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        own.put(AdminClientConfig.METADATA_MAX_AGE_CONFIG, 10_000L);
        try {
            return Admin.create(own);
        } catch (KafkaException e) {
            if (String.valueOf(KafkaProblems.cause(e).getMessage()).startsWith("No resolvable bootstrap")) {
                throw new Problem("No host of " + SafeText.of(String.valueOf(own.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)))
                        + " has an address: check the spelling of --bootstrap-server, and your DNS.", e);
            }
            throw e;
        }
    }

    /** It belongs to no group, so that it can commit nothing, and creates no topic by asking for it. */
    private Consumer<byte[], byte[]> reader(String name, int atOnce) {
        var own = new HashMap<>(Connection.known(ConsumerConfig.configNames(), settings));
        own.keySet().removeAll(OF_GROUPS);
        own.putAll(Map.of(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted",
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 18,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 14,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3 * REQUEST,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3 * REQUEST));
        own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, atOnce);
        own.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.get(ConsumerConfig.CLIENT_ID_CONFIG) + "-" + name);
        return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Asks what is due. */
    public void ask(long now, Map<String, Pace> wanted) {
        topics.keySet().retainAll(wanted.keySet());
        var pace = wanted.containsValue(Pace.LOOKED_AT) ? Pace.LOOKED_AT : Pace.HISTORY;
        cluster.ask(now, pace);
        if (cluster.state(now).askedAt() == null) {
            return; // one question is enough until somebody answers
        }
        found.complete("cluster " + cluster.state(now).id() + " with " + cluster.state(now).brokers().size() + " brokers");
        groups.ask(now, pace, wanted.keySet());
        wanted.forEach((name, topicPace) -> {
            var topic = topics.computeIfAbsent(name, any -> new TopicAsking(admin, loop, name, new Ends(groups::end)));
            topic.ask(now, topicPace);
            topic.replicas().forEach(broker -> cluster.hearOf(broker, now));
        });
        if (now - wantedAt >= WANTED_EVERY.toMillis()) {
            wantedAt = now;
            times.want(wanted.keySet().stream().flatMap(name -> groups.waiting(name, now).stream()).toList());
        }
    }

    /** What was found, in words, once there is an answer. */
    public CompletableFuture<String> found() {
        return found;
    }

    /** What to say while there is none. */
    public String missing() {
        return cluster.missing();
    }

    public Picture picture(String topic, long now) {
        var asked = topics.get(topic);
        var state = asked == null ? new TopicState(topic, null, 0, null, null, List.of(), 0) : asked.state(now);
        return new Picture(now, cluster.state(now), state, groups.state(topic, now));
    }

    public ProducersState producers(String topic) {
        var asked = topics.get(topic);
        return asked == null ? new ProducersState(null, List.of()) : asked.producers();
    }

    public List<String> topics() {
        return cluster.topics();
    }

    /** What is written in the topic from now on. */
    public Flow flow() {
        return new Flow(reader("flow-" + ++flows, 1000), Label::of);
    }

    /** How far the topic reaches, for those partitions that are shown. */
    public static Map<TopicPartition, Long> ends(TopicState topic) {
        return topic.shown().partitions().stream().filter(partition -> partition.end() != null).collect(Collectors.toMap(
                partition -> new TopicPartition(topic.name(), partition.partition()), TopicState.Partition::end));
    }

    @Override
    public void close() {
        times.close();
        admin.close(CLOSE_WITHIN);
    }
}
