package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/KafkaProblems.java
//SOURCES ../cli/SafeText.java
//SOURCES Broker.java
//SOURCES Fleet.java
//SOURCES Groups.java
//SOURCES Table.java

import cli.KafkaProblems;
import cli.SafeText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;

/** Prints what runs and how well. */
public final class Status {

    /** One answer takes milliseconds; a frozen broker or a lost quorum gives none. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Fleet fleet;
    private final PrintStream out;
    private boolean well = true;

    public Status(Fleet fleet, PrintStream out) {
        this.fleet = fleet;
        this.out = out;
    }

    /** True when nothing is missing. */
    public boolean print() {
        brokers();
        var running = fleet.running();
        if (running.isEmpty()) {
            return false;
        }
        var addresses = running.stream().map(broker -> broker.node().address()).collect(Collectors.joining(","));
        var millis = Math.toIntExact(PATIENCE.toMillis());
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, addresses,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis, AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis))) {
            section("controller", () -> controller(admin));
            section("topics", () -> topics(admin));
            section("groups", () -> groups(admin));
        }
        return well;
    }

    private void brokers() {
        var table = new Table("broker", "address", "state", "process", "memory");
        for (var broker : fleet.brokers()) {
            var process = broker.process();
            table.row(broker.node().id(), broker.node().address(), process.isPresent() ? "up" : "DOWN",
                    process.map(p -> String.valueOf(p.pid())).orElse("-"), process.map(p -> memory(p.pid())).orElse("-"));
            well &= process.isPresent();
        }
        out.println("Cluster " + fleet.layout().clusterId() + " in " + fleet.layout().folder());
        table.lines().forEach(out::println);
    }

    private void controller(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
        out.println("Active controller: broker " + get(admin.describeMetadataQuorum().quorumInfo()).leaderId());
    }

    private void topics(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
        var names = get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        var topics = get(admin.describeTopics(names).allTopicNames()).values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
        var table = new Table("topic", "partition", "leader", "replicas", "in sync", "");
        for (var topic : topics) {
            topic.partitions().stream().filter(p -> !topic.isInternal() || !whole(p)).forEach(p -> partition(table, topic, p));
        }
        out.println();
        table.lines().forEach(out::println);
    }

    private void partition(Table table, TopicDescription topic, TopicPartitionInfo p) {
        var led = p.leader() != null && !p.leader().isEmpty();
        var remark = !led ? "NO LEADER" : whole(p) ? "" : "UNDER-REPLICATED";
        table.row(SafeText.of(topic.name()), p.partition(), led ? p.leader().id() : "-", ids(p.replicas()), ids(p.isr()), remark);
        well &= whole(p);
    }

    private void groups(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
        var table = new Groups(admin, PATIENCE).table();
        out.println();
        (table.empty() ? List.of("No consumer groups yet.") : table.lines()).forEach(out::println);
    }

    private void section(String name, Section section) {
        try {
            section.print();
        } catch (ExecutionException | TimeoutException e) {
            well = false;
            out.println("No answer about the " + name + ": " + (e instanceof TimeoutException ? "timed out" : SafeText.of(KafkaProblems.cause(e).getMessage())));
        } catch (InterruptedException e) {
            well = false;
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean whole(TopicPartitionInfo p) {
        return p.leader() != null && !p.leader().isEmpty() && p.isr().size() == p.replicas().size();
    }

    private static String ids(Collection<Node> nodes) {
        return nodes.stream().map(Node::id).sorted().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** What it holds of the computer's memory, where the system tells. */
    private static String memory(long pid) {
        var status = Path.of("/proc", String.valueOf(pid), "status");
        try (var lines = Files.exists(status) ? Files.lines(status) : java.util.stream.Stream.<String>empty()) {
            return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB").orElse("-");
        } catch (IOException e) {
            return "-";
        }
    }

    private interface Section {
        void print() throws ExecutionException, TimeoutException, InterruptedException;
    }
}
