package watch.lessons;

//SOURCES ../../cli/Stop.java
//SOURCES ../../cluster/Fleet.java
//SOURCES ../../cluster/ServiceStart.java
//SOURCES ../processes/Frozen.java
//SOURCES Changes.java

import cli.Stop;
import cluster.Fleet;
import cluster.ServiceStart;
import java.time.Duration;
import java.util.function.Consumer;
import watch.lessons.Changes.Kind;
import watch.processes.Frozen;

/** What is done to the brokers and the registry, called as on the command line of Cluster.java, and how it is put right. */
final class Brokers {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final Fleet fleet;
    private final Changes changes;
    private final Frozen frozen = new Frozen();

    Brokers(Fleet fleet, Changes changes) {
        this.fleet = fleet;
        this.changes = changes;
    }

    Fleet fleet() {
        return fleet;
    }

    void kill(String word) {
        changes.willMake(Kind.SERVICE, word);
        fleet.service(word).kill();
    }

    /** Stops a process in its tracks: it keeps its connections. When this process ends, it goes on, whatever becomes of us. */
    void freeze(String word) {
        changes.willMake(Kind.SERVICE, word);
        frozen.freeze(fleet.service(word));
    }

    void thaw(String word) {
        frozen.thaw(fleet.service(word));
    }

    /** Starts it when it does not run, and returns when it is of use; false when a stop was asked for first. */
    boolean start(String word, Stop stop, Consumer<String> talk) {
        var service = fleet.service(word);
        return service.running() || new ServiceStart(fleet, stop, LONGEST_START, talk).await(service);
    }
}
