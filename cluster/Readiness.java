package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/KafkaProblems.java
//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES Broker.java
//SOURCES Fleet.java
//SOURCES Topic.java

import cli.KafkaProblems;
import cli.Problem;
import cli.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Waits until the brokers are of use: all registered, the topics there, every partition led and all its replicas in sync. */
public final class Readiness {

    private static final Duration STEP = Duration.ofMillis(50);

    private final Fleet fleet;
    private final Stop stop;
    private final Consumer<String> talk;
    private final long end;

    public Readiness(Fleet fleet, Stop stop, Duration limit, Consumer<String> talk) {
        this.fleet = fleet;
        this.stop = stop;
        this.talk = talk;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /** False when a stop was asked for first. */
    public boolean await(List<Topic> topics) {
        if (!until("open their ports", () -> fleet.brokers().stream().allMatch(Broker::answers))) {
            return false;
        }
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, fleet.layout().addresses()))) {
            return until("find one another", () -> get(admin.describeCluster().nodes()).size() == fleet.layout().brokers())
                    && until("create the topics", () -> topics.stream().allMatch(topic -> exists(admin, topic)))
                    && until("bring all replicas in sync", () -> topics.stream().allMatch(topic -> whole(describe(admin, topic))));
        }
    }

    private boolean exists(Admin admin, Topic topic) {
        try {
            var wanted = new NewTopic(topic.name(), topic.partitions(), (short) topic.replicas())
                    .configs(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(topic.minInSync())));
            get(admin.createTopics(List.of(wanted)).all());
        } catch (TopicExistsException e) {
            sayWhatDiffers(admin, topic);
        }
        return true;
    }

    private void sayWhatDiffers(Admin admin, Topic wanted) {
        var description = describe(admin, wanted);
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, wanted.name());
        var settings = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
        var is = new Topic(wanted.name(), description.partitions().size(), description.partitions().get(0).replicas().size(),
                Integer.parseInt(settings.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value()));
        if (!is.equals(wanted)) {
            talk.accept("Topic " + is + " is left as it was made, although " + wanted + " was asked for: choose another with --topic, or start over with --fresh.");
        }
    }

    private static TopicDescription describe(Admin admin, Topic topic) {
        return get(admin.describeTopics(List.of(topic.name())).allTopicNames()).get(topic.name());
    }

    private static boolean whole(TopicDescription topic) {
        return topic.partitions().stream().allMatch(p -> p.leader() != null && !p.leader().isEmpty() && p.isr().size() == p.replicas().size());
    }

    private boolean until(String what, Condition condition) {
        while (!holds(condition)) {
            if (stop.pause(STEP)) {
                return false;
            }
            fleet.brokers().stream().filter(broker -> !broker.running()).findFirst().ifPresent(broker -> {
                throw broker.ended();
            });
            if (System.nanoTime() > end) {
                throw new Problem("The brokers did not " + what + " in time. Their logs: " + fleet.layout().folder() + "/broker-*/broker.0.log");
            }
        }
        return true;
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (RetriableException e) {
            return false;
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (KafkaProblems.cause(e) instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    private interface Condition {
        boolean holds();
    }
}
