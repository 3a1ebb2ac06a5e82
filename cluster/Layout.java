package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Node.java

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** The cluster that a folder holds: what its marker file says. */
public record Layout(Path folder, String clusterId, int brokers, int port, boolean formatted) {

    /** Not yet there. */
    public static Layout planned(Path folder, int brokers, int port) {
        if (brokers < 1 || brokers > 9) {
            throw new IllegalArgumentException("--brokers must be 1 to 9, and " + brokers + " is not.");
        }
        if (port < 1 || port + brokers + Node.TO_CONTROLLER > 65536) {
            throw new IllegalArgumentException("--port " + port + " leaves no room: broker N uses PORT + N - 1, and its controller the port " + Node.TO_CONTROLLER + " above.");
        }
        return new Layout(folder, Uuid.randomUuid().toString(), brokers, port, false);
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
