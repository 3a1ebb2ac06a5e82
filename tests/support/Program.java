package support;

//SOURCES Repo.java
//SOURCES Said.java
//SOURCES Signals.java
//SOURCES Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A program of ours as a process, with what it says in files. */
public final class Program {

    private static final int LAST_WORDS = 1500;
    private static final int MOST_WORDS = 100_000;

    /** messages-0@312 (commit) */
    private static final Pattern STARTS = Pattern.compile("(\\S+-\\d+)(?:@\\d+)? \\(");

    private final String name;
    private final Process process;
    private final Path stdout;
    private final Path stderr;
    private final List<Said> events = new ArrayList<>();
    private long readUpTo;

    private Program(String name, Process process, Path stdout, Path stderr) {
        this.name = name;
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * Starts it with {@code files}.out and {@code files}.err for its output. No input means a pipe; null in the environment
     * removes a variable.
     */
    public static Program start(Path files, File input, List<String> command, Map<String, String> environment) {
        var stdout = Path.of(files + ".out");
        var stderr = Path.of(files + ".err");
        var builder = new ProcessBuilder(Signals.byDefault(command)).directory(Repo.ROOT.toFile())
                .redirectInput(input == null ? Redirect.PIPE : Redirect.from(input))
                .redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("KAFKA_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("AT_LEAST_ONCE_JBANG"); // of whoever started the tests
        environment.forEach((variable, value) -> builder.environment().compute(variable, (same, before) -> value));
        try {
            return new Program(files.getFileName().toString(), builder.start(), stdout, stderr);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    // --- what it says

    public String output() {
        return read(stdout);
    }

    public String talk() {
        return read(stderr);
    }

    /** All events so far. They are read as they come, because a test may ask a hundred times. */
    public synchronized List<Said> events() {
        try (var file = new RandomAccessFile(stdout.toFile(), "r")) {
            file.seek(readUpTo);
            var bytes = new byte[(int) (file.length() - readUpTo)];
            file.readFully(bytes);
            var whole = bytes.length; // the last line may still be in the writing
            while (whole > 0 && bytes[whole - 1] != '\n') {
                whole--;
            }
            new String(bytes, 0, whole, UTF_8).lines().map(Said::of).forEach(events::add);
            readUpTo += whole;
            return List.copyOf(events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Said> events(String name) {
        return events().stream().filter(said -> said.event().equals(name)).toList();
    }

    public List<Long> ids(String event) {
        return events(event).stream().map(Said::id).toList();
    }

    public List<Long> processed() {
        return ids("processed");
    }

    /** Where all lies that it processed. */
    public List<String> processedPlaces() {
        return events("processed").stream().map(Said::place).toList();
    }

    /** What it counted, as it said at its end. */
    public long counted(String event) {
        var summaries = events("summary");
        if (summaries.size() != 1) {
            throw new AssertionError("one summary expected, not " + summaries.size() + ": " + this);
        }
        return summaries.get(0).number(event);
    }

    /** Which partitions it has, as far as it has said. */
    public Set<String> assignment() {
        var partitions = new TreeSet<String>();
        talk().lines().forEach(line -> {
            if (line.contains(" assigned ")) {
                STARTS.matcher(line).results().forEach(start -> partitions.add(start.group(1)));
            } else if (line.contains(" revoked ") || line.contains(" lost ")) {
                List.of(line.split(" ")).forEach(partitions::remove);
            }
        });
        return partitions;
    }

    // --- waiting for it

    public Program awaitTalk(String part) {
        return await("it says '" + part + "'", () -> talk().contains(part));
    }

    public Program awaitAssignment(int partitions) {
        return await("it has " + partitions + " partitions", () -> assignment().size() == partitions);
    }

    public Program awaitEvents(String event, int count) {
        return await("it has written " + count + " of " + event, () -> events(event).size() >= count);
    }

    public Program awaitProcessed(int count) {
        return awaitEvents("processed", count);
    }

    public Program await(String what, BooleanSupplier condition) {
        var holds = Wait.holds(Wait.LIMIT, () -> condition.getAsBoolean() || !process.isAlive());
        if (!condition.getAsBoolean()) {
            var why = holds ? "it ended with " + process.exitValue() + " before " : "waited in vain until ";
            throw new AssertionError(why + what + ": " + this);
        }
        return this;
    }

    public int exitCode() {
        return exitCode(Wait.LIMIT);
    }

    public int exitCode(Duration limit) {
        if (!Wait.holds(limit, () -> !process.isAlive())) {
            throw new AssertionError("still running after " + limit.toSeconds() + " s: " + this);
        }
        return process.exitValue();
    }

    // --- what is done to it

    /** INT, TERM, STOP, CONT ... */
    public Program signal(String signal) {
        signal(process.pid(), signal);
        return this;
    }

    /** @param pid of a process, or negative, of the group that it leads */
    static void signal(long pid, String signal) {
        try {
            new ProcessBuilder("kill", "-s", signal, "--", String.valueOf(pid)).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot send " + signal, e);
        }
    }

    /** SIGKILL, for it and all that it started; returns when they are gone. */
    public Program kill() {
        var all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        Wait.until(name + " is gone", () -> !process.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
        return this;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Process process() {
        return process;
    }

    String allThatWasSaid() {
        return said(MOST_WORDS);
    }

    @Override
    public String toString() {
        return said(LAST_WORDS);
    }

    private String said(int most) {
        var state = process.isAlive() ? "running" : "ended with " + process.exitValue();
        return name + " (" + state + ") wrote: " + end(output(), most) + "\n  and said: " + end(talk(), most);
    }

    private static String end(String text, int most) {
        return text.length() <= most ? text : "... " + text.substring(text.length() - most);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), UTF_8); // half a character at the end is one in the writing
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
