package drill.report;

//SOURCES Findings.java

import static drill.report.Findings.text;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The time from left to right, which all panels and bars of a page have in common. */
record Axis(int seconds) {

    private static final int MOST_STEPS = 6;
    private static final int[] STEPS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600};

    /** Of the width. */
    double percent(double second) {
        return 100 * Math.min(seconds, second) / seconds;
    }

    String html() {
        var step = step();
        return IntStream.rangeClosed(0, seconds / step).mapToObj(number -> number * step)
                .map(second -> text("<span style=\"left:%.2f%%\">%,d s</span>", percent(second), second))
                .collect(Collectors.joining("", "<div class=\"times\" aria-hidden=\"true\">", "</div>"));
    }

    /** Few enough that their labels have room on a small screen. */
    private int step() {
        return IntStream.of(STEPS).filter(step -> seconds / step <= MOST_STEPS).findFirst()
                .orElse((seconds / MOST_STEPS / 3600 + 1) * 3600);
    }
}
