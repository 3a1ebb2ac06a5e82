package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES Answers.java
//SOURCES Broker.java
//SOURCES Fleet.java
//SOURCES Questions.java
//SOURCES SchemaRegistry.java
//SOURCES Service.java
//SOURCES Topic.java

import cli.Problem;
import cli.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Waits until a cluster is ready: all brokers have joined, the topics exist, every partition has a leader and is in sync. */
public final class Readiness {

    private static final Duration STEP = Duration.ofMillis(50);

    private final Fleet fleet;
    private final Stop stop;
    private final long end;

    /** It gives up when the limit has passed, when a stop is asked for, and when one of the brokers ends. */
    public Readiness(Fleet fleet, Stop stop, Duration limit) {
        this.fleet = fleet;
        this.stop = stop;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /** False when a stop was asked for first. */
    public boolean await(List<Topic> topics, Consumer<String> talk) {
        try (var questions = Questions.to(fleet.layout().addresses())) {
            var admin = questions.admin();
            return until("find one another", fleet.brokers(), () -> joined(admin).size() == fleet.layout().brokers())
                    && create(topics, admin, fleet.brokers(), talk)
                    && fleet.registry().map(registry -> await(registry, talk)).orElse(true);
        }
    }

    /** On a cluster that works; false when a stop was asked for first. */
    public boolean create(List<Topic> topics, Consumer<String> talk) {
        fleet.requireQuorum();
        try (var questions = Questions.to(fleet.runningAddresses())) {
            return create(topics, questions.admin(), fleet.running(), talk);
        }
    }

    private boolean create(List<Topic> topics, Admin admin, List<Broker> on, Consumer<String> talk) {
        return until("create the topics", on, () -> topics.stream().allMatch(topic -> exists(admin, topic, talk)))
                && until("bring all replicas in sync", on,
                        () -> topics.stream().allMatch(topic -> isInSync(describe(admin, topic))));
    }

    private boolean await(SchemaRegistry registry, Consumer<String> talk) {
        talk.accept("The brokers are ready; waiting for the registry ...");
        return await(registry);
    }

    /** False when a stop was asked for first. */
    private boolean await(SchemaRegistry registry) {
        while (!registry.answers()) {
            if (stop.pause(STEP)) {
                return false;
            }
            if (!registry.running()) {
                throw registry.ended();
            }
            if (System.nanoTime() > end) {
                throw new Problem("The registry did not answer in time. Its log: " + registry.log());
            }
        }
        return true;
    }

    /** One alone, beside the others; false when a stop was asked for first. */
    public boolean await(Service service) {
        return service instanceof Broker broker ? await(broker) : fleet.registry().map(this::await).orElse(true);
    }

    /**
     * One broker among others that work; false when a stop was asked for first. The broker itself is asked, because the others
     * may still list one that was killed a moment ago.
     */
    private boolean await(Broker broker) {
        try (var questions = Questions.to(broker.address())) {
            var admin = questions.admin();
            return until("take broker " + broker.id() + " back", List.of(broker), () -> joined(admin).contains(broker.id()));
        }
    }

    private static List<Integer> joined(Admin admin) {
        return get(admin.describeCluster().nodes()).stream().map(node -> node.id()).toList();
    }

    private static boolean exists(Admin admin, Topic topic, Consumer<String> talk) {
        try {
            var wanted = new NewTopic(topic.name(), topic.partitions(), (short) topic.replicas())
                    .configs(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(topic.minInSync())));
            get(admin.createTopics(List.of(wanted)).all());
        } catch (TopicExistsException e) {
            sayWhatDiffers(admin, topic, talk);
        }
        return true;
    }

    private static void sayWhatDiffers(Admin admin, Topic wanted, Consumer<String> talk) {
        var partitions = describe(admin, wanted).partitions();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, wanted.name());
        var settings = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
        var is = new Topic(wanted.name(), partitions.size(), partitions.get(0).replicas().size(),
                Integer.parseInt(settings.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value()));
        if (!is.equals(wanted)) {
            talk.accept("Topic " + is + " is left as it was made, although " + wanted
                    + " was asked for: choose another name, or start over with --fresh.");
        }
    }

    private static TopicDescription describe(Admin admin, Topic topic) {
        return get(admin.describeTopics(List.of(topic.name())).allTopicNames()).get(topic.name());
    }

    private static boolean isInSync(TopicDescription topic) {
        return topic.partitions().stream()
                .allMatch(p -> p.leader() != null && !p.leader().isEmpty() && p.isr().size() == p.replicas().size());
    }

    private boolean until(String what, List<Broker> needed, BooleanSupplier condition) {
        while (!holds(condition)) {
            // first, because whoever stops us may have stopped the brokers too
            if (stop.pause(STEP)) {
                return false;
            }
            needed.stream().filter(broker -> !broker.running()).findFirst().ifPresent(broker -> {
                throw broker.ended();
            });
            if (System.nanoTime() > end) {
                throw new Problem("The brokers did not " + what + " in time. Their logs: " + fleet.layout().folder()
                        + "/broker-*/broker.0.log");
            }
        }
        return true;
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RetriableException e) {
            return false;
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        return new Answers(Questions.PATIENCE).get(future);
    }
}
