package watch.processes;

//SOURCES ../../cli/Problem.java
//SOURCES ../../drill/system/Shell.java

import cli.Problem;
import drill.system.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process that does not outlive this one, not even its kill -9. */
public final class Child {

    private final Process process;
    private final Shell.Guard guard;
    private final AtomicBoolean asked = new AtomicBoolean();

    private Child(Process process, Shell.Guard guard) {
        this.process = process;
        this.guard = guard;
        process.onExit().thenRun(guard::close); // its number may soon be another's
    }

    /** @param lastSignal what it gets when this process has ended without ending it: KILL, for example */
    public static Child start(String name, ProcessBuilder command, String lastSignal) {
        Process process;
        try {
            process = command.start();
        } catch (IOException e) {
            throw new Problem("Cannot start " + name + ": " + e.getMessage() + ".", e);
        }
        try {
            return new Child(process, Shell.Guard.runs("kill", "-" + lastSignal, String.valueOf(process.pid())));
        } catch (Problem e) {
            process.destroyForcibly(); // better none than one that nobody ends
            throw e;
        }
    }

    public InputStream stdout() {
        return process.getInputStream();
    }

    public InputStream stderr() {
        return process.getErrorStream();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Once it has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    public CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** SIGKILL: nothing is closed, nobody is told. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /**
     * SIGTERM: it ends in order. Only once, because at a second one our programs end at once and not in order. By its handle:
     * the process's own destroy() closes the pipes, and its last words are lost.
     */
    public void askToStop() {
        if (asked.compareAndSet(false, true)) {
            process.toHandle().destroy();
        }
    }

    /** From here on it ends by itself, also when this process is killed meanwhile. */
    public void release() {
        guard.close();
    }

    /** True when it has ended within this time. */
    public boolean endsWithin(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** In order within this time, otherwise by SIGKILL. */
    public void end(Duration patience) {
        try {
            askToStop();
            endsWithin(patience);
        } finally {
            kill();
            guard.close();
        }
    }
}
