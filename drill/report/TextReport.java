package drill.report;

//SOURCES Findings.java

import static drill.report.Findings.after;
import static drill.report.Findings.seconds;
import static drill.report.Findings.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The verdict, and what led to it, for a person at a terminal. */
public final class TextReport {

    private final Findings findings;

    public TextReport(Findings findings) {
        this.findings = findings;
    }

    public List<String> lines() {
        var counts = findings.counts();
        var lines = new ArrayList<>(table("Written by the producers", List.of("messages"), counts.written()));
        lines.add("");
        lines.addAll(table("Processed by the groups", counts.groups(), counts.processed()));
        lines.add("");
        if (!findings.timeline().incidents().isEmpty()) {
            lines.addAll(incidents());
            lines.add("");
            lines.addAll(gaps(counts.groups()));
            lines.add("");
        }
        findings.leftOut().forEach(one -> lines.add("Left out: " + one + "."));
        lines.add(findings.sentence());
        return lines;
    }

    private static List<String> table(String title, List<String> columns, List<Counts.Row> rows) {
        var lines = new ArrayList<>(List.of(row(title, columns)));
        for (var row : rows) {
            var numbers = row.numbers().stream().map(number -> text("%,d", number)).toList();
            lines.add(row(row.name(), numbers) + (row.isBroken() ? "  <== MUST BE 0" : ""));
        }
        return lines;
    }

    private static String row(String name, List<String> cells) {
        return text("%-30s", name) + cells.stream().map(cell -> text(" %17s", cell)).collect(Collectors.joining());
    }

    private List<String> incidents() {
        var incidents = findings.timeline().incidents();
        var width = incidents.stream().mapToInt(incident -> incident.what().length()).max().orElse(0);
        var columns = "%8s  %-" + width + "s  %11s  %10s  %6s";
        var lines = new ArrayList<>(List.of(findings.zero() + "."));
        lines.add(text(columns, "at", "what happened", "acks again", "caught up", "again"));
        for (var incident : incidents) {
            var caughtUp = findings.timeline().caughtUp(incident);
            lines.add(text(columns, seconds(incident.began()), incident.what(), after(incident.ackedAgain()), after(caughtUp),
                    text("%,d", incident.duplicates())));
        }
        return lines;
    }

    /** In a table of their own, because one row for all would be wider than a terminal. */
    private List<String> gaps(List<String> groups) {
        var lines = new ArrayList<>(List.of("Longest gap in each partition, where it was half a second or more."));
        lines.add(gaps("at", Stream.concat(Stream.of("in acks"), groups.stream())));
        for (var incident : findings.timeline().incidents()) {
            lines.add(gaps(seconds(incident.began()), Stream.concat(Stream.of(Findings.gaps(incident.gaps())),
                    groups.stream().map(group -> Findings.gaps(incident.processingGaps(group))))));
        }
        return lines;
    }

    private static String gaps(String at, Stream<String> cells) {
        return (text("%8s  ", at) + cells.map(cell -> text("%-32s", cell)).collect(Collectors.joining("  "))).stripTrailing();
    }
}
