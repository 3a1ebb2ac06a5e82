package cluster;

//SOURCES ../cli/Problem.java
//SOURCES ClusterCommand.java
//SOURCES ManagedProcess.java
//SOURCES Waiting.java

import cli.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Only one Cluster.java at a time starts the brokers of a folder: it holds this lock, which ends with its process. */
public final class Owner implements AutoCloseable {

    private final FileChannel channel;
    private final boolean detaching;

    private Owner(FileChannel channel, boolean detaching) {
        this.channel = channel;
        this.detaching = detaching;
    }

    public static Owner claim(Path folder, boolean detaching) {
        try {
            var channel = FileChannel.open(file(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new Problem("Another Cluster.java" + said(folder) + " is at work on " + folder
                        + ": '" + ClusterCommand.of(folder, "status") + "' shows its brokers, '"
                        + ClusterCommand.of(folder, "down") + "' stops it.");
            }
            var owner = new Owner(channel, detaching);
            owner.write(ProcessHandle.current().pid() + (detaching ? " detaching" : ""));
            return owner;
        } catch (IOException e) {
            throw new Problem("Cannot lock " + file(folder) + ": " + e.getMessage() + ".", e);
        }
    }

    /** The Cluster.java that holds the folder right now. */
    public static Optional<ProcessHandle> of(Path folder) {
        return held(folder) ? pid(folder).flatMap(ProcessHandle::of) : Optional.empty();
    }

    /** Asks the Cluster.java that holds the folder to stop, and waits until it has. */
    public static void end(Path folder, Duration limit) {
        of(folder).ifPresent(process -> {
            process.destroy();
            if (!Waiting.until(limit, () -> ManagedProcess.gone(process))) {
                process.destroyForcibly();
            }
        });
    }

    /** The process that brokers started now must not outlive: the Cluster.java in the foreground, if there is one. */
    static Optional<ProcessHandle> toOutlive(Path folder) {
        return text(folder).contains("detaching") ? Optional.empty() : of(folder);
    }

    Optional<ProcessHandle> toOutlive() {
        return detaching ? Optional.empty() : Optional.of(ProcessHandle.current());
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            throw new Problem("Cannot release the lock on the cluster's folder: " + e.getMessage() + ".", e);
        }
    }

    /** Tried for a moment, since others hold it for one when they look whether it is held. */
    private static boolean locked(FileChannel channel) throws IOException {
        for (var tries = 0; tries < 10; tries++) {
            if (channel.tryLock() != null) {
                return true;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return false;
    }

    private void write(String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean held(Path folder) {
        if (!Files.exists(file(folder))) {
            return false;
        }
        try (var channel = FileChannel.open(file(folder), StandardOpenOption.WRITE); var lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException e) {
            throw new Problem("Cannot look at " + file(folder) + ": " + e.getMessage() + ".", e);
        }
    }

    private static String said(Path folder) {
        return pid(folder).map(pid -> " (process " + pid + ")").orElse("");
    }

    private static Optional<Long> pid(Path folder) {
        var word = text(folder).split(" ")[0];
        return word.matches("\\d{1,18}") ? Optional.of(Long.valueOf(word)) : Optional.empty();
    }

    private static String text(Path folder) {
        try {
            return Files.readString(file(folder)).trim();
        } catch (IOException e) {
            return "";
        }
    }

    private static Path file(Path folder) {
        return folder.resolve("lock");
    }
}
