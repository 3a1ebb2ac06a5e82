//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/ClusterScript.java
//SOURCES support/Labs.java
//SOURCES support/Ports.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.ClusterScript.LIMIT;
import static support.ClusterScript.addresses;
import static support.ClusterScript.admin;
import static support.ClusterScript.broker;
import static support.ClusterScript.isWhole;
import static support.ClusterScript.produce;
import static support.ClusterScript.read;
import static support.ClusterScript.signal;
import static support.ClusterScript.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import support.ClusterScript.Foreground;
import support.ClusterScript.Result;
import support.ClusterScript;
import support.Labs;
import support.Ports;

/** Cluster.java as a process, with three brokers that the tests share, one test at a time; the last one ends them. */
@Tag("faults")
@ExtendWith(Labs.class)
@TestMethodOrder(OrderAnnotation.class)
class ClusterTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static ClusterScript script;
    private static int port;
    private static Foreground three;

    @BeforeAll
    static void startThreeBrokers(ClusterScript clusters, Ports ports) throws Exception {
        script = clusters;
        port = ports.next();
        three = script.foreground(shared, port);
    }

    @AfterAll
    static void nothingOfTheSharedClusterIsLeft() {
        if (three != null) {
            three.process().destroyForcibly();
        }
        assertThat(script.run(shared, "down").exit()).isZero();
    }

    @Test
    void statusShowsBrokersControllerPartitionsAndLag() throws Exception {
        produce(port, "messages", 30); // others may have, too
        var one = new TopicPartition("messages", 1);
        long end;
        try (var admin = admin(port)) {
            end = admin.listOffsets(Map.of(one, OffsetSpec.latest())).partitionResult(one).get().offset();
            admin.alterConsumerGroupOffsets("readers", Map.of(one, new OffsetAndMetadata(end - 7))).all().get();
        }
        var status = settledStatus();
        assertThat(status.exit()).as(status.toString()).isZero();
        assertThat(status.out()).containsPattern("(?m)^2 +localhost:" + (port + 1) + " +up +\\d+ +\\d+ MB$")
                .containsPattern("(?m)^Active controller: broker [123]$")
                .containsPattern("(?m)^messages +2 +[123] +([123],[123]) +\\1$")
                .containsPattern("(?m)^messages-dlt +2 +[123] +([123],[123]) +\\1$")
                .containsPattern("(?m)^readers +messages-1 +" + (end - 7) + " +" + end + " +7 +-$")
                .containsPattern("(?m)^readers +all +7 +0 members$");
        assertThat(status.err()).isEmpty();
    }

    @Test
    void whoHasCommittedNothingHasNoLag() throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", addresses(port), "group.id", "silent",
                "client.id", "mute", "group.protocol", "consumer");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("messages"));
            until(LIMIT, "it has partitions",
                    () -> consumer.poll(Duration.ofMillis(100)).isEmpty() && consumer.assignment().size() == 3);
            assertThat(script.run(shared, "status").out())
                    .containsPattern("(?m)^silent +messages-1 +- +\\d+ +\\? +mute$")
                    .containsPattern("(?m)^silent +all +0 or more +1 member$");
        }
    }

    @Test
    void eachBrokerTakesLittleMemory() throws Exception {
        var table = script.run(shared, "status").out();
        assertThat(table.lines().filter(line -> line.endsWith(" MB"))
                .map(line -> Integer.parseInt(line.replaceAll(".* (\\d+) MB", "$1")))).hasSize(3).allMatch(size -> size < 450);
    }

    @Test
    void topicsAreAsAskedAndInternalOnesHaveThreeReplicas() throws Exception {
        try (var admin = admin(port)) {
            admin.alterConsumerGroupOffsets("others", Map.of(new TopicPartition("messages", 0), new OffsetAndMetadata(0)))
                    .all().get();
            var offsets = admin.describeTopics(List.of("__consumer_offsets")).allTopicNames().get().get("__consumer_offsets");
            assertThat(offsets.partitions()).allMatch(partition -> partition.replicas().size() == 3);
            assertThat(setting(admin, "__consumer_offsets")).isEqualTo("2");
            assertThat(setting(admin, "messages")).isEqualTo("1");
            assertThat(setting(admin, "messages-dlt")).isEqualTo("1");
        }
    }

    @Test
    void anotherTopicIsCreatedWhileItRuns() throws Exception {
        var created = script.run(shared, "topic", "orders", "--partitions", "2");
        assertThat(created.exit()).as(created.err()).isZero();
        assertThat(created.err()).isEqualTo("Ready: orders (2 partitions x 2 replicas, min in-sync 1), and orders-dlt for dead"
                + " letters.\n");
        var again = script.run(shared, "topic", "orders");
        assertThat(again.exit()).isZero();
        assertThat(again.err()).startsWith("Topic orders (2 partitions x 2 replicas, min in-sync 1) is left as it was made");
        try (var admin = admin(port)) {
            var topics = admin.describeTopics(List.of("orders", "orders-dlt")).allTopicNames().get().values();
            assertThat(topics).hasSize(2).allMatch(topic -> topic.partitions().size() == 2);
            admin.deleteTopics(List.of("orders", "orders-dlt")).all().get(); // others count the partitions of this cluster
        }
        assertThat(script.run(shared, "topic", "no such name").exit()).isEqualTo(2);
        assertThat(script.run(folder, "topic", "orders").err()).startsWith("There is no cluster in ");
    }

    @Test
    void whileABrokerIsDeadWritesGoOnAndWithoutItsDataItIsNotStarted() throws Exception {
        assertThat(script.run(shared, "kill", "2").exit()).isZero();
        var status = script.run(shared, "status");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out()).containsPattern("(?m)^2 +\\S+ +DOWN").containsPattern("LEADER IS DOWN|UNDER-REPLICATED");
        assertThat(script.run(shared, "kill", "2").err()).isEqualTo("Broker 2 does not run.\n");
        produce(port, "messages", 30);
        until(LIMIT, "the Cluster.java in the foreground says it", () -> three.talk().contains("Broker 2 is gone"));
        assertIsNeverStartedEmpty(2);

        var preferring = partitions(partition -> partition.replicas().get(0).id() == 2);
        assertThat(preferring).contains("messages-dlt");
        assertThat(script.run(shared, "start", "2")).isEqualTo(
                new Result(0, "", "Broker 2 is back and leads " + preferring + " again.\n"));
        assertThat(partitions(partition -> partition.leader().id() == 2)).isEqualTo(preferring);
        assertThat(settledStatus().exit()).isZero();
        until(LIMIT, "the Cluster.java in the foreground says it", () -> three.talk().contains("Broker 2 was started."));
    }

    private static void assertIsNeverStartedEmpty(int dead) throws Exception {
        var gone = "The data of broker " + dead + " is gone";
        var data = shared.resolve("broker-" + dead + "/data");
        var aside = Files.move(data, shared.resolve("aside"));
        assertThat(script.run(shared, "start", String.valueOf(dead)).err()).contains(gone).contains("--fresh");
        Files.createDirectory(data);
        var refused = script.run(shared, "start", String.valueOf(dead));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains(gone);
        assertThat(data).isEmptyDirectory();
        Files.delete(data);
        Files.move(aside, data);
    }

    @Test
    void aBrokerIsStoppedInOrderAndStartedOnce() throws Exception {
        assertThat(script.run(shared, "stop", "3")).isEqualTo(new Result(0, "", "Broker 3 has stopped.\n"));
        assertThat(script.run(shared, "stop", "3").exit()).isEqualTo(1);
        assertThat(read(shared.resolve("broker-3/broker.0.log")))
                .contains("The controller has asked us to exit controlled shutdown");
        var record = shared.resolve("broker-3/process");
        var last = Files.createLink(shared.resolve("last"), record);
        var before = read(last);
        assertThat(script.run(shared, "start", "3").exit()).isZero();
        assertThat(last).as("it was replaced and not overwritten: nobody reads half of it").hasContent(before);
        assertThat(read(record)).isNotEqualTo(before);
        assertThat(script.run(shared, "start", "3")).isEqualTo(new Result(1, "", "Broker 3 already runs.\n"));
        assertThat(settledStatus().exit()).isZero();
    }

    @Test
    void aFolderHasOneClusterAtATime() throws Exception {
        for (var options : List.of(List.of(), List.of("--detach"), List.of("--fresh"))) {
            var second = script.run(shared, options.toArray(String[]::new));
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).startsWith("Another Cluster.java (process " + three.process().pid()
                    + ") is at work on " + shared);
        }
        assertThat(settledStatus().exit()).isZero();
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        var second = script.run(folder, "--port", String.valueOf(port + 2), "--brokers", "1");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).startsWith("Port " + (port + 2) + " of this computer is taken");
    }

    @Test
    void ctrlCOfTheTerminalDoesNotReachTheBrokers() throws Exception {
        for (var signal : List.of("INT", "HUP")) {
            signal(signal, broker(shared, 3).orElseThrow().pid());
            until(LIMIT, "broker 3 has noticed",
                    () -> read(shared.resolve("broker-3/broker.0.log")).contains("due to signal SIG" + signal));
        }
        assertThat(script.run(shared, "start", "3").err()).isEqualTo("Broker 3 already runs.\n");
        assertThat(settledStatus().exit()).isZero();
    }

    @Test
    @Order(Order.DEFAULT + 1)
    void ctrlCEndsAClusterThatHasLostItsQuorum() throws Exception {
        script.run(shared, "kill", "1");
        script.run(shared, "kill", "2");
        var without = script.run(shared, "status");
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.out()).contains("Of the cluster's 3 brokers only 1 runs, and it works when more than half of them do: "
                + "start another, '", "Cluster.java start N --data ").doesNotContain("No answer");
        signal("INT", three.process().pid());
        assertThat(three.exitWithin(Duration.ofSeconds(20))).isEqualTo(130);
        assertThat(broker(shared, 3)).isEmpty();
        var status = script.run(shared, "status");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out().lines().filter(line -> line.contains("DOWN"))).hasSize(3);
    }

    // --- how

    /** Once all is as it should be: asked over and over, the script itself would keep the brokers from becoming so. */
    private static Result settledStatus() {
        try (var admin = admin(port)) {
            until(LIMIT, "all brokers are there and all replicas in sync", () -> isWhole(admin, 3));
        }
        var status = new AtomicReference<Result>();
        until(LIMIT, "the status says so", () -> {
            status.set(script.run(shared, "status"));
            return status.get().exit() == 0;
        });
        return status.get();
    }

    private static String partitions(Predicate<TopicPartitionInfo> wanted) throws Exception {
        try (var admin = admin(port)) {
            var topics = new TreeMap<>(admin.describeTopics(List.of("messages", "messages-dlt")).allTopicNames().get());
            return topics.values().stream().flatMap(topic -> topic.partitions().stream().filter(wanted)
                    .map(partition -> topic.name() + "-" + partition.partition())).collect(Collectors.joining(" and "));
        }
    }

    private static String setting(Admin admin, String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource).get("min.insync.replicas").value();
    }
}
