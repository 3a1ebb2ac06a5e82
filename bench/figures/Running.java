package figures;

//SOURCES ../../cli/Problem.java
//SOURCES ../../drill/system/Shell.java
//SOURCES ../compare/Command.java
//SOURCES Usage.java

import cli.Problem;
import compare.Command;
import drill.system.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process that ends with this one, however that ends. */
final class Running implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Command command;
    private final Process process;
    private final Shell.Guard guard;
    private final Path talk;
    private final BufferedReader printed;

    private Running(Command command, Process process, Path talk) {
        this.command = command;
        this.process = process;
        this.talk = talk;
        this.printed = process.inputReader();
        this.guard = Shell.Guard.runs("kill", "-TERM", String.valueOf(process.pid()));
        process.onExit().thenRun(guard::close); // its number may soon be another's
    }

    /** @param folder where what it says is kept */
    static Running start(Command command, Path folder) throws IOException {
        var talk = Files.createTempFile(folder, "talk", ".txt");
        return new Running(command, command.builder().redirectError(talk.toFile()).start(), talk);
    }

    /** Waits for it. */
    String firstLine() throws IOException, InterruptedException {
        var line = printed.readLine();
        if (line == null) {
            throw new Problem("It ended with " + process.waitFor() + ": " + this);
        }
        return line;
    }

    /** Waits for its end, which must be a good one; what it has said. */
    String talkAtItsEnd() throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new Problem("It ended with " + process.exitValue() + ": " + this);
        }
        return Files.readString(talk);
    }

    void checkThatItRuns() throws InterruptedException {
        if (!process.isAlive()) {
            throw new Problem("It ended with " + process.waitFor() + " before its time: " + this);
        }
    }

    /** The start script becomes the program: it is the same process. */
    Usage usage() throws IOException {
        return Usage.of(process.toHandle());
    }

    /** In order, and without mercy when that takes too long. */
    @Override
    public void close() {
        process.toHandle().destroy(); // the process's own destroy() would close the pipe that it may still print to
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        try {
            return String.join(" ", command.words()) + " said: " + Files.readString(talk);
        } catch (IOException e) {
            return String.join(" ", command.words()) + ", and what it said cannot be read: " + e.getMessage();
        }
    }
}
