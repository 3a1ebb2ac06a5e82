package support;

//SOURCES ../../output/Look.java
//SOURCES ../../output/Report.java
//SOURCES Said.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import output.Look;
import output.Report;

/** What a program printed: its stdout, which can be made to run full, and its talk. */
public final class Printed {

    private static final Set<String> DONE_WITH = Set.of("processed", "skipped", "dead-lettered", "redriven");

    private final Stdout out = new Stdout();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Said> said = new ArrayList<>();
    private long room = Long.MAX_VALUE;
    private int read;

    public Report report(Report.Style style) {
        return report(style, Look.PLAIN);
    }

    public Report report(Report.Style style, Look look) {
        return new Report(style, out, new PrintStream(err, true, UTF_8), look, look);
    }

    /** From here on stdout takes this many bytes, and then no more. */
    public void hasRoomFor(long bytes) {
        room = out.bytes.size() + bytes;
    }

    public String out() {
        return out.bytes.toString(UTF_8);
    }

    public List<String> talk() {
        return err.toString(UTF_8).lines().toList();
    }

    /** Each line of stdout as an event; an error when one is not. */
    public List<Said> events() {
        var all = out();
        var whole = all.lastIndexOf('\n') + 1;
        all.substring(read, whole).lines().map(Said::of).forEach(said::add);
        read = whole;
        return List.copyOf(said);
    }

    public List<Said> events(String name) {
        return events().stream().filter(event -> event.event().equals(name)).toList();
    }

    public List<Long> ids(String event) {
        return events(event).stream().map(Said::id).toList();
    }

    /** Where the messages lie that were processed, skipped, dead-lettered or redriven: messages-0@3. */
    public List<String> doneWith() {
        return events().stream().filter(event -> DONE_WITH.contains(event.event())).map(Said::place).toList();
    }

    private final class Stdout extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            if (bytes.size() + length > room) {
                throw new IOException("No space left on device");
            }
            bytes.write(some, from, length);
        }
    }
}
