package watch.live;

//SOURCES ../asking/Flow.java

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import watch.asking.Flow;

/** How many messages a second are shown, of how many. */
final class Shown {

    private static final long SECOND = 1000;

    private final Deque<Some> lately = new ArrayDeque<>();

    private record Some(long at, int messages) {
    }

    record Messages(long perSecond, int showing, List<Flow.Message> messages) {
    }

    Messages of(List<Flow.Message> messages, double perSecond, long now) {
        lately.add(new Some(now, messages.size()));
        while (now - lately.getFirst().at() >= SECOND) {
            lately.removeFirst();
        }
        return new Messages(Math.round(perSecond), lately.stream().mapToInt(Some::messages).sum(), messages);
    }
}
