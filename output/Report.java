package output;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Details.java
//SOURCES Event.java
//SOURCES Json.java
//SOURCES Level.java
//SOURCES Look.java
//SOURCES OutputFailed.java
//SOURCES Progress.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Data on stdout, talk on stderr, and the count of both. Stdout is written here and nowhere else, because {@code System.out}
 * swallows its errors, and here a line that could not be written is a message that was not processed.
 */
public final class Report {

    public enum Style { TEXT, JSON, NONE }

    private final Style style;
    private final OutputStream out;
    private final PrintStream err;
    private final Look lines;
    private final Look talk;
    private final Progress progress = new Progress();
    private OutputFailed failure;

    /**
     * @param lines how lines of text look on stdout
     * @param talk how those on stderr look
     */
    public Report(Style style, OutputStream out, PrintStream err, Look lines, Look talk) {
        this.style = style;
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.err = err;
        this.lines = lines;
        this.talk = talk;
    }

    public static Report toStandardStreams(Style style, Look lines, Look talk) {
        var report = new Report(style, new FileOutputStream(FileDescriptor.out), System.err, lines, talk);
        if (style == Style.NONE) {
            report.progress.tick(report::talk);
        }
        return report;
    }

    public Style style() {
        return style;
    }

    public void event(Event event) {
        event(event, Details.NONE);
    }

    public void event(Event event, Details details) {
        switch (style) {
            case TEXT -> {
                var line = event.line();
                if (line != null) {
                    write(lines.of(event.level(), line));
                    for (var detail : details.lines()) {
                        write(lines.of(event.level(), detail));
                    }
                }
            }
            case JSON -> write(json(event, details));
            case NONE -> { }
        }
        progress.count(event);
    }

    /** What was written is out, or this throws. */
    public void flush() {
        if (failure != null) {
            throw failure; // what was lost once is not out now
        }
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** A sentence for people. */
    public void talk(String sentence) {
        talk(Level.INFO, sentence);
    }

    /** A sentence about what keeps the program waiting, or makes it do something again. */
    public void warn(String sentence) {
        talk(Level.WARN, sentence);
    }

    /** A sentence about what is lost or given up. */
    public void error(String sentence) {
        talk(Level.ERROR, sentence);
    }

    private void talk(Level level, String sentence) {
        err.println(talk.of(level, sentence));
    }

    /** Partitions came: of interest to people and to programs. */
    public void assigned(String member, List<Event.Start> starts) {
        if (starts.isEmpty()) {
            return; // others came or went
        }
        var event = new Event.Assigned(member, starts);
        talk(event.sentence());
        if (event.beginsAtACommit()) {
            talk("Where the reader before was killed, what it processed after its last commit comes again.");
        }
        event(event);
    }

    /** Partitions went: of interest to people and to programs. */
    public void rebalanced(String member, String name, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return; // others came or went
        }
        var event = new Event.Rebalanced(member, name, partitions);
        warn(event.sentence());
        event(event);
    }

    /** From the first messages on, time counts: what is processed first takes its time, too. */
    public void received(ConsumerRecords<?, ?> polled) {
        if (!polled.isEmpty()) {
            progress.begin();
        }
    }

    /** How far this consumer is behind, for the line each second: nothing, while that is not known of each partition. */
    public void lag(Consumer<?, ?> consumer) {
        try {
            var lags = consumer.assignment().stream().map(consumer::currentLag).toList();
            if (lags.isEmpty() || lags.contains(OptionalLong.empty())) {
                progress.showNothing();
            } else {
                progress.show("lag", lags.stream().mapToLong(OptionalLong::getAsLong).sum());
            }
        } catch (IllegalStateException e) {
            // The client's own thread took a partition away between the two questions: known again after the next poll.
        }
    }

    public Progress progress() {
        return progress;
    }

    /** The summary, as the last word. */
    public void finish() {
        progress.close();
        if (failure != null) {
            return; // what was counted was not seen
        }
        flush(); // on a terminal, its last lines come before what is said of them
        var summary = progress.summary();
        talk(summary.level(), summary.sentence());
        event(summary);
        flush();
    }

    private static String json(Event event, Details details) {
        return Json.object(json -> {
            json.writeNumberField("v", 1);
            json.writeStringField("event", event.name());
            event.fields(json);
            details.fields(json);
            json.writeNumberField("at", System.currentTimeMillis());
        });
    }

    private void write(String line) {
        if (failure != null) {
            return; // thrown once, and again by each flush(): a listener that close() calls has nothing to add
        }
        try {
            out.write(line.getBytes(UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private OutputFailed failed(IOException e) {
        failure = new OutputFailed(e);
        return failure;
    }
}
