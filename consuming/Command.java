package consuming;

//SOURCES ../output/Delivery.java
//SOURCES ../output/Report.java
//SOURCES ../cli/Stop.java
//SOURCES Handler.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Stop;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import output.Delivery;
import output.Report;

/** Hands messages to a shell command, as JSON lines on its stdin. Processed is what it ended with 0 for. */
record Command(String command, String script, Stop stop) implements Handler {

    private static final Duration GRACE = Duration.ofSeconds(4);

    /** Ctrl-C reaches all that runs in the terminal; the command ignores it, so that it can use its time after the stop. */
    private static final String IGNORE_CTRL_C = "trap '' INT; ";

    /** What the command prints is data; but where stdout is JSON lines of ours, it is talk. */
    static Command of(String command, Report.Style style, Stop stop) {
        stop.whenCutShort(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly));
        return new Command(command, IGNORE_CTRL_C + (style == Report.Style.JSON ? "exec >&2\n" : "") + command, stop);
    }

    @Override
    public void handle(List<Delivery> messages) throws Failed {
        var lines = messages.stream().map(message -> message.json() + '\n').collect(Collectors.joining());
        try {
            var process = new ProcessBuilder("sh", "-c", script)
                    .redirectOutput(Redirect.INHERIT).redirectError(Redirect.INHERIT).start();
            feed(process.getOutputStream(), lines.getBytes(UTF_8));
            check(exitCode(process));
        } catch (IOException e) {
            throw new Failed("cannot start sh: " + e.getMessage(), e);
        }
    }

    /** In a thread of its own: a command that does not read its input must not keep us from seeing a stop, or its end. */
    private static void feed(OutputStream input, byte[] lines) {
        var feeder = new Thread(() -> {
            try (input) {
                input.write(lines);
            } catch (IOException e) {
                // It ended, or closed its input, without reading all: its exit code says whether that was all right.
            }
        }, "exec-input");
        feeder.setDaemon(true);
        feeder.start();
    }

    private int exitCode(Process process) throws Failed {
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (stop.since().compareTo(GRACE) > 0) {
                    kill(process);
                    throw new Failed("'" + command + "' was still at work " + GRACE.toSeconds() + " s after the stop");
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            kill(process);
            throw new Failed("interrupted", e);
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void check(int exitCode) throws Failed {
        if (exitCode != 0) {
            throw new Failed("'" + command + "' ended with " + exitCode);
        }
    }
}
