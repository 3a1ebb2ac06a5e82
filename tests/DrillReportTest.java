//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../drill/ledger/Incident.java
//SOURCES ../drill/ledger/Ledger.java
//SOURCES ../drill/report/HtmlReport.java
//SOURCES ../drill/report/JsonReport.java
//SOURCES ../drill/report/TextReport.java
//SOURCES support/Json.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import drill.ledger.Incident;
import drill.ledger.Ledger.Account;
import drill.ledger.Ledger;
import drill.ledger.Verdict;
import drill.report.Findings;
import drill.report.HtmlReport;
import drill.report.JsonReport;
import drill.report.TextReport;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import support.Json;

/** What the drill tells people and programs in the end. */
@Tag("unit")
class DrillReportTest {

    private final long began = System.currentTimeMillis() - 20_000;
    private final Ledger ledger = new Ledger(0, began, List.of("single-consumer", "batch-consumer"));

    @Test
    void thePromiseHeld() throws Exception {
        sentAndProcessed(2000, 2000);
        var findings = findings();
        assertThat(new TextReport(findings).lines()).last().asString()
                .isEqualTo("THE PROMISE HELD: each of the 2,000 acknowledged messages was processed by both groups, in order. "
                        + "(seed 7, 100 messages/s, 1 fault, 20 s)");
        assertThat(Json.object(new JsonReport(findings).line())).containsEntry("held", true).containsEntry("acked", 2000L)
                .containsEntry("lost", 0L).containsEntry("writtenTwice", 0L)
                .containsEntry("leftOut", List.of("disk-full: no root"));
        assertThat(new HtmlReport(findings).page()).contains("<h1 class=\"held\">The promise held</h1>");
    }

    @Test
    void thePromiseDidNotHold() throws Exception {
        sentAndProcessed(2000, 1993);
        var findings = findings();
        assertThat(new TextReport(findings).lines()).last().asString()
                .startsWith("THE PROMISE DID NOT HOLD: 7 of 2,000 acknowledged messages were never processed by batch-consumer "
                        + "(ids 1993, 1994, 1995, 1996, 1997 ...). (seed 7");
        assertThat(new TextReport(findings).lines()).anyMatch(line -> line.matches("lost +0 +7"))
                .anyMatch(line -> line.contains("broker <2> killed")).contains("Left out: disk-full: no root.");
        assertThat(Json.object(new JsonReport(findings).line())).containsEntry("held", false).containsEntry("lost", 7L);
        assertThat(new HtmlReport(findings).page()).contains("<h1 class=\"broken\">The promise did not hold</h1>");
    }

    @Test
    void copiesThatAnIdempotentProducerMustNotWriteBreakThePromise() throws Exception {
        sentAndProcessed(2000, 2000);
        var findings = findings();
        assertThat(findings.verdict().held()).isTrue();
        enter(ledger.consumer("single-consumer"), "processed", 1999, 5000);
        findings = findings();
        assertThat(new TextReport(findings).lines()).last().asString()
                .startsWith("THE PROMISE DID NOT HOLD: an idempotent producer must write nothing twice, "
                        + "and the log has 1 copies too many. (seed 7");
        assertThat(Json.object(new JsonReport(findings).line())).containsEntry("held", false).containsEntry("writtenTwice", 1L);
    }

    @Test
    void thePageNeedsNothingElseAndItsPlotIsWellFormed() throws Exception {
        sentAndProcessed(2000, 2000);
        var page = new HtmlReport(findings()).page();
        assertThat(page).doesNotContain("src=", "href=", "url(", "@import", "<script")
                .contains("prefers-color-scheme: dark", "@media print", "broker &lt;2&gt; killed");
        var plot = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6);
        var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        var root = parser.parse(new InputSource(new StringReader(plot))).getDocumentElement();
        assertThat(root.getElementsByTagName("path").getLength()).isGreaterThan(10);
        assertThat(plot).doesNotContain("NaN", "Infinity");
    }

    @Test
    void aDrillWithoutFaultsOrLagHasAPlotToo() throws Exception {
        var page = new HtmlReport(new Findings(1, "max", List.of(), List.of(), ledger.verdict(Verdict.Writes.IDEMPOTENT),
                ledger.timeline(), 0, Duration.ZERO, Duration.ZERO)).page();
        assertThat(page).contains("</svg>").doesNotContain("NaN", "Infinity", "What happened");
    }

    private Findings findings() {
        ledger.mended(ledger.began("broker-killed", "broker <2> killed", Set.of(Incident.BROKERS)));
        return new Findings(7, "100", List.of("broker-killed"), List.of("disk-full: no root"),
                ledger.verdict(Verdict.Writes.IDEMPOTENT), ledger.timeline(), 0, Duration.ofSeconds(20), Duration.ofSeconds(1));
    }

    private void sentAndProcessed(int sent, int processedByBatch) {
        var producer = ledger.producer();
        var readers = Map.<Account, Integer>of(ledger.consumer("single-consumer"), sent,
                ledger.consumer("batch-consumer"), processedByBatch);
        for (var id = 0; id < sent; id++) {
            enter(producer, "acked", id);
        }
        readers.forEach((reader, count) -> {
            for (var id = 0; id < count; id++) {
                enter(reader, "processed", id);
            }
        });
    }

    private void enter(Account who, String event, int id) {
        enter(who, event, id, id / 3);
    }

    private void enter(Account who, String event, int id, int offset) {
        var line = "{\"v\":1,\"event\":\"%s\",\"id\":%d,\"partition\":%d,\"offset\":%d,\"at\":%d}\n"
                .formatted(event, id, id % 3, offset, began + id * 10L).getBytes(UTF_8);
        ledger.enter(who, line, 0, line.length);
    }
}
