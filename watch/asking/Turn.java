package watch.asking;

//SOURCES Pace.java

/** When a question is to be asked: when it is time, and never again before it was answered or given up. */
final class Turn {

    private final long every;
    private long asked = Long.MIN_VALUE / 2;
    private int open;

    Turn(long everyMillis) {
        every = everyMillis;
    }

    /** True when it is to be asked now. */
    boolean take(long now, Pace pace) {
        if (open > 0 || now - asked < Math.max(every, pace.least())) {
            return false;
        }
        asked = now;
        return true;
    }

    /** So many answers are to come. */
    void open(int questions) {
        open += questions;
    }

    void answered() {
        open--;
    }

    /** For a question that is refused for good. */
    void notBefore(long time) {
        asked = time - every;
    }
}
