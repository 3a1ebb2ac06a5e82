package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Connection.java
//SOURCES ../output/Report.java
//SOURCES AskedLeaders.java
//SOURCES Silences.java

import cli.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import output.Report;

/**
 * Says what is being waited for when a leader does not answer: Kafka's clients wait for it in silence. It asks with a client and
 * a thread of its own, which end with the program and hold up nothing.
 */
public final class LeaderWatch {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Report report;
    private volatile Set<TopicPartition> partitions;

    /** @param partitions those to ask for at first */
    public LeaderWatch(Report report, Set<TopicPartition> partitions) {
        this.report = report;
        this.partitions = Set.copyOf(partitions);
    }

    /** Those to ask for from now on. */
    public void see(Set<TopicPartition> partitions) {
        this.partitions = Set.copyOf(partitions);
    }

    /** A program that ends within a second never comes to ask. */
    public void start(Map<String, Object> clientSettings) {
        var settings = Connection.known(AdminClientConfig.configNames(), clientSettings);
        var thread = new Thread(() -> watch(settings), "leader-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(Map<String, Object> settings) {
        try {
            Thread.sleep(EVERY.toMillis());
            var silences = new Silences(AskedLeaders.with(settings), Clock.systemDefaultZone(), report);
            while (true) {
                look(silences);
                Thread.sleep(EVERY.toMillis());
            }
        } catch (InterruptedException | KafkaException e) {
            // Then nothing is asked. What is wrong with the settings the program itself has said.
        }
    }

    private void look(Silences silences) {
        try {
            silences.look(partitions);
        } catch (KafkaException e) {
            // The brokers answer, with something that the program itself gets to hear: the topic is gone, for example.
        }
    }
}
