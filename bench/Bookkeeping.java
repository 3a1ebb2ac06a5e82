///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Measures what the drill's ledger costs, against the same programs without it: ./jbang bench/Bookkeeping.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.slf4j:slf4j-simple:2.0.20

//SOURCES ../cli/Cli.java
//SOURCES ../cli/Problem.java

//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.defaultLogLevel=error

import cli.Cli;
import cli.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Two producers, two single and two batch consumers at full speed, in turn as a drill without faults and by themselves with
 * their events written to /dev/null. An observer of its own takes the time from the first message in the log until both
 * groups have committed the last; what counts is the ratio of each pair.
 */
@Command(name = "Bookkeeping.java", mixinStandardHelpOptions = true, description = "Measures what the drill's ledger costs.")
class Bookkeeping implements Callable<Integer> {

    private static final int PARTITIONS = 3;

    /** As long as a drill has them on a topic of others. */
    private static final long FIRST_ID = 1_700_000_000_000_000_000L;

    /** As the drill starts them. */
    private static final String JVM = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    @Option(names = "--messages", paramLabel = "N", defaultValue = "3000000", description = "How many messages each run sends.")
    long messages;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
            description = "How often each pair is run; the median is what counts.")
    int rounds;

    @Option(names = "--port", defaultValue = "19494", description = "Where the cluster of its own listens.")
    int port;

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean verbose;

    private final Path repository = Path.of(System.getProperty("user.dir"));

    public static void main(String... args) {
        System.exit(Cli.run(new Bookkeeping(), args));
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.exists(repository.resolve("Drill.java"))) {
            throw new Problem("Run this from the folder that holds Drill.java: ./jbang bench/Bookkeeping.java");
        }
        var data = Files.createTempDirectory("bookkeeping");
        List.of("Drill.java", "Producer.java", "SingleConsumer.java", "BatchConsumer.java")
                .forEach(script -> await(start(Map.of(), "build", script)));
        var cluster = data.resolve("cluster").toString();
        await(start(Map.of(), "Cluster.java", "--detach", "--data", cluster, "--port", String.valueOf(port)));
        var ratios = new ArrayList<Double>();
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            for (var round = 1; round <= rounds; round++) {
                var alone = alone(admin, "alone-" + round);
                var drilled = drilled(admin, "drilled-" + round, data);
                ratios.add(drilled / alone);
                System.out.printf(Locale.ROOT, "round %d: by themselves %,.0f msg/s, in a drill %,.0f msg/s: %.2f%n",
                        round, alone, drilled, drilled / alone);
            }
        } finally {
            await(start(Map.of(), "Cluster.java", "down", "--data", cluster));
            delete(data);
        }
        var median = ratios.stream().sorted().skip(rounds / 2).findFirst().orElseThrow();
        System.out.printf(Locale.ROOT, "The bookkeeping costs %.0f %% of the throughput%n", 100 * (1 - median));
        return Cli.DONE;
    }

    private double drilled(Admin admin, String topic, Path data) throws Exception {
        create(admin, topic);
        var drill = start(Map.of(), "Drill.java", "-b", bootstrap(), "-t", topic, "--faults", "none", "--duration", "1s",
                "--rate", "max", "--count", String.valueOf(messages), "--data", data.resolve("drill").toString());
        var rate = rate(admin, topic, List.of(drill));
        await(drill);
        return rate;
    }

    private double alone(Admin admin, String topic) throws Exception {
        create(admin, topic);
        var each = List.of("-b", bootstrap(), "-t", topic, "-o", "json");
        var all = new ArrayList<Process>();
        for (var number = 0; number < 2; number++) {
            all.add(program(each, "SingleConsumer.java", "-g", topic + "-single"));
            all.add(program(each, "BatchConsumer.java", "-g", topic + "-batch", "--max-wait", "1s"));
            all.add(program(each, "Producer.java", "--rate", "max", "--keys", "100", "--count", String.valueOf(messages / 2),
                    "--first-id", String.valueOf(FIRST_ID + number * messages)));
        }
        var rate = rate(admin, topic, all);
        all.forEach(Process::destroy);
        all.forEach(Bookkeeping::end);
        return rate;
    }

    private Process program(List<String> common, String... words) {
        return start(Map.of("JAVA_TOOL_OPTIONS", JVM), Stream.concat(Stream.of(words), common.stream()).toArray(String[]::new));
    }

    /** From the first message in the log until both groups have committed all. */
    private double rate(Admin admin, String topic, List<Process> running) throws Exception {
        while (inLog(admin, topic) == 0) {
            pause(running);
        }
        var began = System.nanoTime();
        while (!isCommitted(admin, topic)) {
            pause(running);
        }
        return messages / ((System.nanoTime() - began) / 1e9);
    }

    private static long inLog(Admin admin, String topic) throws ExecutionException, InterruptedException {
        var partitions = IntStream.range(0, PARTITIONS).boxed()
                .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> OffsetSpec.latest()));
        return admin.listOffsets(partitions).all().get().values().stream().mapToLong(end -> end.offset()).sum();
    }

    private boolean isCommitted(Admin admin, String topic) throws ExecutionException, InterruptedException {
        var done = 0;
        for (var group : admin.listGroups().all().get()) {
            var committed = admin.listConsumerGroupOffsets(group.groupId()).partitionsToOffsetAndMetadata().get();
            var sum = committed.entrySet().stream().filter(one -> one.getKey().topic().equals(topic) && one.getValue() != null)
                    .mapToLong(one -> one.getValue().offset()).sum();
            done += sum == messages ? 1 : 0;
        }
        return done == 2;
    }

    private static void pause(List<Process> running) throws InterruptedException {
        if (running.stream().anyMatch(process -> !process.isAlive() && process.exitValue() != 0)) {
            throw new Problem("One of the programs ended before its time.");
        }
        Thread.sleep(100);
    }

    private static void create(Admin admin, String topic) throws ExecutionException, InterruptedException {
        var wanted = new NewTopic(topic, PARTITIONS, (short) 2).configs(Map.of("min.insync.replicas", "1"));
        admin.createTopics(List.of(wanted)).all().get();
    }

    private Process start(Map<String, String> environment, String... words) {
        var command = Stream.concat(Stream.of(repository.resolve("jbang").toString()), Stream.of(words)).toList();
        var nowhere = new File("/dev/null");
        var builder = new ProcessBuilder(command).redirectInput(nowhere).redirectOutput(nowhere).redirectError(nowhere);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Problem("Cannot run " + command + ": " + e.getMessage(), e);
        }
    }

    private String bootstrap() {
        return "localhost:" + port + ",localhost:" + (port + 1) + ",localhost:" + (port + 2);
    }

    private static void end(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new Problem("Interrupted.", e);
        }
    }

    private static void await(Process process) {
        end(process);
        if (process.exitValue() != 0) {
            throw new Problem(process.info() + " ended with " + process.exitValue());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
