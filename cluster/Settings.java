package cluster;

//SOURCES ../cli/Problem.java
//SOURCES Broker.java
//SOURCES Layout.java

import cli.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of one broker. What is not here is Kafka's default. */
final class Settings {

    private Settings() {
    }

    static void write(Broker broker) {
        var note = "# Written anew by Cluster.java at every start of this broker.\n";
        store(broker.settings(), note + lines(all(broker)));
        store(broker.logging(), note + lines(logging(broker)));
    }

    private static Map<String, String> all(Broker broker) {
        var all = new LinkedHashMap<String, String>();
        identity(all, broker);
        safety(all);
        groups(all);
        internalTopics(all, broker.layout().brokers());
        laptop(all);
        return all;
    }

    private static void identity(Map<String, String> all, Broker broker) {
        // three processes instead of six; Kafka's documentation advises against it in production
        all.put("process.roles", "broker,controller");
        all.put("node.id", String.valueOf(broker.id()));
        // static voters: the addresses come from here and not from the data, so the same data can be started on other ports
        all.put("controller.quorum.voters", voters(broker.layout()));
        // this computer only: there is neither TLS nor a login
        all.put("listeners", "CLIENT://127.0.0.1:" + broker.port() + ",CONTROLLER://127.0.0.1:" + broker.controllerPort());
        all.put("advertised.listeners", "CLIENT://" + broker.address());
        all.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("controller.listener.names", "CONTROLLER");
        // replicas are fetched where clients fetch: one port less
        all.put("inter.broker.listener.name", "CLIENT");
        all.put("log.dirs", broker.data().toString());
    }

    private static String voters(Layout layout) {
        return Broker.all(layout).stream().map(broker -> broker.id() + "@127.0.0.1:" + broker.controllerPort())
                .collect(Collectors.joining(","));
    }

    private static void safety(Map<String, String> all) {
        // a mistyped name would become a topic with one replica, and its messages would seem to vanish
        all.put("auto.create.topics.enable", "false");
        // a replica that is not in sync never leads, so nothing acknowledged is undone: the default, but the promise rests on it
        all.put("unclean.leader.election.enable", "false");
        // no client here sends more; limits what a malformed request can make a broker allocate (CVE-2026-111115)
        all.put("socket.request.max.bytes", "16777216");
    }

    /** The minima would forbid what is below them. */
    private static void groups(Map<String, String> all) {
        // a killed consumer's partitions move after 12 s instead of 45. It must be more than the 9 s for which a frozen broker
        // stays the coordinator (broker.session.timeout.ms), and a heartbeat: woken, it would find living members silent
        all.put("group.consumer.session.timeout.ms", "12000");
        all.put("group.consumer.min.session.timeout.ms", "12000");
        // a partition moves within two heartbeats, one of who gives it up and one of who gets it: 1 s instead of 10
        all.put("group.consumer.heartbeat.interval.ms", "500");
        all.put("group.consumer.min.heartbeat.interval.ms", "500");
        // whoever joins counts at once: waiting up to 1 s for others saves work only where there are hundreds
        all.put("group.consumer.assignment.interval.ms", "0");
        // the same for the first member of a classic group, which would wait 3 s
        all.put("group.initial.rebalance.delay.ms", "0");
    }

    private static void internalTopics(Map<String, String> all, int brokers) {
        var replicas = String.valueOf(Math.min(3, brokers));
        var inSync = brokers < 3 ? "1" : "2";
        // committed offsets survive a broker: __consumer_offsets takes this for its own, and the topics made by us set another
        all.put("min.insync.replicas", inSync);
        all.put("offsets.topic.replication.factor", replicas);
        all.put("transaction.state.log.replication.factor", replicas);
        all.put("transaction.state.log.min.isr", inSync);
        all.put("share.coordinator.state.topic.replication.factor", replicas);
        all.put("share.coordinator.state.topic.min.isr", inSync);
    }

    private static void laptop(Map<String, String> all) {
        // 50 partitions each are for thousands of groups; every one of them costs time at a start and at a failover
        all.put("offsets.topic.num.partitions", "6");
        all.put("transaction.state.log.num.partitions", "6");
        all.put("share.coordinator.state.topic.num.partitions", "6");
        // started together, none has a leader yet: the first asks for votes after 0.5 to 1 s, and not after 1 to 2
        all.put("controller.quorum.election.timeout.ms", "500");
        // and a replica that asks its leader too early asks again soon, and not after 1 s
        all.put("replica.fetch.backoff.ms", "100");
        // compaction would take 128 MB of heap at the start; 4 MB holds the keys of 160,000 records a pass
        all.put("log.cleaner.dedupe.buffer.size", "4194304");
    }

    /** Kafka logs through SLF4J to java.util.logging: it rolls files, it is in the JDK, and it starts faster than Log4j. */
    private static Map<String, String> logging(Broker broker) {
        var all = new LinkedHashMap<String, String>();
        all.put("handlers", "java.util.logging.FileHandler");
        all.put(".level", "INFO");
        all.put("java.util.logging.FileHandler.pattern", broker.folder().toString().replace("%", "%%") + "/broker.%g.log");
        // a broker that cannot reach the others warns many times a second: at most 30 MB; every start begins a new file
        all.put("java.util.logging.FileHandler.limit", "10000000");
        all.put("java.util.logging.FileHandler.count", "3");
        all.put("java.util.logging.FileHandler.append", "false");
        all.put("java.util.logging.FileHandler.formatter", "java.util.logging.SimpleFormatter");
        all.put("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$s %5$s (%3$s)%6$s%n");
        return all;
    }

    private static String lines(Map<String, String> all) {
        return all.entrySet().stream().map(e -> e.getKey() + "=" + escaped(e.getValue()) + "\n").collect(Collectors.joining());
    }

    /** In a properties file a backslash begins an escape, and all but Latin-1 must be one. */
    private static String escaped(String value) {
        return value.chars()
                .mapToObj(c -> c == '\\' ? "\\\\" : c < 0x7f ? String.valueOf((char) c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    private static void store(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Problem("Cannot write " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
