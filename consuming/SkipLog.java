package consuming;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A line for each message given up, but not thousands a second: past the first few, one line a second with the exact number. */
final class SkipLog {

    private static final int IN_FULL = 10;
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

    private final Consumer<String> talk;
    private long intervalFrom;
    private int inInterval;
    private long unsaid;

    SkipLog(Consumer<String> talk) {
        this.talk = talk;
    }

    /** Details were asked for, so a line that has some is always said. */
    void add(String line, List<String> details) {
        var now = System.nanoTime();
        if (inInterval == 0 || now - intervalFrom > INTERVAL) {
            finish();
            intervalFrom = now;
            inInterval = 0;
        }
        if (++inInterval <= IN_FULL || !details.isEmpty()) {
            talk.accept(line);
            details.forEach(talk);
        } else {
            unsaid++;
        }
    }

    void finish() {
        if (unsaid > 0) {
            talk.accept("... and " + unsaid + " more like that");
            unsaid = 0;
        }
    }
}
