package watch.lessons;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../../cli/Problem.java
//SOURCES ../processes/PrintedEvent.java
//SOURCES EventText.java
//SOURCES Telling.java

import cli.Problem;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import watch.lessons.Telling.Moment;
import watch.processes.PrintedEvent;

/** What is shown of a lesson as it happens: of what comes often, a line every two seconds. A file may get all of it. */
final class Transcript implements AutoCloseable {

    private static final long EVERY_MILLIS = 2000;
    private static final int WIDTH = 118;
    private static final int LONGEST_SENTENCE = 1000; // what to do next stands at its end

    /** There is one for each message, or nearly. */
    private static final Set<String> FREQUENT = Set.of("acked", "processed", "committed", "batch");

    private final Telling out;
    private final Optional<BufferedWriter> file;
    private final Map<String, Shown> last = new HashMap<>();

    /**
     * Of one kind of events of one program.
     *
     * @param at when the last line about it was shown
     * @param hidden how many have come since
     * @param latest of those
     */
    private record Shown(long at, int hidden, PrintedEvent latest) { }

    Transcript(Telling out, Optional<Path> file) {
        this.out = out;
        this.file = file.map(Transcript::open);
    }

    private static BufferedWriter open(Path file) {
        try {
            return Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new Problem("Cannot write to " + file + ": " + e + ". Choose another file with --events.", e);
        }
    }

    /** Text that is not of a moment. */
    void text(Telling.Kind kind, String text) {
        out.text(kind, text);
    }

    /** Something that the lesson does, or has seen by itself. Returns when, in milliseconds since 1970. */
    long act(String sentence) {
        return act(Moment.ACT, sentence);
    }

    /** The same, of one of these kinds. */
    long act(Moment kind, String sentence) {
        var now = System.currentTimeMillis();
        showHidden(any -> true);
        record("lesson", now, json -> json.put("act", sentence));
        out.moment(now, kind, Telling.LESSON, sentence, WIDTH);
        return now;
    }

    void event(String program, PrintedEvent event) {
        record(program, event.at(), json -> json.putRawValue("event", new RawValue(event.line())));
        var kind = program + " " + event.name();
        var before = last.getOrDefault(kind, new Shown(0, 0, event));
        if (FREQUENT.contains(event.name()) && event.at() - before.at < EVERY_MILLIS) {
            last.put(kind, new Shown(before.at, before.hidden + 1, event));
            return;
        }
        showHidden(other -> !other.equals(kind) && program(other).equals(program)); // it came before this
        if (!event.name().equals("summary")) {
            show(kind, event, before.hidden);
        }
    }

    /** To be called again and again: what was held back long enough is shown, also when nothing follows it. */
    void showDue() {
        var due = System.currentTimeMillis() - EVERY_MILLIS;
        var programs = last.entrySet().stream().filter(one -> one.getValue().hidden > 0 && one.getValue().at < due)
                .map(one -> program(one.getKey())).collect(Collectors.toSet());
        showHidden(kind -> programs.contains(program(kind)));
    }

    private void showHidden(Predicate<String> some) {
        Map.copyOf(last).entrySet().stream().filter(one -> one.getValue().hidden > 0 && some.test(one.getKey()))
                .sorted(Comparator.comparing(one -> one.getValue().latest.at()))
                .forEach(one -> show(one.getKey(), one.getValue().latest, one.getValue().hidden - 1));
    }

    private void show(String kind, PrintedEvent event, int hidden) {
        last.put(kind, new Shown(event.at(), 0, event));
        out.moment(event.at(), Moment.EVENT, program(kind),
                EventText.of(event) + (hidden == 0 ? "" : " (and " + hidden + " before)"), WIDTH);
    }

    private static String program(String kind) {
        return kind.substring(0, kind.indexOf(' '));
    }

    /** What a program said to its user. */
    void said(String program, String sentence) {
        var now = System.currentTimeMillis();
        record(program, now, json -> json.put("said", sentence));
        out.moment(now, Moment.EVENT, program, "says: " + sentence, LONGEST_SENTENCE);
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
