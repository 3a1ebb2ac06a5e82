package watch.control;

//SOURCES ../../cli/Problem.java
//SOURCES ../processes/Child.java
//SOURCES ../processes/Launcher.java
//SOURCES ../processes/Script.java
//SOURCES ../story/Sentence.java
//SOURCES Actor.java
//SOURCES Lives.java
//SOURCES ProgramState.java
//SOURCES Started.java
//SOURCES Told.java
//SOURCES Wanted.java
//SOURCES Wishes.java

import cli.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import watch.processes.Child;
import watch.processes.Launcher;
import watch.processes.Script;
import watch.story.Sentence.Level;

/** The programs that were started from the page. They end with Watch, however it ends. */
public final class Programs implements AutoCloseable {

    static final int MOST = 20;
    private static final int MOST_ENDED = 20;
    private static final long IDS_OF_EACH = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Launcher launcher;
    private final String topic;
    private final Lives lives;
    private final Told told;
    private final Map<String, Started> programs = new LinkedHashMap<>();
    private final Map<Script, Integer> numbers = new EnumMap<>(Script.class);
    private boolean closed;

    public Programs(Launcher launcher, String topic, Lives lives, Told told) {
        this.launcher = launcher;
        this.topic = topic;
        this.lives = lives;
        this.told = told;
    }

    /** Returns its name. */
    public synchronized String start(Wanted wanted, Optional<String> registry) {
        if (closed) {
            throw new Problem("Watch ends.");
        } else if (running().size() >= MOST) {
            throw new Problem(MOST + " programs run already: end one of them first.");
        } else if (wanted.script() == Script.REDRIVE && isRunning(Script.REDRIVE)) {
            throw new Problem("Dead letters are being sent again already: wait until that has ended.");
        }
        var number = numbers.merge(wanted.script(), 1, Integer::sum);
        var who = new Actor(Wishes.name(wanted.script()) + "-" + number, wanted.group());
        var command = launcher.command(wanted.script(), options(wanted, number, registry));
        programs.put(who.name(), new Started(who, wanted, Child.start(who.name(), command, "KILL"), lives));
        forgetOldest();
        told.tell(Level.INFO, who.name() + " was started from the page");
        return who.name();
    }

    private List<String> options(Wanted wanted, int number, Optional<String> registry) {
        var options = new ArrayList<>(List.of("-t", topic));
        if (wanted.group() != null) {
            options.addAll(List.of("-g", wanted.group()));
        }
        if (wanted.script() == Script.PRODUCER) { // each has ids of its own, for a million messages
            options.addAll(List.of("--first-id", String.valueOf((number - 1) * IDS_OF_EACH)));
        }
        if (wanted.script() != Script.REDRIVE) {
            registry.ifPresent(url -> options.addAll(List.of("-r", url)));
        }
        options.addAll(wanted.options());
        return options;
    }

    private void forgetOldest() {
        var ended = programs.values().stream().filter(one -> !one.isRunning()).map(one -> one.who().name()).toList();
        ended.stream().limit(Math.max(0, ended.size() - MOST_ENDED)).forEach(programs::remove);
    }

    private List<Started> running() {
        return programs.values().stream().filter(Started::isRunning).toList();
    }

    private boolean isRunning(Script script) {
        return running().stream().anyMatch(one -> one.wanted().script() == script);
    }

    public void askToStop(String name) {
        required(name).askToStop();
        told.tell(Level.INFO, name + " was asked to stop from the page");
    }

    public void kill(String name) {
        required(name).kill();
        told.tell(Level.WARN, name + " was killed from the page (kill -9)");
    }

    private Started required(String name) {
        return named(name).filter(Started::isRunning)
                .orElseThrow(() -> new Problem("No program of this name runs: it has ended."));
    }

    synchronized Optional<Started> named(String name) {
        return Optional.ofNullable(programs.get(name));
    }

    /** Those that run, and the last that have ended. */
    public synchronized List<ProgramState> states() {
        forgetOldest();
        return programs.values().stream().map(Started::state).toList();
    }

    /** In order within some seconds, otherwise by SIGKILL. */
    @Override
    public void close() {
        List<Started> left;
        synchronized (this) {
            closed = true;
            left = running();
        }
        var end = System.nanoTime() + PATIENCE.toNanos();
        left.forEach(Started::askToStop);
        left.forEach(one -> one.end(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }
}
