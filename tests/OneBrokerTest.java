//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/ClusterScript.java
//SOURCES support/Labs.java
//SOURCES support/Ports.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.ClusterScript.LIMIT;
import static support.ClusterScript.admin;
import static support.ClusterScript.broker;
import static support.ClusterScript.produce;
import static support.ClusterScript.read;
import static support.ClusterScript.signal;
import static support.ClusterScript.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import support.ClusterScript;
import support.Labs;
import support.Ports;

/** Cluster.java as a process, with a broker of the test's own, which starts soonest, or with none. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: it has clusters of its own
@ExtendWith(Labs.class)
class OneBrokerTest {

    @TempDir
    Path folder;

    private ClusterScript script;
    private int port;

    @BeforeEach
    void choosePort(ClusterScript clusters, Ports ports) {
        script = clusters;
        port = ports.next();
    }

    @AfterEach
    void nothingIsLeft() {
        if (Files.exists(folder.resolve("at-least-once.properties"))) {
            script.run(folder, "down");
        }
    }

    @Test
    void dataSurvivesUntilFreshWipesIt() throws Exception {
        var first = script.jbang("Cluster.java", "--data", folder.toString(), "--port", String.valueOf(port),
                "--brokers", "1", "--detach");
        assertThat(first.out()).startsWith("Ready after ")
                .contains("localhost:" + port + ", topic messages (3 partitions x 1 replica, min in-sync 1)");
        produce(port, "messages", 30);
        var second = script.run(folder, "--detach");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains("already runs (broker 1)");
        assertThat(script.run(folder, "down").exit()).isZero();
        assertThat(broker(folder, 1)).isEmpty();

        var again = script.run(folder, "--detach", "--partitions", "5");
        assertThat(again.err()).contains("Topic messages (3 partitions x 1 replica, min in-sync 1) is left as it was made, "
                + "although messages (5 partitions");
        assertThat(messages(port)).isEqualTo(30);
        script.run(folder, "down");

        assertThat(script.run(folder, "--detach", "--fresh", "--brokers", "3", "--replication-factor", "4").exit()).isEqualTo(2);
        Files.writeString(folder.resolve("mine.txt"), "kept");
        assertThat(script.run(folder, "--detach", "--fresh").exit()).isZero();
        assertThat(messages(port)).isZero();
        assertThat(folder.resolve("mine.txt")).exists();
    }

    @Test
    void aFirstStartThatWasCutShortIsBegunAgainAndABrokerThatEndsSaysWhy() throws Exception {
        Files.writeString(folder.resolve("at-least-once.properties"),
                "cluster.id=4L6g3nShT-eMCtK--X86sw\nbrokers=1\nport=" + port + "\nformatted=false\n");
        var data = Files.createDirectories(folder.resolve("broker-1/data"));
        Files.writeString(data.resolve("meta.properties"), "half a fi");
        assertThat(script.run(folder, "--detach").exit()).isZero();
        script.run(folder, "down");

        var meta = data.resolve("meta.properties");
        Files.writeString(meta, read(meta).replace("version=1", "version=99"));
        var failed = script.run(folder, "--detach");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("Broker 1 ended while it was starting: ").contains("version number 99")
                .contains("its log: " + folder.resolve("broker-1/broker.0.log"));
    }

    @Test
    @Tag("soak")
    void whereTheNewGroupsAreMissingOnlyWhoLeftTheChoiceIsToldOfClassicOnes() throws Exception {
        script.run(folder, "--port", String.valueOf(port), "--brokers", "1", "--detach");
        produce(port, "messages", 30);
        try (var admin = admin(port)) {
            var without = new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.UNSAFE_DOWNGRADE);
            admin.updateFeatures(Map.of("group.version", without), new UpdateFeaturesOptions()).all().get();
        }
        assertThat(talkOfReading("-g", "left")).contains("lacks the new consumer groups");
        assertThat(talkOfReading("-g", "chosen", "-X", "group.protocol=classic")).doesNotContain("lacks the new consumer groups");
    }

    /** What BatchConsumer.java says while it reads all there is, which is no JSON. */
    private String talkOfReading(String... options) {
        var command = Stream.of("BatchConsumer.java", "-b", "localhost:" + port, "-o", "none", "--exit-at-end",
                "--on-error", "skip");
        var result = script.jbang(Stream.concat(command, Stream.of(options)).toArray(String[]::new));
        assertThat(result.err()).contains("30 skipped");
        return result.err();
    }

    @Test
    @Tag("soak")
    void aRegistryIsAddedToAClusterThatRuns() throws Exception {
        var cluster = script.foreground(folder, port, "--brokers", "1");
        assertThat(script.run(folder, "kill", "registry").err()).startsWith("This cluster has no registry: '")
                .contains("Cluster.java start registry --data " + folder).endsWith("' adds one.\n");
        assertThat(script.run(folder, "--registry").err()).contains(" already runs, without a registry: '")
                .contains("Cluster.java start registry --data " + folder).endsWith("' adds one.\n");

        var url = "http://localhost:" + (port + 3) + "/apis/ccompat/v7";
        var registry = List.of("start", "registry", "--registry-port", String.valueOf(port + 3)).toArray(String[]::new);
        assertThat(script.run(folder, registry).err()).endsWith("The registry is ready at " + url + ".\n");
        assertThat(script.run(folder, registry).err()).isEqualTo("The registry already runs.\n");
        assertThat(script.run(folder, "status").out()).containsPattern("(?m)^registry +\\Q" + url + "\\E +up ");
        until(LIMIT, "the Cluster.java in the foreground says it", () -> cluster.talk().contains("The registry was started."));
        script.run(folder, "kill", "registry");
        until(LIMIT, "the Cluster.java in the foreground says it", () -> cluster.talk().contains("The registry is gone: '"));
        assertThat(script.run(folder, "start", "registry").err()).isEqualTo("The registry is back at " + url + ".\n");

        signal("TERM", cluster.process().pid());
        assertThat(cluster.exitWithin(LIMIT)).isEqualTo(143);
        assertThat(script.run(folder, "status").out()).containsPattern("(?m)^registry +\\S+ +DOWN ");
        assertThat(script.run(folder, "--detach").out()).contains("registry at " + url);
    }

    @Test
    void brokersDoNotOutliveAKilledClusterJava() throws Exception {
        var parent = script.foreground(folder, port, "--brokers", "1");
        parent.process().destroyForcibly();
        until(LIMIT, "the broker has ended by itself", () -> broker(folder, 1).isEmpty());

        var next = script.foreground(folder, port);
        signal("STOP", broker(folder, 1).orElseThrow().pid()); // now it cannot
        next.process().destroyForcibly();
        var third = script.foreground(folder, port);
        assertThat(third.talk()).contains("Ending broker 1, left behind by a Cluster.java that was killed.");

        assertThat(script.run(folder, "down").exit()).isZero();
        assertThat(third.exitWithin(LIMIT)).isEqualTo(143);
        assertThat(broker(folder, 1)).isEmpty();
    }

    @Test
    void aStopWhileStartingLeavesNothing() throws Exception {
        var starting = script.started(folder, port, "--brokers", "1");
        until(LIMIT, "the broker's process is there", () -> broker(folder, 1).isPresent());
        signal("TERM", starting.process().pid());
        until(LIMIT, "it has been heard", () -> starting.talk().contains("Stopping the brokers."));
        broker(folder, 1).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(starting.exitWithin(LIMIT)).as(starting.talk()).isEqualTo(143);
        assertThat(starting.output()).isEmpty();
        assertThat(broker(folder, 1)).isEmpty();
    }

    // --- no broker at all

    @Test
    void aFolderOfSomeoneElseIsLeftAlone() throws Exception {
        Files.writeString(folder.resolve("thesis.txt"), "all of it");
        for (var options : List.of(List.of(), List.of("--fresh"), List.of("status"), List.of("down"))) {
            assertThat(script.run(folder, options.toArray(String[]::new)).exit()).isEqualTo(1);
        }
        assertThat(folder).isDirectoryContaining("glob:**/thesis.txt").isDirectoryNotContaining("glob:**/broker-*");
    }

    @Test
    void wrongUsageIsOneSentence() throws Exception {
        for (var options : List.of(List.of("--brokers", "10"), List.of("kill", "two"))) {
            var refused = script.run(folder, options.toArray(String[]::new));
            assertThat(refused.exit()).as(options.toString()).isEqualTo(2);
            assertThat(refused.err().lines()).as(options.toString()).hasSize(2).last().isEqualTo("See --help.");
        }
        assertThat(folder).isEmptyDirectory();
    }

    // --- how

    private static long messages(int port) throws Exception {
        try (var admin = admin(port)) {
            var partitions = IntStream.range(0, 3).mapToObj(i -> new TopicPartition("messages", i))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get(30, TimeUnit.SECONDS).values().stream()
                    .mapToLong(end -> end.offset()).sum();
        }
    }
}
