package drill.report;

//SOURCES Findings.java

import static drill.report.Findings.after;
import static drill.report.Findings.seconds;
import static drill.report.Findings.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
        var columns = "%8s  %-" + width + "s  %11s  %10s  %6s  %s";
        var lines = new ArrayList<>(List.of(findings.zero() + "."));
        lines.add(text(columns, "at", "what happened", "acks again", "caught up", "again", "longest gap in acks, by partition"));
        for (var incident : incidents) {
            var caughtUp = findings.timeline().caughtUp(incident);
            lines.add(text(columns, seconds(incident.began()), incident.what(), after(incident.ackedAgain()), after(caughtUp),
                    text("%,d", incident.duplicates()), Findings.gaps(incident)).stripTrailing());
        }
        return lines;
    }
}
