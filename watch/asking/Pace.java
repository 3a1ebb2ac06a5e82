package watch.asking;

/** How often the cluster is asked: for somebody who looks, or for the history alone. */
public enum Pace {

    LOOKED_AT(0), HISTORY(5000);

    /** For how many milliseconds a number counts as current: HISTORY asks every 5 s, and an answer may take 2 s. */
    public static final long HOLDS = 8000;

    private final long least;

    Pace(long least) {
        this.least = least;
    }

    /** Milliseconds from one time to the next, at least. */
    long least() {
        return least;
    }
}
