package watch.lessons;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../../cli/Problem.java
//SOURCES ../../output/SafeText.java
//SOURCES ../../output/Stdout.java
//SOURCES ProgramEvent.java

import cli.Problem;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import output.SafeText;
import output.Stdout;

/** What is shown of a lesson as it happens: of what comes often two lines a second. A file may get all of it. */
final class Transcript implements AutoCloseable {

    private static final long EVERY_MILLIS = 500;
    private static final int WIDTH = 118;

    private final Stdout out = new Stdout();
    private final Optional<BufferedWriter> file;
    private final long zero = System.currentTimeMillis();
    private final Map<String, Shown> last = new HashMap<>();

    /** When the last line of its kind was shown, and how many have come since. */
    private record Shown(long at, int hidden) { }

    Transcript(Optional<Path> file) {
        this.file = file.map(Transcript::open);
    }

    private static BufferedWriter open(Path file) {
        try {
            return Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new Problem("Cannot write to " + file + ": " + e + ". Choose another file with --events.", e);
        }
    }

    /** A line of text that is not of a moment. */
    void text(String line) {
        out.line(line);
    }

    /** Something that the lesson does, or has seen by itself. Returns when, in milliseconds since 1970. */
    long act(String sentence) {
        var now = System.currentTimeMillis();
        record("lesson", now, json -> json.put("act", sentence));
        line(now, "*", sentence);
        return now;
    }

    void event(String program, ProgramEvent event) {
        record(program, event.at(), json -> json.set("event", event.json()));
        if (event.name().equals("summary")) {
            return;
        }
        var kind = program + " " + event.name();
        var before = last.getOrDefault(kind, new Shown(0, 0));
        if (event.isFrequent() && event.at() - before.at < EVERY_MILLIS) {
            last.put(kind, new Shown(before.at, before.hidden + 1));
        } else {
            last.put(kind, new Shown(event.at(), 0));
            line(event.at(), program, event.inShort() + (before.hidden == 0 ? "" : " (and " + before.hidden + " before)"));
        }
    }

    /** What a program said to its user. */
    void said(String program, String sentence) {
        var now = System.currentTimeMillis();
        record(program, now, json -> json.put("said", sentence));
        line(now, program, "says: " + sentence);
    }

    private void line(long at, String who, String what) {
        var line = String.format(Locale.ROOT, "%7.1f s  %-10s %s", (at - zero) / 1e3, who, SafeText.whole(what));
        out.line(line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...");
    }

    private void record(String program, long at, Consumer<ObjectNode> what) {
        file.ifPresent(writer -> {
            var json = JsonNodeFactory.instance.objectNode().put("program", program).put("at", at);
            what.accept(json);
            try {
                writer.write(json + "\n");
                writer.flush();
            } catch (IOException e) {
                throw new Problem("Cannot write the events: " + e + ".", e);
            }
        });
    }

    @Override
    public void close() {
        file.ifPresent(writer -> {
            try {
                writer.close();
            } catch (IOException e) {
                throw new Problem("Cannot write the events: " + e + ".", e);
            }
        });
    }
}
