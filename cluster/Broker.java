package cluster;

//SOURCES ../cli/Problem.java
//SOURCES BrokerMain.java
//SOURCES Layout.java
//SOURCES LogToTheEnd.java
//SOURCES Node.java
//SOURCES Owner.java
//SOURCES Settings.java
//SOURCES Storage.java
//SOURCES Waiting.java

import cli.Problem;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One broker as a process. */
public record Broker(Layout layout, Node node) {

    private static final List<String> JVM = List.of(
            // messages are in the system's page cache; 256 MB is four times what is alive after a million of them
            "-Xmx256m",
            // two cores for three brokers: no threads beside, and the compiler that is done soonest. A start takes half the
            // CPU time, and the first three million messages two thirds, of what the JVM's own choice takes
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            // a broker that is short of memory must not look alive
            "-XX:+ExitOnOutOfMemoryError");
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final Duration LONGEST_KILL = Duration.ofSeconds(5);

    /** Its process, whoever started it. A process id alone could by now be another program's. */
    public Optional<ProcessHandle> process() {
        return recorded().flatMap(ProcessHandle::of).filter(this::isMine);
    }

    public boolean running() {
        return process().isPresent();
    }

    /** Whether it was to end with a Cluster.java in the foreground. */
    boolean owned() {
        return process().stream().flatMap(Broker::words).anyMatch(word -> word.startsWith("-D" + BrokerMain.OWNER + "="));
    }

    /** Starts the process and does not wait for it to be of use. */
    void start(Optional<ProcessHandle> owner) {
        try (var channel = FileChannel.open(node.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE); var lock = channel.tryLock()) {
            if (lock == null || running()) {
                throw alreadyRuns();
            }
            Settings.write(layout, node);
            var process = command(owner).start();
            Files.writeString(node.process(), String.valueOf(process.pid()));
        } catch (IOException e) {
            throw new Problem("Cannot start broker " + node.id() + ": " + e.getMessage() + ".", e);
        }
    }

    /** Starts it beside the others. */
    public void startAgain() {
        if (running()) {
            throw alreadyRuns();
        }
        Storage.requireFormatted(layout, node);
        requirePorts();
        start(Owner.toOutlive(layout.folder()));
    }

    /** SIGKILL: nothing is flushed, nobody is told. */
    public void kill() {
        var process = process().orElseThrow(this::isDown);
        process.destroyForcibly();
        Waiting.until(LONGEST_KILL, () -> !running());
    }

    /** SIGTERM, so that it hands its partitions over first; SIGKILL when that takes too long. True when it ended by itself. */
    public boolean stop() {
        var process = process().orElseThrow(this::isDown);
        process.destroy();
        if (Waiting.until(LONGEST_STOP, () -> !running())) {
            return true;
        }
        kill();
        return false;
    }

    /** Everything a client wrote is on disk and marked so: what a broker still does after this is wait for the other controllers. */
    boolean closedItsLogs() {
        return Files.exists(node.data().resolve(".kafka_cleanshutdown"));
    }

    public void requirePorts() {
        for (var port : List.of(node.port(), node.controllerPort())) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw new Problem("Port " + port + " of this computer is taken by another program (" + e.getMessage() + "), and broker " + node.id()
                        + " needs it: stop that program, or choose other ports with --port (for a second cluster also --data).", e);
            }
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

    private Problem alreadyRuns() {
        return new Problem("Broker " + node.id() + " already runs.");
    }

    private Problem isDown() {
        return new Problem("Broker " + node.id() + " does not run.");
    }

    private ProcessBuilder command(Optional<ProcessHandle> owner) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(JVM);
        words.add("-Djava.util.logging.config.file=" + node.logging());
        words.add("-Djava.util.logging.manager=" + LogToTheEnd.class.getName());
        owner.ifPresent(process -> words.add("-D" + BrokerMain.OWNER + "=" + process.pid()));
        words.addAll(List.of(BrokerMain.class.getName(), node.settings().toString()));
        var builder = new ProcessBuilder(words).directory(node.folder().toFile()).redirectErrorStream(true)
                .redirectInput(new File("/dev/null")).redirectOutput(node.output().toFile());
        // in the environment and not among the words: 4 KB of jars would hide the rest of the command line in 'ps', and from isMine()
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }

    private boolean isMine(ProcessHandle process) {
        return process.isAlive() && words(process).anyMatch(node.settings().toString()::equals);
    }

    private static Stream<String> words(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Stream::of);
    }

    private Optional<Long> recorded() {
        try {
            var text = Files.exists(node.process()) ? Files.readString(node.process()).trim() : "";
            return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (IOException e) {
            throw new Problem("Cannot read " + node.process() + ": " + e.getMessage() + ".", e);
        }
    }
}
