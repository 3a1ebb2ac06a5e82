package watch.control;

//SOURCES ../live/Doings.java
//SOURCES ../story/Sentence.java

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import watch.live.Doings.Doing;
import watch.story.Sentence.Level;

/** What was done from the page, until the story has it. */
public final class Told {

    private static final int MOST = 200;

    private final Deque<Doing> waiting = new ArrayDeque<>();

    /** @param sentence without a dot at its end */
    synchronized void tell(Level level, String sentence) {
        if (waiting.size() == MOST) {
            waiting.removeFirst();
        }
        waiting.add(new Doing(System.currentTimeMillis(), level, "Watch: " + sentence));
    }

    public synchronized List<Doing> take() {
        var all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
