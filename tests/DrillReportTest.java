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
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import drill.ledger.Incident;
import drill.ledger.Ledger.Account;
import drill.ledger.Ledger;
import drill.ledger.Verdict.Duplicate;
import drill.ledger.Verdict;
import drill.report.Findings;
import drill.report.HtmlReport;
import drill.report.JsonReport;
import drill.report.TextReport;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import support.Json;

/** What the drill tells people and programs in the end. */
@Tag("unit")
class DrillReportTest {

    private final long began = System.currentTimeMillis() - 20_000;
    private final Ledger ledger = new Ledger(0, began, List.of("single-consumer", "batch-consumer"));

    // --- the verdict

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
        assertThat(words(findings)).contains("The promise held", "Left out: disk-full: no root.",
                "Each of the 2,000 acknowledged messages was processed by both groups, in order.",
                "Seed 7, 100 messages/s, 1 fault, 20 s.");
    }

    @Test
    void thePromiseDidNotHold() throws Exception {
        sentAndProcessed(2000, 1993);
        var findings = findings();
        assertThat(new TextReport(findings).lines()).last().asString()
                .startsWith("THE PROMISE DID NOT HOLD: 7 of 2,000 acknowledged messages never processed by batch-consumer "
                        + "(ids 1993, 1994, 1995, 1996, 1997 ...). (seed 7");
        assertThat(new TextReport(findings).lines()).anyMatch(line -> line.contains("broker <2> killed"))
                .contains("Left out: disk-full: no root.");
        assertThat(Json.object(new JsonReport(findings).line())).containsEntry("held", false).containsEntry("lost", 7L);
        assertThat(words(findings)).contains("The promise did not hold",
                "7 of 2,000 acknowledged messages never processed by batch-consumer (ids 1993,");
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
                        + "and the log has 1 copy too many. (seed 7");
        assertThat(Json.object(new JsonReport(findings).line())).containsEntry("held", false).containsEntry("writtenTwice", 1L);
        assertThat(row(page(findings), "written twice")).contains("must be 0", "1 too many");
    }

    @Test
    void theVerdictIsToldOnce() throws Exception {
        sentAndProcessed(2000, 1993);
        for (var text : List.of(words(findings()), String.join(" ", new TextReport(findings()).lines()))) {
            assertThat(text.split("(?i)the promise ", -1)).as(text).hasSize(2);
            assertThat(text.split("never processed by", -1)).as(text).hasSize(2);
        }
    }

    // --- the numbers

    /** By words and size, not by colour alone. */
    @Test
    void aLossCannotBeTakenForNoLoss() throws Exception {
        sentAndProcessed(2000, 1993);
        var page = page(findings());
        assertThat(row(page, "lost")).isEqualTo("lost acknowledged, and never processed; must be 0 0 7 too many");
        assertThat(elements(page, "td").filter(cell -> cell.getAttribute("class").equals("broken")))
                .singleElement().extracting(DrillReportTest::words).isEqualTo("7 too many");
        assertThat(elements(page, "header")).singleElement().extracting(header -> header.getAttribute("class"))
                .isEqualTo("broken");
        assertThat(new TextReport(findings()).lines()).filteredOn(line -> line.contains("MUST BE 0"))
                .singleElement().asString().matches("lost +0 +7  <== MUST BE 0");
    }

    @Test
    void nothingIsMarkedWhenThePromiseHeld() throws Exception {
        sentAndProcessed(2000, 2000);
        assertThat(new TextReport(findings()).lines()).noneMatch(line -> line.contains("MUST BE 0"));
        assertThat(new HtmlReport(findings()).page()).doesNotContain("\"broken\"", "too many");
    }

    /** What was written in another order than sent, and what was processed in another order than written. */
    @Test
    void eachNumberSaysWhatItCounts() throws Exception {
        var group = new Verdict.Group("single-consumer", 10, 0, 0, List.of(), 0, duplicates(1), 0, 0, 0);
        var findings = findings(new Verdict(Verdict.Writes.AT_LEAST_ONCE, 10, 0, 0, 0, 0, 22, 3, List.of(group)));
        assertThat(row(page(findings), "written out of order"))
                .endsWith("in the log behind a message that its producer sent later; must be 0 22 too many");
        assertThat(row(page(findings), "processed out of order"))
                .endsWith("only after a message that lies behind it in the log; must be 0 0");
        assertThat(row(page(findings), "written twice")).doesNotContain("must be 0", "too many").endsWith(" 3");
        assertThat(new TextReport(findings).lines()).anyMatch(line -> line.matches("written out of order +22  <== MUST BE 0"))
                .anyMatch(line -> line.matches("processed out of order +0"))
                .anyMatch(line -> line.matches("again, as it is written twice +1"));
        for (var lines : List.of(new TextReport(findings).lines(), names(page(findings)))) {
            assertThat(lines.stream().map(line -> line.replaceFirst("  .*", "")).filter(line -> !line.isBlank()))
                    .doesNotHaveDuplicates();
        }
    }

    private static Map<Duplicate, Long> duplicates(long each) {
        return Stream.of(Duplicate.values()).collect(toMap(why -> why, why -> each));
    }

    /** So that it can be told who waited: for the brokers, or for a member of the group. */
    @Test
    void theLongestGapsStandSideBySide() throws Exception {
        sentAndProcessed(2000, 2000);
        ledger.began("broker-killed", "broker 2 killed", Set.of(Incident.BROKERS));
        var producer = ledger.producer();
        var id = (int) producer.firstId();
        enter(producer, "acked", id, 700, 5000);
        enter(ledger.consumer("batch-consumer"), "processed", id, 700, 5100);
        var findings = findings(ledger.verdict(Verdict.Writes.IDEMPOTENT));
        assertThat(new TextReport(findings).lines())
                .anyMatch(line -> line.matches(" +at +in acks +single-consumer +batch-consumer"))
                .anyMatch(line -> line.matches(" +\\d+\\.\\d s +1: 30\\.0 s +1: 31\\.0 s"));
        assertThat(new JsonReport(findings).line()).contains("\"gapMillis\":{\"1\":30010}",
                "\"processingGapMillis\":{\"single-consumer\":{},\"batch-consumer\":{\"1\":31010}}");
        assertThat(words(findings)).contains("1:\u00a030.0\u00a0s batch-consumer 1:\u00a031.0\u00a0s");
    }

    /** One zero for the plot, the tables and what the drill says while it goes on. */
    @Test
    void timesCountFromTheStartOfThePrograms() throws Exception {
        sentAndProcessed(2000, 2000);
        var zero = "Times count from the start of the programs: " + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                .format(Instant.ofEpochMilli(began).atZone(ZoneId.systemDefault()));
        assertThat(words(findings())).contains(zero);
        assertThat(new TextReport(findings()).lines()).anyMatch(line -> line.startsWith(zero));
        assertThat(Json.object(new JsonReport(findings()).line())).containsEntry("beganAt", began);
    }

    // --- the page

    @Test
    void thePageNeedsNothingElse() throws Exception {
        sentAndProcessed(2000, 2000);
        assertThat(new HtmlReport(findings()).page()).doesNotContain("src=", "href=", "url(", "@import", "<script")
                .contains("prefers-color-scheme: dark", "@media print", "broker &lt;2&gt; killed")
                .doesNotContain("NaN", "Infinity");
    }

    /** A screen reader gets each number with its heads, and each plot with its title and what it shows. */
    @Test
    void thePageCanBeListenedTo() throws Exception {
        sentAndProcessed(2000, 1993);
        var page = page(findings());
        assertThat(elements(page, "th")).isNotEmpty().allMatch(head -> head.getAttribute("scope").matches("row|col"));
        assertThat(elements(page, "tr").filter(row -> row.getElementsByTagName("td").getLength() > 0)).isNotEmpty()
                .allMatch(row -> row.getElementsByTagName("th").getLength() == 1);
        var plots = elements(page, "svg").filter(svg -> !svg.getAttribute("aria-hidden").equals("true")).toList();
        assertThat(plots).hasSize(2).allMatch(svg -> svg.getAttribute("role").equals("img"));
        assertThat(plots).extracting(svg -> described(page, svg, "aria-labelledby")).containsExactly(
                "Messages a second, acknowledged by the brokers and processed by the groups",
                "Behind: messages acknowledged and not yet processed");
        assertThat(described(page, plots.get(1), "aria-describedby")).isEqualTo("Furthest behind: single-consumer 0, "
                + "batch-consumer 7 (at 19 s). In the end: single-consumer 0, batch-consumer 7.");
    }

    private static String described(Document page, Element element, String by) {
        return elements(page, "*").filter(other -> other.getAttribute("id").equals(element.getAttribute(by)))
                .map(DrillReportTest::words).findFirst().orElseThrow();
    }

    /** What a producer has to send after an outage goes out within a second, at thirty times the usual rate. */
    @Test
    void aScaleThatIsCutSaysSo() throws Exception {
        sentAndProcessed(2000, 2000);
        assertThat(words(findings())).doesNotContain("cut").contains("Most in one second: acknowledged 100 (at 0 s)");
        var producer = ledger.producer();
        for (var message = 0; message < 3000; message++) {
            enter(producer, "acked", (int) producer.firstId() + message, message, 700);
        }
        assertThat(words(findings())).contains("200 150 100 50 0", "acknowledged 3,100 (at 7 s)",
                "The scale is cut at 200, so that the usual rate can be seen: in one second (\u25b2) lines go beyond it.");
        for (var message = 3000; message < 6000; message++) {
            enter(producer, "acked", (int) producer.firstId() + message, message, 0);
        }
        assertThat(words(findings())).contains("in 2 seconds (\u25b2) lines go beyond it.");
    }

    @Test
    void eachFaultHasAllItsWordsAtItsBar() throws Exception {
        sentAndProcessed(2000, 2000);
        var names = IntStream.range(0, 40)
                .mapToObj(number -> "broker " + number + " <Gr\u00fc\u00dfe> \ud83d\ude80 " + "w".repeat(99)).toList();
        names.forEach(name -> ledger.mended(ledger.began("broker-killed", name, Set.of(Incident.BROKERS))));
        var page = page(new Findings(7, "100", List.of(), List.of(), ledger.verdict(Verdict.Writes.IDEMPOTENT),
                ledger.timeline(), 0, Duration.ofSeconds(20), Duration.ofSeconds(1)));
        var bars = elements(page, "figure").reduce((first, last) -> last).orElseThrow();
        assertThat(elements(bars, "p")).extracting(Element::getTextContent).isEqualTo(names);
        assertThat(names(page)).containsAll(names);
        assertThat(words(page.getDocumentElement())).contains("A bar, with the shade above it, ends when its fault is mended:");
    }

    @Test
    void aDrillWithoutFaultsOrLagHasAPlotToo() throws Exception {
        var findings = new Findings(1, "max", List.of(), List.of(), ledger.verdict(Verdict.Writes.IDEMPOTENT),
                ledger.timeline(), 0, Duration.ZERO, Duration.ZERO);
        assertThat(words(findings)).contains("Behind: ").doesNotContain("NaN", "Infinity", "A bar");
    }

    private static Document page(Findings findings) throws Exception {
        var parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        return parser.parse(new InputSource(new StringReader(new HtmlReport(findings).page())));
    }

    private static String words(Findings findings) throws Exception {
        return words(elements(page(findings), "body").findFirst().orElseThrow());
    }

    /** With a space between what stands in different elements. */
    private static String words(Node node) {
        var text = new StringBuilder();
        for (var child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            text.append(child instanceof Element ? words(child) : child.getTextContent()).append(' ');
        }
        return text.toString().strip().replaceAll("\\s+", " ");
    }

    private static String row(Document page, String name) {
        return elements(page, "tr").map(DrillReportTest::words).filter(words -> words.startsWith(name + " ")).findFirst()
                .orElseThrow();
    }

    /** Of the rows. */
    private static List<String> names(Document page) {
        return elements(page, "th").filter(head -> head.getAttribute("scope").equals("row"))
                .map(head -> head.getFirstChild().getTextContent()).toList();
    }

    private static Stream<Element> elements(Document page, String tag) {
        return elements(page.getDocumentElement(), tag);
    }

    private static Stream<Element> elements(Element in, String tag) {
        var found = in.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
    }

    // --- what is reported

    private Findings findings() {
        ledger.mended(ledger.began("broker-killed", "broker <2> killed", Set.of(Incident.BROKERS)));
        return findings(ledger.verdict(Verdict.Writes.IDEMPOTENT));
    }

    private Findings findings(Verdict verdict) {
        return new Findings(7, "100", List.of("broker-killed"), List.of("disk-full: no root"), verdict, ledger.timeline(), 0,
                Duration.ofSeconds(20), Duration.ofSeconds(1));
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
        enter(who, event, id, offset, id);
    }

    private void enter(Account who, String event, int id, int offset, int hundredth) {
        var line = "{\"v\":1,\"event\":\"%s\",\"id\":%d,\"partition\":%d,\"offset\":%d,\"at\":%d}\n"
                .formatted(event, id, id % 3, offset, began + hundredth * 10L).getBytes(UTF_8);
        ledger.enter(who, line, 0, line.length);
    }
}
