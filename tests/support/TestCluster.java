package support;

//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.slf4j:slf4j-simple:2.0.20

//SOURCES ../../cluster/Broker.java
//SOURCES ../../cluster/Fleet.java
//SOURCES ../../cluster/Storage.java
//SOURCES ClusterScript.java
//SOURCES Program.java
//SOURCES Repo.java
//SOURCES Scripts.java
//SOURCES TempFolder.java
//SOURCES Wait.java

//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.log.org.apache.kafka=error
//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.admin=off
//RUNTIME_OPTIONS -Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider -Dslf4j.internal.verbosity=WARN

import cluster.Broker;
import cluster.Fleet;
import cluster.Storage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Three brokers, started by Cluster.java on their own ports and in their own folder, for all tests that leave them working. */
public final class TestCluster implements AutoCloseable {

    private static final int BROKERS = 3;

    /** Those that tests start often enough to be worth an archive. */
    private static final Set<String> ARCHIVED = Set.of("Producer.java", "SingleConsumer.java", "BatchConsumer.java");

    private final Path folder;
    private final int port;
    private final Scripts scripts;
    private final Program process;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private CompletableFuture<Void> archives;

    private TestCluster(Path folder, int port, Scripts scripts) {
        this.folder = folder;
        this.port = port;
        this.scripts = scripts;
        // In the foreground: then the brokers do not outlive it, whatever becomes of this run.
        this.process = run("cluster", "--port", String.valueOf(port));
        process.await("it is ready", () -> process.output().startsWith("Ready"));
        Map<String, Object> settings = Map.of("bootstrap.servers", addresses());
        this.admin = Admin.create(settings);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Not before a test starts one of them: what Watch starts for its page uses none of these archives. */
    private synchronized void archiveOnce() {
        if (archives == null) {
            archives = archive();
        }
    }

    /** One after the other, so that the tests, which go on meanwhile, have a core to themselves. */
    private CompletableFuture<Void> archive() {
        var options = List.of("-b", addresses(), "-o", "json");
        return scripts.archive("Producer.java", with(options, "--count", "50", "--rate", "max"))
                .thenCompose(done -> scripts.archive("SingleConsumer.java", with(options, "--exit-at-end")))
                .thenCompose(done -> scripts.archive("BatchConsumer.java", with(options, "--exit-at-end")))
                .thenCompose(done -> scripts.archive("Cluster.java", List.of("--data", data(), "status")));
    }

    private static List<String> with(List<String> options, String... more) {
        return Stream.concat(options.stream(), Stream.of(more)).toList();
    }

    static TestCluster start(Scripts scripts, int port) {
        return new TestCluster(TempFolder.create("cluster-"), port, scripts);
    }

    public String addresses() {
        return String.join(",", IntStream.range(port, port + BROKERS).mapToObj(one -> "localhost:" + one).toList());
    }

    /** A place for a program's files. */
    Path file(String name) {
        return folder.resolve(name);
    }

    public List<String> command(String script) {
        if (ARCHIVED.contains(script)) {
            archiveOnce();
        }
        return scripts.command(script);
    }

    Admin admin() {
        return admin;
    }

    /** Writes what our own producer never would. */
    KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    public Set<String> topics() {
        return get(admin.listTopics().names());
    }

    public Set<String> groups() {
        return get(admin.listGroups().all()).stream().map(GroupListing::groupId).collect(Collectors.toSet());
    }

    // --- faults

    public void kill(int broker) {
        control("kill", broker);
    }

    public void start(int broker) {
        control("start", broker);
    }

    public void killAll() {
        brokers().forEach(broker -> Program.signal(pid(broker), "KILL"));
    }

    /** Those that do not run: a process id alone may be that of a zombie, which is there for ever where nobody reaps it. */
    public void startAll() {
        new Fleet(Storage.read(Path.of(data())).orElseThrow()).brokers().parallelStream().filter(broker -> !broker.running())
                .map(Broker::id).forEach(this::start);
    }

    /** All brokers stand still and keep their connections, so that whoever asks them waits for an answer. */
    public void freeze() {
        brokers().forEach(broker -> Program.signal(pid(broker), "STOP"));
    }

    public void freeze(int broker) {
        Program.signal(pid(broker), "STOP");
    }

    public void thaw() {
        brokers().filter(broker -> ProcessHandle.of(pid(broker)).isPresent())
                .forEach(broker -> Program.signal(pid(broker), "CONT"));
    }

    public void awaitWhole() {
        Wait.until("all replicas are in sync", () -> ClusterScript.isWhole(admin, BROKERS));
    }

    /** After whatever was done to the brokers. */
    public void heal() {
        thaw();
        startAll();
        awaitWhole();
    }

    @Override
    public void close() {
        awaitArchives();
        producer.close();
        admin.close();
        process.signal("TERM");
        var exit = process.exitCode();
        TempFolder.delete(folder);
        if (exit != 143) {
            throw new AssertionError("Cluster.java was stopped by TERM and ended with " + exit);
        }
    }

    private synchronized void awaitArchives() {
        if (archives != null) {
            archives.join();
        }
    }

    private static IntStream brokers() {
        return IntStream.rangeClosed(1, BROKERS);
    }

    private void control(String what, int broker) {
        var control = run(what + "-" + broker + "-" + System.nanoTime(), what, String.valueOf(broker));
        if (control.exitCode() != 0) {
            throw new AssertionError(control.toString());
        }
    }

    private Program run(String name, String... arguments) {
        return Program.start(folder.resolve(name), new File("/dev/null"), control(arguments), Map.of());
    }

    /** The command line of Cluster.java for this cluster. */
    public List<String> control(String... arguments) {
        return Stream.of(command("Cluster.java").stream(), Stream.of("--data", data()), Stream.of(arguments))
                .flatMap(words -> words).toList();
    }

    /** The folder of its data. */
    public String data() {
        return folder.resolve("data").toString();
    }

    public long pid(int broker) {
        try {
            return Long.parseLong(Files.readString(folder.resolve("data/broker-" + broker + "/process")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for the cluster", e);
        }
    }
}
