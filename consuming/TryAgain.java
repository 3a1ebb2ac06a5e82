package consuming;

import java.time.Duration;

/** What stands in the way may pass: the same records are to be tried again after this pause, however often it takes. */
public final class TryAgain extends Exception {

    private final transient Duration after;

    public TryAgain(Duration after) {
        super("try again in " + after.toMillis() + " ms", null, false, false); // control flow: nobody looks at its stack
        this.after = after;
    }

    public Duration after() {
        return after;
    }
}
