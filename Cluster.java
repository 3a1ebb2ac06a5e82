///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Starts a Kafka cluster of three brokers on this computer: jbang Cluster.java --detach

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka_2.13:4.3.1

//SOURCES cli/Cli.java
//SOURCES cluster/GroupStatus.java
//SOURCES cluster/Ready.java
//SOURCES cluster/Reset.java
//SOURCES cluster/ServiceStart.java
//SOURCES cluster/Status.java
//SOURCES cluster/TopicOptions.java

//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.util.logging.config.file=/dev/null

import static picocli.CommandLine.Help.Visibility.NEVER;

import cli.Cli;
import cli.Problem;
import cli.Stop;
import cluster.ClusterCommand;
import cluster.Fleet;
import cluster.GroupStatus;
import cluster.Layout;
import cluster.Owner;
import cluster.Readiness;
import cluster.Ready;
import cluster.Reset;
import cluster.ResetTo;
import cluster.SchemaRegistry;
import cluster.ServiceStart;
import cluster.ServiceWord;
import cluster.Status;
import cluster.Storage;
import cluster.Topic;
import cluster.TopicOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import output.Stdout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
@Command(name = "Cluster", mixinStandardHelpOptions = true, modelTransformer = ClusterCommand.Example.class, description = {
        "Starts a Kafka cluster of three brokers on this computer, creates the topic, and stops the brokers at Ctrl-C.",
        "The commands work from any other terminal, for example:"})
class Cluster implements Callable<Integer> {

    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);
    private static final String WHICH = "1 to the number of brokers, or 'registry'.";

    @Option(names = "--data", paramLabel = "FOLDER", scope = ScopeType.INHERIT,
            description = "Which cluster: the folder of its data."
                    + " Default: at-least-once/cluster in $$XDG_STATE_HOME, else in $$HOME/.local/state")
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

    @Mixin
    TopicOptions shape;

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
        var known = Storage.read(folder());
        var wanted = usage(() -> Layout.wanted(folder(), known, brokers, port, registry, registryPort));
        var wantedTopic = usage(() -> shape.topic(topic, wanted.brokers()));
        var stop = stopOnSignals();
        stop.whenRequested(() -> System.err.println("Stopping the brokers."));
        if (wanted.hasRegistry() && !fresh) {
            known.map(Fleet::new).ifPresent(Fleet::requireNotRunningWithoutRegistry);
        }
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
                System.out.println(new Ready(fleet, topic).sentence(began));
                System.err.println(new Ready(fleet, topic).nextSteps());
                fleet.archiveClasses();
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

    @Command(mixinStandardHelpOptions = true, description = "Show brokers, controller, partitions and consumer groups, or one"
            + " group in full; exit 1 when something is missing.")
    int status(@Parameters(paramLabel = "GROUP", arity = "0..1", description = "The consumer group.") String group) {
        if (group == null) {
            return new Status(fleet(), new Stdout()).print() ? Cli.DONE : Cli.FAILED;
        }
        new GroupStatus(fleet(), new Stdout()).print(group);
        return Cli.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Have a consumer group go on from elsewhere: another commit.")
    int reset(@Parameters(paramLabel = "GROUP", description = "The consumer group.") String group,
            @Option(names = "--to", required = true, paramLabel = "PLACE", converter = ResetTo.Converter.class,
                    description = ResetTo.HELP) ResetTo to,
            @Option(names = "--yes", description = "Do it: without this it is only shown.") boolean yes) {
        try (var reset = new Reset(fleet(), group, new Stdout(), System.err::println)) {
            return reset.run(to, yes) ? Cli.DONE : Cli.FAILED;
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Create another topic, and TOPIC-dlt beside it.")
    int topic(@Parameters(paramLabel = "TOPIC", description = "Its name.") String name, @Mixin TopicOptions shape) {
        var fleet = fleet();
        var wanted = usage(() -> shape.topic(name, fleet.layout().brokers()));
        var stop = stopOnSignals();
        var ready = new Readiness(fleet, stop, LONGEST_START).create(List.of(wanted, wanted.deadLetters()), System.err::println);
        return ready ? said("Ready: " + wanted + ", and " + wanted.deadLetters().name() + " for dead letters.") : stop.exitCode();
    }

    @Command(mixinStandardHelpOptions = true, description = "Kill broker N, or the registry, at once (SIGKILL).")
    int kill(@Parameters(paramLabel = "N", converter = ServiceWord.class, description = WHICH) String which) {
        var service = fleet().service(which);
        service.kill();
        return said(service.name() + " is killed.");
    }

    @Command(mixinStandardHelpOptions = true,
            description = "Stop broker N, or the registry, in order (SIGTERM), after 15 s by force (SIGKILL).")
    int stop(@Parameters(paramLabel = "N", converter = ServiceWord.class, description = WHICH) String which) {
        var service = fleet().service(which);
        return said(service.name() + (service.stop() ? " has stopped." : " had not stopped after 15 s and is killed."));
    }

    @Command(mixinStandardHelpOptions = true,
            description = "Start broker N again, or the registry; a cluster that has none gets one.")
    int start(@Parameters(paramLabel = "N", converter = ServiceWord.class, description = WHICH) String which,
            @Option(names = "--registry-port", paramLabel = "PORT", description = "Where the registry listens.") Integer port) {
        if (port != null && !which.equals(SchemaRegistry.WORD)) {
            throw new ParameterException(spec.commandLine(), "--registry-port is for 'start registry', and broker " + which
                    + " keeps its port.");
        }
        var stop = stopOnSignals();
        var fleet = which.equals(SchemaRegistry.WORD) ? usage(() -> fleet().withRegistry(port)) : fleet();
        var start = new ServiceStart(fleet, stop, LONGEST_START, System.err::println);
        return start.await(fleet.service(which)) ? Cli.DONE : stop.exitCode();
    }

    @Command(mixinStandardHelpOptions = true, description = "Stop all brokers, and the registry.")
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

    private static int said(String sentence) {
        System.err.println(sentence);
        return Cli.DONE;
    }

    private Stop stopOnSignals() {
        return Stop.onSignals(LONGEST_STOP, "Brokers may still run: '" + ClusterCommand.of(folder(), "status")
                + "' shows them, '" + ClusterCommand.of(folder(), "down") + "' stops them.");
    }

    private Fleet fleet() {
        return Storage.read(folder()).map(Fleet::new).orElseThrow(() -> new Problem("There is no cluster in " + folder()
                + ": '" + ClusterCommand.of(folder(), "") + "' makes one, --data names another folder."));
    }

    private Path folder() {
        return (data == null ? Storage.byDefault() : data).toAbsolutePath().normalize();
    }
}
