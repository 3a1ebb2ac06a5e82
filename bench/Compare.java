///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Measures the programs against Kafka's own tools and kcat, side by side: ./jbang bench/Compare.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Cli.java
//SOURCES ../cli/Problem.java
//SOURCES compare/Brokers.java
//SOURCES compare/Latency.java
//SOURCES compare/Memory.java
//SOURCES compare/Moves.java
//SOURCES compare/Starts.java
//SOURCES compare/Throughput.java

//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.defaultLogLevel=error

import cli.Cli;
import cli.Problem;
import compare.Brokers;
import compare.Contest;
import compare.KafkaTools;
import compare.Kcat;
import compare.Latency;
import compare.Memory;
import compare.Moves;
import compare.Programs;
import compare.Sides;
import compare.Starts;
import compare.Throughput;
import compare.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs the programs and others that do the same, in turn, on one cluster of its own, and prints a table. What counts is the
 * ratio of each pair: it holds when the machine's speed drifts, and on other machines.
 */
@Command(name = "Compare.java", mixinStandardHelpOptions = true,
        description = "Measures the programs against Kafka's own tools, and against kcat where it is installed.")
class Compare implements Callable<Integer> {

    enum What { cluster, start, move, latency, send, read, print, memory }

    @Parameters(paramLabel = "WHAT", description = "Only this: ${COMPLETION-CANDIDATES}.")
    Set<What> wanted = EnumSet.complementOf(EnumSet.of(What.memory));

    @Option(names = "--messages", paramLabel = "N", defaultValue = "2000000",
            description = "How many messages each run sends or reads.")
    long messages;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "How long latency is measured.")
    long seconds;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
            description = "How often each of them is run; the median is what counts.")
    int rounds;

    @Option(names = "--against", paramLabel = "FOLDER", description = "Compare with the programs of another checkout, too.")
    Path against;

    @Option(names = "-X", paramLabel = "KEY=VALUE", showDefaultValue = Visibility.NEVER,
            description = "A setting for our producer, to try another; with --against . the same without it.")
    List<String> properties = List.of();

    @Option(names = "--port", defaultValue = "19394", description = "Where the cluster of its own listens.")
    int port;

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean verbose;

    private final Path repository = Path.of(System.getProperty("user.dir"));

    public static void main(String... args) {
        System.exit(Cli.run(new Compare(), args));
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.exists(repository.resolve("Producer.java"))) {
            throw new Problem("Run this from the folder that holds Producer.java: ./jbang bench/Compare.java");
        }
        var folder = Files.createTempDirectory("compare");
        System.out.println("| what | ours | others | ours / others |\n|---|---|---|---|");
        try {
            measure(folder);
        } finally {
            delete(folder);
        }
        return Cli.DONE;
    }

    private void measure(Path folder) throws Exception {
        var ours = programs(repository, properties);
        var before = Optional.ofNullable(against).map(checkout -> programs(checkout, List.of()));
        var brokers = new Brokers(ours, before, folder.resolve("cluster"), port);
        if (wanted.contains(What.cluster)) {
            show(brokers.starting());
        }
        brokers.start();
        try (var admin = Admin.create(Map.of("bootstrap.servers", ours.bootstrap()))) {
            var kcat = Kcat.isInstalled() ? Optional.of(new Kcat(ours.bootstrap())) : Optional.<Kcat>empty();
            measure(new Sides(ours, before, new KafkaTools(ours.bootstrap()), kcat, new Topics(admin)), folder);
        } finally {
            brokers.stop();
        }
    }

    private void measure(Sides sides, Path folder) throws Exception {
        if (wanted.contains(What.start)) {
            var starts = new Starts(sides, folder);
            show(starts.sending(), starts.receiving("SingleConsumer.java"), starts.receiving("BatchConsumer.java"));
        }
        if (wanted.contains(What.move)) {
            var moves = new Moves(sides);
            show(moves.joining("SingleConsumer.java"), moves.joining("BatchConsumer.java"),
                    moves.dying("SingleConsumer.java"), moves.dying("BatchConsumer.java"));
        }
        if (wanted.contains(What.latency)) {
            show(new Latency(sides, seconds).contests());
        }
        var throughput = new Throughput(sides, folder, messages);
        if (wanted.contains(What.send)) {
            show(throughput.sending());
        }
        if (wanted.contains(What.read)) {
            var topic = throughput.filled("read");
            show(throughput.readingOneByOne(topic), throughput.readingBatches(topic));
        }
        if (wanted.contains(What.print)) {
            show(throughput.printing(throughput.filled("print")));
        }
        if (wanted.contains(What.memory)) {
            var memory = new Memory(sides);
            System.out.println(memory.row(1));
            System.out.println(memory.row(10));
        }
    }

    private void show(Contest... contests) throws Exception {
        for (var contest : List.of(contests)) {
            System.out.println(contest.run(rounds, System.err::println).rows());
        }
    }

    private Programs programs(Path checkout, List<String> settings) {
        return new Programs(checkout.toAbsolutePath(), "localhost:" + port, settings);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
