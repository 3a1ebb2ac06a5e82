package cluster;

//SOURCES ../cli/Problem.java
//SOURCES EndWithOwner.java
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
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process of the cluster, whoever started it.
 *
 * @param folder where the file with its process id is
 * @param mark   a word of its command line: the id alone could by now be another program's
 */
record Child(String name, Path folder, String mark) {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final Duration LONGEST_KILL = Duration.ofSeconds(5);

    Optional<ProcessHandle> process() {
        return recorded().flatMap(ProcessHandle::of).filter(this::isMine);
    }

    boolean running() {
        return process().isPresent();
    }

    /** Whether it was to end with a Cluster.java in the foreground. */
    boolean owned() {
        return process().stream().flatMap(Child::words).anyMatch(word -> word.startsWith("-D" + EndWithOwner.OWNER + "="));
    }

    /** Starts the process, in its folder, and does not wait for it to be of use. */
    void start(ProcessBuilder command, Path output) {
        command.directory(folder.toFile()).redirectErrorStream(true).redirectInput(new File("/dev/null")).redirectOutput(output.toFile());
        try (var channel = FileChannel.open(folder.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE); var lock = channel.tryLock()) {
            if (lock == null) {
                throw alreadyRuns();
            }
            requireDown();
            Files.writeString(file(), String.valueOf(command.start().pid()));
        } catch (IOException e) {
            throw new Problem("Cannot start " + name + ": " + e.getMessage() + ".", e);
        }
    }

    void requireDown() {
        if (running()) {
            throw alreadyRuns();
        }
    }

    /** SIGKILL: nothing is flushed, nobody is told. */
    void kill() {
        required().destroyForcibly();
        Waiting.until(LONGEST_KILL, () -> !running());
    }

    /** SIGTERM; SIGKILL when that takes too long. True when it ended by itself. */
    boolean stop() {
        required().destroy();
        if (Waiting.until(LONGEST_STOP, () -> !running())) {
            return true;
        }
        kill();
        return false;
    }

    /** @param otherwise what to do about a port that is taken */
    void requirePort(int port, String otherwise) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new Problem("Port " + port + " of this computer is taken by another program (" + e.getMessage() + "), and " + name + " needs it: " + otherwise, e);
        }
    }

    /** The name as a sentence begins with it. */
    String atStart() {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private ProcessHandle required() {
        return process().orElseThrow(() -> new Problem(atStart() + " does not run."));
    }

    private Problem alreadyRuns() {
        return new Problem(atStart() + " already runs.");
    }

    private boolean isMine(ProcessHandle process) {
        return process.isAlive() && words(process).anyMatch(mark::equals);
    }

    private static Stream<String> words(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Stream::of);
    }

    private Optional<Long> recorded() {
        try {
            var text = Files.exists(file()) ? Files.readString(file()).trim() : "";
            return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (IOException e) {
            throw new Problem("Cannot read " + file() + ": " + e.getMessage() + ".", e);
        }
    }

    private Path file() {
        return folder.resolve("process");
    }
}
