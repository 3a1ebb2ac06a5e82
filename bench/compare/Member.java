package compare;

//SOURCES ../../cli/Problem.java
//SOURCES Command.java

import cli.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.function.Predicate;

/** One of our consumers while it runs, seen through its talk, which is printed at once; its events wait for the next poll. */
final class Member implements AutoCloseable {

    private final Process process;
    private final BufferedReader talk;

    Member(Command command) throws IOException {
        process = command.builder().redirectOutput(Redirect.DISCARD).start();
        talk = process.errorReader();
    }

    /** Its first line says that it has found the cluster: next it joins its group. */
    long awaitJoining() throws IOException {
        return await(line -> true);
    }

    /** Until it has partitions, or more of them. */
    long awaitPartitions() throws IOException {
        return await(line -> line.contains(" assigned "));
    }

    private long await(Predicate<String> wanted) throws IOException {
        for (var line = talk.readLine(); line != null; line = talk.readLine()) {
            if (wanted.test(line)) {
                return System.nanoTime();
            }
        }
        throw new Problem("A consumer ended before it had partitions.");
    }

    /** SIGKILL. */
    long kill() {
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
}
