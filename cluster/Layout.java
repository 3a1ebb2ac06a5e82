package cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The cluster that a folder holds: what its marker file says. */
public record Layout(Path folder, String clusterId, int brokers, int port, boolean formatted) {

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

    public Layout at(int newPort) {
        return new Layout(folder, clusterId, brokers, newPort, formatted);
    }
}
