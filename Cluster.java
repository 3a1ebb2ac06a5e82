///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Starts a Kafka cluster of three brokers on this computer: jbang Cluster.java --detach

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka_2.13:4.3.1

//SOURCES cli/Cli.java
//SOURCES cli/Stop.java
//SOURCES cluster/Owner.java
//SOURCES cluster/Readiness.java
//SOURCES cluster/Status.java
//SOURCES cluster/Storage.java

//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.util.logging.config.file=/dev/null

import static picocli.CommandLine.Help.Visibility.NEVER;

import cli.Cli;
import cli.Problem;
import cli.Stop;
import cluster.Broker;
import cluster.Fleet;
import cluster.Layout;
import cluster.Owner;
import cluster.Readiness;
import cluster.SchemaRegistry;
import cluster.Service;
import cluster.Status;
import cluster.Storage;
import cluster.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * Three brokers as three processes that can be killed one by one, and a folder that keeps their data from run to run.
 * Clients connect to localhost:9094, 9095 and 9096; the brokers' controllers talk to each other 100 above, on 9194 to 9196.
 */
@Command(name = "Cluster", mixinStandardHelpOptions = true, description = {
        "Starts a Kafka cluster of three brokers on this computer, creates the topic, and stops the brokers at Ctrl-C.",
        "The commands work from any other terminal, for example: jbang Cluster.java kill 2"})
