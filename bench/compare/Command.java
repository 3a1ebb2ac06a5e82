package compare;

//SOURCES ../../cli/Problem.java

import cli.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program and its arguments. */
public record Command(List<String> words, File input) {

    private static final File NOWHERE = new File("/dev/null");

    public static Command of(String... words) {
        return new Command(List.of(words), NOWHERE);
    }

    public Command with(String... more) {
        return with(List.of(more));
    }

    public Command with(List<String> more) {
        return new Command(Stream.concat(words.stream(), more.stream()).toList(), input);
    }

    public Command reading(Path file) {
        return new Command(words, file.toFile());
    }

    /** What a run printed that counts, and how long it took from its start to its end. */
    public record Done(String output, double seconds) {

        /** The last number of this kind that was printed: that of the whole run. */
        public double last(Pattern pattern) {
            var last = pattern.matcher(output).results().reduce((first, second) -> second)
                    .orElseThrow(() -> new Problem("Nothing like " + pattern + " in what was printed: " + output));
            return Double.parseDouble(last.group(1).replace(",", ""));
        }
    }

    /** Keeps all that is printed. */
    public Done run() throws IOException, InterruptedException {
        return run(builder().redirectErrorStream(true));
    }

    /** Keeps what is printed on stderr; the data goes to /dev/null. */
    public Done runForItsTalk() throws IOException, InterruptedException {
        return run(builder().redirectOutput(NOWHERE));
    }

    private Done run(ProcessBuilder builder) throws IOException, InterruptedException {
        var began = System.nanoTime();
        var process = builder.start();
        var printed = builder.redirectErrorStream() ? process.getInputStream() : process.getErrorStream();
        var output = new String(printed.readAllBytes());
        if (process.waitFor() != 0) {
            throw new Problem(String.join(" ", words) + " ended with " + process.exitValue() + ": " + output);
        }
        return new Done(output, (System.nanoTime() - began) / 1e9);
    }

    public ProcessBuilder builder() {
        return new ProcessBuilder(words).redirectInput(input);
    }
}
