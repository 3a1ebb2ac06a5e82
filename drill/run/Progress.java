package drill.run;

//SOURCES ../system/Programs.java

import drill.ledger.ConsumerAccount;
import drill.ledger.Incident;
import drill.ledger.Ledger;
import drill.system.Program;
import drill.system.Programs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What a person sees while the drill goes on: in a terminal a few lines that are drawn anew, plain lines elsewhere. */
final class Progress implements AutoCloseable {

    private static final Duration REDRAWN = Duration.ofSeconds(1);
    private static final Duration REPEATED = Duration.ofSeconds(5);
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private final Map<String, Long> before = new HashMap<>();
    private OptionalLong zero = OptionalLong.empty();
    private long shown;
    private int drawn;
    private String expected = "";

    Progress(PrintStream out) {
        this.out = out;
        this.terminal = isTerminal();
    }

    /** Prints the first line with a time, which is the zero of all times from here on, as it is in the report. */
    synchronized void start(long at, String sentence) {
        zero = OptionalLong.of(at);
        print(clock(0), sentence);
    }

    /** About how much longer the drill will take. */
    synchronized void expect(Duration more) {
        expected = " of about " + Duration.ofMillis(elapsed()).plus(more).plusSeconds(4).toSeconds() + " s";
    }

    /** Prints a line that stays. */
    synchronized void say(String sentence) {
        print(clock(), sentence);
    }

    /** Prints a line that stays, with the time that the report has. */
    synchronized void began(Incident incident) {
        print(clock(incident.began()), incident.what());
    }

    private void print(String time, String sentence) {
        erase();
        out.println(time + "  " + sentence);
    }

    /** Shows the numbers as they are now, if it is time to. */
    synchronized void show(Ledger ledger, Programs programs) {
        var now = System.nanoTime();
        var seconds = (now - shown) / 1e9;
        if (seconds < (terminal ? REDRAWN : REPEATED).toSeconds()) {
            return;
        }
        shown = now;
        erase();
        if (terminal) {
            var lines = lines(ledger, programs, seconds);
            lines.forEach(line -> out.println(NO_WRAP + line + WRAP));
            drawn = lines.size();
        } else {
            out.println(clock() + "  " + plain(ledger, seconds));
        }
    }

    @Override
    public synchronized void close() {
        erase();
        out.flush();
    }

    private List<String> lines(Ledger ledger, Programs programs, double seconds) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(clock() + expected + "   " + acked(ledger, seconds));
        for (var role : Program.Role.values()) {
            var some = programs.all(role);
            var rates = some.stream().map(program -> rate(program, ledger, seconds)).collect(Collectors.joining("   "));
            lines.add("  " + rates + some.stream().findFirst().map(program -> standing(program, ledger)).orElse(""));
        }
        lines.add("  " + broken(ledger));
        return lines;
    }

    private String plain(Ledger ledger, double seconds) {
        var lags = ledger.groups().stream().map(group -> text("%s lag %,d", group, ledger.behind(group)))
                .collect(Collectors.joining(", "));
        return acked(ledger, seconds) + ", " + lags + ", " + broken(ledger);
    }

    private String acked(Ledger ledger, double seconds) {
        return text("acknowledged %,d (%,.0f/s)", ledger.acked(), perSecond("all", ledger.acked(), seconds));
    }

    private String rate(Program program, Ledger ledger, double seconds) {
        if (!program.isAlive()) {
            return program.name() + " down";
        }
        return text("%s %,.0f/s", program.name(), perSecond(program.name(), ledger.count(program.account()), seconds));
    }

    private String standing(Program program, Ledger ledger) {
        return program.account() instanceof ConsumerAccount consumer
                ? text("   lag %,d   again %,d", ledger.behind(consumer.group()), ledger.duplicates(consumer.group()))
                : "";
    }

    private double perSecond(String name, long now, double seconds) {
        var last = before.put(name, now);
        return last == null || now < last ? 0 : (now - last) / seconds;
    }

    private static String broken(Ledger ledger) {
        var broken = ledger.broken().stream().map(Incident::what).collect(Collectors.joining("; "));
        return broken.isEmpty() ? "nothing is broken" : "broken: " + broken;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\033[" + drawn + "A\033[J");
            drawn = 0;
        }
    }

    /** Blank before the drill's time begins. */
    private String clock() {
        return zero.isPresent() ? clock(elapsed()) : " ".repeat(clock(0).length());
    }

    private static String clock(long millis) {
        return text("%5.1f s", millis / 1e3);
    }

    private long elapsed() {
        return System.currentTimeMillis() - zero.orElseThrow();
    }

    private static boolean isTerminal() {
        if (System.console() == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            var stderr = Path.of("/proc/self/fd/2"); // where there is such a thing; the console is stdin and stdout
            return !Files.exists(stderr) || Files.readSymbolicLink(stderr).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException e) {
            return false;
        }
    }
}
