//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../SingleConsumer.java
//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES ../consuming/EndOfTopic.java
//SOURCES ../consuming/Starts.java
//SOURCES ../output/Headers.java
//SOURCES ../output/RawRecord.java
//SOURCES ../output/Report.java
//SOURCES support/LogConsumer.java
//SOURCES support/Printed.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cli.Problem;
import cli.Stop;
import consuming.EndOfTopic;
import consuming.Starts;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import output.Headers;
import output.RawRecord;
import output.Report;
import picocli.CommandLine;
import support.LogConsumer;
import support.Printed;

/** What --headers shows: of dead letters in words, of everything only what a terminal may have. */
@Tag("unit")
class HeadersTest {

    private static final byte[] NOT_A_MESSAGE = {'?'};
    private static final byte[] A_LONG = ByteBuffer.allocate(Long.BYTES).putLong(7).array();
    private static final long AT =
            LocalDateTime.of(2026, 11, 22, 12, 3, 1).atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();

    private final Printed printed = new Printed();
    private final Stop stop = new Stop();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final LogConsumer consumer = new LogConsumer(stop, printed::doneWith);

    private static ConsumerRecord<byte[], byte[]> record(byte[] value, Header... headers) {
        return new ConsumerRecord<>("messages-dlt", 2, 17, AT, TimestampType.CREATE_TIME, 0, 0, "user-3".getBytes(UTF_8), value,
                new RecordHeaders(headers), Optional.empty());
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }

    private static Header header(String name, byte[] value) {
        return new RecordHeader(name, value);
    }

    private static Header header(String name, int... bytes) {
        var value = new byte[bytes.length];
        IntStream.range(0, bytes.length).forEach(index -> value[index] = (byte) bytes[index]);
        return new RecordHeader(name, value);
    }

    private static Header[] ofLetter(Header... more) {
        var all = Arrays.copyOf(more, more.length + 7);
        all[more.length] = header("kafka_dlt-original-topic", "messages");
        all[more.length + 1] = header("kafka_dlt-original-partition", 0, 0, 0, 2);
        all[more.length + 2] = header("kafka_dlt-original-offset", ByteBuffer.allocate(8).putLong(312).array());
        all[more.length + 3] = header("kafka_dlt-original-timestamp", ByteBuffer.allocate(8).putLong(5).array());
        all[more.length + 4] = header("kafka_dlt-original-timestamp-type", "CreateTime");
        all[more.length + 5] = header("kafka_dlt-original-consumer-group", "batch-consumer");
        all[more.length + 6] = header("kafka_dlt-exception-message", "it cannot be processed: exit 1");
        return all;
    }

    private static List<String> lines(Header... headers) {
        return new Headers(record(NOT_A_MESSAGE, headers)).lines();
    }

    // --- Lines

    @Test
    void whereALetterIsFromIsSaidInWordsAndTheOthersAsTheyAre() {
        assertThat(lines(ofLetter(header("trace", "kept"), header("kafka_dlt-exception-fqcn", "java.lang.Exception"))))
                .containsExactly(
                        "    from messages-2@312, group batch-consumer, at 2026-11-22 12:03:01: it cannot be processed: exit 1",
                        "    trace: kept",
                        "    kafka_dlt-exception-fqcn: java.lang.Exception");
    }

    @Test
    void aLetterMaySayLess() {
        assertThat(lines(header("kafka_dlt-original-topic", "messages"), header("kafka_dlt-original-partition", 1, 2, 3)))
                .containsExactly("    from messages, at 2026-11-22 12:03:01: no reason given");
        assertThat(lines()).isEmpty();
    }

    @Test
    void aLetterOfALetterSaysWhereItWasLast() {
        assertThat(lines(header("kafka_dlt-original-topic", "first"), header("kafka_dlt-original-topic", "second")))
                .containsExactly("    from second, at 2026-11-22 12:03:01: no reason given");
    }

