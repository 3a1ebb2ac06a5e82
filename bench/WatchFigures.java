///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Measures what Watch.java takes, and what its cluster notices of it: ./jbang bench/WatchFigures.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.slf4j:slf4j-simple:2.0.20

//SOURCES ../cli/Cli.java
//SOURCES ../cli/Durations.java
//SOURCES ../cli/Problem.java
//SOURCES figures/Beside.java
//SOURCES figures/Load.java
//SOURCES figures/Place.java
//SOURCES figures/Row.java
//SOURCES figures/Starts.java
//SOURCES figures/Wide.java

//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.defaultLogLevel=error

import cli.Cli;
import cli.Durations;
import cli.Problem;
import figures.Beside;
import figures.Load;
import figures.Place;
import figures.Row;
import figures.Starts;
import figures.Wide;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Whole processes on a cluster of its own, or on another, with a client that reads the page as a browser does. What others do
 * on the computer meanwhile counts: the load is said with each part.
 */
@Command(name = "WatchFigures.java", mixinStandardHelpOptions = true,
        description = "Measures what Watch.java takes, and what its cluster notices of it.")
class WatchFigures implements Callable<Integer> {

    enum What { start, load, beside, wide }

    @Parameters(paramLabel = "WHAT", description = "Only this: ${COMPLETION-CANDIDATES}.")
    Set<What> wanted = new TreeSet<>(Arrays.asList(What.values()));

    @Option(names = {"-b", "--bootstrap-server"}, paramLabel = "HOST:PORT,...", showDefaultValue = Visibility.NEVER,
            description = "Measure on this cluster, on topics that are deleted afterwards. Default: one of its own")
    String bootstrap;

    @Option(names = "--port", defaultValue = "19100", description = "Where the cluster of its own listens.")
    int port;

    @Option(names = "--starts", paramLabel = "N", defaultValue = "7", description = "How many starts; the median counts.")
    int starts;

    @Option(names = "--duration", paramLabel = "D", defaultValue = "5m", converter = Durations.class,
            description = "How long much is written.")
    Duration duration;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "20000", description = "How many messages a second.")
    long rate;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "7",
            description = "How often a producer runs beside Watch and by itself.")
    int pairs;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "2000000", description = "How many messages it sends then.")
    long messages;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "1000", description = "How many a wide topic has.")
    int partitions;

    @Option(names = "--groups", paramLabel = "N", defaultValue = "300", description = "How many groups read it.")
    int groups;

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean verbose;

    private final Path repository = Path.of(System.getProperty("user.dir"));

    public static void main(String... args) {
        System.exit(Cli.run(new WatchFigures(), args));
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.exists(repository.resolve("Watch.java"))) {
            throw new Problem("Run this from the folder that holds Watch.java: ./jbang bench/WatchFigures.java");
        }
        var folder = Files.createTempDirectory("watch-figures");
        System.out.println("| what | figure | wanted |\n|---|---|---|");
        try {
            if (bootstrap == null) {
                System.err.println("A cluster of its own starts.");
                try (var cluster = Place.cluster(repository, folder, port)) {
                    measure("localhost:" + port, folder);
                }
            } else {
                measure(bootstrap, folder);
            }
        } finally {
            delete(folder);
        }
        return Cli.DONE;
    }

    private void measure(String addresses, Path folder) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", addresses))) {
            var place = new Place(repository, addresses, admin, folder);
            for (var part : new TreeSet<>(wanted)) {
                System.err.println(part + ", while the load of this computer is " + load());
                measure(part, place).forEach(System.out::println);
            }
            System.err.println("At the end its load is " + load());
        }
    }

    private List<Row> measure(What part, Place place) throws Exception {
        Consumer<String> talk = line -> System.err.println(part + ": " + line);
        return switch (part) {
            case start -> new Starts(place, starts).measure(talk);
            case load -> new Load(place, rate, duration).measure(talk);
            case beside -> new Beside(place, pairs, messages).measure(talk);
            case wide -> new Wide(place, partitions, groups, starts).measure(talk);
        };
    }

    private static double load() {
        return Math.round(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() * 10) / 10.0;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
