package watch.control;

import java.util.List;

/**
 * The lesson that runs, or the last one.
 *
 * @param exit null while it runs
 */
record LessonState(String name, String title, String state, Integer exit, List<Line> lines) {

    /** @param n counted from 1 */
    record Line(long n, String kind, long at, String text) { }
}
