package drill.report;

//SOURCES ../../cli/Problem.java
//SOURCES Plot.java
//SOURCES Style.java

import static drill.report.Findings.after;
import static drill.report.Findings.seconds;
import static drill.report.Findings.text;

import cli.Problem;
import drill.ledger.Incident;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The findings as one file for a browser, which needs no other. */
public final class HtmlReport {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>Drill: %1$s</title>
            <style>
            %2$s</style>
            </head>
            <body>
            <main>
            %3$s
            <section>
            <h2>What became of the messages</h2>
            %4$s</section>
            <section>
            <h2>Over time</h2>
            %5$s
            </section>
            %6$s%7$s</main>
            </body>
            </html>
            """;

    private static final String FAULTS = """
            <section>
            <h2>The faults, and what they cost</h2>
            <table class="faults-table" role="table">
            <thead role="rowgroup"><tr role="row">%s</tr></thead>
            <tbody role="rowgroup">
            %s</tbody>
            </table>
            <p class="dim">Nothing stands where no partition waited half a second, or where no group fell further behind than
            before.</p>
            </section>
            """;

    private static final List<String> COLUMNS = List.of("fault", "began at", "mended after", "acknowledged again after",
            "caught up after", "processed again", "longest gap in acknowledgements, by partition",
            "longest gap in processing, by partition");

    private final Findings findings;

    public HtmlReport(Findings findings) {
        this.findings = findings;
    }

    public void write(Path file) {
        try {
            Files.writeString(file, page());
        } catch (IOException e) {
            throw new Problem("Cannot write the report to " + file + ": " + e + ". Choose another place with --report.", e);
        }
    }

    public String page() {
        var counts = findings.counts();
        return PAGE.formatted(findings.headline(), Style.CSS, header(),
                table("Written by the producers", List.of("messages"), counts.written())
                        + table("Processed by the groups", counts.groups(), counts.processed()),
                new Plot(findings.timeline(), counts.groups()).html(), faults(), leftOut());
    }

    // --- the verdict

    private String header() {
        var held = findings.verdict().held();
        var reasons = findings.reasons().stream().map(reason -> text("<li>%s</li>\n", sentence(reason)))
                .collect(Collectors.joining());
        return text("""
                <header class="%s">
                <h1><span aria-hidden="true">%s</span> %s</h1>
                <ul>
                %s</ul>
                <p>%s %s.</p>
                </header>""", held ? "held" : "broken", held ? "&#10003;" : "&#10007;", findings.headline(), reasons,
                sentence(findings.circumstances()), findings.zero());
    }

    private static String sentence(String text) {
        return escaped(text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)) + ".";
    }

    // --- the numbers

    private static String table(String caption, List<String> columns, List<Counts.Row> rows) {
        var heads = columns.stream().map(column -> text("<th scope=\"col\">%s</th>", escaped(column)))
                .collect(Collectors.joining());
        return text("""
                <table class="counts%s">
                <caption>%s</caption>
                <thead><tr><th scope="col">what is counted</th>%s</tr></thead>
                <tbody>
                %s</tbody>
                </table>
                """, columns.size() == 1 ? " one" : "", caption, heads,
                rows.stream().map(HtmlReport::row).collect(Collectors.joining()));
    }

    private static String row(Counts.Row row) {
        var rule = row.rule() == Counts.Rule.MUST_BE_ZERO ? "; must be 0" : "";
        var cells = row.numbers().stream().map(number -> cell(number, row.breaks(number))).collect(Collectors.joining());
        return text("<tr><th scope=\"row\">%s<small>%s%s</small></th>%s</tr>\n", row.name(), row.meaning(), rule, cells);
    }

    /** What breaks the promise is told by words and size too, not by colour alone. */
    private static String cell(long number, boolean breaks) {
        return breaks ? text("<td class=\"broken\">%,d<small>too many</small></td>", number) : text("<td>%,d</td>", number);
    }

    // --- the faults

    private String faults() {
        var incidents = findings.timeline().incidents();
        var heads = COLUMNS.stream().map(column -> text("<th scope=\"col\" role=\"columnheader\">%s</th>", column))
                .collect(Collectors.joining());
        return incidents.isEmpty() ? ""
                : FAULTS.formatted(heads, incidents.stream().map(this::fault).collect(Collectors.joining()));
    }

    private String fault(Incident incident) {
        var values = List.of(seconds(incident.began()), after(incident.lasted()), after(incident.ackedAgain()),
                after(findings.timeline().caughtUp(incident)), text("%,d", incident.duplicates()),
                unbroken(Findings.gaps(incident.gaps())), processingGaps(incident));
        // its head stands in each cell for small screens, where the rows are laid out as cards; the roles survive that
        var cells = IntStream.range(0, values.size()).mapToObj(i -> text("<td role=\"cell\" data-label=\"%s\">%s</td>",
                COLUMNS.get(i + 1), values.get(i))).collect(Collectors.joining());
        return text("<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">%s</th>%s</tr>\n", escaped(incident.what()), cells);
    }

    private String processingGaps(Incident incident) {
        return findings.counts().groups().stream().filter(group -> !incident.processingGaps(group).isEmpty())
                .map(group -> escaped(group) + " " + unbroken(Findings.gaps(incident.processingGaps(group))))
                .collect(Collectors.joining("; "));
    }

    /** A line may end between two gaps and not within one. */
    private static String unbroken(String gaps) {
        return gaps.replace(": ", ":\u00a0").replace(" s", "\u00a0s");
    }

    private String leftOut() {
        return findings.leftOut().stream().map(one -> "<p>Left out: " + escaped(one) + ".</p>\n").collect(Collectors.joining());
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
