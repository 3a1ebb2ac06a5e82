//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Repo.java
//SOURCES support/Signals.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import support.Repo;
import support.Signals;

/** Cluster.java as a process, on ports and in folders of its own. Most tests share one cluster of three and leave it whole; the last one ends it. */
@Tag("cluster")
@TestMethodOrder(OrderAnnotation.class)
class ClusterTest {

    /** Far longer than anything takes that works, also on a busy computer. */
    private static final Duration LIMIT = Duration.ofSeconds(100);

    /** Below the limit of a test, so that a command that hangs can say where. */
    private static final Duration LONGEST_RUN = Duration.ofSeconds(80);

    private record Result(int exit, String out, String err) {
    }

    /** A Cluster.java in the foreground. */
    private record Foreground(Process process, Path out, Path err) {

        String output() {
            return read(out);
        }

        String talk() {
            return read(err);
        }

        int exitWithin(Duration limit) {
            until(limit, "Cluster.java has ended", () -> !process.isAlive());
            return process.exitValue();
        }
    }

    @TempDir
    static Path shared;

    /** What the clusters in the foreground say. */
    @TempDir
    static Path talk;

    @TempDir
    Path folder;

    private static List<String> command;
    private static int port;
    private static Foreground three;

    private int ownPort;

    @BeforeAll
    static void startThreeBrokers() throws Exception {
        jbang("build", "Cluster.java");
        command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Djava.util.logging.config.file=/dev/null", "-cp", jbang("info", "classpath", "Cluster.java").out().strip(), "Cluster");
        port = freePort();
        three = foreground(shared, port);
    }

    @AfterAll
    static void nothingOfTheSharedClusterIsLeft() throws Exception {
        if (three != null) {
            three.process().destroyForcibly();
        }
        assertThat(run(shared, "down").exit()).isZero();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (Files.exists(folder.resolve("at-least-once.properties"))) {
            run(folder, "down");
        }
    }

    // --- the shared cluster

    @Test
    void statusShowsBrokersControllerPartitionsAndLag() throws Exception {
        produce(port, "messages", 30);
        try (var admin = admin(port)) {
            admin.alterConsumerGroupOffsets("readers", Map.of(new TopicPartition("messages", 1), new OffsetAndMetadata(3))).all().get();
        }
        var status = status();
        assertThat(status.exit()).as(status.toString()).isZero();
        assertThat(status.out()).containsPattern("(?m)^2 +localhost:" + (port + 1) + " +up +\\d+ +\\d+ MB$")
                .containsPattern("(?m)^Active controller: broker [123]$")
                .containsPattern("(?m)^messages +2 +[123] +([123],[123]) +\\1$")
                .containsPattern("(?m)^messages-dlt +2 +[123] +([123],[123]) +\\1$")
                .containsPattern("(?m)^readers +messages-1 +- +3 +10 +7$")
                .containsPattern("(?m)^readers +all +0 members +7$");
        assertThat(status.err()).isEmpty();
    }

