package compare;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Problem.java
//SOURCES Contest.java
//SOURCES Programs.java

import cli.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;

/**
 * How long three brokers take to start with the data that they left: by Cluster.java, and by their command lines alone, which
 * are those of Cluster.java, so that settings and JVMs are the same.
 */
public record Brokers(Programs ours, Optional<Programs> before, Path data, int port) {

    private static final String TOPIC = "messages";

    /** To be run while the cluster is down. It is down again afterwards. */
    public Contest starting() throws Exception {
        start();
        var commands = running();
        stop();
        if (commands.isEmpty()) {
            throw new Problem("Cannot see how the brokers were started: this needs Linux, for its /proc.");
        }
        return Contest.of("`Cluster.java --detach`, its second start", Unit.SECONDS, run -> startAndStop(ours))
                .against(before, "before", (before, run) -> startAndStop(before))
                .against("the same brokers by hand", run -> startAndStop(commands));
    }

    public void start() throws Exception {
        start(ours);
    }

    public void stop() throws Exception {
        stop(ours);
    }

    private double startAndStop(Programs programs) throws Exception {
        var seconds = start(programs);
        stop(programs);
        return seconds;
    }

    private double start(Programs programs) throws Exception {
        return programs.cluster(data, "--detach", "--port", String.valueOf(port)).run().seconds();
    }

    private void stop(Programs programs) throws Exception {
        programs.cluster(data, "down").run();
    }

    private double startAndStop(List<ByHand> commands) throws Exception {
        var began = System.nanoTime();
        var processes = new ArrayList<Process>();
        try {
            for (var command : commands) {
                processes.add(command.start());
            }
            awaitReady(commands.size());
            return (System.nanoTime() - began) / 1e9;
        } finally {
            processes.forEach(Process::destroy);
            for (var process : processes) {
                process.waitFor();
            }
        }
    }

    private record ByHand(List<String> words, Map<String, String> environment, Path folder) {

        Process start() throws IOException {
            var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("by-hand.out").toFile());
            builder.environment().putAll(environment);
            return builder.start();
        }
    }

    private List<ByHand> running() {
        return ProcessHandle.allProcesses().filter(process -> words(process).anyMatch(this::isSettings)).map(process -> {
            var proc = Path.of("/proc", String.valueOf(process.pid()));
            var words = Stream.concat(process.info().command().stream(), words(process)).toList();
            return new ByHand(words, environment(proc.resolve("environ")), folder(proc.resolve("cwd")));
        }).toList();
    }

    private boolean isSettings(String word) {
        return word.startsWith(data.toString()) && word.endsWith("server.properties");
    }

    private static Stream<String> words(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Stream::of);
    }

    private static Map<String, String> environment(Path file) {
        try {
            return Stream.of(Files.readString(file).split("\0")).map(one -> one.split("=", 2))
                    .collect(Collectors.toMap(one -> one[0], one -> one[1]));
        } catch (IOException e) {
            throw new Problem("Cannot see how a broker was started: " + e, e);
        }
    }

    private static Path folder(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            throw new Problem("Cannot see where a broker was started: " + e, e);
        }
    }

    /** As Cluster.java says ready: all brokers have joined, each partition has a leader and is in sync. */
    private void awaitReady(int brokers) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", ours.bootstrap(), "reconnect.backoff.max.ms", "50"))) {
            while (!isReady(admin, brokers)) {
                Thread.sleep(50);
            }
        }
    }

    private static boolean isReady(Admin admin, int brokers) throws InterruptedException, ExecutionException {
        try {
            var topic = admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC);
            return admin.describeCluster().nodes().get().size() == brokers && topic.partitions().stream()
                    .allMatch(one -> !one.leader().isEmpty() && one.isr().size() == one.replicas().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return false;
            }
            throw e;
        }
    }
}
