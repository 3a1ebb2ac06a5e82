package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Node.java

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** The cluster that a folder holds: what its marker file says. */
public record Layout(Path folder, String clusterId, int brokers, int port, boolean formatted) {

    private static final int BROKERS = 3;
    private static final int PORT = 9094;

    /** What was asked for; what was not (null) is as it was known, or as usual. */
    public static Layout wanted(Path folder, Optional<Layout> known, Integer brokers, Integer port) {
        var count = brokers == null ? known.map(Layout::brokers).orElse(BROKERS) : brokers;
        var first = port == null ? known.map(Layout::port).orElse(PORT) : port;
        if (count < 1 || count > 9) {
            throw new IllegalArgumentException("--brokers must be 1 to 9, and " + count + " is not.");
        }
        if (first < 1 || first + count + Node.TO_CONTROLLER > 65536) {
            throw new IllegalArgumentException("--port " + first + " leaves no room: broker N uses PORT + N - 1, and its controller the port " + Node.TO_CONTROLLER + " above.");
        }
        if (folder.toString().contains(",")) {
            throw new IllegalArgumentException("--data " + folder + " has a comma in it, which Kafka takes for the end of a folder's name.");
        }
        return new Layout(folder, Uuid.randomUuid().toString(), count, first, false);
    }

    public List<Node> nodes() {
        return IntStream.rangeClosed(1, brokers).mapToObj(this::node).toList();
    }

    public Node node(int id) {
        return new Node(id, folder.resolve("broker-" + id), port + id - 1);
    }

    public String addresses() {
        return nodes().stream().map(Node::address).collect(Collectors.joining(","));
    }

    String voters() {
        return nodes().stream().map(Node::voter).collect(Collectors.joining(","));
    }

    /** How many controllers must agree: with fewer alive nothing can be decided, not even a broker's orderly end. */
    int majority() {
        return brokers / 2 + 1;
    }

    Layout asFormatted() {
        return new Layout(folder, clusterId, brokers, port, true);
    }

    Layout at(int newPort) {
        return new Layout(folder, clusterId, brokers, newPort, formatted);
    }
}
