///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Starts a Kafka cluster of three brokers on this computer: jbang Cluster.java --detach

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka_2.13:4.3.1

//SOURCES cli/Cli.java
//SOURCES cli/Problem.java
//SOURCES cli/Stop.java
//SOURCES cluster/Fleet.java
//SOURCES cluster/Layout.java
//SOURCES cluster/Owner.java
//SOURCES cluster/Readiness.java
//SOURCES cluster/Status.java
//SOURCES cluster/Storage.java
//SOURCES cluster/Topic.java

//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.util.logging.config.file=/dev/null

import static picocli.CommandLine.Help.Visibility.NEVER;

import cli.Cli;
import cli.Problem;
import cli.Stop;
import cluster.Fleet;
import cluster.Layout;
import cluster.Owner;
import cluster.Readiness;
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

    @Option(names = "--data", paramLabel = "FOLDER", scope = ScopeType.INHERIT,
            description = "Which cluster: the folder of its data. Default: at-least-once/cluster in $$XDG_STATE_HOME, else in ~/.local/state")
    Path data;

    @Option(names = "--port", paramLabel = "PORT",
            description = "Where clients reach broker 1; the others follow, the controllers are 100 above. Default: as last time, at first 9094")
    Integer port;

    @Option(names = "--brokers", paramLabel = "N", description = "How many brokers, 1 to 9; with fewer than three the copies are fewer too. Default: as last time, at first 3")
    Integer brokers;

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", defaultValue = "${env:KAFKA_TOPIC}", showDefaultValue = NEVER,
            description = "The topic to create; TOPIC-dlt, for dead letters, is created beside it. Default: $$KAFKA_TOPIC, else messages")
    String topic;

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "3", description = "Its partitions.")
    int partitions;

    @Option(names = "--replication-factor", paramLabel = "N", description = "Copies of each partition, on as many brokers. Default: 2, with one broker 1")
    Integer replicas;

    @Option(names = "--min-isr", paramLabel = "N", defaultValue = "1",
            description = "How many copies must be in sync for a write with acks=all. With 2, one dead broker stops writes, but no acknowledged one is ever on one disk only.")
    int minInSync;

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
        var stop = Stop.onSignals(LONGEST_STOP);
        stop.whenRequested(() -> System.err.println("Stopping the brokers."));
        var known = Storage.read(folder());
        var wanted = usage(() -> Layout.wanted(folder(), known, brokers, port));
        var wantedTopic = usage(() -> Topic.wanted(topic, partitions, replicas, minInSync, wanted.brokers()));
        Storage.claim(folder());
        try (var owner = Owner.claim(folder(), detach)) {
            known.map(Fleet::new).ifPresent(fleet -> fleet.requireIdle(System.err::println));
            return run(new Fleet(Storage.open(wanted, fresh)), owner, wantedTopic, stop, began);
        }
    }

    private int run(Fleet fleet, Owner owner, Topic topic, Stop stop, Instant began) {
        var staying = false;
        try {
            fleet.start(owner);
            if (new Readiness(fleet, stop, LONGEST_START).await(List.of(topic, topic.deadLetters()), System.err::println)) {
                sayReady(fleet.layout(), topic, began);
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

    @Command(mixinStandardHelpOptions = true, description = "Show brokers, controller, partitions and consumer groups; exit 1 when something is missing.")
    int status() {
        return new Status(fleet(), System.out).print() ? Cli.DONE : Cli.FAILED;
    }

    @Command(mixinStandardHelpOptions = true, description = "Kill broker N at once (SIGKILL).")
    int kill(@Parameters(paramLabel = "N", description = "1 to the number of brokers.") int id) {
        fleet().broker(id).kill();
        return said("Broker " + id + " is killed.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Stop broker N in order (SIGTERM), after 15 s by force (SIGKILL).")
    int stop(@Parameters(paramLabel = "N", description = "1 to the number of brokers.") int id) {
        return said(fleet().broker(id).stop() ? "Broker " + id + " has stopped." : "Broker " + id + " had not stopped after 15 s and is killed.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Start broker N again.")
    int start(@Parameters(paramLabel = "N", description = "1 to the number of brokers.") int id) {
        var stop = Stop.onSignals(LONGEST_STOP);
        var fleet = fleet();
        fleet.broker(id).startAgain();
        if (!fleet.hasQuorum()) {
            return said("Broker " + id + " runs, but the cluster works only when more than half of its " + fleet.layout().brokers() + " brokers do: start another.");
        }
        return new Readiness(fleet, stop, LONGEST_START).await(fleet.broker(id)) ? said("Broker " + id + " is back.") : stop.exitCode();
    }

    @Command(mixinStandardHelpOptions = true, description = "Stop all brokers.")
    int down() {
        var fleet = fleet();
        Owner.end(folder(), LONGEST_STOP);
        fleet.stop();
        return said("All brokers are stopped.");
    }

    private <T> T usage(Supplier<T> wanted) {
        try {
            return wanted.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static void sayReady(Layout layout, Topic topic, Instant began) {
        var seconds = Duration.between(began, Instant.now()).toMillis() / 1e3;
        System.out.printf(Locale.ROOT, "Ready after %.1f s: brokers at %s, topic %s%n", seconds, layout.addresses(), topic);
        System.err.println("""
                Now, each in a terminal of its own:  jbang Producer.java   jbang SingleConsumer.java   jbang BatchConsumer.java
                To watch and break it from another:  jbang Cluster.java status   jbang Cluster.java kill 2   jbang Cluster.java start 2""");
    }

    private static int said(String sentence) {
        System.err.println(sentence);
        return Cli.DONE;
    }

    private Fleet fleet() {
        return Storage.read(folder()).map(Fleet::new).orElseThrow(() -> new Problem("There is no cluster in " + folder() + ": 'jbang Cluster.java' makes one, --data names another folder."));
    }

    private Path folder() {
        return (data == null ? Storage.byDefault() : data).toAbsolutePath().normalize();
    }
}
