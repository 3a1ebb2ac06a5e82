//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../output/Delivery.java
//SOURCES ../cli/Problem.java
//SOURCES ../output/Report.java
//SOURCES ../cli/Stop.java
//SOURCES ../consuming/Backoff.java
//SOURCES ../consuming/DeadLetters.java
//SOURCES ../consuming/FirstRecords.java
//SOURCES ../consuming/Handler.java
//SOURCES ../consuming/Handling.java
//SOURCES ../consuming/HandlingFailed.java
//SOURCES ../consuming/LastResort.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../consuming/OnError.java
//SOURCES support/Json.java
//SOURCES support/Letters.java
//SOURCES support/Printed.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cli.Problem;
import cli.Stop;
import consuming.Backoff;
import consuming.DeadLetters;
import consuming.FirstRecords;
import consuming.Handler;
import consuming.Handling;
import consuming.HandlingFailed;
import consuming.LastResort;
import consuming.OnError;
import encoding.NotNow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import output.Delivery;
import output.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine;
import support.Json;
import support.Letters;
import support.Printed;
import support.Wait;

/** What becomes of messages: a command takes them, or it fails, and then they wait, are skipped or go to the dead letters. */
@Tag("unit")
class HandlingTest {

    @Command
    static final class Options {

        @Mixin
        Handling handling;
    }

    @TempDir
    Path folder;

    private final Stop stop = new Stop();
    private final Printed printed = new Printed();
    private final Report report = printed.report(Report.Style.NONE);
    private final Letters letters = new Letters();

    private static Handling parsed(String... args) {
        var options = new Options();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return options.handling;
    }

    private Handler exec(String command) {
        return parsed("--exec", command).handler(report, stop);
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
        var headers = new RecordHeaders().add("trace", new byte[] {1, 2});
        return new ConsumerRecord<>("messages", partition, offset, 1732144200000L, TimestampType.CREATE_TIME, 6, 3, "user-7".getBytes(UTF_8), new byte[] {0, (byte) 0xff, '?'}, headers, Optional.empty());
    }

    private static Delivery delivery(long id, String text) {
        return new Delivery(record(1, 800 + id), id, "user-7", text, Instant.ofEpochMilli(1732144200000L));
    }

    private static List<Delivery> deliveries(int count, String text) {
        return IntStream.range(0, count).mapToObj(id -> delivery(id, text)).toList();
    }

    // --- Commands

    @Test
    void aCommandThatEndsWithZeroHasProcessedItsMessages() throws HandlingFailed {
        exec("exit 0").handle(deliveries(1, "t"));
    }

    @ParameterizedTest
    @CsvSource({"exit 3, 3", "exit 255, 255", "kill -9 $$, 137", "no-such-command 2>&-, 127", "false | true; false, 1"})
    void aCommandThatEndsOtherwiseHasFailed(String command, int code) {
        assertThatThrownBy(() -> exec(command).handle(deliveries(1, "t"))).isInstanceOf(HandlingFailed.class).hasMessage("'" + command + "' ended with " + code);
    }

    @Test
    void aCommandGetsAJSONLineForEachMessage() throws Exception {
        var got = folder.resolve("got");
        exec("cat > " + got).handle(List.of(delivery(17, "quote \" line\nend \u00e4\ud83d\ude80"), delivery(18, "")));
        assertThat(Files.readString(got)).endsWith("\n");
        assertThat(Files.readAllLines(got)).extracting(Json::object).containsExactly(
                Map.of("id", 17L, "key", "user-7", "text", "quote \" line\nend \u00e4\ud83d\ude80", "createdAt", 1732144200000L, "topic", "messages", "partition", 1L, "offset", 817L),
                Map.of("id", 18L, "key", "user-7", "text", "", "createdAt", 1732144200000L, "topic", "messages", "partition", 1L, "offset", 818L));
    }

    @Test
    void aBatchLargerThanAPipeArrivesWhole() throws Exception {
        var got = folder.resolve("got");
        exec("wc -l > " + got).handle(deliveries(10_000, "x".repeat(100)));
        assertThat(Files.readString(got).strip()).isEqualTo("10000");
    }

    @Test
    void aCommandNeedNotReadABatchLargerThanAPipe() throws HandlingFailed {
        exec("exit 0").handle(deliveries(10_000, "x".repeat(100)));
        exec("exec <&-").handle(deliveries(10_000, "x".repeat(100)));
        assertThatThrownBy(() -> exec("head -1 > /dev/null; exit 1").handle(deliveries(10_000, "x".repeat(100)))).hasMessageEndingWith("ended with 1");
    }

