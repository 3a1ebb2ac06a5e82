package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Broker.java

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * The cluster that a folder holds: what its marker file says.
 *
 * @param registryPort where the schema registry listens; 0 when the cluster has none
 */
public record Layout(Path folder, String clusterId, int brokers, int port, int registryPort, boolean formatted) {

    private static final int BROKERS = 3;
    private static final int PORT = 9094;

    /** The registry's port is so far below that of broker 1: 8081 as a rule. */
    private static final int TO_REGISTRY = 1013;

    /** What was asked for; what was not (null) is as it was known, or as usual. */
    public static Layout wanted(Path folder, Optional<Layout> known, Integer brokers, Integer port, Boolean registry,
            Integer registryPort) {
        var count = brokers == null ? known.map(Layout::brokers).orElse(BROKERS) : brokers;
        var first = port == null ? known.map(Layout::port).orElse(PORT) : port;
        if (count < 1 || count > 9) {
            throw new IllegalArgumentException("--brokers must be 1 to 9, and " + count + " is not.");
        }
        if (first < 1 || first + count + Broker.TO_CONTROLLER > 65536) {
            throw new IllegalArgumentException("--port " + first + " leaves no room: broker N uses PORT + N - 1, and its"
                    + " controller the port " + Broker.TO_CONTROLLER + " above.");
        }
        if (folder.toString().contains(",")) {
            throw new IllegalArgumentException("--data " + folder + " has a comma in it, which Kafka takes for the end of a"
                    + " folder's name.");
        }
        var wantedRegistry = wantedRegistry(known, first, registry, registryPort);
        return new Layout(folder, Uuid.randomUuid().toString(), count, first, wantedRegistry, false);
    }

    private static int wantedRegistry(Optional<Layout> known, int first, Boolean registry, Integer registryPort) {
        var last = known.map(Layout::registryPort).orElse(0);
        if (registry == null ? last == 0 : !registry) {
            if (registryPort != null) {
                throw new IllegalArgumentException("--registry-port needs --registry.");
            }
            return 0;
        }
        var port = registryPort != null ? registryPort : last != 0 ? last : first - TO_REGISTRY;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The registry cannot listen on port " + port
                    + ": choose another with --registry-port.");
        }
        return port;
    }

    Layout withRegistry(Integer wantedPort) {
        return new Layout(folder, clusterId, brokers, port, wantedRegistry(Optional.of(this), port, true, wantedPort), formatted);
    }

    public boolean hasRegistry() {
        return registryPort != 0;
    }

    /** Without -b. */
    boolean isWhereProgramsLook() {
        return port == PORT;
    }

    public String addresses() {
        return Broker.all(this).stream().map(Broker::address).collect(Collectors.joining(","));
    }

    /** How many controllers must agree: with fewer alive nothing can be decided, not even a broker's orderly end. */
    int majority() {
        return brokers / 2 + 1;
    }

    Layout asFormatted() {
        return new Layout(folder, clusterId, brokers, port, registryPort, true);
    }

    /** On the ports of another, and with a registry if that has one. */
    Layout at(Layout wanted) {
        return new Layout(folder, clusterId, brokers, wanted.port, wanted.registryPort, formatted);
    }
}
