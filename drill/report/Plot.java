package drill.report;

//SOURCES Findings.java
//SOURCES HtmlReport.java

import drill.ledger.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The drill over time as SVG: messages acknowledged and processed each second, the groups' lag, and the faults. */
final class Plot {

    private static final int WIDTH = 960;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int PANEL = 190;
    private static final int TOP = 34;
    private static final int BETWEEN = 46;
    private static final int BAR = 22;

    private final Timeline timeline;
    private final List<String> groups;
    private final StringBuilder svg = new StringBuilder();

    Plot(Timeline timeline, List<String> groups) {
        this.timeline = timeline;
        this.groups = groups;
    }

    /** A line of a panel: its number chooses colour and dashes. */
    private record Line(int number, String name, long[] values) { }

    String svg() {
        var rates = new ArrayList<>(List.of(new Line(0, "acknowledged", timeline.ackedBySecond())));
        var lags = new ArrayList<Line>();
        for (var group = 0; group < groups.size(); group++) {
            rates.add(new Line(group + 1, groups.get(group) + " processed", timeline.processedBySecond(group)));
            lags.add(new Line(group + 1, groups.get(group), timeline.lagBySecond(group)));
        }
        var height = TOP + 2 * (PANEL + BETWEEN) + timeline.incidents().size() * BAR + 30;
        add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Messages a second, lag, and faults, over time\">",
                WIDTH, height);
        bands(height);
        panel(TOP, "messages a second", rates);
        panel(TOP + PANEL + BETWEEN, "behind: acknowledged and not yet processed", lags);
        bars(TOP + 2 * (PANEL + BETWEEN) - 6);
        add("</svg>");
        return svg.toString();
    }

    private void bands(int height) {
        for (var incident : timeline.incidents()) {
            var from = x(incident.began() / 1e3);
            var width = Math.max(1.5, x(incident.mended() / 1e3) - from);
            add("<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>", from, TOP, width, height - TOP - 24);
        }
    }

    private void panel(int top, String title, List<Line> lines) {
        var most = nice(lines.stream().flatMapToLong(line -> LongStream.of(line.values())).max().orElse(1));
        add("<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>", LEFT, top - 12, title);
        legend(top - 12, lines);
        for (var quarter = 0; quarter <= 4; quarter++) {
            var y = top + PANEL - PANEL * quarter / 4.0;
            add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT);
            add("<text class=\"tick\" x=\"%d\" y=\"%.1f\">%,d</text>", LEFT - 8, y + 4, most * quarter / 4);
        }
        lines.forEach(line -> add("<path class=\"line l%d\" d=\"M%s\"/>", line.number(), points(line.values(), top, most)));
        times(top + PANEL + 15);
    }

    private void legend(int y, List<Line> lines) {
        var x = WIDTH - RIGHT - lines.stream().mapToInt(Plot::width).sum();
        for (var line : lines) {
            add("<path class=\"line l%d\" d=\"M%d %dh26\"/>", line.number(), x, y - 4);
            add("<text class=\"legend\" x=\"%d\" y=\"%d\">%s</text>", x + 32, y, HtmlReport.escaped(line.name()));
            x += width(line);
        }
    }

    private static int width(Line line) {
        return 54 + 7 * line.name().length();
    }

    private String points(long[] values, int top, long most) {
        var step = (double) PANEL / most;
        return IntStream.range(0, values.length)
                .mapToObj(second -> Findings.text("%.1f %.1f", x(second + 0.5), top + PANEL - step * values[second]))
                .collect(Collectors.joining("L"));
    }

    private void times(int y) {
        var step = timeline.seconds() > 240 ? 60 : timeline.seconds() > 80 ? 20 : 10;
        for (var second = 0; second <= timeline.seconds(); second += step) {
            add("<text class=\"time\" x=\"%.1f\" y=\"%d\">%d s</text>", x(second), y, second);
        }
    }

    private void bars(int top) {
        var y = top;
        for (var incident : timeline.incidents()) {
            var from = x(incident.began() / 1e3);
            var to = Math.max(from + 3, x(incident.mended() / 1e3));
            var what = HtmlReport.escaped(incident.what());
            add("<rect class=\"bar\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>", from, y, to - from, BAR - 8);
            if (to < WIDTH * 0.55) {
                add("<text class=\"what\" x=\"%.1f\" y=\"%d\">%s</text>", to + 6, y + 11, what);
            } else {
                add("<text class=\"what end\" x=\"%.1f\" y=\"%d\">%s</text>", from - 6, y + 11, what);
            }
            y += BAR;
        }
    }

    private double x(double second) {
        return LEFT + (WIDTH - LEFT - RIGHT) * second / Math.max(1, timeline.seconds());
    }

    /** The next round number, so that a quarter of it is a round one too. */
    private static long nice(long most) {
        var power = 4L;
        while (true) {
            for (var times : new long[] {1, 2, 3, 5}) {
                if (power * times >= most) {
                    return power * times;
                }
            }
            power *= 10;
        }
    }

    private void add(String format, Object... values) {
        svg.append(Findings.text(format, values)).append('\n');
    }
}