    @Test
    void aCommandThatEndsWithinTheGraceAfterAStopHasProcessedItsMessages() {
        var go = folder.resolve("go");
        var started = folder.resolve("started");
        var handled = handle("touch %s; until test -e %s; do sleep 0.01; done; sleep 0.2".formatted(started, go));
        untilThere(started);
        stop.request(15);
        touch(go);
        assertThat(handled).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aCommandStillAtWorkFourSecondsAfterAStopIsKilledWithItsChildren() throws Exception {
        var child = folder.resolve("child");
        var handled = handle("sleep 1000 & echo $! > %1$s.new; mv %1$s.new %1$s; wait".formatted(child));
        untilThere(child);
        requestStopSomeTimeAgo(Duration.ofMillis(4100));
        assertThat(handled).failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingRootCause().isInstanceOf(HandlingFailed.class).withMessageContaining("was still at work 4 s after the stop");
        var pid = Long.parseLong(Files.readString(child).strip());
        Wait.until("the child runs no more", () -> ProcessHandle.of(pid).flatMap(process -> process.info().command()).isEmpty());
    }

    private CompletableFuture<Void> handle(String command) {
        return CompletableFuture.runAsync(() -> {
            try {
                exec(command).handle(deliveries(1, "t"));
            } catch (HandlingFailed e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void untilThere(Path file) {
        Wait.until(file + " is there", () -> Files.exists(file));
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requestStopSomeTimeAgo(Duration ago) throws ReflectiveOperationException {
        stop.request(15);
        var at = Stop.class.getDeclaredField("askedAt");
        at.setAccessible(true);
        synchronized (stop) {
            at.setLong(stop, System.nanoTime() - ago.toNanos());
        }
    }

    // --- Trouble on purpose

    @Test
    void everyNthMessageFailsIfToldSo() throws HandlingFailed {
        var handler = parsed("--fail-every", "3").handler(report, stop);
        handler.handle(List.of(delivery(0, "t")));
        handler.handle(List.of(delivery(1, "t")));
        assertThatThrownBy(() -> handler.handle(List.of(delivery(2, "t")))).isInstanceOf(HandlingFailed.class).hasMessageContaining("id 2");
        handler.handle(List.of(delivery(2, "t")));
    }

    @Test
    void workIsCutShortFourSecondsAfterAStop() throws Exception {
        requestStopSomeTimeAgo(Duration.ofMillis(4100));
        assertThatThrownBy(() -> parsed("--work", "1h").handler(report, stop).handle(deliveries(1, "t"))).isInstanceOf(HandlingFailed.class);
    }

    // --- Attempts

    @Test
    void pausesDoubleUpToThirtySeconds() {
        var backoff = new Backoff(Duration.ofMillis(100));
        assertThat(IntStream.rangeClosed(1, 10).mapToObj(backoff::pause).map(Duration::toMillis)).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12_800L, 25_600L, 30_000L);
        assertThat(backoff.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
        assertThat(new Backoff(Duration.ofHours(1)).pause(1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(new Backoff(Duration.ZERO).pause(9)).isZero();
    }

    @Test
    void aFailureIsTriedAgainAsOftenAsAllowedAndIsAnnounced() {
        var attempts = parsed("--retries", "3", "--backoff", "1s").attempts(report);
        assertThat(attempts.failed("it", new HandlingFailed("broken"))).contains(Duration.ofSeconds(1));
        assertThat(attempts.failed("it", new HandlingFailed("broken"))).contains(Duration.ofSeconds(2));
        assertThat(attempts.failed("it", new HandlingFailed("broken"))).contains(Duration.ofSeconds(4));
        assertThat(attempts.failed("it", new HandlingFailed("broken"))).isEmpty();
        assertThat(printed.talk()).startsWith("it failed: broken; retry 1 of 3 in 1000 ms").hasSize(3);
    }

    @Test
    void attemptsAreCountedForEachThingAndForgottenWhenItIsOver() {
        var attempts = parsed("--retries", "1").attempts(report);
        assertThat(attempts.failed("one", new HandlingFailed("broken"))).isPresent();
        assertThat(attempts.failed("other", new HandlingFailed("broken"))).isPresent();
        attempts.over("one");
        assertThat(attempts.failed("one", new HandlingFailed("broken"))).isPresent();
        assertThat(attempts.failed("other", new HandlingFailed("broken"))).isEmpty();
    }

    @Test
    void waitingNeverComesToAnEndByItselfAndIsNoRetry() {
        var attempts = parsed("--retries", "1", "--backoff", "1s").attempts(report);
        var pauses = IntStream.range(0, 100).mapToObj(i -> attempts.pauseFor(new NotNow("registry down", null))).toList();
        assertThat(pauses).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2)).endsWith(Duration.ofSeconds(30), Duration.ofSeconds(30));
        assertThat(attempts.failed("it", new HandlingFailed("broken"))).contains(Duration.ofSeconds(1));
        attempts.over("it");
        assertThat(attempts.pauseFor(new NotNow("registry down", null))).isEqualTo(Duration.ofSeconds(1));
    }

    // --- The last resort

    @Test
    void unlessToldOtherwiseAFailureStopsAndAnUndecodableMessageIsSkipped() throws NotNow {
        var lastResort = parsed().lastResort(Map.of(), "g", report, stop);
        assertThat(lastResort.stopsOnFailure()).isTrue();
        assertThatThrownBy(() -> lastResort.failed(record(1, 5), "broken")).isInstanceOf(Problem.class)
                .hasMessage("Stopped at messages-1@5: it cannot be processed: broken. It stays uncommitted. To go on without such messages: --on-error skip, or dlt to keep them in another topic.");
        lastResort.undecodable(record(1, 6), "not JSON");
        assertThat(printed.talk()).containsExactly("skipped messages-1@6: it cannot be decoded: not JSON");
        assertThat(report.progress().count("skipped")).isEqualTo(1);
    }

    @Test
    void stopStopsForBoth() {
        var lastResort = parsed("--on-error", "stop").lastResort(Map.of(), "g", report, stop);
        assertThatThrownBy(() -> lastResort.failed(record(1, 5), "broken")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> lastResort.undecodable(record(1, 5), "not JSON")).isInstanceOf(Problem.class);
    }

    @Test
    void skipSkipsBoth() throws NotNow {
        var lastResort = parsed("--on-error", "skip").lastResort(Map.of(), "g", report, stop);
        lastResort.failed(record(1, 5), "broken");
        lastResort.undecodable(record(1, 6), "not JSON");
        assertThat(lastResort.stopsOnFailure()).isFalse();
        assertThat(report.progress().count("skipped")).isEqualTo(2);
    }

    @Test
    void dltKeepsBoth() throws NotNow {
        var lastResort = letters.lastResort("g", report, stop);
        lastResort.failed(record(1, 5), "broken");
        lastResort.undecodable(record(1, 6), "not JSON");
        assertThat(letters.acknowledged()).hasSize(2);
        assertThat(report.progress().count("dead-lettered")).isEqualTo(2);
        lastResort.close();
        assertThat(letters.closed()).isTrue();
    }

    @Test
    void aHundredThousandSkippedMessagesAreFewLinesWithExactCounts() throws NotNow {
        var began = System.nanoTime();
        var count = 0;
        try (var lastResort = parsed("--on-error", "skip").lastResort(Map.of(), "g", report, stop)) {
            while (count < 100_000 || printed.talk().size() < 12) { // so that it lasts into a second interval
                for (int i = 0; i < 1000; i++) {
                    lastResort.undecodable(record(0, count++), "not JSON");
                }
            }
        }
        var seconds = (System.nanoTime() - began) / 1_000_000_000;
        var more = Pattern.compile("\\.\\.\\. and (\\d+) more like that");
        var unsaid = printed.talk().stream().map(more::matcher).filter(Matcher::matches).mapToLong(line -> Long.parseLong(line.group(1))).sum();
        var said = printed.talk().stream().filter(line -> line.startsWith("skipped messages-0@")).count();
        assertThat(said + unsaid).isEqualTo(count);
        assertThat(printed.talk()).hasSizeLessThanOrEqualTo((int) (11 * (seconds + 1)));
        assertThat(report.progress().count("skipped")).isEqualTo(count);
    }

    // --- Dead letters

    @Test
    void aDeadLetterHasTheSamePartitionKeyAndBytesAndSaysWhereItCameFrom() throws NotNow {
        letters.lastResort("my-group", report, stop).undecodable(record(2, 811), "not JSON");
        var letter = letters.acknowledged().get(0);
        assertThat(letter.topic()).isEqualTo("messages-dlt");
        assertThat(letter.partition()).isEqualTo(2);
        assertThat(letter.key()).isEqualTo("user-7".getBytes(UTF_8));
        assertThat(letter.value()).containsExactly(0, 0xff, '?');
        var headers = new TreeMap<String, byte[]>();
        letter.headers().forEach(header -> headers.put(header.key(), header.value()));
        assertThat(headers.keySet()).containsExactly("kafka_dlt-exception-message", "kafka_dlt-original-consumer-group", "kafka_dlt-original-offset", "kafka_dlt-original-partition",
                "kafka_dlt-original-timestamp", "kafka_dlt-original-timestamp-type", "kafka_dlt-original-topic", "trace");
        assertThat(new String(headers.get("kafka_dlt-original-topic"), UTF_8)).isEqualTo("messages");
        assertThat(ByteBuffer.wrap(headers.get("kafka_dlt-original-partition")).getInt()).isEqualTo(2);
        assertThat(ByteBuffer.wrap(headers.get("kafka_dlt-original-offset")).getLong()).isEqualTo(811);
        assertThat(ByteBuffer.wrap(headers.get("kafka_dlt-original-timestamp")).getLong()).isEqualTo(1732144200000L);
        assertThat(new String(headers.get("kafka_dlt-original-timestamp-type"), UTF_8)).isEqualTo("CreateTime");
        assertThat(new String(headers.get("kafka_dlt-original-consumer-group"), UTF_8)).isEqualTo("my-group");
        assertThat(new String(headers.get("kafka_dlt-exception-message"), UTF_8)).isEqualTo("it cannot be decoded: not JSON");
        assertThat(headers.get("trace")).containsExactly(1, 2);
    }

    @Test
    void aTombstoneWithoutAKeyIsADeadLetterToo() throws NotNow {
        letters.lastResort("g", report, stop).undecodable(new ConsumerRecord<>("messages", 0, 5, null, null), "a tombstone");
        assertThat(letters.acknowledged()).singleElement().matches(letter -> letter.key() == null && letter.value() == null);
    }

    @Test
    void aDeadLetterThatIsRefusedForNowIsWaitedFor() {
        for (var passing : List.of(new TimeoutException("no broker"), new NotEnoughReplicasException())) {
            letters.failNext(passing);
            assertThatThrownBy(() -> letters.lastResort("g", report, stop).failed(record(0, 5), "broken")).isInstanceOf(NotNow.class).hasMessageContaining("messages-0@5 was not acknowledged");
        }
        assertThat(report.progress().count("dead-lettered")).isZero();
    }

    @Test
    void aDeadLetterThatIsRefusedForGoodEndsTheProgram() {
        for (var lasting : List.of(new RecordTooLargeException("with its headers"), new TopicAuthorizationException("messages-dlt"))) {
            letters.failNext(lasting);
            assertThatThrownBy(() -> letters.lastResort("g", report, stop).failed(record(0, 5), "broken"))
                    .isInstanceOf(Problem.class).hasMessageContaining("messages-0@5 could not be written to messages-dlt, so it stays uncommitted");
        }
        assertThat(report.progress().count("dead-lettered")).isZero();
    }

    @Test
    void aStopEndsTheWaitForAnAcknowledgement() {
        var silent = new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        var lastResort = new LastResort(Optional.of(OnError.DLT), Optional.of(new DeadLetters(silent, "g", stop)), report);
        stop.request(15);
        assertThatThrownBy(() -> lastResort.failed(record(0, 5), "broken")).isInstanceOf(NotNow.class).hasMessageContaining("stopped before");
        assertThat(report.progress().count("dead-lettered")).isZero();
    }

    // --- A forgotten --format

    /** Who types a message every few seconds has all of them skipped otherwise, one by one. */
    @Test
    void oneThatComesAloneIsGivenUpAndTheNextOfItsKindBringsTheDoubtBack() throws NotNow {
        var first = new FirstRecords(Duration.ZERO);
        assertThat(first.areInDoubt(polled(0), record -> Optional.of("long"))).isFalse();
        assertThat(first.areInDoubt(polled(), record -> Optional.of("long"))).isFalse();
        assertThatThrownBy(() -> first.areInDoubt(polled(1), record -> Optional.of("long")))
                .isInstanceOf(Problem.class).hasMessageContaining("try --format long").hasMessageContaining("All but the first");
    }

    @Test
    void aMessageAfterOneThatCameAloneEndsTheDoubt() throws NotNow {
        var first = new FirstRecords(Duration.ZERO);
        assertThat(first.areInDoubt(polled(0), record -> Optional.of("long"))).isFalse();
        assertThat(first.areInDoubt(polled(1), record -> Optional.empty())).isFalse();
        assertThat(first.areInDoubt(polled(2, 3), record -> Optional.of("long"))).isFalse();
    }

    private static ConsumerRecords<byte[], byte[]> polled(long... offsets) {
        var records = LongStream.of(offsets).mapToObj(offset -> new ConsumerRecord<byte[], byte[]>("messages", 0, offset, null, new byte[8])).toList();
        return new ConsumerRecords<>(records.isEmpty() ? Map.of() : Map.of(new TopicPartition("messages", 0), records), Map.of());
    }
}
