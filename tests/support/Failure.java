package support;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A failed test in at most twenty lines: what was wrong, where, and the programs' last words. All of it is in a file that the
 * last line names.
 */
final class Failure {

    private static final String INDENT = " ".repeat(6);
    private static final int MOST_WORDS = 6;
    private static final int MOST_FRAMES = 3;
    private static final int MOST_CAUSE = 2;
    private static final int MOST_CAUSE_FRAMES = 2;
    private static final int LAST_WORDS = 5;
    private static final int LONGEST_LINE = 300;

    private Failure() {
    }

    static String text(String name, Throwable problem, Path folder) {
        if (problem == null) {
            return "";
        }
        var lines = new ArrayList<>(first(said(problem), MOST_WORDS));
        lines.addAll(frames(problem, MOST_FRAMES));
        var cause = problem.getCause();
        if (cause != null) { // the last one is the reason of the others
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            var why = first(said(cause), MOST_CAUSE);
            lines.add("caused by " + why.get(0));
            lines.addAll(why.subList(1, why.size()));
            lines.addAll(frames(cause, MOST_CAUSE_FRAMES));
        }
        for (var other : problem.getSuppressed()) {
            var words = said(other);
            lines.addAll(words.subList(Math.max(0, words.size() - LAST_WORDS / problem.getSuppressed().length), words.size()));
        }
        var text = new StringBuilder();
        lines.stream().map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + " ..." : line)
                .forEach(line -> text.append(INDENT).append(line).append('\n'));
        return text.append(INDENT).append("all of it: ").append(file(name, problem, folder)).append('\n').toString();
    }

    private static List<String> said(Throwable problem) {
        var said = problem instanceof AssertionError ? String.valueOf(problem.getMessage()) : problem.toString();
        return said.strip().lines().filter(line -> !line.isBlank()).toList();
    }

    private static List<String> first(List<String> lines, int most) {
        return lines.isEmpty() ? List.of("it does not say why") : lines.size() <= most ? lines
                : Stream.concat(lines.stream().limit(most - 1), Stream.of("...")).toList();
    }

    /** Where it happened and who called: what the frameworks did on the way says nothing. */
    private static List<String> frames(Throwable problem, int most) {
        return Arrays.stream(problem.getStackTrace())
                .filter(frame -> !frame.getClassName().matches("(org\\.junit|org\\.assertj|java\\.|jdk\\.internal).*"))
                .limit(most).map(frame -> "  at " + frame).toList();
    }

    private static Path file(String name, Throwable problem, Path folder) {
        var text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text, true));
        try {
            return Files.writeString(Files.createTempFile(folder, "failed-" + name.replaceAll("\\W+", "-")
                    .replaceAll("^(.{80}).*", "$1") + "-", ".txt"), name + "\n\n" + text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
