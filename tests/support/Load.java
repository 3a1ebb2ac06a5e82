package support;

//SOURCES Hosts.java
//SOURCES Program.java
//SOURCES Wait.java

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Messages through a topic of its own, and both groups, while something happens to the hosts: 500 a second. Many at a time:
 * they share this computer, and sent and fetched one by one the messages alone would keep half of it busy.
 */
public final class Load {

    private static final int TERMINATED = 143;
    private static final int RATE = 500;

    private static final List<String> SENT_TOGETHER = List.of("-X", "linger.ms=50");
    private static final List<String> FETCHED_TOGETHER = List.of("-X", "fetch.min.bytes=100000", "-X", "fetch.max.wait.ms=50");

    private final String name;
    private final Program producer;
    private final List<Program> consumers;

    private Load(String name, Program producer, List<Program> consumers) {
        this.name = name;
        this.producer = producer;
        this.consumers = consumers;
    }

    /** Returns when messages flow; {@code options} go to all three programs. */
    public static Load start(Hosts hosts, String name, String... options) {
        var topic = name + "-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        hosts.on(1, "kafka-topics.sh" + Hosts.ADMIN + "--create --topic " + topic
                + " --partitions 3 --replication-factor 2 --config min.insync.replicas=1");
        var consumers = List.of(program(hosts, topic, options, "SingleConsumer.java", "-g", topic + "-single"),
                program(hosts, topic, options, "BatchConsumer.java", "-g", topic + "-batch", "--max-wait", "1s"));
        consumers.forEach(consumer -> consumer.awaitAssignment(3));
        var producer = program(hosts, topic, options, "Producer.java", "--rate", String.valueOf(RATE));
        producer.awaitEvents("acked", 400);
        consumers.forEach(consumer -> consumer.awaitProcessed(200));
        return new Load(name, producer, consumers);
    }

    private static Program program(Hosts hosts, String topic, String[] options, String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("-t", topic, "-o", "json"));
        all.addAll(command[0].equals("Producer.java") ? SENT_TOGETHER : FETCHED_TOGETHER);
        all.addAll(List.of(options));
        return hosts.start(all.toArray(String[]::new));
    }

    /**
     * Goes on, and fails unless messages still flow and every one that was acknowledged until now is processed by both groups.
     */
    public void hasLostNothing() {
        producer.awaitEvents("acked", producer.events("acked").size() + 100);
        require(producer.events("failed").isEmpty() && producer.events("unknown").isEmpty(),
                "not every message was acknowledged: " + producer);
        var acked = Set.copyOf(producer.ids("acked"));
        consumers.forEach(consumer -> awaitProcessed(acked, consumer));
    }

    /** Stops it, and fails unless every message was acknowledged and every acknowledged one processed by both groups. */
    public void endsWithNothingLost() {
        producer.signal("TERM");
        require(producer.exitCode() == TERMINATED, "the producer did not end in order: " + producer);
        var acked = Set.copyOf(producer.ids("acked"));
        for (var consumer : consumers) {
            awaitProcessed(acked, consumer);
            consumer.signal("TERM");
            require(consumer.exitCode() == TERMINATED, "a consumer did not end in order: " + consumer);
        }
        System.out.println(name + ": " + acked.size() + " acknowledged, 0 failed, 0 lost;"
                + " processed " + consumers.get(0).processed().size() + " by one group"
                + " and " + consumers.get(1).processed().size() + " by the other");
    }

    private static void awaitProcessed(Set<Long> acked, Program consumer) {
        Wait.holds(Duration.ofMinutes(2), () -> missing(acked, consumer).isEmpty() || !consumer.isAlive());
        var missing = missing(acked, consumer);
        require(missing.isEmpty(), missing.size() + " of " + acked.size() + " lost: " + consumer);
    }

    private static Set<Long> missing(Set<Long> acked, Program consumer) {
        var missing = new HashSet<>(acked);
        consumer.processed().forEach(missing::remove);
        return missing;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
