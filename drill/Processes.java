package drill;

//SOURCES ../cli/Problem.java
//SOURCES Halted.java

import cli.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What Java has no call for. */
final class Processes {

    private Processes() {
    }

    /** It stands still, and keeps its connections and all that it holds. */
    static void freeze(ProcessHandle process) {
        run("kill", "-STOP", String.valueOf(process.pid()));
    }

    static void thaw(ProcessHandle process) {
        if (process.isAlive()) {
            run("kill", "-CONT", String.valueOf(process.pid()));
        }
    }

    /** A named pipe. The pipe that Java itself makes is emptied, when its process ends, by another thread as well. */
    static Path pipe(Path file) {
        run("mkfifo", "-m", "600", file.toString());
        return file;
    }

    static void run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes()).strip();
            if (process.waitFor() != 0) {
                throw new Problem("'" + String.join(" ", command) + "' failed: " + said);
            }
        } catch (IOException e) {
            throw new Problem("Cannot run '" + List.of(command).get(0) + "', which the drill needs: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            throw new Halted();
        }
    }
}