    /** They come from anybody. */
    @Test
    void noHeaderReachesATerminalRaw() {
        var hostile = "a\u001b[2J\n2026 INFO fake\u202e" + "x".repeat(1_000_000);
        var shown = lines(header(hostile, hostile), header("kafka_dlt-exception-message", hostile),
                header("kafka_dlt-original-topic", hostile), header("kafka_dlt-original-consumer-group", hostile));
        assertThat(shown).hasSize(2).allMatch(line -> line.length() < 1000)
                .allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f), "is plain")
                .allMatch(line -> line.contains("a\\u001b[2J\\n2026 INFO fake\\u202exx"));
    }

    @Test
    void bytesThatAreNoTextAreHexadecimal() {
        assertThat(lines(header("number", 0, 0, 1), header("bad", 0xc3, 0x28), header("none", (byte[]) null),
                header("empty", "")))
                .containsExactly("    number: 0x000001", "    bad: 0xc328", "    none: (null)", "    empty: ");
        var large = new byte[1_000_000];
        assertThat(lines(header("large", large)).get(0)).startsWith("    large: 0x0000").endsWith("...").hasSizeLessThan(250);
    }

    @Test
    void aHundredThousandOfThemAreTwentyLines() {
        var many = IntStream.range(0, 100_000).mapToObj(number -> header("h" + number, "v")).toArray(Header[]::new);
        assertThat(lines(many)).hasSize(21).contains("    h19: v").endsWith("    ... and 99980 more headers");
    }

    @Test
    void whereThereIsNoMessageItsBytesAreShown() {
        assertThat(new RawRecord(record(A_LONG)).lines()).containsExactly("    key user-3; value (8 bytes): 0x0000000000000007");
        assertThat(new RawRecord(record("{\"id\":\u001b".getBytes(UTF_8))).lines())
                .containsExactly("    key user-3; value (7 bytes): {\"id\":\\u001b");
        assertThat(new RawRecord(record(null)).lines()).containsExactly("    key user-3; no value");
    }

    // --- In a consumer

    /** Until all that the log has is read. */
    private int run(Report.Style style, String... args) {
        var app = new SingleConsumer();
        new CommandLine(app).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        var report = printed.report(style);
        try (var run = app.options.run(app.settings(), report, stop, Starts.earliest(), Optional.of(new EndOfTopic(ends)),
                app.options.lastResort(Map.of(), report, stop))) {
            app.new Loop(consumer, run).run();
            return run.exitCode();
        }
    }

    private void has(byte[] value, Header... headers) {
        consumer.hasBytes(0, value, headers);
        ends.merge(LogConsumer.partition(0), 1L, Long::sum);
    }

    private void hasMessage(Header... headers) {
        has("{\"id\":17,\"text\":\"message 17\",\"createdAt\":5}".getBytes(UTF_8), headers);
    }

    @Test
    void belowEachMessageStandsWhatItsHeadersSay() {
        hasMessage(ofLetter(header("trace", "kept")));
        assertThat(run(Report.Style.TEXT, "--headers")).isZero();
        assertThat(printed.out().lines()).hasSize(3).contains("    trace: kept")
                .anyMatch(line -> line.startsWith("    from messages-2@312, group batch-consumer, at "));
    }

    @Test
    void withoutTheOptionNothingDoes() {
        hasMessage(ofLetter(header("trace", "kept")));
        assertThat(run(Report.Style.TEXT)).isZero();
        assertThat(printed.out().lines()).hasSize(1);
    }

    @Test
    void inJSONALetterAndItsHeadersAreObjects() {
        hasMessage(ofLetter(header("trace", "kept"), header("twice", "1"), header("twice", 0, 2), header("none", (byte[]) null)));
        assertThat(run(Report.Style.JSON, "--headers")).isZero();
        var headers = new HashMap<String, Object>(Map.of("trace", "kept", "twice", List.of("1", "0x0002")));
        headers.put("none", null);
        assertThat(printed.events("processed")).singleElement().satisfies(said -> assertThat(said.fields())
                .containsEntry("headers", headers)
                .containsEntry("letter", Map.of("topic", "messages", "partition", 2L, "offset", 312L, "timestamp", 5L,
                        "group", "batch-consumer", "reason", "it cannot be processed: exit 1", "at", 1732144200000L)));
    }

    /** To have it shown is all that was asked for: nothing is left undone. */
    @Test
    void aDeadLetterThatCannotBeDecodedIsShownAndNoFault() {
        has(NOT_A_MESSAGE, ofLetter(header("trace", "kept")));
        assertThat(run(Report.Style.JSON, "--headers")).isZero();
        assertThat(printed.talk()).anyMatch(line -> line.startsWith("skipped messages-0@0: it cannot be decoded"))
                .anyMatch(line -> line.startsWith("    from messages-2@312")).contains("    trace: kept")
                .contains("    key user-0; value (1 bytes): ?").noneMatch(line -> line.contains("Not all is done"));
        assertThat(printed.events("skipped")).singleElement().satisfies(said -> assertThat(said.fields())
                .containsEntry("key", "user-0").containsEntry("preview", "?").containsEntry("headers", Map.of("trace", "kept"))
                .containsKey("letter"));
    }

    @Test
    void anythingElseThatCannotBeDecodedIsShownToo() {
        has(NOT_A_MESSAGE, header("trace", "kept"));
        assertThat(run(Report.Style.TEXT, "--headers")).isEqualTo(1);
        assertThat(printed.talk()).contains("    trace: kept", "    key user-0; value (1 bytes): ?")
                .anyMatch(line -> line.startsWith("Not all is done: 1 undecodable message"));
    }

    @Test
    void aCommandThatDidNotGetADeadLetterHasNotDoneAll() {
        has(NOT_A_MESSAGE, ofLetter());
        assertThat(run(Report.Style.TEXT, "--headers", "--exec", "cat")).isEqualTo(1);
    }

    @Test
    void deadLettersThatLookLikeAnotherFormatAreNoSignOfAForgottenOne() {
        for (var number = 0; number < 12; number++) {
            has(A_LONG, ofLetter());
        }
        assertThat(run(Report.Style.TEXT, "--headers")).isZero();
        assertThat(printed.talk().stream().filter(line -> line.contains("value (8 bytes)"))).as("none is left out").hasSize(12);
    }

    @Test
    void messagesThatDoAre() {
        for (var number = 0; number < 12; number++) {
            has(A_LONG, header("trace", "kept"));
        }
        assertThatThrownBy(() -> run(Report.Style.TEXT, "--headers")).isInstanceOf(Problem.class)
                .hasMessageContaining("try --format long");
    }
}
