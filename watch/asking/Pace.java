package watch.asking;

/** How often the cluster is asked: for somebody who looks, or for the history alone. */
public enum Pace {

    LOOKED_AT(0), HISTORY(5000);

    /** For how long a number counts as of now, in milliseconds: at this pace, and when an answer takes 2 s. */
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
