package drill.system;

//SOURCES Wait.java

import cli.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Java has no call for, done by commands of the system. */
public final class Shell {

    private static final File NOWHERE = new File("/dev/null");

    private Shell() {
    }

    /** Stops a process in its tracks: it keeps its connections and all that it holds. */
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

    public static void run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectInput(NOWHERE).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes()).strip();
            if (process.waitFor() != 0) {
                throw new Problem("'" + String.join(" ", command) + "' failed: " + said);
            }
        } catch (IOException e) {
            throw cannotRun(command[0], e);
        } catch (InterruptedException e) {
            throw new Wait.Stopped();
        }
    }

    private static Problem cannotRun(String command, IOException e) {
        return new Problem("Cannot run '" + command + "', which is needed here: " + e.getMessage() + ".", e);
    }

    /**
     * Runs a command when this process has ended without closing the guard, even by SIGKILL: a shell that waits for the end
     * of its stdin. It ignores Ctrl-C, which a terminal sends to all processes.
     */
    public static final class Guard implements AutoCloseable {

        private final Process shell;

        private Guard(Process shell) {
            this.shell = shell;
        }

        /** A frozen process would otherwise stay, and so would one that waits for messages. */
        static Guard kills(ProcessHandle process) {
            return runs("kill", "-KILL", String.valueOf(process.pid()));
        }

        public static Guard runs(String... command) {
            var script = Stream.of("sh", "-c", "trap '' HUP INT TERM; read -r closed || \"$@\"", "sh");
            try {
                return new Guard(new ProcessBuilder(Stream.concat(script, Stream.of(command)).toList())
                        .redirectOutput(NOWHERE).redirectError(NOWHERE).start());
            } catch (IOException e) {
                throw cannotRun("sh", e);
            }
        }

        @Override
        public void close() {
            try (var stdin = shell.getOutputStream()) {
                stdin.write('\n');
            } catch (IOException e) {
                shell.destroyForcibly(); // it did not hear, and must not act
            }
        }
    }
}
