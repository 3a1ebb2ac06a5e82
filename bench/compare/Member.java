package compare;

//SOURCES Command.java
//SOURCES ../../cli/Problem.java

import cli.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.regex.Pattern;

/** One of our consumers while it runs, seen through what it prints: its events on stdout, its talk on stderr. */
public final class Member implements AutoCloseable {

    /** With at least one partition. */
    private static final Pattern ASSIGNED = Pattern.compile("\"event\":\"assigned\".*\"partitions\":\\[\"");

    private final Process process;
    private final BufferedReader events;
    private final BufferedReader talk;

    /** @param command one that prints JSON */
    public Member(Command command) throws IOException {
        process = command.builder().start();
        events = process.inputReader();
        talk = process.errorReader();
    }

    /** Returns when the cluster has been found: next it joins its group. */
    public long awaitJoining() throws IOException {
        if (talk.readLine() == null) {
            throw ended();
        }
        return System.nanoTime();
    }

    /** Returns when it has got partitions, or more of them. */
    public long awaitPartitions() throws IOException {
        for (var event = events.readLine(); event != null; event = events.readLine()) {
            if (ASSIGNED.matcher(event).find()) {
                return System.nanoTime();
            }
        }
        throw ended();
    }

    /** SIGKILL. */
    public long kill() {
        process.destroyForcibly();
        return System.nanoTime();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new Problem("Interrupted while a consumer stopped.", e);
        }
    }

    private static Problem ended() {
        return new Problem("A consumer ended before it had partitions.");
    }
}
