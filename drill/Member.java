package drill;

//SOURCES ../cli/Problem.java
//SOURCES ../output/SafeText.java
//SOURCES Account.java
//SOURCES Feed.java
//SOURCES Guard.java
//SOURCES Halted.java
//SOURCES Ledger.java
//SOURCES Processes.java
//SOURCES Programs.java

import cli.Problem;
import drill.Programs.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import output.SafeText;

/** One program as a process: what it says goes into the ledger, and things are done to it. */
final class Member {

    private static final int LONGEST_STOP_SECONDS = 20;

    private final String name;
    private final Role role;
    private final Account account;
    private final Process process;
    private final Guard guard;
    private final Feed feed;
    private final Path pipe;
    private final Path stderr;
    private volatile boolean mayEnd;

    private Member(String name, Role role, Account account, Process process, Feed feed, Path pipe, Path stderr) {
        this.name = name;
        this.role = role;
        this.account = account;
        this.process = process;
        this.guard = Guard.kills(process.toHandle());
        this.feed = feed;
        this.pipe = pipe;
        this.stderr = stderr;
    }

    static Member start(String name, Role role, Account account, Ledger ledger, Programs programs, List<String> options, Path folder) {
        var pipe = Processes.pipe(folder.resolve(name + "-" + System.nanoTime()));
        var stderr = folder.resolve(name + ".err");
        var feed = new Feed(pipe, ledger, account); // before the process: opening a pipe waits for the other side
        try {
            return new Member(name, role, account, programs.command(role, options, pipe, stderr).start(), feed, pipe, stderr);
        } catch (IOException e) {
            throw new Problem("Cannot start " + name + ": " + e.getMessage() + ".", e);
        }
    }

    String name() {
        return name;
    }

    Role role() {
        return role;
    }

    Account account() {
        return account;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** From now on its end is no surprise. */
    void mayEnd() {
        mayEnd = true;
    }

    void freeze() {
        Processes.freeze(process.toHandle());
    }

    void thaw() {
        Processes.thaw(process.toHandle());
    }

    /** SIGKILL; returns when it is gone and what it had said is in the ledger. */
    void kill() {
        mayEnd();
        process.destroyForcibly();
        await();
    }

    void askToStop() {
        mayEnd();
        process.destroy();
    }

    /** Waits for the end of a program that was asked to stop, and for its last words. */
    void awaitStopped() {
        try {
            if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new Problem(name + " was asked to stop and had not after " + LONGEST_STOP_SECONDS + " s" + lastWords());
            }
        } catch (InterruptedException e) {
            throw new Halted();
        }
        await();
    }

    /** Nobody asked it to: then the drill is not what it was to be. */
    void requireAlive() {
        if (!mayEnd && !process.isAlive()) {
            throw new Problem(name + " ended by itself, with " + process.exitValue() + lastWords());
        }
    }

    void await() {
        feed.await();
        try {
            process.waitFor();
            guard.close();
            Files.deleteIfExists(pipe);
        } catch (IOException e) {
            throw new Problem("Cannot remove " + pipe + ": " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            throw new Halted();
        }
    }

    /** However it is, it ends now; nobody waits for what it said. */
    void end() {
        mayEnd();
        process.destroyForcibly();
        guard.close();
    }

    private String lastWords() {
        try {
            var said = Files.readAllLines(stderr).stream().filter(line -> !line.isBlank()).reduce((first, second) -> second).orElse("nothing");
            return ". It last said: " + SafeText.of(said) + " (" + stderr + ")";
        } catch (IOException e) {
            return ". What it said is not to be read: " + e.getMessage();
        }
    }
}
