//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../output/Delivery.java
//SOURCES ../output/Event.java
//SOURCES ../output/Look.java
//SOURCES ../output/OutputFailed.java
//SOURCES ../output/OutputOptions.java
//SOURCES ../output/Place.java
//SOURCES ../output/Report.java
//SOURCES ../output/SafeText.java
//SOURCES support/Jvm.java
//SOURCES support/Printed.java
//SOURCES support/Said.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import output.Delivery;
import output.Event;
import output.Look;
import output.OutputFailed;
import output.OutputOptions;
import output.Place;
import output.Report;
import output.SafeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine;
import support.Jvm;
import support.Printed;
import support.Said;

/** What people and programs get to read, and that nothing counts which could not be written. */
@Tag("unit")
class OutputTest {

    /** A faked log line, a cleared screen, C1 controls, a name that reads backwards, all kinds of line ends. */
    private static final String HOSTILE =
            "a\n2026 INFO fake\r\u001b[2J\u009b31m\u0000\u007f\u202egnp\u2066x\u2069\u2028\u2029\u0085\t\"end";

    private final Printed printed = new Printed();

    private static Delivery delivery(String key, String text, Instant createdAt) {
        return new Delivery(new ConsumerRecord<>("messages", 1, 811, null, new byte[100]), 17, key, text, createdAt);
    }

    private static Event.Acked acked(long id, String key, Duration latency) {
        return new Event.Acked(id, key, new Place("messages", 1, 811), 100, latency);
    }

    private Report report(Report.Style style, Event... events) {
        var report = printed.report(style);
        Stream.of(events).forEach(report::event);
        report.flush();
        return report;
    }

