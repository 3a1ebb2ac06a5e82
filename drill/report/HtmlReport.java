package drill.report;

//SOURCES ../../cli/Problem.java
//SOURCES Plot.java

import static drill.report.Findings.seconds;
import static drill.report.Findings.text;

import cli.Problem;
import drill.ledger.Incident;
import drill.ledger.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The findings as one file for a browser, which needs no other: in light, in dark, and on paper. */
public final class HtmlReport {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Drill: %1$s</title>
            <style>
            :root {
              color-scheme: light dark; --back: #fff; --text: #1f2328; --dim: #59636e; --rule: #d1d9e0;
              --c0: #0550ae; --c1: #bc4c00; --c2: #1a7f37; --bad: #b31d28; --good: #1a7f37; --fault: #8250df;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --back: #0d1117; --text: #e6edf3; --dim: #9198a1; --rule: #30363d;
                --c0: #58a6ff; --c1: #f0883e; --c2: #3fb950; --bad: #ff7b72; --good: #3fb950; --fault: #bc8cff;
              }
            }
            @media print {
              :root {
                color-scheme: light; --back: #fff; --text: #000; --dim: #444; --rule: #bbb;
                --c0: #0550ae; --c1: #bc4c00; --c2: #1a7f37; --bad: #b31d28; --good: #1a7f37; --fault: #8250df;
              }
              body { padding: 0; }
              section { break-inside: avoid; }
            }
            body {
              max-width: 62rem; margin: 0 auto; padding: 1.5rem; background: var(--back); color: var(--text);
              font: 16px/1.5 system-ui, sans-serif;
            }
            h1 { font-size: 1.6rem; margin: 0; }
            h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
            .held { color: var(--good); }
            .broken { color: var(--bad); }
            .dim { color: var(--dim); }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td {
              padding: .25rem .9rem .25rem 0; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap;
            }
            th:first-child, td:first-child, td.left, th.left { text-align: left; white-space: normal; }
            tr.key td { font-weight: 600; }
            svg { width: 100%%; height: auto; font: 13px system-ui, sans-serif; }
            svg text { fill: var(--text); }
            svg .title { font-weight: 600; }
            svg .tick, svg .time { fill: var(--dim); font-size: 12px; }
            svg .tick, svg .end { text-anchor: end; }
            svg .time { text-anchor: middle; }
            svg .what { font-size: 12px; }
            svg .grid { stroke: var(--rule); fill: none; }
            svg .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
            svg .l0 { stroke: var(--c0); }
            svg .l1 { stroke: var(--c1); stroke-dasharray: 6 3; }
            svg .l2 { stroke: var(--c2); stroke-dasharray: 2 2.5; }
            svg .band { fill: var(--fault); opacity: .09; }
            svg .bar { fill: var(--fault); }
            </style>
            </head>
            <body>
            <h1 class="%2$s">%1$s</h1>
            <p>%3$s</p>
            <section>
            <h2>What became of the messages</h2>
            <div class="wide">%4$s</div>
            <p class="dim">%5$s</p>
            </section>
            <section>
            <h2>Over time</h2>
            %6$s
            </section>
            %7$s
            </body>
            </html>
            """;

    private final Findings findings;
    private final Verdict verdict;

    public HtmlReport(Findings findings) {
        this.findings = findings;
        this.verdict = findings.verdict();
    }

    public void write(Path file) {
        try {
            Files.writeString(file, page());
        } catch (IOException e) {
            throw new Problem("Cannot write the report to " + file + ": " + e + ". Choose another place with --report.", e);
        }
    }

    public String page() {
        var plot = new Plot(findings.timeline(), verdict.groups().stream().map(Verdict.Group::name).toList()).svg();
        var title = verdict.held() ? "The promise held" : "The promise did not hold";
        return PAGE.formatted(title, verdict.held() ? "held" : "broken", escaped(findings.sentence()), groups(), producers(),
                plot, incidents() + leftOut());
    }

    private String groups() {
        var rows = new StringBuilder(row("", "th", verdict.groups().stream().map(group -> escaped(group.name())).toList(), ""));
        findings.rows().forEach(row -> rows.append(row(row.name(), "td", row.numbers(), row.judged() ? " class=\"key\"" : "")));
        return "<table>\n" + rows + "</table>";
    }

    private static String row(String name, String cell, List<String> values, String attributes) {
        var cells = Stream.concat(Stream.of(name), values.stream()).map(value -> text("<%1$s>%2$s</%1$s>", cell, value));
        return "<tr" + attributes + ">" + cells.collect(Collectors.joining()) + "</tr>\n";
    }

    private String producers() {
        return text("Truth is what the brokers acknowledged to the producers: %,d messages; %,d failed, %,d unknown. "
                + "%,d were never acknowledged and are in the log all the same; %,d are in it twice; %,d lie in it out of order.",
                verdict.acked(), verdict.failed(), verdict.unknown(), verdict.unacknowledgedFound(), verdict.writtenTwice(),
                verdict.outOfOrder());
    }

    private String incidents() {
        var incidents = findings.timeline().incidents();
        if (incidents.isEmpty()) {
            return "";
        }
        return """
                <section>
                <h2>What happened, and what it cost</h2>
                <div class="wide"><table>
                <tr><th>what</th><th>after</th><th>acknowledged again</th><th>caught up</th><th>processed again</th>
                <th class="left">longest gap in acknowledgements, by partition</th></tr>
                %s</table></div>
                </section>
                """.formatted(incidents.stream().map(this::incident).collect(Collectors.joining()));
    }

    private String incident(Incident incident) {
        return text("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%,d</td><td class=\"left\">%s</td></tr>\n",
                escaped(incident.what()), seconds(incident.began()), seconds(incident.ackedAgain()),
                seconds(findings.timeline().caughtUp(incident)), incident.duplicates(), Findings.gaps(incident));
    }

    private String leftOut() {
        return findings.leftOut().stream().map(one -> "<p class=\"dim\">Left out: " + escaped(one) + ".</p>\n")
                .collect(Collectors.joining());
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
