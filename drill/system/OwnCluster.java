package drill.system;

//SOURCES ../../cluster/Readiness.java
//SOURCES Wait.java

import cli.Problem;
import cli.Stop;
import cluster.Fleet;
import cluster.Layout;
import cluster.Owner;
import cluster.Readiness;
import cluster.SchemaRegistry;
import cluster.Service;
import cluster.Storage;
import cluster.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Three brokers that belong to this drill and end with it, however it ends. */
public final class OwnCluster implements AutoCloseable {

    public static final int BROKERS = 3;
    public static final int PARTITIONS = 3;

    private static final int PORT = 9094;
    private static final int HIGHEST_PORT = 9994;
    private static final int TO_CONTROLLER = 100;
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final Owner owner;
    private final Fleet fleet;
    private final Consumer<String> talk;

    private OwnCluster(Owner owner, Fleet fleet, Consumer<String> talk) {
        this.owner = owner;
        this.fleet = fleet;
        this.talk = talk;
    }

    /** Throws IllegalArgumentException, with a sentence for the user, when the cluster cannot have these ports. */
    public static void requirePorts(Path folder, Integer port) {
        wanted(folder, port == null ? PORT : port, false);
    }

    /** A new cluster in this folder, on the port asked for (null: the usual one, or the next that is free). */
    public static OwnCluster prepare(Path folder, Integer port, boolean registry, Consumer<String> talk) {
        Storage.claim(folder);
        var owner = Owner.claim(folder, false);
        try {
            Storage.read(folder).map(Fleet::new).ifPresent(fleet -> fleet.requireIdle(talk));
            var first = port == null ? freePort(folder, registry) : port;
            return new OwnCluster(owner, new Fleet(Storage.open(wanted(folder, first, registry), true)), talk);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** False when a stop was asked for first. */
    public boolean start(String topic, int minInSync, Stop stop) {
        if (fleet.registry().isPresent() && !SchemaRegistry.fetch(stop::requested, talk)) {
            return false;
        }
        fleet.start(owner);
        var wanted = new Topic(topic, PARTITIONS, 2, minInSync);
        return new Readiness(fleet, stop, LONGEST_START).await(List.of(wanted, wanted.deadLetters()), talk);
    }

    public Optional<String> registry() {
        return fleet.registry().map(SchemaRegistry::url);
    }

    public String addresses() {
        return fleet.layout().addresses();
    }

    Fleet fleet() {
        return fleet;
    }

    /** Until the registry answers, or this broker itself says that it takes part: others still list one that was just killed. */
    void awaitBack(Service service, Stop stop) {
        if (!new Readiness(fleet, stop, LONGEST_START).await(service)) {
            throw new Wait.Stopped();
        }
    }

    Owner owner() {
        return owner;
    }

    /** A broker that cannot be stopped is reported, and changes no verdict: the next drill in this folder ends it. */
    @Override
    public void close() {
        try {
            fleet.stop();
        } catch (Problem e) {
            talk.accept(e.getMessage());
        } finally {
            owner.close();
        }
    }

    private static Layout wanted(Path folder, int port, boolean registry) {
        return Layout.wanted(folder, Optional.empty(), BROKERS, port, registry, null);
    }

    private static int freePort(Path folder, boolean registry) {
        return IntStream.iterate(PORT, port -> port <= HIGHEST_PORT, port -> port + 10)
                .filter(port -> isFree(wanted(folder, port, registry))).findFirst()
                .orElseThrow(() -> new Problem("No free ports were found from " + PORT + " on: choose with --port."));
    }

    private static boolean isFree(Layout layout) {
        return (!layout.hasRegistry() || isFree(layout.registryPort()))
                && IntStream.range(layout.port(), layout.port() + BROKERS)
                        .allMatch(port -> isFree(port) && isFree(port + TO_CONTROLLER));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
