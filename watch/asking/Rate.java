package watch.asking;

//SOURCES Pace.java

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a number grows: over some two seconds, or since it was last asked for. */
final class Rate {

    private static final long WINDOW = 2000;

    private final Deque<Count> counts = new ArrayDeque<>();

    private record Count(long at, long number) {
    }

    void count(long at, long number) {
        if (counts.isEmpty() || at > counts.getLast().at()) {
            counts.add(new Count(at, number));
        }
        while (counts.size() > 2 && at - counts.getFirst().at() > WINDOW) {
            counts.removeFirst();
        }
    }

    /** Null while it is not known, and when nobody has counted for so long that it may be another by now. */
    Double perSecond(long now) {
        if (counts.size() < 2 || now - counts.getLast().at() > Pace.HOLDS) {
            return null;
        }
        var first = counts.getFirst();
        var last = counts.getLast();
        return Math.round(10_000.0 * Math.max(0, last.number() - first.number()) / (last.at() - first.at())) / 10.0;
    }
}
