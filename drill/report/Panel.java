package drill.report;

//SOURCES Findings.java
//SOURCES HtmlReport.java
//SOURCES Scale.java

import static drill.report.Findings.text;
import static drill.report.HtmlReport.escaped;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Lines over time, with a legend, axes, and what they show in words. Only the lines are SVG, which stretches with the page;
 * all text is HTML, which keeps its size and wraps.
 *
 * @param id distinguishes it from other panels of the page
 */
record Panel(String id, String title, Scale scale, List<Line> lines, Axis axis) {

    /**
     * A number of each second.
     *
     * @param number chooses its colour and its dashes
     */
    record Line(int number, String name, long[] values) {

        long most() {
            return LongStream.of(values).max().orElse(0);
        }

        long last() {
            return values.length == 0 ? 0 : values[values.length - 1];
        }

        /** "single-consumer 21,400 (at 37 s)". */
        String mostInWords() {
            var most = most();
            var when = IntStream.range(0, values.length).filter(second -> values[second] == most).findFirst().orElse(0);
            return text("%s %,d", name, most) + (most == 0 ? "" : text(" (at %d s)", when));
        }
    }

    /**
     * @param sentences what the lines show, for those who do not see them too
     * @param bands drawn behind the lines
     */
    String html(String sentences, String bands) {
        return text("""
                <figure>
                <figcaption id="%1$s">%2$s</figcaption>
                <ul class="legend">%3$s</ul>
                <div class="panel">
                <div class="scale" aria-hidden="true">%4$s</div>
                <div class="lines">%5$s%6$s</div>
                %7$s
                </div>
                <p class="dim" id="%1$s-text">%8$s</p>
                </figure>
                """, id, title, legend(), ticks(), cuts(), svg(bands), axis.html(), escaped(sentences + cutInWords()));
    }

    private String svg(String bands) {
        return text("""
                <svg role="img" aria-labelledby="%1$s" aria-describedby="%1$s-text" viewBox="0 0 %2$d 100"
                preserveAspectRatio="none">
                %3$s%4$s
                %5$s</svg>""", id, axis.seconds(), bands, grid(), paths());
    }

    private String legend() {
        return lines.stream().map(line -> text("""
                <li><svg aria-hidden="true" viewBox="0 0 28 8"><path class="line l%d" d="M0 4H28"/></svg>%s</li>
                """, line.number(), escaped(line.name()))).collect(Collectors.joining());
    }

    private String ticks() {
        return IntStream.rangeClosed(0, 4).mapToObj(quarter -> text("<span>%,d</span>", scale.top() * (4 - quarter) / 4))
                .collect(Collectors.joining());
    }

    private String grid() {
        return IntStream.rangeClosed(0, 4)
                .mapToObj(quarter -> text("<path class=\"grid\" d=\"M0 %dH%d\"/>", quarter * 25, axis.seconds()))
                .collect(Collectors.joining());
    }

    private String paths() {
        return lines.stream().filter(line -> line.values().length > 0)
                .map(line -> text("<path class=\"line l%d\" d=\"M%s\"/>\n", line.number(), points(line.values())))
                .collect(Collectors.joining());
    }

    private String points(long[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(second -> text("%.1f %.2f", second + 0.5, 100 - 100.0 * values[second] / scale.top()))
                .collect(Collectors.joining("L"));
    }

    // --- what does not fit

    private boolean isCut(int second) {
        return lines.stream().anyMatch(line -> second < line.values().length && scale.cuts(line.values()[second]));
    }

    private int[] cutSeconds() {
        return IntStream.range(0, axis.seconds()).filter(this::isCut).toArray();
    }

    /** A mark where lines leave the panel. */
    private String cuts() {
        return IntStream.of(cutSeconds()).filter(second -> second == 0 || !isCut(second - 1))
                .mapToObj(second -> text("<i aria-hidden=\"true\" style=\"left:%.2f%%\">&#9650;</i>", axis.percent(second + 0.5)))
                .collect(Collectors.joining());
    }

    private String cutInWords() {
        var cut = cutSeconds().length;
        return cut == 0 ? "" : text(" The scale is cut at %,d, so that the usual rate can be seen: in %s (\u25b2) lines go "
                + "beyond it.", scale.top(), cut == 1 ? "one second" : cut + " seconds");
    }
}
