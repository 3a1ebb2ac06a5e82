package drill.report;

//SOURCES Findings.java

import static drill.report.Findings.seconds;
import static drill.report.Findings.text;

import drill.ledger.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The verdict, and what led to it, for a person at a terminal. */
public final class TextReport {

    private final Findings findings;
    private final Verdict verdict;

    public TextReport(Findings findings) {
        this.findings = findings;
        this.verdict = findings.verdict();
    }

    public List<String> lines() {
        var lines = new ArrayList<>(groups());
        lines.add("");
        lines.add(producers());
        if (!findings.timeline().incidents().isEmpty()) {
            lines.add("");
            lines.addAll(incidents());
        }
        lines.addAll(findings.leftOut().stream().map(one -> "Left out: " + one + ".").toList());
        lines.add("");
        lines.add(findings.sentence());
        return lines;
    }

    private List<String> groups() {
        var lines = new ArrayList<String>();
        lines.add(row("", verdict.groups().stream().map(Verdict.Group::name).toList()));
        findings.rows().forEach(row -> lines.add(row(row.name(), row.numbers())));
        return lines;
    }

    private static String row(String name, List<String> cells) {
        return text("%-24s", name) + cells.stream().map(cell -> text("%18s", cell)).collect(Collectors.joining());
    }

    private String producers() {
        return text("Producers: %,d acknowledged, %,d failed, %,d unknown. Never acknowledged and yet in the log: %,d. "
                + "In the log twice: %,d. Out of order in the log: %,d.", verdict.acked(), verdict.failed(), verdict.unknown(),
                verdict.unacknowledgedFound(), verdict.writtenTwice(), verdict.outOfOrder());
    }

    private List<String> incidents() {
        var incidents = findings.timeline().incidents();
        var width = incidents.stream().mapToInt(incident -> incident.what().length()).max().orElse(0);
        var columns = "%8s  %-" + width + "s  %11s  %10s  %6s  %s";
        var lines = new ArrayList<String>();
        lines.add(text(columns, "after", "what happened", "acks again", "caught up", "again",
                "longest gap in acks, by partition"));
        for (var incident : incidents) {
            var caughtUp = seconds(findings.timeline().caughtUp(incident));
            lines.add(text(columns, seconds(incident.began()), incident.what(), seconds(incident.ackedAgain()), caughtUp,
                    text("%,d", incident.duplicates()), Findings.gaps(incident)).stripTrailing());
        }
        return lines;
    }
}
