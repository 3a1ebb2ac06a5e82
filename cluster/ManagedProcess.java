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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process of the cluster, whoever started it: found by the id in a file, and ended and started again by any Cluster.java.
 *
 * @param folder where the file with its process id is
 * @param mark   a word of its command line: the id alone could by now be another program's
 */
public record ManagedProcess(String name, Path folder, String mark) {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final Duration LONGEST_KILL = Duration.ofSeconds(5);
    private static final Duration PORT_FREED_WITHIN = Duration.ofSeconds(1);

    /** While it is at work: one that is being taken down has no command line any more, see {@link #awaitEnd}. */
    Optional<ProcessHandle> process() {
        return recorded().flatMap(ProcessHandle::of).filter(this::isMine);
    }

    boolean running() {
        return process().isPresent();
    }

    /** Whether it was to end with a Cluster.java in the foreground. */
    boolean owned() {
        var option = "-D" + EndWithOwner.OWNER + "=";
        return process().stream().flatMap(ManagedProcess::words).anyMatch(word -> word.startsWith(option));
    }

    /** Starts the process, in its folder, and does not wait for it to be of use. */
    void start(ProcessBuilder command, Path output) {
        command.directory(folder.toFile()).redirectErrorStream(true).redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile());
        try (var channel = FileChannel.open(folder.resolve("start.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE); var lock = channel.tryLock()) {
            if (lock == null) {
                throw alreadyRuns();
            }
            requireDown();
            record(command.start().pid());
        } catch (IOException e) {
            throw new Problem("Cannot start " + name + ": " + e.getMessage() + ".", e);
        }
    }

    void requireDown() {
        if (running()) {
            throw alreadyRuns();
        }
        awaitEnd();
    }

    /**
     * Waits for what is left of a process that was killed a moment ago. The kernel takes its command line first and its
     * ports and locks some time later, and until then no other can take its place. That it is ours is known by its age:
     * whoever else could have its number has started after it was recorded.
     */
    void awaitEnd() {
        recorded().flatMap(ProcessHandle::of).filter(process -> words(process).findAny().isEmpty()
                && wasThereWhenRecorded(process))
                .ifPresent(process -> Waiting.until(LONGEST_KILL, () -> gone(process)));
    }

    /** SIGKILL: nothing is flushed, nobody is told. */
    void kill() {
        kill(required());
    }

    /** SIGTERM; SIGKILL when that takes too long. True when it ended by itself. */
    boolean stop() {
        var process = required();
        process.destroy();
        if (Waiting.until(LONGEST_STOP, () -> gone(process))) {
            return true;
        }
        kill(process);
        return false;
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        Waiting.until(LONGEST_KILL, () -> gone(process));
    }

    /** Whether it has let go of all it had. A zombie has: it only waits to be asked how it ended, where nobody asks, for ever. */
    static boolean gone(ProcessHandle process) {
        return !process.isAlive() || isZombie(process.pid());
    }

    /** @param otherwise what to do about a port that is taken */
    void requirePort(int port, String otherwise) {
        var taken = new IOException[1];
        // tried for a moment: a port may be free a little later than its last owner is gone
        if (!Waiting.until(PORT_FREED_WITHIN, () -> (taken[0] = bind(port)) == null)) {
            throw new Problem("Port " + port + " of this computer is taken by another program (" + taken[0].getMessage()
                    + "), and " + name + " needs it: " + otherwise, taken[0]);
        }
    }

    private static IOException bind(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return null;
        } catch (IOException e) {
            return e;
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

    private boolean wasThereWhenRecorded(ProcessHandle process) {
        try {
            var recorded = Files.getLastModifiedTime(file()).toInstant();
            return process.info().startInstant().filter(start -> !start.isAfter(recorded)).isPresent();
        } catch (IOException e) {
            return false; // another Cluster.java has just removed the folder
        }
    }

    /**
     * The process's state and the number of its threads, of which the others may live on when the first has ended; false where
     * there is no /proc.
     */
    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") && Integer.parseInt(fields[17]) <= 1;
        } catch (IOException e) {
            return false;
        }
    }

    /** In one step, so that nobody reads half of it. */
    private void record(long pid) throws IOException {
        var next = folder.resolve("process.next");
        Files.writeString(next, String.valueOf(pid));
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
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
