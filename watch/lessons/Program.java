package watch.lessons;

//SOURCES ../../cli/Problem.java
//SOURCES ../../output/SafeText.java
//SOURCES ../processes/Child.java
//SOURCES ../processes/Launcher.java
//SOURCES ../processes/PrintedEvent.java
//SOURCES ../processes/Script.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import output.SafeText;
import watch.processes.Child;
import watch.processes.Launcher;
import watch.processes.PrintedEvent;
import watch.processes.Script;

/** A program of this repository as a process, and what it has printed. It does not outlive the lesson, not even its kill -9. */
final class Program {

    private final String name;
    private final Child process;
    private final Lines printed;
    private final Lines said;
    private final List<PrintedEvent> events = new ArrayList<>();
    private final List<String> sentences = new ArrayList<>();
    private boolean mayEnd;

    private Program(String name, Child process, Path printed, Path said) {
        this.name = name;
        this.process = process;
        this.printed = new Lines(printed);
        this.said = new Lines(said);
    }

    /** @param folder for what it prints */
    static Program start(Launcher launcher, Path folder, String name, Script script, String... options) {
        var printed = folder.resolve(name + ".out");
        var said = folder.resolve(name + ".err");
        var command = launcher.command(script, List.of(options)).redirectOutput(printed.toFile()).redirectError(said.toFile());
        return new Program(name, Child.start(name, command, "KILL"), printed, said);
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Once it has ended. */
    int exitCode() {
        return process.exitCode();
    }

    // --- what it says

    /** What it has printed since this was last asked. */
    List<PrintedEvent> newEvents() {
        var more = printed.read().stream().map(this::event).toList();
        events.addAll(more);
        return more;
    }

    private PrintedEvent event(String line) {
        return PrintedEvent.of(line)
                .orElseThrow(() -> new Problem(name + " printed something that is no event: " + SafeText.of(line)));
    }

    /** What it has said since then. */
    List<String> newSentences() {
        var more = said.read().stream().filter(line -> !line.isBlank()).toList();
        sentences.addAll(more);
        return more;
    }

    List<PrintedEvent> events(String event) {
        return events.stream().filter(one -> one.name().equals(event)).toList();
    }

    /** How many it has printed from this time on. */
    long count(String event, long from) {
        return events(event).stream().filter(one -> one.at() >= from).count();
    }

    /** The longest time between two of these, as the events say it, in milliseconds. */
    long longestPause(String event, Predicate<PrintedEvent> some) {
        var times = events(event).stream().filter(some).mapToLong(PrintedEvent::at).sorted().toArray();
        return IntStream.range(1, times.length).mapToLong(i -> times[i] - times[i - 1]).max().orElse(0);
    }

    Set<Long> ids(String event) {
        return events(event).stream().map(PrintedEvent::id).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<String> sentences(String part) {
        return sentences.stream().filter(sentence -> sentence.contains(part)).toList();
    }

    /** Which partitions it has, as far as it has said. */
    Set<Integer> partitions() {
        var partitions = new TreeSet<Integer>();
        for (var event : events) {
            switch (event.name()) {
                case "assigned" -> partitions.addAll(event.offsets().keySet());
                case "revoked", "lost" -> partitions.removeAll(event.offsets().keySet());
                default -> { }
            }
        }
        return partitions;
    }

    /** Where it began to read a partition; -1 where it has not said that. */
    long began(int partition) {
        return events("assigned").stream().map(event -> event.offsets().get(partition)).filter(offset -> offset != null)
                .mapToLong(offset -> offset).max().orElse(-1);
    }

    // --- what is done to it

    /** From here on it may end by itself. */
    Program endsByItself() {
        mayEnd = true;
        return this;
    }

    /** SIGKILL: nothing is closed, nobody is told. */
    void kill() {
        mayEnd = true;
        process.kill();
    }

    /** SIGTERM: it ends in order. */
    void askToStop() {
        mayEnd = true;
        process.askToStop();
    }

    void requireAtWork() {
        if (!mayEnd && !isAlive()) {
            throw new Problem(name + " ended with " + exitCode() + ". It last said: "
                    + (sentences.isEmpty() ? "nothing." : SafeText.of(sentences.get(sentences.size() - 1))));
        }
    }

    /** In order within this time, otherwise by SIGKILL. */
    void end(Duration patience) {
        mayEnd = true;
        process.end(patience);
    }

    /** The lines of a file that grows, as they come. */
    private static final class Lines {

        private final Path file;
        private long readUpTo;

        Lines(Path file) {
            this.file = file;
        }

        /** Whole lines only: the last may still be in the writing, and what a kill cut off is none. */
        List<String> read() {
            if (!Files.exists(file)) {
                return List.of();
            }
            try (var access = new RandomAccessFile(file.toFile(), "r")) {
                access.seek(readUpTo);
                var bytes = new byte[(int) (access.length() - readUpTo)];
                access.readFully(bytes);
                var whole = bytes.length;
                while (whole > 0 && bytes[whole - 1] != '\n') {
                    whole--;
                }
                readUpTo += whole;
                return new String(bytes, 0, whole, UTF_8).lines().toList();
            } catch (IOException e) {
                throw new Problem("Cannot read " + file + ": " + e.getMessage() + ".", e);
            }
        }
    }
}
