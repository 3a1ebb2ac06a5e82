package drill.report;

//SOURCES ../ledger/Timeline.java
//SOURCES Axis.java
//SOURCES Findings.java
//SOURCES HtmlReport.java
//SOURCES Panel.java
//SOURCES Scale.java

import static drill.report.Findings.text;

import drill.ledger.Incident;
import drill.ledger.Timeline;
import drill.report.Panel.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The drill over time: messages acknowledged and processed each second, how far the groups were behind, and the faults. */
final class Plot {

    private final Timeline timeline;
    private final Axis axis;
    private final List<Line> rates = new ArrayList<>();
    private final List<Line> lags = new ArrayList<>();

    Plot(Timeline timeline, List<String> groups) {
        this.timeline = timeline;
        this.axis = new Axis(Math.max(1, timeline.seconds()));
        rates.add(new Line(0, "acknowledged", timeline.ackedBySecond()));
        for (var group = 0; group < groups.size(); group++) {
            rates.add(new Line(group + 1, groups.get(group), timeline.processedBySecond(group)));
            lags.add(new Line(group + 1, groups.get(group), timeline.lagBySecond(group)));
        }
    }

    String html() {
        var rate = new Panel("rate", "Messages a second, acknowledged by the brokers and processed by the groups",
                Scale.forUsual(timeline.ackedBySecond(), values(rates)), rates, axis);
        var lag = new Panel("lag", "Behind: messages acknowledged and not yet processed", Scale.full(values(lags)), lags, axis);
        var widest = Math.max(text("%,d", rate.scale().top()).length(), text("%,d", lag.scale().top()).length());
        return text("<div class=\"plot\" style=\"--scale:%dch\">\n", widest)
                + rate.html("Most in one second: " + each(rates, Line::mostInWords) + ".", bands())
                + lag.html("Furthest behind: " + each(lags, Line::mostInWords) + ". In the end: "
                        + each(lags, line -> text("%s %,d", line.name(), line.last())) + ".", bands())
                + bars() + "</div>";
    }

    private static List<long[]> values(List<Line> lines) {
        return lines.stream().map(Line::values).toList();
    }

    private static String each(List<Line> lines, Function<Line, String> words) {
        return lines.stream().map(words).collect(Collectors.joining(", "));
    }

    // --- faults

    private double end(Incident incident) {
        return incident.isMended() ? incident.mended() / 1e3 : axis.seconds();
    }

    private String bands() {
        return timeline.incidents().stream()
                .map(incident -> text("<rect class=\"band\" x=\"%.2f\" y=\"0\" width=\"%.2f\" height=\"100\"/>\n",
                        incident.began() / 1e3, end(incident) - incident.began() / 1e3))
                .collect(Collectors.joining());
    }

    /** Not for screen readers: the table of the faults says the same. */
    private String bars() {
        if (timeline.incidents().isEmpty()) {
            return "";
        }
        return timeline.incidents().stream().map(this::bar).collect(Collectors.joining("", """
                <figure class="faults" aria-hidden="true">
                <figcaption>Faults, from their beginning until they are mended</figcaption>
                """, """
                </figure>
                <p class="dim">A bar, with the shade above it, ends when its fault is mended: one of brokers when all replicas are
                in sync again, one of programs when these are started again or go on. Their group may need longer.</p>
                """));
    }

    /** Its words begin where the bar begins or, in the right half, end where it ends, unless they need more room than that. */
    private String bar(Incident incident) {
        var from = axis.percent(incident.began() / 1e3);
        var to = axis.percent(end(incident));
        var room = text("max(0px, 100%% - %dch)", incident.what().length());
        var words = from < 50 ? text("margin-left:min(%.2f%%, %s)", from, room)
                : text("text-align:right;margin-right:min(%.2f%%, %s)", 100 - to, room);
        return text("""
                <p style="%s">%s</p>
                <div class="bar" style="margin-left:%.2f%%;width:%.2f%%"></div>
                """, words, HtmlReport.escaped(incident.what()), from, to - from);
    }
}
