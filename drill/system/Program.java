package drill.system;

//SOURCES ../../cluster/ClassArchive.java
//SOURCES ../../output/SafeText.java
//SOURCES Ending.java
//SOURCES EventReader.java
//SOURCES Shell.java

import cli.Problem;
import cluster.ClassArchive;
import drill.ledger.Ledger;
import drill.system.Ending.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import output.SafeText;

/** One program as a process: what it prints goes into the ledger, and it is stopped, killed and frozen. */
public final class Program {

    /** A program that is asked to stop ends after 15 s at the latest, in order or not. */
    public static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    private final Job job;
    private final Context context;
    private final Process process;
    private final Shell.Guard guard;
    private final EventReader reader;
    private final Path pipe;
    private volatile Asked asked = Asked.TO_WORK;
    private volatile boolean frozen;

    /** What a program is here for. */
    public enum Role {

        PRODUCER, SINGLE, BATCH;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one program has to do.
     *
     * @param toSend how many messages it sends before it ends, or {@link Ending#NO_END}
     */
    record Job(String name, Role role, Ledger.Account account, List<String> options, long toSend) { }

    /**
     * What all programs have in common.
     *
     * @param folder for what they say on stderr
     */
    public record Context(Launcher launcher, Ledger ledger, Path folder) { }

    /**
     * How the programs are started: by this process's Java and class path, which hold them too, so that nothing has to be
     * found, fetched or compiled.
     *
     * @param mainClasses by role
     * @param common options that all of them get: where the cluster is, and what the user set
     */
    public record Launcher(Map<Role, String> mainClasses, List<String> common) {

        /** Three brokers and six programs share a few cores: a short start, and no threads for compiler and collector. */
        private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
                // the class path has the brokers' logging, too
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider", "-Dslf4j.internal.verbosity=WARN");
        private static final String LOGGING = "org.slf4j.simpleLogger.";

        private ProcessBuilder command(Role role, List<String> options) {
            var words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            words.addAll(JVM);
            words.addAll(ClassArchive.ofThisProcess());
            System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith(LOGGING))
                    .forEach(name -> words.add("-D" + name + "=" + System.getProperty(name)));
            words.add(mainClasses.get(role));
            words.addAll(common);
            words.addAll(List.of("-o", "json"));
            words.addAll(options);
            var builder = new ProcessBuilder(words);
            // in the environment: 'ps' then shows what matters
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            // the user's own defaults are not the drill's
            builder.environment().keySet().removeIf(name -> name.startsWith("KAFKA_") || name.equals("SCHEMA_REGISTRY_URL"));
            return builder;
        }
    }

    private Program(Job job, Context context, Process process, EventReader reader, Path pipe) {
        this.job = job;
        this.context = context;
        this.process = process;
        this.guard = Shell.Guard.kills(process.toHandle());
        this.reader = reader;
        this.pipe = pipe;
    }

    static Program start(Job job, Context context) {
        var pipe = Shell.pipe(context.folder().resolve(job.name() + "-" + System.nanoTime()));
        var reader = new EventReader(pipe, context.ledger(), job.account()); // first: opening a pipe waits for the other side
        var command = context.launcher().command(job.role(), job.options()).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(pipe.toFile()).redirectError(ProcessBuilder.Redirect.appendTo(log(job, context).toFile()));
        try {
            return new Program(job, context, command.start(), reader, pipe);
        } catch (IOException e) {
            throw new Problem("Cannot start " + job.name() + ": " + e.getMessage() + ".", e);
        }
    }

    public String name() {
        return job.name();
    }

    public Role role() {
        return job.role();
    }

    public Ledger.Account account() {
        return job.account();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public void freeze() {
        frozen = true;
        Shell.freeze(process.toHandle());
    }

    public void thaw() {
        Shell.thaw(process.toHandle());
        frozen = false;
    }

    /** SIGKILL; returns when it is gone and what it had printed is in the ledger. */
    void kill() {
        asked = Asked.TO_DIE;
        process.destroyForcibly();
        awaitEnd();
        requireInOrder();
    }

    /** In order: while others go on, or because the drill is at its end. */
    void askTo(Asked stop) {
        asked = stop;
        process.destroy();
    }

    /** Waits for the end of a program that was asked to stop. */
    void awaitStopped() {
        if (!hasEndedWithin(LONGEST_STOP)) {
            throw new Problem(name() + " was asked to stop and had not after " + LONGEST_STOP.toSeconds() + " s. " + lastWords());
        }
        requireInOrder();
    }

    /** Throws when it has ended, and not as it was asked to: then the drill is no longer what it was meant to be. */
    void requireInOrder() {
        if (process.isAlive()) {
            return;
        }
        awaitEnd();
        var ending = new Ending(asked, process.exitValue(), job.toSend(), context.ledger().said(account()));
        if (!ending.isInOrder()) {
            throw new Problem(name() + " " + ending + ". " + lastWords());
        }
    }

    /** For the end of the drill: nobody judges how the program ends, and one that is frozen is woken for it. */
    void askToEnd() {
        process.destroy();
        if (frozen) {
            thaw();
        }
    }

    /** The program ends now: by itself within this time, otherwise by SIGKILL. */
    void end(Duration patience) {
        hasEndedWithin(patience);
        process.destroyForcibly();
        guard.close();
    }

    private boolean hasEndedWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new Wait.Stopped();
        }
    }

    private void awaitEnd() {
        reader.await();
        try {
            process.waitFor();
            guard.close();
            Files.deleteIfExists(pipe);
        } catch (IOException e) {
            throw new Problem("Cannot remove " + pipe + ": " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            throw new Wait.Stopped();
        }
    }

    private String lastWords() {
        var log = log(job, context);
        try {
            var lines = Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
            var said = lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
            return "It last said: " + SafeText.of(said) + " (all of it: " + log + ")";
        } catch (IOException e) {
            return "What it said in " + log + " cannot be read: " + e.getMessage();
        }
    }

    private static Path log(Job job, Context context) {
        return context.folder().resolve(job.name() + ".err");
    }
}
