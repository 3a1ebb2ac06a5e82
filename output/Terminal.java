package output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether what is printed goes to a terminal that shows colours. {@code System.console()} knows nothing of stderr. */
public final class Terminal {

    public enum Stream { STDOUT, STDERR }

    private Terminal() {
    }

    /** Not where NO_COLOR is set to anything (https://no-color.org). */
    static boolean showsColour(Stream stream) {
        var noColour = System.getenv().getOrDefault("NO_COLOR", "");
        var terminal = System.getenv().getOrDefault("TERM", "dumb");
        return noColour.isEmpty() && !terminal.equals("dumb") && isTerminal(stream);
    }

    public static boolean isTerminal(Stream stream) {
        return isTerminal(stream == Stream.STDOUT ? "1" : "2");
    }

    /** Linux tells by a link; elsewhere test(1) tells of the stream that it inherits. */
    private static boolean isTerminal(String descriptor) {
        try {
            var file = Path.of("/proc/self/fd", descriptor);
            return Files.isSymbolicLink(file) ? isTerminal(Files.readSymbolicLink(file)) : exitCodeOfTest(descriptor) == 0;
        } catch (IOException e) {
            return false; // then without colour
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isTerminal(Path device) {
        return device.toString().matches("/dev/(pts/\\d+|tty\\w*|console)");
    }

    private static int exitCodeOfTest(String descriptor) throws IOException, InterruptedException {
        return new ProcessBuilder("test", "-t", descriptor).inheritIO().start().waitFor();
    }
}
