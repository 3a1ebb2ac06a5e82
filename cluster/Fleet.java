package cluster;

//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES Broker.java
//SOURCES ClassArchive.java
//SOURCES ClusterCommand.java
//SOURCES ManagedProcess.java
//SOURCES Layout.java
//SOURCES Owner.java
//SOURCES SchemaRegistry.java
//SOURCES Service.java
//SOURCES ServiceWord.java
//SOURCES Storage.java
//SOURCES Waiting.java

import cli.Problem;
import cli.Stop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All brokers of a cluster together, and the registry where it has one. */
public record Fleet(Layout layout) {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final Duration STOP_WITHOUT_QUORUM = Duration.ofSeconds(1);
    private static final Duration LONGEST_KILL = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(500);

    public List<Broker> brokers() {
        return Broker.all(layout);
    }

    public Broker broker(int id) {
        if (id < 1 || id > layout.brokers()) {
            throw new Problem("There is no broker " + id + ": this cluster has brokers 1 to " + layout.brokers() + ".");
        }
        return new Broker(layout, id);
    }

    public Optional<SchemaRegistry> registry() {
        return layout.hasRegistry() ? Optional.of(new SchemaRegistry(layout)) : Optional.empty();
    }

    public SchemaRegistry requiredRegistry() {
        return registry().orElseThrow(this::registryIsMissing);
    }

    /** @param word as {@link ServiceWord} has it */
    public Service service(String word) {
        return word.equals(SchemaRegistry.WORD) ? requiredRegistry() : broker(Integer.parseInt(word));
    }

    /** The same with a registry, on its last port or on the usual one unless another is named. */
    public Fleet withRegistry(Integer port) {
        return new Fleet(layout.withRegistry(port));
    }

    Problem registryIsMissing() {
        return new Problem("This cluster has no registry: '" + (running().isEmpty()
                ? command("--registry") + "' starts it with one." : command("start registry") + "' adds one."));
    }

    /** One that runs is not started once more for the sake of a registry. */
    public void requireNotRunningWithoutRegistry() {
        var stays = Owner.of(layout.folder()).isPresent() || running().stream().anyMatch(broker -> !broker.managed().owned());
        if (!layout.hasRegistry() && stays && !running().isEmpty()) {
            throw new Problem("The cluster in " + layout.folder() + " already runs, without a registry: '"
                    + command("start registry") + "' adds one.");
        }
    }

    public List<Service> services() {
        return Stream.concat(brokers().stream(), registry().stream()).map(service -> (Service) service).toList();
    }

    public List<Broker> running() {
        return brokers().stream().filter(Broker::running).toList();
    }

    /**
     * Ends what a killed Cluster.java left behind, and refuses when brokers run that were meant to stay. Only for the program
     * that holds the lock on the folder: for any other, those of a Cluster.java in the foreground would look left behind.
     */
    public void requireIdle(Consumer<String> talk) {
        registry().filter(registry -> registry.managed().owned()).ifPresent(registry -> {
            talk.accept("Ending the registry, left behind by a Cluster.java that was killed.");
            registry.stop();
        });
        var left = running().stream().filter(broker -> broker.managed().owned()).toList();
        if (!left.isEmpty()) {
            talk.accept("Ending " + names(left) + ", left behind by a Cluster.java that was killed.");
            stop(left);
        }
        var brokers = running().isEmpty() ? Stream.<String>empty() : Stream.of(names(running()));
        var running = Stream.concat(brokers, registry().filter(Service::running).map(one -> "the registry").stream()).toList();
        if (!running.isEmpty()) {
            throw new Problem("The cluster in " + layout.folder() + " already runs (" + String.join(", ", running)
                    + "): '" + command("status") + "' shows it, '" + command("down") + "' stops it.");
        }
        services().forEach(Service::awaitEnd);
    }

    public void start(Owner owner) {
        brokers().forEach(Broker::requirePorts);
        registry().ifPresent(SchemaRegistry::requirePort);
        brokers().forEach(broker -> broker.start(owner.toOutlive()));
        registry().ifPresent(registry -> registry.start(owner.toOutlive()));
    }

    /** For the next starts, in the background: now that all are of use, they have loaded what they need. */
    public void archiveClasses() {
        services().stream().map(Service::classes).distinct().forEach(ClassArchive::make);
    }

    /**
     * Stops all at once. As long as the controllers have a quorum they let every broker shut down in order; once its logs are
     * closed, it only waits some 5 s for the other controllers' votes, and is killed. Without a quorum no broker can shut down
     * in order: it is killed, and recovers its logs from disk at the next start.
     */
    public void stop() {
        var registry = now().registry().flatMap(Service::process);
        registry.ifPresent(ProcessHandle::destroy);
        stop(running());
        registry.ifPresent(process -> {
            Waiting.until(LONGEST_KILL, () -> ManagedProcess.gone(process));
            process.destroyForcibly();
            Waiting.until(LONGEST_KILL, () -> ManagedProcess.gone(process));
        });
        now().services().forEach(Service::awaitEnd); // of one that was killed a moment ago
    }

    private void stop(List<Broker> brokers) {
        var processes = brokers.stream().flatMap(broker -> broker.process().stream()).toList();
        processes.forEach(ProcessHandle::destroy);
        Waiting.until(brokers.size() >= layout.majority() ? LONGEST_STOP : STOP_WITHOUT_QUORUM,
                () -> brokers.stream().allMatch(broker -> broker.closedItsLogs() || !broker.running()));
        processes.forEach(ProcessHandle::destroyForcibly);
        Waiting.until(LONGEST_KILL, () -> processes.stream().allMatch(ManagedProcess::gone));
    }

    /** Of the brokers that run, for an Admin. */
    String runningAddresses() {
        if (running().isEmpty()) {
            throw new Problem("No broker of the cluster in " + layout.folder() + " runs: '" + command("") + "' starts it.");
        }
        return running().stream().map(Broker::address).collect(Collectors.joining(","));
    }

    public boolean hasQuorum() {
        return running().size() >= layout.majority();
    }

    /** What is known about a cluster of which too few brokers run. */
    String withoutQuorum() {
        var running = running().size();
        return "Of the cluster's " + layout.brokers() + " brokers only " + running + (running == 1 ? " runs" : " run")
                + ", and it works when more than half of them do: start another, '" + command("start N") + "'.";
    }

    void requireQuorum() {
        if (!hasQuorum()) {
            throw new Problem(running().isEmpty() ? "The cluster in " + layout.folder() + " does not run: '" + command("--detach")
                    + "' starts it." : withoutQuorum());
        }
    }

    /** Says who dies and who comes back, until a stop is asked for. */
    public void watch(Stop stop, Consumer<String> talk) {
        Map<String, Boolean> before = new HashMap<>();
        services().forEach(service -> before.put(service.word(), true));
        while (!stop.pause(GLANCE)) {
            for (var service : now().services()) {
                var runs = service.running();
                if (before.getOrDefault(service.word(), false) != runs) {
                    talk.accept(service.name() + (runs ? " was started." : " is gone: '" + command("start " + service.word())
                            + "' brings it back. Its log: " + service.log()));
                }
                before.put(service.word(), runs);
            }
        }
    }

    /** Another Cluster.java may have added a registry. */
    Fleet now() {
        return Storage.read(layout.folder()).map(Fleet::new).orElse(this);
    }

    private String command(String words) {
        return ClusterCommand.of(layout.folder(), words);
    }

    private static String names(List<Broker> brokers) {
        var ids = brokers.stream().map(Broker::word).collect(Collectors.joining(", "));
        return (brokers.size() == 1 ? "broker " : "brokers ") + ids;
    }
}
