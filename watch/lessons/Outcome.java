package watch.lessons;

import java.util.List;

/**
 * What happened in this run.
 *
 * @param shown whether it was what the lesson promises to show
 * @param carried the setting that carried or lost it
 */
record Outcome(boolean shown, String carried, List<String> happened) {

    static Outcome of(boolean shown, String carried, String... happened) {
        return new Outcome(shown, carried, List.of(happened));
    }
}
