package drill;

//SOURCES Crew.java
//SOURCES Ledger.java

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What a person sees while the drill goes on. */
final class View {
    private final PrintStream out;
    private final long began = System.nanoTime();
    private long shown;
    View(PrintStream out) { this.out = out; }
    void expect(Duration more) { say("faults will take about " + more.toSeconds() + " s"); }
    void say(String s) { out.printf(Locale.ROOT, "%5.1f s  %s%n", (System.nanoTime() - began) / 1e9, s); }
    void close() { }
    void show(Ledger ledger, Crew crew) {
        if (System.nanoTime() - shown > 2e9) { shown = System.nanoTime(); say("acked " + ledger.acked() + " processed " + ledger.processed()); }
    }
}
