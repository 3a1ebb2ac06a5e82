package drill;

//SOURCES Findings.java
//SOURCES Verdict.java
//SOURCES Words.java

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        lines.add(new Words(findings).verdict());
        return lines;
    }

    private List<String> groups() {
        var lines = new ArrayList<String>();
        lines.add(row("", verdict.groups().stream().map(Verdict.Group::name).toList()));
        new Words(findings).rows().forEach(row -> lines.add(row(row.name(), row.numbers())));
        return lines;
    }

    private static String row(String name, List<String> cells) {
        return String.format(Locale.ROOT, "%-24s", name) + cells.stream().map(cell -> String.format(Locale.ROOT, "%18s", cell)).collect(Collectors.joining());
    }

    private String producers() {
        return String.format(Locale.ROOT, "Producers: %,d acknowledged, %,d failed, %,d unknown. Never acknowledged and yet in the log: %,d. Out of order in the log: %,d.",
                verdict.acked(), verdict.failed(), verdict.unknown(), verdict.unacknowledgedFound(), verdict.outOfOrder());
    }

    private List<String> incidents() {
        var incidents = findings.timeline().incidents();
        var width = incidents.stream().mapToInt(incident -> incident.what().length()).max().orElse(0);
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, "%8s  %-" + width + "s  %11s  %10s  %6s  %s", "after", "what happened", "acks again", "caught up", "again", "longest gap in acks, by partition"));
        for (var incident : incidents) {
            lines.add(String.format(Locale.ROOT, "%8s  %-" + width + "s  %11s  %10s  %,6d  %s", Words.seconds(incident.began()), incident.what(), Words.seconds(incident.answered()),
                    Words.seconds(findings.timeline().caughtUp(incident)), incident.duplicates(), Words.gaps(incident)).stripTrailing());
        }
        return lines;
    }
}
