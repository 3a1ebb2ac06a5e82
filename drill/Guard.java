package drill;

//SOURCES ../cli/Problem.java

import cli.Problem;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Clears away when this process has ended without doing so, even by SIGKILL: a shell whose stdin ends with it. It outlives
 * a Ctrl-C, which the terminal sends to all.
 */
final class Guard implements AutoCloseable {

    private final Process shell;

    private Guard(Process shell) {
        this.shell = shell;
    }

    /** What is frozen would otherwise stay so for ever, and who waits for messages would wait. */
    static Guard kills(ProcessHandle process) {
        return runs("kill", "-KILL", String.valueOf(process.pid()));
    }

    static Guard runs(String... command) {
        var words = new ArrayList<>(List.of("sh", "-c", "trap '' HUP INT TERM; read -r cleared || \"$@\"", "sh"));
        words.addAll(List.of(command));
        var nowhere = new File("/dev/null");
        try {
            return new Guard(new ProcessBuilder(words).redirectOutput(nowhere).redirectError(nowhere).start());
        } catch (IOException e) {
            throw new Problem("Cannot run 'sh', which the drill needs: " + e.getMessage() + ".", e);
        }
    }

    /** There is nothing left to clear away. */
    @Override
    public void close() {
        try (var stdin = shell.getOutputStream()) {
            stdin.write('\n');
        } catch (IOException e) {
            shell.destroyForcibly(); // it is gone, or cannot hear: it must not act
        }
    }
}
