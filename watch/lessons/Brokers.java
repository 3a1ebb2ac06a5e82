package watch.lessons;

//SOURCES ../../cli/Problem.java
//SOURCES ../../cli/Stop.java
//SOURCES ../../cluster/Fleet.java
//SOURCES ../../cluster/ServiceStart.java
//SOURCES ../../drill/system/Shell.java
//SOURCES Changes.java

import cli.Problem;
import cli.Stop;
import cluster.Fleet;
import cluster.ServiceStart;
import drill.system.Shell;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import watch.lessons.Changes.Kind;

/** What is done to the brokers and the registry, called as on the command line of Cluster.java, and how it is put right. */
final class Brokers {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final Fleet fleet;
    private final Changes changes;
    private final Map<String, Shell.Guard> frozen = new HashMap<>();

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
        var pid = String.valueOf(process(word).pid());
        frozen.put(word, Shell.Guard.runs("kill", "-CONT", pid));
        Shell.run("kill", "-STOP", pid);
    }

    void thaw(String word) {
        fleet.service(word).process().ifPresent(process -> Shell.run("kill", "-CONT", String.valueOf(process.pid())));
        var guard = frozen.remove(word);
        if (guard != null) {
            guard.close();
        }
    }

    private ProcessHandle process(String word) {
        return fleet.service(word).process().orElseThrow(() -> new Problem(fleet.service(word).name() + " does not run."));
    }

    /** Starts it when it does not run, and returns when it is of use; false when a stop was asked for first. */
    boolean start(String word, Stop stop, Consumer<String> talk) {
        var service = fleet.service(word);
        return service.running() || new ServiceStart(fleet, stop, LONGEST_START, talk).await(service);
    }
}
