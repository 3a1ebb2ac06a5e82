package support;

//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7

//SOURCES Program.java
//SOURCES Repo.java
//SOURCES Scripts.java
//SOURCES Signals.java
//SOURCES TempFolder.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Cluster.java as a user runs it, in the foreground or for a word to a cluster that is there. */
public final class ClusterScript implements AutoCloseable {

    /** Far longer than anything takes that works, also on a busy computer. */
    public static final Duration LIMIT = Duration.ofSeconds(150);

    /** Below the limit of a test, so that a command that hangs can say where. */
    private static final Duration LONGEST_RUN = Duration.ofSeconds(140);

    private final Scripts scripts;
    private final Path talk;

    public record Result(int exit, String out, String err) {
    }

    /** A Cluster.java in the foreground. */
    public record Foreground(Process process, Path out, Path err) {

        public String output() {
            return read(out);
        }

        public String talk() {
            return read(err);
        }

        public int exitWithin(Duration limit) {
            until(limit, "Cluster.java has ended", () -> !process.isAlive());
            return process.exitValue();
        }
    }

    ClusterScript(Scripts scripts) {
        this.scripts = scripts;
        this.talk = TempFolder.create("talk-");
    }

    public Foreground foreground(Path data, int port, String... options) throws IOException {
        var cluster = started(data, port, options);
        until(LIMIT, "the cluster is ready", () -> cluster.output().startsWith("Ready") || !cluster.process().isAlive());
        assertThat(cluster.process().isAlive()).as(cluster.talk()).isTrue();
        return cluster;
    }

    public Foreground started(Path data, int port, String... options) throws IOException {
        var out = Files.createTempFile(talk, "cluster", ".out");
        var err = Path.of(out + ".err");
        var words = words(data, Stream.concat(Stream.of("--port", String.valueOf(port)), Stream.of(options))
                .toArray(String[]::new));
        return new Foreground(new ProcessBuilder(Signals.byDefault(words)).redirectOutput(out.toFile())
                .redirectError(err.toFile()).start(), out, err);
    }

    /** Until it ends and nobody has its output open any more: brokers that kept it would keep a caller waiting. */
    public Result run(Path data, String... arguments) {
        return result(words(data, arguments));
    }

    /** Through the start script. */
    public Result jbang(String... arguments) {
        var result = result(Stream.concat(Stream.of(Repo.file("jbang").toString()), Stream.of(arguments)).toList());
        assertThat(result.exit()).as(result.err()).isZero();
        return result;
    }

    private List<String> words(Path data, String... arguments) {
        var words = new ArrayList<>(scripts.command("Cluster.java"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data", data.toString()));
        return words;
    }

    private Result result(List<String> words) {
        try {
            var err = Files.createTempFile(talk, "run", ".err");
            var builder = new ProcessBuilder(Signals.byDefault(words)).directory(Repo.ROOT.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().keySet().removeAll(List.of("KAFKA_TOPIC", "AT_LEAST_ONCE_JBANG"));
            var process = builder.redirectError(err.toFile()).start();
            process.getOutputStream().close();
            var hung = new AtomicBoolean();
            CompletableFuture.delayedExecutor(LONGEST_RUN.toSeconds(), SECONDS)
                    .execute(() -> hung.set(endWithThreads(process)));
            var out = new String(process.getInputStream().readAllBytes(), UTF_8);
            var exit = process.waitFor();
            assertThat(hung).as("Still at work after %s: %s%nIts threads: %s", LONGEST_RUN, words, out).isFalse();
            return new Result(exit, out, read(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Has a JVM that does not end print what its threads do, and ends it; true when it was still there. */
    private static boolean endWithThreads(Process process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            signal("QUIT", process.pid());
            process.waitFor(2, SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        return true;
    }

    /** A broker's process, as anyone finds it. */
    public static Optional<ProcessHandle> broker(Path data, int id) {
        var settings = data.resolve("broker-" + id).resolve("server.properties").toString();
        return ProcessHandle.allProcesses().filter(process -> process.info().arguments().stream().flatMap(Stream::of)
                .anyMatch(settings::equals)).findFirst();
    }

    /** Three of them, from this port on. */
    public static String addresses(int port) {
        return "localhost:" + port + ",localhost:" + (port + 1) + ",localhost:" + (port + 2);
    }

    public static Admin admin(int port) {
        return Admin.create(Map.of("bootstrap.servers", addresses(port)));
    }

    /** To partitions 0, 1 and 2 in turn; returns when all are acknowledged. */
    public static void produce(int port, String topic, int count) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", addresses(port), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            var sent = IntStream.range(0, count)
                    .mapToObj(i -> producer.send(new ProducerRecord<>(topic, i % 3, null, "message " + i))).toList();
            for (var one : sent) {
                one.get();
            }
        }
    }

    /** Whether all brokers are there and all replicas in sync. */
    public static boolean isWhole(Admin admin, int brokers) {
        try {
            var names = admin.listTopics().names().get(30, SECONDS);
            var topics = admin.describeTopics(names).allTopicNames().get(30, SECONDS).values();
            return admin.describeCluster().nodes().get(30, SECONDS).size() == brokers
                    && topics.stream().flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition -> partition.isr().size() == partition.replicas().size());
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    public static void signal(String name, long pid) {
        Program.signal(pid, name);
    }

    public static void until(Duration limit, String what, BooleanSupplier condition) {
        var end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited " + limit.toSeconds() + " s in vain until " + what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(75).toNanos());
        }
    }

    public static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        TempFolder.delete(talk);
    }
}
