package support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Commands: those that this computer has, and files that a test makes to run them. */
public final class Executables {

    private Executables() {
    }

    /** Where a shell would find it. */
    public static Optional<Path> onPath(String command) {
        return Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, command)).filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Another process writes it. As long as this one had it open, any process that another test starts at that moment would
     * have it open, too, until its own program runs; and Linux runs no file that is open to be written ("Text file busy").
     */
    public static void write(Path file, String text) {
        try {
            var shell = new ProcessBuilder("sh", "-c", "cat >\"$1\" && chmod +x \"$1\"", "sh", file.toString())
                    .redirectErrorStream(true).start();
            try (var in = shell.outputWriter()) {
                in.write(text);
            }
            var said = new String(shell.getInputStream().readAllBytes());
            if (shell.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
