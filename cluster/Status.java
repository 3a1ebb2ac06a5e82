package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/SafeText.java
//SOURCES ../output/Stdout.java
//SOURCES Answers.java
//SOURCES Broker.java
//SOURCES Fleet.java
//SOURCES Groups.java
//SOURCES Questions.java
//SOURCES SchemaRegistry.java
//SOURCES Table.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import output.SafeText;
import output.Stdout;

/** Prints which brokers run, who leads which partition, and how far behind the consumer groups are. */
public final class Status {

    /** One answer takes milliseconds. A broker that is frozen or without a quorum gives none, and must not hold up the rest. */
    private static final Duration EACH = Duration.ofSeconds(3);

    private final Fleet fleet;
    private final Stdout out;
    private final List<Integer> running;
    private boolean well = true;

    public Status(Fleet fleet, Stdout out) {
        this.fleet = fleet;
        this.out = out;
        this.running = fleet.running().stream().map(broker -> broker.id()).toList();
    }

    /** True when nothing is missing. */
    public boolean print() {
        out.line("Cluster " + fleet.layout().clusterId() + " in " + fleet.layout().folder());
        print(brokers());
        if (running.isEmpty()) {
            return false;
        }
        if (!fleet.hasQuorum()) {
            out.line(fleet.withoutQuorum());
            return false;
        }
        try (var questions = Questions.to(fleet.runningAddresses())) {
            var admin = questions.admin();
            // The first answer takes longest, on a busy computer seconds, and what is asked next shall not be short of them.
            section("the cluster", Questions.LIMIT, answers -> answers.get(admin.describeCluster().nodes()));
            section("the active controller", EACH, answers -> controller(admin, answers));
            section("the topics", EACH, answers -> print(topics(admin, answers)));
            section("the consumer groups", EACH, answers -> groups(new Groups(admin, answers).table()));
        }
        return well;
    }

    private void controller(Admin admin, Answers answers) {
        out.line("Active controller: broker " + answers.get(admin.describeMetadataQuorum().quorumInfo()).leaderId());
        out.line("");
    }

    private Table brokers() {
        var table = new Table("broker", "address", "state", "process", "memory");
        for (var broker : fleet.brokers()) {
            var process = broker.process();
            table.row(broker.id(), broker.address(), process.isPresent() ? "up" : "DOWN",
                    process.map(p -> String.valueOf(p.pid())).orElse("-"), process.map(p -> memory(p.pid())).orElse("-"));
            well &= process.isPresent();
        }
        fleet.registry().ifPresent(registry -> registry(table, registry));
        return table;
    }

    private void registry(Table table, SchemaRegistry registry) {
        var process = registry.process();
        var answers = process.isPresent() && registry.answers();
        table.row(registry.word(), registry.url(), answers ? "up" : process.isPresent() ? "NO ANSWER" : "DOWN",
                process.map(p -> String.valueOf(p.pid())).orElse("-"), process.map(p -> memory(p.pid())).orElse("-"));
        well &= answers;
    }

    private Table topics(Admin admin, Answers answers) {
        var names = answers.get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        var topics = admin.describeTopics(names).topicNameValues().values().stream()
                .flatMap(topic -> answers.ifThere(topic).stream());
        var table = new Table("topic", "partition", "leader", "replicas", "in sync", "");
        topics.sorted(Comparator.comparing(TopicDescription::name))
                .forEach(topic -> topic.partitions().stream().filter(p -> !topic.isInternal() || !remark(p).isEmpty())
                        .forEach(p -> partition(table, topic, p)));
        return table;
    }

    private void partition(Table table, TopicDescription topic, TopicPartitionInfo p) {
        var leader = led(p) ? p.leader().id() : "-";
        table.row(SafeText.of(topic.name()), p.partition(), leader, ids(p.replicas()), ids(p.isr()), remark(p));
        well &= remark(p).isEmpty();
    }

    /** What is wrong with it. For the first seconds the controller still takes a killed broker for a leader. */
    private String remark(TopicPartitionInfo p) {
        if (!led(p)) {
            return "NO LEADER";
        } else if (!running.contains(p.leader().id())) {
            return "LEADER IS DOWN";
        }
        return p.isr().size() < p.replicas().size() ? "UNDER-REPLICATED" : "";
    }

    private static boolean led(TopicPartitionInfo p) {
        return p.leader() != null && !p.leader().isEmpty();
    }

    private void section(String about, Duration limit, Consumer<Answers> section) {
        try {
            section.accept(new Answers(limit));
        } catch (KafkaException e) {
            well = false;
            out.line("No answer about " + about + ": " + SafeText.of(e.getMessage()));
        }
    }

    private void groups(Table table) {
        if (table.empty()) {
            out.line("No consumer groups yet.");
        } else {
            table.lines().forEach(out::line);
        }
    }

    private void print(Table table) {
        table.lines().forEach(out::line);
        out.line("");
    }

    private static String ids(Collection<Node> nodes) {
        return nodes.stream().map(Node::id).sorted().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** What the process holds of the computer's memory, where the system tells. */
    private static String memory(long pid) {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB").orElse("-");
        } catch (IOException e) {
            return "-";
        }
    }
}
