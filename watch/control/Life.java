package watch.control;

//SOURCES ../../output/Place.java
//SOURCES Actor.java

import java.util.ArrayList;
import java.util.List;
import output.Place;

/** What programs have printed about one message. */
final class Life {

    /** A message that comes again and again has no more: the first and the last ones. */
    private static final int MOST = 20;

    private final List<Step> steps = new ArrayList<>(2);
    private Long id;

    enum What { ACKNOWLEDGED, PROCESSED, AGAIN, FAILED, BATCH_FAILED, SKIPPED, DEAD_LETTER, SENT_AGAIN }

    /**
     * @param reason as the program said it, or null
     * @param other the place that it came from, for a message that was sent again
     * @param committed whether the group had committed beyond it before
     */
    record Step(long at, Actor who, What what, String reason, Place other, boolean committed) {

        private boolean isLike(Step other) {
            return what == other.what && who.equals(other.who) && reason.equals(other.reason);
        }
    }

    void add(Long number, Step step) {
        id = number == null ? id : number;
        if (step.what == What.FAILED && !steps.isEmpty() && steps.get(steps.size() - 1).isLike(step)) {
            return; // tried again, with no other end
        }
        if (steps.size() == MOST) {
            steps.remove(MOST / 2);
        }
        steps.add(step);
    }

    Long id() {
        return id;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }
}
