package watch.control;

//SOURCES Life.java
//SOURCES Lives.java

import java.util.Locale;
import watch.control.Life.What;

/**
 * A step of a message's life as the page shows it.
 *
 * @param why null where there is no reason, or where none is known
 */
record LifeStep(long at, String who, String what, String why, String text) {

    static LifeStep of(Lives.Explained explained) {
        var step = explained.step();
        var why = step.what() == What.BATCH_FAILED ? "its batch failed" : explained.why().orElse(null);
        return new LifeStep(step.at(), step.who().toString(), word(step.what()), why, text(step, why));
    }

    private static String word(What what) {
        return switch (what) {
            case DEAD_LETTER -> "dead-letter";
            case SENT_AGAIN -> "sent again";
            case BATCH_FAILED -> "failed";
            default -> what.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String text(Life.Step step, String why) {
        var who = step.who().name();
        return switch (step.what()) {
            case ACKNOWLEDGED -> "The brokers have acknowledged it to " + who + ".";
            case PROCESSED -> who + " has processed it.";
            case AGAIN -> who + " has processed it, and its group had done so before" + again(step, why);
            case FAILED -> who + " could not process it: " + why + ".";
            case BATCH_FAILED -> who + " had it in a batch that failed, and that was to be tried again: " + step.reason() + ".";
            case SKIPPED -> who + " has skipped it: " + why + ".";
            case DEAD_LETTER -> who + " has put it among the dead letters: " + why + ".";
            case SENT_AGAIN -> who + " has sent it again, from the dead letter " + step.other() + ".";
        };
    }

    private static String again(Life.Step step, String why) {
        if (why != null) {
            return ": " + why + ".";
        }
        return step.committed() ? ". The group had committed beyond it, so somebody has set its offsets back."
                : ". Why is not known: no event of the programs that were started here tells it.";
    }
}
