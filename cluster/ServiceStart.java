package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Stop.java
//SOURCES ../output/SafeText.java
//SOURCES Broker.java
//SOURCES Fleet.java
//SOURCES Leadership.java
//SOURCES Questions.java
//SOURCES Readiness.java
//SOURCES SchemaRegistry.java
//SOURCES Service.java
//SOURCES Storage.java

import cli.Stop;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import output.SafeText;

/** Starts a broker, or the registry, beside the others, and says when it is of use. */
public record ServiceStart(Fleet fleet, Stop stop, Duration limit, Consumer<String> talk) {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(20);
    private static final int MOST_NAMES = 8;
    private static final String CATCHES_UP = ", but still catches up; it leads again at most five minutes after it is in sync";

    /** False when a stop was asked for first. */
    public boolean await(Service service) {
        return service instanceof SchemaRegistry registry ? await(registry) : await((Broker) service);
    }

    private boolean await(Broker broker) {
        broker.startAgain();
        if (!fleet.hasQuorum()) {
            talk.accept(broker.name() + " is started. " + fleet.withoutQuorum());
            return true;
        }
        return new Readiness(fleet, stop, limit).await(broker) && regainLeadership(broker);
    }

    /** False when a stop was asked for first. */
    private boolean regainLeadership(Broker broker) {
        try (var questions = Questions.to(broker.address())) {
            var leadership = new Leadership(questions.admin(), broker.id());
            var end = System.nanoTime() + LONGEST_CATCHING_UP.toNanos();
            var led = leadership.restored();
            while (led.isEmpty() && System.nanoTime() < end && broker.running()) {
                if (stop.pause(STEP)) {
                    return false;
                }
                led = leadership.restored();
            }
            talk.accept(broker.name() + " is back" + led.map(ServiceStart::leading).orElse(CATCHES_UP) + ".");
            return true;
        }
    }

    private static String leading(List<TopicPartition> partitions) {
        var names = partitions.stream().map(partition -> SafeText.of(partition.toString())).collect(Collectors.joining(", "))
                .replaceFirst(", ([^,]+)$", " and $1");
        return partitions.isEmpty() ? ""
                : " and leads " + (partitions.size() > MOST_NAMES ? partitions.size() + " partitions" : names) + " again";
    }

    private boolean await(SchemaRegistry registry) {
        var isNew = !fleet.now().layout().hasRegistry();
        if (isNew && fleet.running().isEmpty()) {
            throw fleet.now().registryIsMissing();
        }
        registry.requireDown();
        if (!SchemaRegistry.fetch(stop::requested, talk)) {
            return false;
        }
        registry.requirePort();
        Storage.remember(fleet.layout());
        registry.startAgain();
        if (!new Readiness(fleet, stop, limit).await(registry)) {
            return false;
        }
        talk.accept("The registry is " + (isNew ? "ready" : "back") + " at " + registry.url() + ".");
        return true;
    }
}