class Cluster implements Callable<Integer> {

    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);

    private static final String IF_CUT_SHORT =
            "Brokers may still run: 'jbang Cluster.java status' shows them, 'jbang Cluster.java down' stops them.";

    private static final String WHICH = "1 to the number of brokers, or 'registry'.";

    @Option(names = "--data", paramLabel = "FOLDER", scope = ScopeType.INHERIT,
            description = "Which cluster: the folder of its data."
                    + " Default: at-least-once/cluster in $$XDG_STATE_HOME, else in ~/.local/state")
    Path data;

    @Option(names = "--port", paramLabel = "PORT", description = "Where clients reach broker 1; the others follow, the"
            + " controllers are 100 above. Default: as last time, at first 9094")
    Integer port;

    @Option(names = "--brokers", paramLabel = "N", description = "How many brokers, 1 to 9; with fewer than three the copies are "
            + "fewer too. Default: as last time, at first 3")
    Integer brokers;

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", defaultValue = "${env:KAFKA_TOPIC}", showDefaultValue = NEVER,
            description = "The topic to create; TOPIC-dlt, for dead letters, is created beside it. "
                    + "Default: $$KAFKA_TOPIC, else messages")
    String topic;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "3", description = "Its partitions.")
    int partitions;

    @Option(names = "--replication-factor", paramLabel = "N",
            description = "Copies of each partition, on as many brokers. Default: 2, with one broker 1")
    Integer replicas;

    @Option(names = "--min-isr", paramLabel = "N", defaultValue = "1",
            description = "How many copies must be in sync for a write with acks=all. With 2, one dead broker stops writes, but"
                    + " no acknowledged one is ever on one disk only.")
    int minInSync;

    @Option(names = "--registry", negatable = true, showDefaultValue = NEVER,
            description = "Start a schema registry, too (Apicurio Registry, 109 MB, fetched once); --no-registry leaves it out "
                    + "again. Default: as last time, at first none")
    Boolean registry;

    @Option(names = "--registry-port", paramLabel = "PORT",
            description = "Where it listens. Default: as last time, at first 1013 below --port, which makes 8081")
    Integer registryPort;

    @Option(names = "--fresh", description = "Wipe the cluster's data first.")
    boolean fresh;

    @Option(names = "--detach", description = "Return when the cluster is ready; the brokers go on until 'down'.")
    boolean detach;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where an error comes from.")
    boolean verbose;

    @Spec
    CommandSpec spec;

    public static void main(String... args) {
        System.exit(Cli.run(new Cluster(), args));
    }

    @Override
    public Integer call() {
        var began = Instant.now();
        var stop = Stop.onSignals(LONGEST_STOP, IF_CUT_SHORT);
        stop.whenRequested(() -> System.err.println("Stopping the brokers."));
        var known = Storage.read(folder());
        var wanted = usage(() -> Layout.wanted(folder(), known, brokers, port, registry, registryPort));
        var wantedTopic = usage(() -> Topic.wanted(topic, partitions, replicas, minInSync, wanted.brokers()));
        Storage.claim(folder());
        try (var owner = Owner.claim(folder(), detach)) {
            known.map(Fleet::new).ifPresent(fleet -> fleet.requireIdle(System.err::println));
            if (wanted.hasRegistry() && !SchemaRegistry.fetch(stop::requested, System.err::println)) {
                return stop.exitCode();
            }
            return run(new Fleet(Storage.open(wanted, fresh)), owner, wantedTopic, stop, began);
        }
    }

    private int run(Fleet fleet, Owner owner, Topic topic, Stop stop, Instant began) {
        var staying = false;
        try {
            fleet.start(owner);
            if (new Readiness(fleet, stop, LONGEST_START).await(List.of(topic, topic.deadLetters()), System.err::println)) {
                sayReady(fleet, topic, began);
                staying = detach;
                if (!detach) {
                    fleet.watch(stop, System.err::println);
                }
            }
        } finally {
            if (!staying) {
                fleet.stop();
            }
        }
        return stop.exitCode();
    }

    @Command(mixinStandardHelpOptions = true,
            description = "Show brokers, controller, partitions and consumer groups; exit 1 when something is missing.")
    int status() {
        return new Status(fleet(), System.out).print() ? Cli.DONE : Cli.FAILED;
    }

    @Command(mixinStandardHelpOptions = true, description = "Kill broker N, or the registry, at once (SIGKILL).")
    int kill(@Parameters(paramLabel = "N", description = WHICH) String which) {
        var service = service(which);
        service.kill();
        return said(service.name() + " is killed.");
    }

    @Command(mixinStandardHelpOptions = true,
            description = "Stop broker N, or the registry, in order (SIGTERM), after 15 s by force (SIGKILL).")
    int stop(@Parameters(paramLabel = "N", description = WHICH) String which) {
        var service = service(which);
        return said(service.name() + (service.stop() ? " has stopped." : " had not stopped after 15 s and is killed."));
    }

    @Command(mixinStandardHelpOptions = true, description = "Start broker N, or the registry, again.")
    int start(@Parameters(paramLabel = "N", description = WHICH) String which) {
        var stop = Stop.onSignals(LONGEST_STOP, IF_CUT_SHORT);
        var service = service(which);
        var fleet = fleet();
        service.startAgain();
        if (service instanceof Broker && !fleet.hasQuorum()) {
            return said(service.name() + " runs, but the cluster works only when more than half of its "
                    + fleet.layout().brokers() + " brokers do: start another.");
        }
        return new Readiness(fleet, stop, LONGEST_START).await(service) ? said(service.name() + " is back.") : stop.exitCode();
    }

    @Command(mixinStandardHelpOptions = true, description = "Stop all brokers, and the registry.")
    int down() {
        var fleet = fleet();
        Owner.end(folder(), LONGEST_STOP);
        fleet.stop();
        return said("All brokers are stopped.");
    }

    private Service service(String which) {
        if (which.equals(SchemaRegistry.WORD)) {
            return fleet().requiredRegistry();
        }
        if (!which.matches("\\d{1,9}")) {
            throw new ParameterException(spec.commandLine(),
                    "'" + which + "' is neither the number of a broker nor '" + SchemaRegistry.WORD + "'.");
        }
        return fleet().broker(Integer.parseInt(which));
    }

    private <T> T usage(Supplier<T> wanted) {
        try {
            return wanted.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static void sayReady(Fleet fleet, Topic topic, Instant began) {
        var seconds = Duration.between(began, Instant.now()).toMillis() / 1e3;
        var registry = fleet.registry().map(one -> ", registry at " + one.url()).orElse("");
        System.out.printf(Locale.ROOT, "Ready after %.1f s: brokers at %s, topic %s%s%n",
                seconds, fleet.layout().addresses(), topic, registry);
        System.err.println("""
                Now, each in a terminal of its own:  jbang Producer.java   jbang SingleConsumer.java   jbang BatchConsumer.java
                To watch and break it from another:  jbang Cluster.java status   jbang Cluster.java kill 2   \
                jbang Cluster.java start 2""");
    }

    private static int said(String sentence) {
        System.err.println(sentence);
        return Cli.DONE;
    }

    private Fleet fleet() {
        return Storage.read(folder()).map(Fleet::new).orElseThrow(() -> new Problem(
                "There is no cluster in " + folder() + ": 'jbang Cluster.java' makes one, --data names another folder."));
    }

    private Path folder() {
        return (data == null ? Storage.byDefault() : data).toAbsolutePath().normalize();
    }
}
