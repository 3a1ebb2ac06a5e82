///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION A Kafka cluster of three brokers on this computer: jbang Cluster.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka_2.13:4.3.1
//DEPS org.slf4j:slf4j-jdk14:2.0.20

//SOURCES cli/Cli.java
//SOURCES cli/Problem.java
//SOURCES cli/Stop.java
//SOURCES cluster/Broker.java
//SOURCES cluster/Fleet.java
//SOURCES cluster/Layout.java
//SOURCES cluster/Owner.java
//SOURCES cluster/Readiness.java
//SOURCES cluster/Status.java
//SOURCES cluster/Storage.java
//SOURCES cluster/Topic.java

//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.util.logging.config.file=/dev/null
//JAVAC_OPTIONS -XDignore.symbol.file

import cli.Cli;
import cli.Problem;
import cli.Stop;
import cluster.Broker;
import cluster.Fleet;
import cluster.Layout;
import cluster.Owner;
import cluster.Readiness;
import cluster.Status;
import cluster.Storage;
import cluster.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(name = "Cluster.java", mixinStandardHelpOptions = true, description = {
        "Starts a Kafka cluster of three brokers on this computer, creates the topic, and stops the brokers at Ctrl-C.",
        "The commands below work from another terminal. For example: jbang Cluster.java kill 2"})
/**
 * Three brokers as three processes, which can be killed one by one, in a folder that keeps their data from run to run.
 * Clients connect to localhost:9094, 9095 and 9096; the controllers use the ports 100 above.
 */
public class Cluster implements Callable<Integer> {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);
    private static final int DEFAULT_PORT = 9094;
    private static final int DEFAULT_BROKERS = 3;

    @Option(names = "--data", paramLabel = "FOLDER", scope = ScopeType.INHERIT,
            description = "Where the cluster's data is (default: at-least-once/cluster in $$XDG_STATE_HOME or ~/.local/state).")
    Path data;

    @Option(names = "--port", description = "Client port of broker 1, the others follow; controllers listen 100 above (default: as before, ${DEFAULT-VALUE:-9094} at first).")
    Integer port;

    @Option(names = "--brokers", paramLabel = "N", description = "How many brokers, 1 to 9 (default: as before, 3 at first).")
    Integer brokers;

    @Option(names = {"-t", "--topic"}, description = "The topic to create; NAME-dlt is created beside it.", defaultValue = "${env:KAFKA_TOPIC:-messages}")
    String topic;

    @Option(names = "--partitions", paramLabel = "N", description = "Its partitions.", defaultValue = "3")
    int partitions;

    @Option(names = "--replication-factor", paramLabel = "N", description = "Copies of each partition (default: 2, or 1 with one broker).")
    Integer replicas;

    @Option(names = "--min-isr", paramLabel = "N", description = "How many copies must be in sync for a write with acks=all.", defaultValue = "1")
    int minIsr;

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
        var stop = Stop.onSignals(LONGEST_STOP);
        Storage.claim(folder());
        try (var owner = Owner.claim(folder(), detach)) {
            var fleet = new Fleet(prepared());
            var topic = topic(fleet.layout());
            try {
                fleet.start(owner);
                if (new Readiness(fleet, stop, LONGEST_START, System.err::println).await(List.of(topic, topic.deadLetters()))) {
                    sayReady(fleet.layout(), topic);
                    if (detach) {
                        return Cli.DONE;
                    }
                    fleet.watch(stop, System.err::println);
                }
            } catch (Problem e) {
                fleet.stop();
                throw e;
            }
            System.err.println("Stopping the brokers.");
            fleet.stop();
            return stop.exitCode();
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Show brokers, controller, partitions and groups; exit 1 when something is missing.")
    int status() {
        return new Status(fleet(), System.out).print() ? Cli.DONE : Cli.FAILED;
    }

    @Command(mixinStandardHelpOptions = true, description = "Kill a broker at once (SIGKILL).")
    int kill(@Parameters(paramLabel = "N", description = "Its number.") int id) {
        fleet().broker(id).kill();
        System.err.println("Broker " + id + " is killed.");
        return Cli.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Stop a broker in order (SIGTERM), or by force after 15 s.")
    int stop(@Parameters(paramLabel = "N", description = "Its number.") int id) {
        System.err.println(fleet().broker(id).stop() ? "Broker " + id + " has stopped." : "Broker " + id + " did not stop within 15 s and was killed.");
        return Cli.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Start a broker that was killed or stopped.")
    int start(@Parameters(paramLabel = "N", description = "Its number.") int id) {
        var fleet = fleet();
        fleet.broker(id).startAgain();
        System.err.println("Broker " + id + " is back.");
        return Cli.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Stop all brokers.")
    int down() {
        var fleet = fleet();
        Owner.end(fleet.layout().folder(), LONGEST_STOP);
        fleet.stop();
        System.err.println("All brokers are stopped.");
        return Cli.DONE;
    }

    private Layout prepared() {
        var known = Storage.read(folder());
        known.map(Fleet::new).ifPresent(Fleet::requireIdle);
        if (fresh || known.isEmpty()) {
            return Storage.format(Storage.create(folder(), brokers == null ? DEFAULT_BROKERS : brokers, port == null ? DEFAULT_PORT : port));
        }
        if (brokers != null && brokers != known.get().brokers()) {
            throw new Problem("The cluster in " + folder() + " has " + known.get().brokers() + " brokers, and that cannot change: use --fresh (it wipes the data) or another folder with --data.");
        }
        return Storage.format(port == null ? known.get() : known.get().at(port));
    }

    private Topic topic(Layout layout) {
        var copies = replicas == null ? Math.min(2, layout.brokers()) : replicas;
        if (copies > layout.brokers() || minIsr > copies) {
            throw new ParameterException(spec.commandLine(), "It must be --min-isr <= --replication-factor <= --brokers, but it is " + minIsr + ", " + copies + ", " + layout.brokers() + ".");
        }
        return new Topic(topic, partitions, copies, minIsr);
    }

    private void sayReady(Layout layout, Topic topic) {
        System.out.println("Ready: brokers at " + layout.addresses() + ", topic " + topic);
        System.err.println("""
                Now, each in a terminal of its own: jbang Producer.java, jbang SingleConsumer.java, jbang BatchConsumer.java
                Watch and break it from another one: jbang Cluster.java status, jbang Cluster.java kill 2, jbang Cluster.java start 2""");
    }

    private Fleet fleet() {
        return Storage.read(folder()).map(Fleet::new).orElseThrow(() -> new Problem("There is no cluster in " + folder() + ": 'jbang Cluster.java' starts one, --data names another folder."));
    }

    private Path folder() {
        return (data == null ? Storage.byDefault() : data).toAbsolutePath().normalize();
    }
}
