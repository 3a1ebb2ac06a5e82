package support;

//SOURCES Program.java
//SOURCES Signals.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A shell that is told one command after the other, and what it printed, with stdout and stderr as they came. */
final class Terminal implements AutoCloseable {

    /**
     * Each job is a process group of its own, as in a terminal, so that Ctrl-C reaches the whole job and not the shell. The
     * commands come by another descriptor than stdin, from which they might read. Bash takes a job that ends by Ctrl-C for the
     * end of a loop, unless it has something else to do at this signal.
     */
    private static final String SHELL = """
            set -m
            trap : INT
            exec 3<&0 </dev/null
            code=0
            while IFS= read -r -d '' command <&3; do
                (exit "$code")
                eval "$command" 3<&-
                code=$?
                printf '%s%d\\n' "$1" "$code"
            done
            """;

    private final String end = "end-" + UUID.randomUUID() + ':';
    private final Process shell;
    private final Thread reader;
    private final List<String> printed = new ArrayList<>();
    private OptionalInt exit = OptionalInt.of(0);
    private Set<Long> jobsBefore = Set.of();

    Terminal(Path folder, Map<String, String> environment) {
        var builder = new ProcessBuilder(Signals.byDefault(List.of("bash", "--noprofile", "--norc", "-c", SHELL, "bash", end)))
                .directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            shell = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start bash", e);
        }
        reader = new Thread(this::read, "terminal");
        reader.setDaemon(true);
        reader.start();
    }

    /** Begins a command; one that is before it must have ended. */
    synchronized void type(String command) {
        printed.clear();
        exit = OptionalInt.empty();
        jobsBefore = jobs();
        try {
            shell.getOutputStream().write((command + '\0').getBytes(UTF_8));
            shell.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the shell has ended", e);
        }
    }

    /** Ctrl-C: for what the command has started, but not for what earlier ones left in the background. */
    void interrupt() {
        jobs().stream().filter(job -> !jobsBefore.contains(job)).forEach(job -> Program.signal(-job, "INT"));
    }

    /** The whole lines that the command has printed so far. */
    synchronized List<String> printed() {
        return List.copyOf(printed);
    }

    /** What the command ended with; empty while it runs. */
    synchronized OptionalInt exit() {
        return exit;
    }

    /** Nothing of what it started survives that is still its child; what has gone its own way is not found here. */
    @Override
    public void close() {
        var all = shell.descendants().toList();
        shell.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private Set<Long> jobs() {
        return shell.children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(shell.getInputStream(), UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            take("the shell's output cannot be read: " + e);
        }
        if (exit().isEmpty()) {
            take(end + shell.onExit().join().exitValue()); // 'exit' ends the shell, too
        }
    }

    /** A last line that the command did not end stands before the mark. */
    private synchronized void take(String line) {
        var mark = line.indexOf(end);
        var text = mark < 0 ? line : line.substring(0, mark);
        if (mark < 0 || !text.isEmpty()) {
            printed.add(text);
        }
        if (mark >= 0) {
            exit = OptionalInt.of(Integer.parseInt(line.substring(mark + end.length())));
        }
    }
}
