package watch.control;

//SOURCES ../../output/SafeText.java
//SOURCES ../processes/Child.java
//SOURCES ../processes/PrintedEvent.java
//SOURCES Actor.java
//SOURCES Failed.java
//SOURCES LastLines.java
//SOURCES Lives.java
//SOURCES ProgramState.java
//SOURCES Reading.java
//SOURCES Wanted.java
//SOURCES Wishes.java

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import output.SafeText;
import watch.processes.Child;
import watch.processes.PrintedEvent;

/** A program that was started from the page, and what it has printed. */
final class Started {

    private static final int KILLED = 137;

    private final Actor who;
    private final Wanted wanted;
    private final Child process;
    private final Lives lives;
    private final long startedAt = System.currentTimeMillis();
    private final LastLines printed = new LastLines();
    private final Set<Integer> partitions = new TreeSet<>();
    private final Reading stdout;
    private final Reading stderr;
    private long acknowledged;
    private long processed;
    private long again;
    private long skipped;
    private long deadLetters;
    private String says;
    private boolean isToEnd;

    Started(Actor who, Wanted wanted, Child process, Lives lives) {
        this.who = who;
        this.wanted = wanted;
        this.process = process;
        this.lives = lives;
        this.stdout = Reading.of(process.stdout(), who.name() + "-out", this::printed);
        this.stderr = Reading.of(process.stderr(), who.name() + "-err", this::said);
        process.onExit().thenAccept(ended -> {
            if (ended.exitValue() == KILLED) {
                lives.killed(who);
            }
        });
    }

    Actor who() {
        return who;
    }

    Wanted wanted() {
        return wanted;
    }

    private void printed(String line) {
        printed.add(line);
        PrintedEvent.of(line).ifPresent(event -> count(event, lives.see(who, event)));
    }

    private synchronized void count(PrintedEvent event, boolean isAgain) {
        switch (event.name()) {
            case "acked", "redriven" -> acknowledged++;
            case "processed" -> {
                processed++;
                again += isAgain ? 1 : 0;
            }
            case "skipped" -> skipped++;
            case "dead-lettered" -> deadLetters++;
            case "assigned" -> partitions.addAll(event.offsets().keySet());
            case "revoked", "lost" -> partitions.removeAll(event.offsets().keySet());
            default -> { }
        }
    }

    private void said(String line) {
        printed.add(line);
        Failed.of(line).ifPresent(failed -> lives.see(who, failed));
        if (!line.isBlank()) {
            synchronized (this) {
                says = SafeText.of(line);
            }
        }
    }

    List<String> lines() {
        return printed.shown();
    }

    /** Until all that it has printed is read. */
    boolean isRunning() {
        return process.isAlive() || !stdout.isOver() || !stderr.isOver();
    }

    synchronized void askToStop() {
        isToEnd = true;
        process.askToStop();
    }

    synchronized void kill() {
        isToEnd = true;
        lives.killed(who); // now: what it does with its last breath comes before
        process.kill();
    }

    void end(Duration patience) {
        process.end(patience);
    }

    synchronized ProgramState state() {
        var isRunning = isRunning();
        return new ProgramState(who.name(), Wishes.name(wanted.script()), who.group(), String.join(" ", wanted.options()),
                !isRunning ? "ended" : isToEnd ? "ends" : "runs", isRunning ? null : process.exitCode(), startedAt,
                new ProgramState.Counts(acknowledged, processed, again, skipped, deadLetters),
                isRunning ? new TreeSet<>(partitions) : Set.of(), says);
    }
}
