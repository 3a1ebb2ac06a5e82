//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES ../consuming/Attempts.java
//SOURCES ../consuming/DeadLetters.java
//SOURCES ../consuming/Decoder.java
//SOURCES ../consuming/Failure.java
//SOURCES ../consuming/FirstRecords.java
//SOURCES ../consuming/Handler.java
//SOURCES ../consuming/Handling.java
//SOURCES ../consuming/LastResort.java
//SOURCES ../consuming/TryAgain.java
//SOURCES ../encoding/Format.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES ../output/Delivery.java
//SOURCES ../output/Details.java
//SOURCES ../output/Report.java
//SOURCES support/Json.java
//SOURCES support/Letters.java
//SOURCES support/Printed.java
//SOURCES support/Said.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cli.Problem;
import cli.Stop;
import consuming.Attempts;
import consuming.DeadLetters;
import consuming.Decoder;
import consuming.Failure.OnError;
import consuming.Failure;
import consuming.FirstRecords;
import consuming.Handler;
import consuming.Handling;
import consuming.LastResort;
import consuming.TryAgain;
import encoding.Format;
import encoding.NotNow;
import encoding.Undecodable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
import output.Details;
import output.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine;
import support.Json;
import support.Letters;
import support.Printed;
import support.Said;
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
        return new ConsumerRecord<>("messages", partition, offset, 1732144200000L, TimestampType.CREATE_TIME, 6, 3,
                "user-7".getBytes(UTF_8), new byte[] {0, (byte) 0xff, '?'}, headers, Optional.empty());
    }

    private static Delivery delivery(long id, String text) {
        return new Delivery(record(1, 800 + id), id, "user-7", text, Instant.ofEpochMilli(1732144200000L));
    }

    private static List<Delivery> deliveries(int count, String text) {
        return IntStream.range(0, count).mapToObj(id -> delivery(id, text)).toList();
    }

    // --- Commands

    @Test
    void aCommandThatEndsWithZeroHasProcessedItsMessages() throws Handler.Failed {
        exec("exit 0").handle(deliveries(1, "t"));
    }

    @ParameterizedTest
    @CsvSource({"exit 3, 3", "exit 255, 255", "kill -9 $$, 137", "no-such-command 2>&-, 127", "false | true; false, 1"})
    void aCommandThatEndsOtherwiseHasFailed(String command, int code) {
        assertThatThrownBy(() -> exec(command).handle(deliveries(1, "t"))).isInstanceOf(Handler.Failed.class)
                .hasMessage("'" + command + "' ended with " + code);
    }

    @Test
    void aCommandGetsAJSONLineForEachMessage() throws Exception {
        var got = folder.resolve("got");
        exec("cat > " + got).handle(List.of(delivery(17, "quote \" line\nend \u00e4\ud83d\ude80"), delivery(18, "")));
        assertThat(Files.readString(got)).endsWith("\n");
        assertThat(Files.readAllLines(got)).extracting(Json::object).containsExactly(
                Map.of("id", 17L, "key", "user-7", "text", "quote \" line\nend \u00e4\ud83d\ude80", "createdAt", 1732144200000L,
                        "topic", "messages", "partition", 1L, "offset", 817L),
                Map.of("id", 18L, "key", "user-7", "text", "", "createdAt", 1732144200000L, "topic", "messages", "partition", 1L,
                        "offset", 818L));
    }

    @Test
    void aBatchLargerThanAPipeArrivesWhole() throws Exception {
        var got = folder.resolve("got");
        exec("wc -l > " + got).handle(deliveries(10_000, "x".repeat(100)));
        assertThat(Files.readString(got).strip()).isEqualTo("10000");
    }

    @Test
    void aCommandNeedNotReadABatchLargerThanAPipe() throws Handler.Failed {
        exec("exit 0").handle(deliveries(10_000, "x".repeat(100)));
        exec("exec <&-").handle(deliveries(10_000, "x".repeat(100)));
        assertThatThrownBy(() -> exec("head -1 > /dev/null; exit 1").handle(deliveries(10_000, "x".repeat(100))))
                .hasMessageEndingWith("ended with 1");
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

    /** A terminal sends it to all that runs there; the command is to use its four seconds. */
    @Test
    void ctrlCInATerminalDoesNotEndTheCommand() throws Exception {
        var go = folder.resolve("go");
        var handled = waitingFor(go);
        signalAll("INT");
        stop.request(2);
        touch(go);
        assertThat(handled).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void termEndsTheCommand() throws Exception {
        var handled = waitingFor(folder.resolve("go"));
        signalAll("TERM");
        assertThat(handled).failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingRootCause()
                .isInstanceOf(Handler.Failed.class).withMessageEndingWith("ended with 143");
    }

    private CompletableFuture<Void> waitingFor(Path go) {
        var started = folder.resolve("started");
        var handled = handle("echo $$ > %1$s.new; mv %1$s.new %1$s; until test -e %2$s; do sleep 0.01; done"
                .formatted(started, go));
        untilThere(started);
        return handled;
    }

    /** To the shell that runs the command, and to what it has started. */
    private void signalAll(String signal) throws IOException, InterruptedException {
        var shell = ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("started")).strip())).orElseThrow();
        var pids = Stream.concat(Stream.of(shell), shell.descendants()).map(process -> " " + process.pid());
        new ProcessBuilder("sh", "-c", "kill -" + signal + pids.collect(Collectors.joining()) + "; true").start().waitFor();
    }

    @Test
    void aCommandStillAtWorkFourSecondsAfterAStopIsKilledWithItsChildren() throws Exception {
        var child = folder.resolve("child");
        var handled = handle("sleep 1000 & echo $! > %1$s.new; mv %1$s.new %1$s; wait".formatted(child));
        untilThere(child);
        requestStopSomeTimeAgo(Duration.ofMillis(4100));
        assertThat(handled).failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingRootCause()
                .isInstanceOf(Handler.Failed.class).withMessageContaining("was still at work 4 s after the stop");
        var pid = Long.parseLong(Files.readString(child).strip());
        Wait.until("the child runs no more", () -> ProcessHandle.of(pid).flatMap(process -> process.info().command()).isEmpty());
    }

    private CompletableFuture<Void> handle(String command) {
        return CompletableFuture.runAsync(() -> {
            try {
                exec(command).handle(deliveries(1, "t"));
            } catch (Handler.Failed e) {
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

    // --- What comes again

    /** Which of these offsets, processed one after the other by one run, are marked. */
    private List<Long> again(long... offsets) throws Handler.Failed {
        var output = new Printed();
        var json = output.report(Report.Style.JSON);
        var handler = parsed().handler(json, stop);
        for (var offset : offsets) {
            handler.handle(List.of(new Delivery(record(0, offset), offset, null, null, null)));
        }
        json.flush();
        return output.events().stream().filter(said -> said.fields().containsKey("again")).map(Said::id).toList();
    }

    @Test
    void whatThisRunHasProcessedBeforeIsMarked() throws Handler.Failed {
        assertThat(again(312, 313, 314)).as("what came before this run, nobody here knows").isEmpty();
        assertThat(again(312, 313, 314, 313, 314, 315)).containsExactly(313L, 314L);
        assertThat(again(312, 311, 312, 311)).containsExactly(312L, 311L);
    }

    @Test
    void whatAnotherMemberHadInBetweenIsNotMarked() throws Handler.Failed {
        assertThat(again(0, 1, 7, 8, 2, 3, 1, 4, 5, 6, 7, 9, 4)).containsExactly(1L, 7L, 4L);
    }

    @Test
    void aMarkIsRightWhateverTheOrder() throws Handler.Failed {
        var random = new Random(20261122);
        for (var round = 0; round < 200; round++) {
            var offsets = random.longs(60, 0, 40).toArray();
            var seen = new HashSet<Long>();
            var expected = LongStream.of(offsets).filter(offset -> !seen.add(offset)).boxed().toList();
            assertThat(again(offsets)).as("%s", LongStream.of(offsets).boxed().toList()).isEqualTo(expected);
        }
    }

    @Test
    void partitionsHaveOffsetsOfTheirOwn() throws Handler.Failed {
        var output = new Printed();
        var text = output.report(Report.Style.TEXT);
        var handler = parsed().handler(text, stop);
        for (var partition : new int[] {2, 0, 2}) {
            handler.handle(List.of(new Delivery(record(partition, 5), 1, "k", null, null)));
        }
        text.flush();
        assertThat(output.out().lines()).containsExactly("received k 1 <- messages-2@5", "received k 1 <- messages-0@5",
                "received k 1 <- messages-2@5 (again)");
    }

    /** Transactions leave an offset without a message each, and a program may run for years. */
    @Test
    void ofVeryManyGapsTheOldestAreForgottenAndNothingIsMarkedThatIsNew() throws Handler.Failed {
        var everySecond = LongStream.range(0, 30_000).map(number -> 2 * number);
        var then = LongStream.of(59_998, 50_000, 50_001, 2, 3);
        assertThat(again(LongStream.concat(everySecond, then).toArray())).containsExactly(59_998L, 50_000L);
    }

    // --- Trouble on purpose

    @Test
    void everyNthMessageFailsIfToldSo() throws Handler.Failed {
        var handler = parsed("--fail-every", "3").handler(report, stop);
        handler.handle(List.of(delivery(0, "t")));
        handler.handle(List.of(delivery(1, "t")));
        assertThatThrownBy(() -> handler.handle(List.of(delivery(2, "t")))).isInstanceOf(Handler.Failed.class)
                .hasMessageContaining("id 2");
        handler.handle(List.of(delivery(2, "t")));
    }

    @Test
    void workIsCutShortFourSecondsAfterAStop() throws Exception {
        requestStopSomeTimeAgo(Duration.ofMillis(4100));
        assertThatThrownBy(() -> parsed("--work", "1h").handler(report, stop).handle(deliveries(1, "t")))
                .isInstanceOf(Handler.Failed.class);
    }

    // --- Attempts

    private Attempts attempts(String... args) {
        return parsed(args).attempts(report, stop);
    }

    /** How long to wait before the next try; empty when there is none. */
    private static Optional<Duration> fail(Attempts attempts, Object what) {
        try {
            attempts.failed(what, new Handler.Failed("broken"));
            return Optional.empty();
        } catch (TryAgain e) {
            return Optional.of(e.after());
        }
    }

    @Test
    void pausesDoubleUpToThirtySeconds() {
        var attempts = attempts("--retries", "12", "--backoff", "100ms");
        assertThat(Stream.generate(() -> fail(attempts, "it")).limit(13).map(pause -> pause.map(Duration::toMillis).orElse(-1L)))
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12_800L, 25_600L, 30_000L, 30_000L, 30_000L, -1L);
        assertThat(fail(attempts("--backoff", "1h"), "it")).contains(Duration.ofSeconds(30));
        assertThat(fail(attempts("--backoff", "0s"), "it")).as("enough to poll").contains(Duration.ofMillis(1));
    }

    @Test
    void aFailureIsTriedAgainAsOftenAsAllowedAndIsAnnounced() {
        var attempts = attempts("--retries", "3", "--backoff", "1s");
        assertThat(Stream.generate(() -> fail(attempts, "it")).limit(3)).allMatch(Optional::isPresent);
        assertThat(attempts.areUsedUp("it")).isFalse();
        assertThat(fail(attempts, "it")).isEmpty();
        assertThat(attempts.areUsedUp("it")).isTrue();
        assertThat(printed.talk()).startsWith("it failed: broken; retry 1 of 3 in 1000 ms").hasSize(3);
    }

    @Test
    void attemptsAreCountedForEachThingAndForgottenWhenItIsOver() {
        var attempts = attempts("--retries", "1");
        assertThat(fail(attempts, "one")).isPresent();
        assertThat(fail(attempts, "other")).isPresent();
        attempts.reset("one");
        assertThat(fail(attempts, "one")).isPresent();
        assertThat(fail(attempts, "other")).isEmpty();
    }

    @Test
    void waitingNeverComesToAnEndByItselfAndIsNoRetry() {
        var attempts = attempts("--retries", "1", "--backoff", "1s");
        var pauses = Stream.generate(() -> attempts.later(new NotNow("registry down", null)).after()).limit(100).toList();
        assertThat(pauses).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2))
                .endsWith(Duration.ofSeconds(30), Duration.ofSeconds(30));
        assertThat(fail(attempts, "it")).contains(Duration.ofSeconds(1));
        attempts.reset("it");
        assertThat(attempts.later(new NotNow("registry down", null)).after()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aStopIsNobodysFault() {
        var attempts = attempts("--retries", "0");
        stop.request(15);
        assertThat(fail(attempts, "it")).contains(Duration.ZERO);
        assertThat(printed.talk()).isEmpty();
    }

    // --- The last resort

    private LastResort lastResort(String... args) {
        return parsed(args).lastResort(Map.of(), "g", report, stop);
    }

    private static Failure broken(int partition, long offset) {
        return Failure.of(record(partition, offset), new Handler.Failed("broken"));
    }

    private static Failure undecodable(int partition, long offset) {
        return Failure.of(record(partition, offset), new Undecodable("not JSON"));
    }

    @Test
    void unlessToldOtherwiseAFailureStopsAndAnUndecodableMessageIsSkipped() throws TryAgain {
        var lastResort = lastResort();
        assertThatThrownBy(() -> lastResort.giveUp(broken(1, 5))).isInstanceOf(Problem.class).hasMessage(
                "Stopped at messages-1@5: it cannot be processed: broken. It stays uncommitted. "
                        + "To go on without such messages: --on-error skip, or dlt to keep them in another topic.");
        lastResort.giveUp(undecodable(1, 6));
        assertThat(printed.talk()).containsExactly("skipped messages-1@6: it cannot be decoded: not JSON");
        assertThat(report.progress().count("skipped")).isEqualTo(1);
    }

    @Test
    void stopStopsForBoth() {
        var lastResort = lastResort("--on-error", "stop");
        assertThatThrownBy(() -> lastResort.giveUp(broken(1, 5))).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> lastResort.giveUp(undecodable(1, 5))).isInstanceOf(Problem.class);
    }

    @Test
    void skipSkipsBoth() throws TryAgain {
        var lastResort = lastResort("--on-error", "skip");
        lastResort.giveUp(broken(1, 5));
        lastResort.giveUp(undecodable(1, 6));
        assertThat(report.progress().count("skipped")).isEqualTo(2);
    }

    @Test
    void dltKeepsBoth() throws TryAgain {
        var lastResort = letters.lastResort("g", report, stop);
        lastResort.giveUp(broken(1, 5));
        lastResort.giveUp(undecodable(1, 6));
        lastResort.requireAcknowledged();
        assertThat(letters.acknowledged()).hasSize(2);
        assertThat(report.progress().count("dead-lettered")).isEqualTo(2);
        lastResort.close();
        assertThat(letters.closed()).isTrue();
    }

    @Test
    void aHundredThousandSkippedMessagesAreFewLinesWithExactCounts() throws TryAgain {
        var began = System.nanoTime();
        var count = 0;
        try (var lastResort = lastResort("--on-error", "skip")) {
            while (count < 100_000 || printed.talk().size() < 12) { // so that it lasts into a second interval
                for (int i = 0; i < 1000; i++) {
                    lastResort.giveUp(undecodable(0, count++));
                }
            }
        }
        var seconds = (System.nanoTime() - began) / 1_000_000_000;
        var more = Pattern.compile("\\.\\.\\. and (\\d+) more like that");
        var unsaid = printed.talk().stream().map(more::matcher).filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(line.group(1))).sum();
        var said = printed.talk().stream().filter(line -> line.startsWith("skipped messages-0@")).count();
        assertThat(said + unsaid).isEqualTo(count);
        assertThat(printed.talk()).hasSizeLessThanOrEqualTo((int) (11 * (seconds + 1)));
        assertThat(report.progress().count("skipped")).isEqualTo(count);
    }

    // --- Dead letters

    @Test
    void aDeadLetterHasTheSamePartitionKeyAndBytesAndSaysWhereItCameFrom() throws TryAgain {
        var lastResort = letters.lastResort("my-group", report, stop);
        lastResort.giveUp(undecodable(2, 811));
        lastResort.requireAcknowledged();
        var letter = letters.acknowledged().get(0);
        assertThat(letter.topic()).isEqualTo("messages-dlt");
        assertThat(letter.partition()).isEqualTo(2);
        assertThat(letter.key()).isEqualTo("user-7".getBytes(UTF_8));
        assertThat(letter.value()).containsExactly(0, 0xff, '?');
        var headers = new TreeMap<String, byte[]>();
        letter.headers().forEach(header -> headers.put(header.key(), header.value()));
        assertThat(headers.keySet()).containsExactly("kafka_dlt-exception-message", "kafka_dlt-original-consumer-group",
                "kafka_dlt-original-offset", "kafka_dlt-original-partition", "kafka_dlt-original-timestamp",
                "kafka_dlt-original-timestamp-type", "kafka_dlt-original-topic", "trace");
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
    void aTombstoneWithoutAKeyIsADeadLetterToo() throws TryAgain {
        var lastResort = letters.lastResort("g", report, stop);
        var tombstone = new ConsumerRecord<byte[], byte[]>("messages", 0, 5, null, null);
        lastResort.giveUp(Failure.of(tombstone, new Undecodable("a tombstone")));
        lastResort.requireAcknowledged();
        assertThat(letters.acknowledged()).singleElement().matches(letter -> letter.key() == null && letter.value() == null);
    }

    /** Each wait costs what an acknowledgement takes: one for all of them, and not one for each. */
    @Test
    void deadLettersAreSentAsTheyComeAndAwaitedTogether() throws TryAgain {
        var lastResort = letters.lastResort("g", report, stop);
        for (int offset = 0; offset < 100; offset++) {
            lastResort.giveUp(undecodable(0, offset));
        }
        assertThat(letters.sent()).hasSize(100);
        assertThat(letters.acknowledged()).as("nobody has waited yet").isEmpty();
        assertThat(lastResort.unacknowledged())
                .hasEntrySatisfying(new TopicPartition("messages", 0), first -> assertThat(first.offset()).isZero());
        assertThat(report.progress().count("dead-lettered")).as("nothing is reported that was not seen").isZero();
        lastResort.requireAcknowledged();
        assertThat(lastResort.unacknowledged()).isEmpty();
        assertThat(report.progress().count("dead-lettered")).isEqualTo(100);
    }

    @Test
    void aDeadLetterThatIsRefusedForNowIsSentAgainAndThoseBesideItAreNot() throws TryAgain {
        for (var passing : List.of(new TimeoutException("no broker"), new NotEnoughReplicasException())) {
            var letters = new Letters();
            letters.failNext(passing);
            var lastResort = letters.lastResort("g", report, stop);
            giveUpThree(lastResort);
            assertThatThrownBy(lastResort::requireAcknowledged).isInstanceOf(TryAgain.class);
            assertThat(lastResort.unacknowledged().get(new TopicPartition("messages", 0)).offset()).isEqualTo(5);
            giveUpThree(lastResort);
            lastResort.requireAcknowledged();
            assertThat(letters.sent()).hasSize(4);
            assertThat(letters.acknowledged()).hasSize(3);
        }
        assertThat(report.progress().count("dead-lettered")).isEqualTo(6);
        assertThat(printed.talk())
                .filteredOn(line -> line.startsWith("Waiting: the dead letter of messages-0@5 was not acknowledged")).hasSize(2);
    }

    private static void giveUpThree(LastResort lastResort) throws TryAgain {
        for (int offset = 5; offset < 8; offset++) {
            lastResort.giveUp(undecodable(0, offset));
        }
    }

    @Test
    void aDeadLetterOfAPartitionThatWentIsItsNextOwnersBusiness() throws TryAgain {
        letters.failNext(new TimeoutException("no broker"));
        var lastResort = letters.lastResort("g", report, stop);
        giveUpThree(lastResort);
        assertThatThrownBy(lastResort::requireAcknowledged).isInstanceOf(TryAgain.class);
        lastResort.forget(List.of(new TopicPartition("messages", 0)));
        lastResort.requireAcknowledged();
    }

    @Test
    void aDeadLetterThatIsRefusedForGoodEndsTheProgram() throws TryAgain {
        for (var lasting : List.of(new RecordTooLargeException("with its headers"),
                new TopicAuthorizationException("messages-dlt"))) {
            var letters = new Letters();
            letters.failNext(lasting);
            var lastResort = letters.lastResort("g", report, stop);
            lastResort.giveUp(broken(0, 5));
            assertThatThrownBy(lastResort::awaitDeadLetters).isInstanceOf(Problem.class)
                    .hasMessageContaining("messages-0@5 could not be written to messages-dlt, so it stays uncommitted");
            assertThat(lastResort.unacknowledged()).as("no commit may cover it").hasSize(1);
        }
        assertThat(report.progress().count("dead-lettered")).isZero();
    }

    @Test
    void aStopEndsTheWaitForAnAcknowledgement() throws Exception {
        var silent = new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        var lastResort = new LastResort(Optional.of(OnError.DLT), Optional.of(new DeadLetters(silent, "g", stop)), report,
                record -> Details.NONE, record -> false);
        lastResort.giveUp(broken(0, 5));
        requestStopSomeTimeAgo(Duration.ofMillis(2100));
        assertThatThrownBy(lastResort::requireAcknowledged).isInstanceOf(TryAgain.class);
        assertThat(printed.talk()).anyMatch(line -> line.contains("the program was stopped before"));
        assertThat(report.progress().count("dead-lettered")).isZero();
    }

    // --- A forgotten --format

    private static final Decoder OURS = record -> new Delivery(record, 1, null, null, null);
    private static final Decoder THEIRS = record -> {
        throw Undecodable.as(Format.JSON, record.value(), "not JSON");
    };

    /** Who types a message every few seconds has all of them skipped otherwise, one by one. */
    @Test
    void oneThatComesAloneIsGivenUpAndTheNextOfItsKindBringsTheDoubtBack() throws NotNow {
        var first = new FirstRecords(Duration.ZERO, record -> false);
        assertThat(first.areInDoubt(polled(0), THEIRS)).isFalse();
        assertThat(first.areInDoubt(polled(), THEIRS)).isFalse();
        assertThatThrownBy(() -> first.areInDoubt(polled(1), THEIRS))
                .isInstanceOf(Problem.class).hasMessageContaining("try --format long").hasMessageContaining("All but the first");
    }

    @Test
    void aMessageAfterOneThatCameAloneEndsTheDoubt() throws NotNow {
        var first = new FirstRecords(Duration.ZERO, record -> false);
        assertThat(first.areInDoubt(polled(0), THEIRS)).isFalse();
        assertThat(first.areInDoubt(polled(1), OURS)).isFalse();
        assertThat(first.areInDoubt(polled(2, 3), THEIRS)).isFalse();
    }

    private static ConsumerRecords<byte[], byte[]> polled(long... offsets) {
        var records = LongStream.of(offsets)
                .mapToObj(offset -> new ConsumerRecord<byte[], byte[]>("messages", 0, offset, null, new byte[8])).toList();
        return new ConsumerRecords<>(records.isEmpty() ? Map.of() : Map.of(new TopicPartition("messages", 0), records), Map.of());
    }
}