    // --- Safe text

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("plain", "plain"),
                arguments("", ""),
                arguments(null, "null"),
                arguments("a\nb\rc\td", "a\\nb\\rc\\td"),
                arguments("\u001b[2J", "\\u001b[2J"),
                arguments("\u0000\u007f\u009b", "\\u0000\\u007f\\u009b"),
                arguments("\u202egnp.exe", "\\u202egnp.exe"),
                arguments("\u2066\u2069\u200e\ufeff", "\\u2066\\u2069\\u200e\\ufeff"),
                arguments("\u2028\u2029\u0085", "\\u2028\\u2029\\u0085"),
                arguments("\ud800x", "\\ud800x"),
                arguments("\udb40\udc41", "\\u{e0041}"),
                arguments("\u00e4\u4e2d\ud83d\ude80", "\u00e4\u4e2d\ud83d\ude80"));
    }

    @ParameterizedTest(name = "\"{1}\"")
    @MethodSource("texts")
    void controlAndBidiCharactersAreSpelledOut(String text, String safe) {
        assertThat(SafeText.of(text)).isEqualTo(safe);
        assertThat(SafeText.whole(text)).isEqualTo(safe);
    }

    @Test
    void aLongTextIsCutAndNeverInTheMiddleOfACharacter() {
        assertThat(SafeText.of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(SafeText.of("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
        assertThat(SafeText.of("\ud83d\ude80".repeat(300))).isEqualTo("\ud83d\ude80".repeat(100) + "...");
        assertThat(SafeText.of("x" + "\ud83d\ude80".repeat(300))).isEqualTo("x" + "\ud83d\ude80".repeat(100) + "...");
        assertThat(SafeText.whole("x".repeat(1000))).hasSize(1000);
    }

    @Test
    void aQuotedTextIsOneWordWithItsQuotesEscaped() {
        assertThat(SafeText.quoted("say \"hi\"\n")).isEqualTo("\"say \\\"hi\\\"\\n\"");
    }

    // --- Lines

    @Test
    void textIsALineForEachMessageAndCommit() {
        report(Report.Style.TEXT,
                acked(17, "user-3", Duration.ofMillis(5)),
                new Event.NotAcked("unknown", 18, "user-4", "messages", "TimeoutException: late"),
                delivery("user-3", "message 17", Instant.EPOCH),
                delivery(null, null, null).asAgain(),
                new Event.Batch(12, "full"),
                new Event.Committed("batch of 12 (full)",
                        Map.of(new TopicPartition("messages", 2), new OffsetAndMetadata(17), new TopicPartition("messages", 0),
                        new OffsetAndMetadata(40))));
        assertThat(printed.out().lines()).containsExactly(
                "acked user-3 17 -> messages-1@811",
                "unknown user-4 18: TimeoutException: late",
                "received user-3 17 \"message 17\" <- messages-1@811",
                "received (no key) 17 <- messages-1@811 (again)",
                "batch of 12 (full) committed messages-0@40 messages-2@17");
    }

    static List<Event> events() {
        var place = new Place(HOSTILE, 1, 811);
        var partition = new TopicPartition(HOSTILE, 0);
        return List.of(
                new Event.Acked(17, HOSTILE, place, 100, Duration.ofMillis(5)),
                new Event.NotAcked("failed", 17, HOSTILE, HOSTILE, HOSTILE),
                delivery(HOSTILE, HOSTILE, Instant.EPOCH),
                delivery(null, null, null),
                new Event.Batch(12, "full"),
                new Event.Committed("one message", Map.of(partition, new OffsetAndMetadata(17))),
                new Event.GivenUp("skipped", place, HOSTILE),
                new Event.GivenUp("dead-lettered", place, HOSTILE),
                new Event.Assigned(HOSTILE, List.of(new Event.Start(partition, OptionalLong.of(312), "commit"),
                        new Event.Start(new TopicPartition(HOSTILE, 1), OptionalLong.empty(), "earliest"))),
                new Event.Rebalanced(HOSTILE, "revoked", List.of()),
                new Event.Summary(Map.of("acked", 3L), 300, Duration.ofSeconds(2), Map.of("p50", 1.5)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eachEventIsAJSONObjectOfTheSameKindOnALineOfItsOwn(Event event) {
        report(Report.Style.JSON, event);
        assertThat(printed.events()).singleElement().matches(said -> said.event().equals(event.name()));
        assertThat(printed.out()).startsWith("{\"v\":1,\"event\":\"" + event.name() + "\"").endsWith("}\n");
    }

    @ParameterizedTest
    @MethodSource("events")
    void noControlOrBidiCharacterIsEverWrittenRaw(Event event) {
        report(Report.Style.JSON, event);
        report(Report.Style.TEXT, event);
        assertThat(printed.out().lines()).hasSizeLessThanOrEqualTo(2);
        assertThat(printed.out().replace("\n", "").codePoints().filter(OutputTest::dangerous).mapToObj(Integer::toHexString))
                .isEmpty();
    }

    private static boolean dangerous(int c) {
        return List.of((int) Character.CONTROL, (int) Character.FORMAT, (int) Character.LINE_SEPARATOR,
                (int) Character.PARAGRAPH_SEPARATOR).contains(Character.getType(c));
    }

    @Test
    void JSONSaysExactlyWhatTheMessageSays() {
        report(Report.Style.JSON, delivery(HOSTILE, HOSTILE, Instant.ofEpochMilli(1732144200000L)));
        var said = printed.events().get(0).fields();
        assertThat(said.keySet())
                .containsExactly("v", "event", "id", "key", "text", "createdAt", "topic", "partition", "offset", "at");
        assertThat(said).containsEntry("id", 17L).containsEntry("key", HOSTILE).containsEntry("text", HOSTILE)
                .containsEntry("createdAt", 1732144200000L)
                .containsEntry("topic", "messages").containsEntry("partition", 1L).containsEntry("offset", 811L);
    }

    @Test
    void anEventSaysWhenItWasWritten() {
        var before = System.currentTimeMillis();
        report(Report.Style.JSON, new Event.Batch(1, "end"));
        assertThat(printed.events().get(0).number("at")).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void outputIsUTF8WhateverTheLocale() {
        report(Report.Style.TEXT, delivery("\u00e4", "\ud83d\ude80", null));
        report(Report.Style.JSON, delivery("\u00e4", "\ud83d\ude80", null));
        assertThat(printed.out()).startsWith("received \u00e4 17 \"\ud83d\ude80\" <- messages-1@811\n")
                .contains("\"key\":\"\u00e4\",\"text\":\"\ud83d\ude80\"");
        assertThat(printed.out().getBytes(UTF_8)).contains(0xc3, 0xa4, 0xf0, 0x9f, 0x9a, 0x80);
    }

    @Test
    void withoutOutputEventsAreCountedAllTheSame() {
        var report = report(Report.Style.NONE, acked(1, "k", Duration.ZERO), acked(2, "k", Duration.ZERO));
        assertThat(printed.out()).isEmpty();
        assertThat(report.progress().count("acked")).isEqualTo(2);
    }

    @Test
    void countTimeAndRateAgree() {
        assertThat(new Event.Summary(Map.of("processed", 3L), 6_000_000, Duration.ofMillis(6200), Map.of()).sentence())
                .isEqualTo("3 processed in 6.2 s: 0.5 msg/s, 0.97 MB/s");
    }

    @Test
    void theTimeBeginsWhenTheFirstMessageWasDueSoNoLatencyIsLonger() {
        report(Report.Style.JSON, acked(0, "k", Duration.ofMillis(1040)), acked(1, "k", Duration.ofMillis(1940))).finish();
        assertThat(millis()).isBetween(1940L, 2900L);
    }

    @Test
    void theTimeOfAConsumerBeginsWithItsFirstMessagesAndNotWhenTheyAreDone() {
        var report = printed.report(Report.Style.JSON);
        var delivery = delivery("k", "t", null);
        report.received(ConsumerRecords.empty());
        takeTime();
        var before = System.nanoTime();
        report.received(new ConsumerRecords<>(Map.of(delivery.partition(), List.of(delivery.record())), Map.of()));
        takeTime();
        report.event(delivery);
        report.finish();
        assertThat(millis()).isBetween(20L, Duration.ofNanos(System.nanoTime() - before).toMillis());
    }

    private static void takeTime() {
        var since = System.nanoTime();
        while (System.nanoTime() - since < 20_000_000) {
            Thread.onSpinWait();
        }
    }

    private long millis() {
        return printed.events("summary").get(0).number("millis");
    }

    @Test
    void partitionsThatComeAndGoAreDataAndTalk() {
        var report = printed.report(Report.Style.JSON);
        report.assigned("me", List.of(new Event.Start(new TopicPartition("messages", 2), OptionalLong.empty(), "earliest"),
                new Event.Start(new TopicPartition("messages", 0), OptionalLong.of(312), "commit")));
        report.rebalanced("me", "revoked", List.of(new TopicPartition("messages", 2), new TopicPartition("messages", 0)));
        report.assigned("me", List.of());
        report.rebalanced("me", "revoked", List.of());
        report.flush();
        assertThat(printed.events()).extracting(Said::partitions).containsOnly(List.of("messages-0", "messages-2")).hasSize(2);
        assertThat(printed.out())
                .contains("\"from\":{\"messages-0\":\"commit\",\"messages-2\":\"earliest\"},\"offsets\":{\"messages-0\":312}");
        assertThat(printed.talk()).as("not that other members' partitions moved")
                .containsExactly("me assigned messages-0@312 (commit), messages-2 (earliest)",
                        "Where the reader before was killed, what it processed after its last commit comes again.",
                        "me revoked messages-0 messages-2");
    }

    @Test
    void aMessageThatComesAgainIsMarkedAndNoOther() {
        report(Report.Style.JSON, delivery("k", "t", null), delivery("k", "t", null).asAgain());
        assertThat(printed.events()).extracting(said -> said.fields().get("again")).containsExactly(null, true);
    }

    // --- How far behind

    /** Whose positions are known as far as the lags are. */
    private static MockConsumer<byte[], byte[]> consumer(Map<TopicPartition, OptionalLong> lags) {
        var consumer = new MockConsumer<byte[], byte[]>("earliest") {

            @Override
            public synchronized OptionalLong currentLag(TopicPartition partition) {
                return lags.get(partition);
            }
        };
        consumer.assign(lags.keySet());
        return consumer;
    }

    @Test
    void lagIsShownOnlyWhenItIsKnownOfAllPartitions() {
        var report = printed.report(Report.Style.NONE);
        var first = new TopicPartition("messages", 0);
        var second = new TopicPartition("messages", 1);
        assertThat(report.progress().line()).doesNotContain("lag");
        report.lag(consumer(Map.of(first, OptionalLong.of(4), second, OptionalLong.of(3))));
        assertThat(report.progress().line()).endsWith(", lag 7");
        report.lag(consumer(Map.of(first, OptionalLong.of(4), second, OptionalLong.empty())));
        assertThat(report.progress().line()).as("it may be anything").doesNotContain("lag");
        report.lag(consumer(Map.of(first, OptionalLong.of(0))));
        assertThat(report.progress().line()).endsWith(", lag 0");
        report.lag(consumer(Map.of()));
        assertThat(report.progress().line()).as("nothing is assigned").doesNotContain("lag");
    }

    // --- Colour and time

    private static final Event LOST = new Event.NotAcked("failed", 18, "user-4", "messages", "too large");
    private static final String RED_LINE = "\u001b[31mfailed user-4 18: too large\u001b[0m";
    private static final String YELLOW_LINE = "\u001b[33mme revoked messages-2\u001b[0m";

    private static void sayAll(Report report) {
        report.event(acked(17, "user-3", Duration.ZERO));
        report.event(LOST);
        report.flush();
        report.talk("going on");
        report.rebalanced("me", "revoked", List.of(new TopicPartition("messages", 2)));
        report.finish();
    }

    @Test
    void aLossIsRedAndWhatIsDoneAgainIsYellow() {
        sayAll(printed.report(Report.Style.TEXT, new Look(false, true)));
        assertThat(printed.out().lines()).containsExactly("acked user-3 17 -> messages-1@811", RED_LINE);
        assertThat(printed.talk()).hasSize(3).startsWith("going on", YELLOW_LINE)
                .last().asString().startsWith("\u001b[31m1 acked, 1 failed");
    }

    @Test
    void whatIsProcessedAgainIsYellow() {
        var report = printed.report(Report.Style.TEXT, new Look(false, true));
        report.event(delivery("user-3", null, null));
        report.event(delivery("user-3", null, null).asAgain());
        report.flush();
        assertThat(printed.out().lines()).containsExactly("received user-3 17 <- messages-1@811",
                "\u001b[33mreceived user-3 17 <- messages-1@811 (again)\u001b[0m");
    }

    @Test
    void theTimeIsTheBeginningOfEachLineThatIsAskedToHaveIt() {
        sayAll(printed.report(Report.Style.TEXT, new Look(true, true)));
        var time = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3} ";
        assertThat(printed.out().lines()).hasSize(2).allMatch(line -> line.matches(time + ".+"))
                .last().asString().endsWith(' ' + RED_LINE);
        assertThat(printed.talk()).hasSize(3).allMatch(line -> line.matches(time + ".+"))
                .element(1).asString().endsWith(' ' + YELLOW_LINE);
    }

    @Test
    void JSONHasNeitherColourNorTime() {
        sayAll(printed.report(Report.Style.JSON, new Look(true, true)));
        assertThat(printed.events()).hasSize(4);
        assertThat(printed.out()).doesNotContain("\u001b");
    }

    /** A program that says all of that, with the options of its command line. */
    @Command
    static final class Sayer {

        @Mixin
        OutputOptions output;

        public static void main(String... args) {
            var sayer = new Sayer();
            new CommandLine(sayer).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
            sayAll(sayer.output.report());
        }
    }

    /** What it prints in a terminal, of which a stream may be taken away: "2>FILE". */
    private static String inATerminal(Map<String, String> environment, String redirected, String... options) throws IOException {
        var command = String.join(" ", Jvm.command(Sayer.class, List.of(), options)).replace("$", "\\$") + ' ' + redirected;
        var builder = new ProcessBuilder("script", "-qec", command, "/dev/null").redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("NO_COLOR"));
        builder.environment().putAll(Map.of("TERM", "xterm", "SHELL", "/bin/sh"));
        builder.environment().putAll(environment);
        return new String(builder.start().getInputStream().readAllBytes(), UTF_8).replace("\r", "");
    }

    @Test
    void onlyATerminalGetsColourAndEachStreamByItself(@TempDir Path folder) throws IOException {
        var file = folder.resolve("file");
        assertThat(inATerminal(Map.of(), "")).contains(RED_LINE, YELLOW_LINE);
        assertThat(inATerminal(Map.of(), "2>" + file)).contains(RED_LINE);
        assertThat(Files.readString(file)).contains("revoked messages-2").doesNotContain("\u001b");
        assertThat(inATerminal(Map.of(), ">" + file)).contains(YELLOW_LINE);
        assertThat(Files.readString(file)).contains("failed user-4").doesNotContain("\u001b");
        assertThat(inATerminal(Map.of("NO_COLOR", "1"), "")).contains("failed user-4", "revoked").doesNotContain("\u001b");
    }
}
