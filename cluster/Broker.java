package cluster;

//SOURCES ../cli/Problem.java
//SOURCES BrokerMain.java
//SOURCES Child.java
//SOURCES EndWithOwner.java
//SOURCES Layout.java
//SOURCES LogToTheEnd.java
//SOURCES Node.java
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

/** One broker as a process. */
public record Broker(Layout layout, Node node) implements Service {

    private static final List<String> JVM = List.of(
            // messages are in the system's page cache; 256 MB is four times what is alive after a million of them
            "-Xmx256m",
            // two cores for three brokers: no threads beside, and the compiler that is done soonest. A start takes half the
            // CPU time, and the first three million messages two thirds, of what the JVM's own choice takes
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            // a broker that is short of memory must not look alive
            "-XX:+ExitOnOutOfMemoryError");

    /** Its process, whoever started it. */
    public Optional<ProcessHandle> process() {
        return child().process();
    }

    @Override
    public boolean running() {
        return child().running();
    }

    @Override
    public void awaitEnd() {
        child().awaitEnd();
    }

    /** Whether it was to end with a Cluster.java in the foreground. */
    boolean owned() {
        return child().owned();
    }

    /** Starts the process and does not wait for it to be of use. */
    void start(Optional<ProcessHandle> owner) {
        Settings.write(layout, node);
        child().start(command(owner), node.output());
    }

    @Override
    public void startAgain() {
        startAgain(() -> Owner.toOutlive(layout.folder()));
    }

    @Override
    public void startAgain(Owner owner) {
        startAgain(owner::toOutlive);
    }

    private void startAgain(Supplier<Optional<ProcessHandle>> toOutlive) {
        child().requireDown();
        Storage.requireFormatted(layout, node);
        requirePorts();
        start(toOutlive.get());
    }

    @Override
    public void kill() {
        child().kill();
    }

    /** In order: it hands its partitions over first. */
    @Override
    public boolean stop() {
        return child().stop();
    }

    @Override
    public String name() {
        return child().atStart();
    }

    @Override
    public String word() {
        return String.valueOf(node.id());
    }

    @Override
    public String log() {
        return node.log().toString();
    }

    /** Everything a client wrote is on disk and marked so: what a broker still does after this is wait for the other controllers. */
    boolean closedItsLogs() {
        return Files.exists(node.data().resolve(".kafka_cleanshutdown"));
    }

    public void requirePorts() {
        for (var port : List.of(node.port(), node.controllerPort())) {
            child().requirePort(port, "stop that program, or choose other ports with --port (for a second cluster also --data).");
        }
    }

    /** Why it ended, in the words of its log. */
    Problem ended() {
        var reason = firstError().or(() -> lines(node.output()).stream().filter(line -> !line.isBlank()).findFirst()).orElse("it does not say why.");
        return new Problem("Broker " + node.id() + " ended while it was starting: " + reason + " (its log: " + node.log() + ")");
    }

    /** The first error is the cause of the others; its exception, if there is one, begins the next line. */
    private Optional<String> firstError() {
        var log = lines(node.log());
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

    private Child child() {
        return new Child("broker " + node.id(), node.folder(), node.settings().toString());
    }

    private ProcessBuilder command(Optional<ProcessHandle> owner) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(JVM);
        words.add("-Djava.util.logging.config.file=" + node.logging());
        words.add("-Djava.util.logging.manager=" + LogToTheEnd.class.getName());
        // said aloud, because the class path may hold another one beside; and the choice is nothing to talk about
        words.addAll(List.of("-Dslf4j.provider=org.slf4j.jul.JULServiceProvider", "-Dslf4j.internal.verbosity=WARN"));
        owner.ifPresent(process -> words.add("-D" + EndWithOwner.OWNER + "=" + process.pid()));
        words.addAll(List.of(BrokerMain.class.getName(), node.settings().toString()));
        var builder = new ProcessBuilder(words);
        // in the environment and not among the words: 4 KB of jars would hide the rest of the command line in 'ps', and from Child
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }
}
