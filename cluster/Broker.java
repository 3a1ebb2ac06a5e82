package cluster;

//SOURCES ../cli/Problem.java
//SOURCES BrokerMain.java
//SOURCES ClassArchive.java
//SOURCES ManagedProcess.java
//SOURCES EndWithOwner.java
//SOURCES Layout.java
//SOURCES Owner.java
//SOURCES Service.java
//SOURCES Settings.java
//SOURCES Storage.java

import cli.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One broker: its number, its ports, its files and its process. */
public record Broker(Layout layout, int id) implements Service {

    /** Controllers listen this far above the clients' ports, so 9092, 9093, 8080 and 8081 stay free. */
    static final int TO_CONTROLLER = 100;

    private static final List<String> JVM = List.of(
            // messages are in the system's page cache; 256 MB is four times what is alive after a million of them
            "-Xmx256m",
            // two cores for three brokers: no threads beside, and the compiler that is done soonest. A start takes half the
            // CPU time, and the first three million messages two thirds, of what the JVM's own choice takes
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            // a broker that is short of memory must not look alive
            "-XX:+ExitOnOutOfMemoryError");

    static List<Broker> all(Layout layout) {
        return IntStream.rangeClosed(1, layout.brokers()).mapToObj(id -> new Broker(layout, id)).toList();
    }

    int port() {
        return layout.port() + id - 1;
    }

    int controllerPort() {
        return port() + TO_CONTROLLER;
    }

    String address() {
        return "localhost:" + port();
    }

    Path folder() {
        return layout.folder().resolve("broker-" + id);
    }

    Path data() {
        return folder().resolve("data");
    }

    Path settings() {
        return folder().resolve("server.properties");
    }

    Path logging() {
        return folder().resolve("logging.properties");
    }

    /** What the JVM itself says, and what is said before the log is open. */
    private Path output() {
        return folder().resolve("broker.out");
    }

    @Override
    public String log() {
        return folder().resolve("broker.0.log").toString();
    }

    @Override
    public String word() {
        return String.valueOf(id);
    }

    @Override
    public ManagedProcess managed() {
        return new ManagedProcess("broker " + id, folder(), settings().toString());
    }

    /** Starts the process and does not wait for it to be of use. */
    void start(Optional<ProcessHandle> owner) {
        Settings.write(this);
        managed().start(command(owner), output());
    }

    @Override
    public void startAgain(Supplier<Optional<ProcessHandle>> owner) {
        managed().requireDown();
        Storage.requireFormatted(this);
        requirePorts();
        start(owner.get());
    }

    /** Everything that a client wrote is on disk, and marked so: after this a broker only waits for the other controllers. */
    boolean closedItsLogs() {
        return Files.exists(data().resolve(".kafka_cleanshutdown"));
    }

    public void requirePorts() {
        for (var port : List.of(port(), controllerPort())) {
            managed().requirePort(port,
                    "stop that program, or choose other ports with --port (for a second cluster also --data; a cluster's"
                            + " controllers are 100 above its brokers).");
        }
    }

    /** Why it ended, in the words of its log. */
    Problem ended() {
        var reason = firstError().or(this::firstOutput).orElse("it does not say why.");
        return new Problem("Broker " + id + " ended while it was starting: " + reason + " (its log: " + log() + ")");
    }

    private Optional<String> firstOutput() {
        return lines(output()).stream().filter(line -> !line.isBlank()).findFirst();
    }

    /** The first error is the cause of the others; its exception, if there is one, begins the next line. */
    private Optional<String> firstError() {
        var log = lines(Path.of(log()));
        return IntStream.range(0, log.size()).filter(i -> log.get(i).contains(" SEVERE ")).boxed().findFirst().map(i -> {
            var said = log.get(i).replaceFirst("^.* SEVERE ", "").replaceFirst(" \\([\\w.$]+\\)$", "");
            var next = i + 1 < log.size() && log.get(i + 1).matches("[\\w.$]+: .*") ? ": " + log.get(i + 1) : "";
            return said + next;
        });
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private ProcessBuilder command(Optional<ProcessHandle> owner) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(JVM);
        words.addAll(id == 1 ? classes().usedOrNoted() : classes().used()); // one list is enough
        words.add("-Djava.util.logging.config.file=" + logging());
        words.add("-Djava.util.logging.manager=" + BrokerMain.LogToTheEnd.class.getName());
        // said aloud, because the class path may hold another one beside; and the choice is nothing to talk about
        words.addAll(List.of("-Dslf4j.provider=org.slf4j.jul.JULServiceProvider", "-Dslf4j.internal.verbosity=WARN"));
        owner.ifPresent(process -> words.add("-D" + EndWithOwner.OWNER + "=" + process.pid()));
        words.addAll(List.of(BrokerMain.class.getName(), settings().toString()));
        var builder = new ProcessBuilder(words);
        // in the environment: among the words, 4 KB of jars would hide the rest of the command line from 'ps' and ManagedProcess
        builder.environment().put("CLASSPATH", classes().withOurs());
        return builder;
    }

    @Override
    public ClassArchive classes() {
        return ClassArchive.ofUser("broker", ClassArchive.libraries());
    }
}
