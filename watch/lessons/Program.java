package watch.lessons;

//SOURCES ../../cli/Problem.java
//SOURCES ../../drill/system/Shell.java
//SOURCES ../../output/SafeText.java
//SOURCES ProgramEvent.java
//SOURCES Script.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Problem;
import drill.system.Shell;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import output.SafeText;

/** A program of this repository as a process, and what it has printed. It does not outlive the lesson, not even its kill -9. */
final class Program {

    private final String name;
    private final Process process;
    private final Shell.Guard guard;
    private final Lines printed;
    private final Lines said;
    private final List<ProgramEvent> events = new ArrayList<>();
    private final List<String> sentences = new ArrayList<>();
    private boolean mayEnd;

    /**
     * How the programs are started: by this process's Java and class path, which has them too, so that nothing has to be found,
     * fetched or compiled.
     *
     * @param folder for what they print
     */
    record Launcher(Map<Script, String> mainClasses, String addresses, Path folder) {

        /** Brokers and programs share a few cores: a short start, and no threads for compiler and collector. */
        private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
                // the class path has the brokers' logging, too
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider", "-Dslf4j.internal.verbosity=WARN",
                // what Kafka's own client says would stand between the lines that matter
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off");

        private ProcessBuilder command(Script script, String... options) {
            var words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            words.addAll(JVM);
            words.addAll(List.of(mainClasses.get(script), "-b", addresses, "-o", "json"));
            words.addAll(Arrays.asList(options));
            var builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"));
            // in the environment: 'ps' then shows what matters
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            // the user's own defaults are not the lesson's
            builder.environment().keySet().removeIf(name -> name.startsWith("KAFKA_") || name.equals("SCHEMA_REGISTRY_URL"));
            return builder;
        }
    }

    private Program(String name, Process process, Path printed, Path said) {
        this.name = name;
        this.process = process;
        this.guard = Shell.Guard.runs("kill", "-KILL", String.valueOf(process.pid()));
        this.printed = new Lines(printed);
        this.said = new Lines(said);
    }

    static Program start(Launcher launcher, String name, Script script, String... options) {
        var printed = launcher.folder().resolve(name + ".out");
        var said = launcher.folder().resolve(name + ".err");
        try {
            return new Program(name, launcher.command(script, options).redirectOutput(printed.toFile())
                    .redirectError(said.toFile()).start(), printed, said);
        } catch (IOException e) {
            throw new Problem("Cannot start " + name + ": " + e.getMessage() + ".", e);
        }
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Once it has ended. */
    int exitCode() {
        return process.exitValue();
    }

    // --- what it says

    /** What it has printed since this was last asked. */
    List<ProgramEvent> newEvents() {
        var more = printed.read().stream().map(ProgramEvent::of).toList();
        events.addAll(more);
        return more;
    }

    /** What it has said since then. */
    List<String> newSentences() {
        var more = said.read().stream().filter(line -> !line.isBlank()).toList();
        sentences.addAll(more);
        return more;
    }

    List<ProgramEvent> events(String event) {
        return events.stream().filter(one -> one.name().equals(event)).toList();
    }

    /** How many it has printed from this time on. */
    long count(String event, long from) {
        return events(event).stream().filter(one -> one.at() >= from).count();
    }

    Set<Long> ids(String event) {
        return events(event).stream().map(ProgramEvent::id).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<String> sentences(String part) {
        return sentences.stream().filter(sentence -> sentence.contains(part)).toList();
    }

    /** Which partitions it has, as far as it has said. */
    Set<Integer> partitions() {
        var partitions = new TreeSet<Integer>();
        for (var event : events) {
            switch (event.name()) {
                case "assigned" -> partitions.addAll(event.partitions());
                case "revoked", "lost" -> partitions.removeAll(event.partitions());
                default -> { }
            }
        }
        return partitions;
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
        process.destroyForcibly();
    }

    /** SIGTERM: it ends in order. */
    void askToStop() {
        mayEnd = true;
        process.destroy();
    }

    void requireAtWork() {
        if (!mayEnd && !isAlive()) {
            throw new Problem(name + " ended with " + exitCode() + ". It last said: "
                    + (sentences.isEmpty() ? "nothing." : SafeText.of(sentences.get(sentences.size() - 1))));
        }
    }

    /** In order within this time, otherwise by SIGKILL. */
    void end(Duration patience) {
        try {
            askToStop();
            process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            guard.close();
        }
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