    @Test
    void whoHasCommittedNothingHasNoLag() throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", addresses(port), "group.id", "silent", "group.protocol", "consumer");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("messages"));
            until(LIMIT, "it has partitions", () -> consumer.poll(Duration.ofMillis(100)).isEmpty() && consumer.assignment().size() == 3);
            assertThat(run(shared, "status").out()).containsPattern("(?m)^silent +messages-1 +\\S+ +- +\\d+ +\\?$").containsPattern("(?m)^silent +all +1 member +0 or more$");
        }
    }

    @Test
    void eachBrokerTakesLittleMemory() throws Exception {
        var table = run(shared, "status").out();
        assertThat(table.lines().filter(line -> line.endsWith(" MB")).map(line -> Integer.parseInt(line.replaceAll(".* (\\d+) MB", "$1")))).hasSize(3).allMatch(size -> size < 450);
    }

    @Test
    void topicsAreAsAskedAndInternalOnesHaveThreeReplicas() throws Exception {
        try (var admin = admin(port)) {
            admin.alterConsumerGroupOffsets("others", Map.of(new TopicPartition("messages", 0), new OffsetAndMetadata(0))).all().get();
            var offsets = admin.describeTopics(List.of("__consumer_offsets")).allTopicNames().get().get("__consumer_offsets");
            assertThat(offsets.partitions()).allMatch(partition -> partition.replicas().size() == 3);
            assertThat(setting(admin, "__consumer_offsets")).isEqualTo("2");
            assertThat(setting(admin, "messages")).isEqualTo("1");
            assertThat(setting(admin, "messages-dlt")).isEqualTo("1");
        }
    }

    @Test
    void whileABrokerIsDeadWritesGoOn() throws Exception {
        assertThat(run(shared, "kill", "2").exit()).isZero();
        var status = run(shared, "status");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out()).containsPattern("(?m)^2 +\\S+ +DOWN").containsPattern("LEADER IS DOWN|UNDER-REPLICATED");
        assertThat(run(shared, "kill", "2").err()).isEqualTo("Broker 2 does not run.\n");
        produce(port, "messages", 30);
        until(LIMIT, "the Cluster.java in the foreground says it", () -> three.talk().contains("Broker 2 is gone"));

        assertThat(run(shared, "start", "2")).isEqualTo(new Result(0, "", "Broker 2 is back.\n"));
        assertThat(status().exit()).isZero();
        until(LIMIT, "the Cluster.java in the foreground says it", () -> three.talk().contains("Broker 2 was started."));
    }

    @Test
    void aBrokerIsStoppedInOrderAndStartedOnce() throws Exception {
        assertThat(run(shared, "stop", "3")).isEqualTo(new Result(0, "", "Broker 3 has stopped.\n"));
        assertThat(run(shared, "stop", "3").exit()).isEqualTo(1);
        assertThat(read(shared.resolve("broker-3/broker.0.log"))).contains("The controller has asked us to exit controlled shutdown");
        var record = shared.resolve("broker-3/process");
        var last = Files.createLink(shared.resolve("last"), record);
        var before = read(last);
        assertThat(run(shared, "start", "3").exit()).isZero();
        assertThat(last).as("it was replaced and not overwritten: nobody reads half of it").hasContent(before);
        assertThat(read(record)).isNotEqualTo(before);
        assertThat(run(shared, "start", "3")).isEqualTo(new Result(1, "", "Broker 3 already runs.\n"));
        assertThat(status().exit()).isZero();
    }

    @Test
    void aBrokerWhoseDataIsGoneIsNeverStartedEmpty() throws Exception {
        run(shared, "kill", "1");
        var data = shared.resolve("broker-1/data");
        var aside = Files.move(data, shared.resolve("aside"));
        assertThat(run(shared, "start", "1").err()).contains("The data of broker 1 is gone").contains("--fresh");
        Files.createDirectory(data);
        var refused = run(shared, "start", "1");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("The data of broker 1 is gone");
        assertThat(data).isEmptyDirectory();
        Files.delete(data);
        Files.move(aside, data);
        assertThat(run(shared, "start", "1").exit()).isZero();
        assertThat(status().exit()).isZero();
    }

    @Test
    void aFolderHasOneClusterAtATime() throws Exception {
        for (var options : List.of(List.of(), List.of("--detach"), List.of("--fresh"))) {
            var second = run(shared, options.toArray(String[]::new));
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).startsWith("Another Cluster.java (process " + three.process().pid() + ") is at work on " + shared);
        }
        assertThat(status().exit()).isZero();
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        var second = run(folder, "--port", String.valueOf(port + 2), "--brokers", "1");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).startsWith("Port " + (port + 2) + " of this computer is taken");
    }

    @Test
    void ctrlCOfTheTerminalDoesNotReachTheBrokers() throws Exception {
        for (var signal : List.of("INT", "HUP")) {
            signal(signal, broker(shared, 3).orElseThrow().pid());
            until(LIMIT, "broker 3 has noticed", () -> read(shared.resolve("broker-3/broker.0.log")).contains("due to signal SIG" + signal));
        }
        assertThat(run(shared, "start", "3").err()).isEqualTo("Broker 3 already runs.\n");
        assertThat(status().exit()).isZero();
    }

    @Test
    @Order(Order.DEFAULT + 1)
    void ctrlCEndsAClusterThatHasLostItsQuorum() throws Exception {
        run(shared, "kill", "1");
        run(shared, "kill", "2");
        assertThat(run(shared, "status").exit()).isEqualTo(1);
        signal("INT", three.process().pid());
        assertThat(three.exitWithin(Duration.ofSeconds(20))).isEqualTo(130);
        assertThat(broker(shared, 3)).isEmpty();
        var status = run(shared, "status");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out().lines().filter(line -> line.contains("DOWN"))).hasSize(3);
    }

    // --- clusters of one broker, which start quickly

    @Test
    void dataSurvivesUntilFreshWipesIt() throws Exception {
        var first = jbang("Cluster.java", "--data", folder.toString(), "--port", String.valueOf(ownPort()), "--brokers", "1", "--detach");
        assertThat(first.out()).startsWith("Ready after ").contains("localhost:" + ownPort + ", topic messages (3 partitions x 1 replica, min in-sync 1)");
        produce(ownPort, "messages", 30);
        var second = run(folder, "--detach");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains("already runs (broker 1)");
        assertThat(run(folder, "down").exit()).isZero();
        assertThat(broker(folder, 1)).isEmpty();

        var again = run(folder, "--detach", "--partitions", "5");
        assertThat(again.err()).contains("Topic messages (3 partitions x 1 replica, min in-sync 1) is left as it was made, although messages (5 partitions");
        assertThat(messages(ownPort)).isEqualTo(30);
        run(folder, "down");

        assertThat(run(folder, "--detach", "--fresh", "--brokers", "3", "--replication-factor", "4").exit()).isEqualTo(2);
        Files.writeString(folder.resolve("mine.txt"), "kept");
        assertThat(run(folder, "--detach", "--fresh").exit()).isZero();
        assertThat(messages(ownPort)).isZero();
        assertThat(folder.resolve("mine.txt")).exists();
    }

    @Test
    void aFirstStartThatWasCutShortIsBegunAgainAndABrokerThatEndsSaysWhy() throws Exception {
        Files.writeString(folder.resolve("at-least-once.properties"), "cluster.id=4L6g3nShT-eMCtK--X86sw\nbrokers=1\nport=" + ownPort() + "\nformatted=false\n");
        var data = Files.createDirectories(folder.resolve("broker-1/data"));
        Files.writeString(data.resolve("meta.properties"), "half a fi");
        assertThat(run(folder, "--detach").exit()).isZero();
        run(folder, "down");

        var meta = data.resolve("meta.properties");
        Files.writeString(meta, read(meta).replace("version=1", "version=99"));
        var failed = run(folder, "--detach");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("Broker 1 ended while it was starting: ").contains("version number 99").contains("its log: " + folder.resolve("broker-1/broker.0.log"));
    }

    @Test
    void brokersDoNotOutliveAKilledClusterJava() throws Exception {
        var parent = foreground(folder, ownPort(), "--brokers", "1");
        parent.process().destroyForcibly();
        until(LIMIT, "the broker has ended by itself", () -> broker(folder, 1).isEmpty());

        var next = foreground(folder, ownPort);
        signal("STOP", broker(folder, 1).orElseThrow().pid()); // now it cannot
        next.process().destroyForcibly();
        var third = foreground(folder, ownPort);
        assertThat(third.talk()).contains("Ending broker 1, left behind by a Cluster.java that was killed.");

        assertThat(run(folder, "down").exit()).isZero();
        assertThat(third.exitWithin(LIMIT)).isEqualTo(143);
        assertThat(broker(folder, 1)).isEmpty();
    }

    @Test
    void aStopWhileStartingLeavesNothing() throws Exception {
        var starting = started(folder, ownPort(), "--brokers", "1");
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
            assertThat(run(folder, options.toArray(String[]::new)).exit()).isEqualTo(1);
        }
        assertThat(folder).isDirectoryContaining("glob:**/thesis.txt").isDirectoryNotContaining("glob:**/broker-*");
    }

    @Test
    void wrongUsageIsOneSentence() throws Exception {
        for (var options : List.of(List.of("--brokers", "10"), List.of("--port", "65500"), List.of("--topic", "no such name"), List.of("--min-isr", "3"), List.of("--brokers", "1", "--replication-factor", "2"),
                List.of("kill"), List.of("kill", "two"))) {
            var refused = run(folder, options.toArray(String[]::new));
            assertThat(refused.exit()).as(options.toString()).isEqualTo(2);
            assertThat(refused.err().lines()).as(options.toString()).hasSize(2).last().isEqualTo("See --help.");
        }
        assertThat(folder).isEmptyDirectory();
    }

    // --- how

    private int ownPort() {
        ownPort = freePort();
        return ownPort;
    }

    private static Foreground foreground(Path data, int port, String... options) throws Exception {
        var cluster = started(data, port, options);
        until(LIMIT, "the cluster is ready", () -> cluster.output().startsWith("Ready") || !cluster.process().isAlive());
        assertThat(cluster.process().isAlive()).as(cluster.talk()).isTrue();
        return cluster;
    }

    private static Foreground started(Path data, int port, String... options) throws Exception {
        var out = Files.createTempFile(talk, "cluster", ".out");
        var err = Path.of(out + ".err");
        var words = words(data, Stream.concat(Stream.of("--port", String.valueOf(port)), Stream.of(options)).toArray(String[]::new));
        return new Foreground(new ProcessBuilder(Signals.byDefault(words)).redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    /** Until it ends and nobody has its output open any more: brokers that kept it would keep a caller waiting. */
    private static Result run(Path data, String... arguments) throws Exception {
        return result(words(data, arguments));
    }

    private static Result jbang(String... arguments) throws Exception {
        var result = result(Stream.concat(Stream.of(Repo.file("jbang").toString()), Stream.of(arguments)).toList());
        assertThat(result.exit()).as(result.err()).isZero();
        return result;
    }

    private static List<String> words(Path data, String... arguments) {
        var words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data", data.toString()));
        return words;
    }

    private static Result result(List<String> words) throws Exception {
        var builder = new ProcessBuilder(Signals.byDefault(words)).directory(Repo.ROOT.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("KAFKA_TOPIC");
        var err = Files.createTempFile("cluster", ".err");
        var process = builder.redirectError(err.toFile()).start();
        process.getOutputStream().close();
        var hung = new AtomicBoolean();
        var watch = CompletableFuture.delayedExecutor(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS);
        watch.execute(() -> hung.set(endWithThreads(process)));
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        var exit = process.waitFor();
        try {
            assertThat(hung).as("Still at work after %s: %s%nIts threads: %s", LONGEST_RUN, words, out).isFalse();
            return new Result(exit, out, read(err));
        } finally {
            Files.delete(err);
        }
    }

    /** Has a JVM that does not end print what its threads do, and ends it; true when it was still there. */
    private static boolean endWithThreads(Process process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            signal("QUIT", process.pid());
            process.waitFor(2, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
        return true;
    }

    /** Of the shared cluster, once it has settled, or as it is when it does not. */
    private static Result status() throws Exception {
        var last = new Result[1];
        until(LIMIT, "the status is settled", () -> {
            try {
                last[0] = run(shared, "status");
                return last[0].exit() == 0;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        return last[0];
    }

    private static Optional<ProcessHandle> broker(Path data, int id) {
        var settings = data.resolve("broker-" + id).resolve("server.properties").toString();
        return ProcessHandle.allProcesses().filter(process -> process.info().arguments().stream().flatMap(Stream::of).anyMatch(settings::equals)).findFirst();
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).inheritIO().start().waitFor()).isZero();
    }

    private static void produce(int port, String topic, int count) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", addresses(port), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            var sent = IntStream.range(0, count).mapToObj(i -> producer.send(new ProducerRecord<>(topic, i % 3, null, "message " + i))).toList();
            for (var one : sent) {
                one.get();
            }
        }
    }

    private static long messages(int port) throws Exception {
        try (var admin = admin(port)) {
            var partitions = IntStream.range(0, 3).mapToObj(i -> new TopicPartition("messages", i)).collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get(30, TimeUnit.SECONDS).values().stream().mapToLong(end -> end.offset()).sum();
        }
    }

    private static String setting(Admin admin, String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().get(resource).get("min.insync.replicas").value();
    }

    private static Admin admin(int port) {
        return Admin.create(Map.of("bootstrap.servers", addresses(port)));
    }

    private static String addresses(int port) {
        return "localhost:" + port + ",localhost:" + (port + 1) + ",localhost:" + (port + 2);
    }

    private static int freePort() {
        return IntStream.iterate(23094, port -> port < 32000, port -> port + 10)
                .filter(port -> IntStream.range(port, port + 3).allMatch(one -> isFree(one) && isFree(one + 100))).findFirst().orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void until(Duration limit, String what, BooleanSupplier condition) {
        var end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited " + limit.toSeconds() + " s in vain until " + what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
