//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../BatchConsumer.java
//SOURCES ../consuming/EndOfTopic.java
//SOURCES ../output/OutputFailed.java
//SOURCES ../cli/Problem.java
//SOURCES ../output/Report.java
//SOURCES ../consuming/Starts.java
//SOURCES ../cli/Stop.java
//SOURCES support/Letters.java
//SOURCES support/LogConsumer.java
//SOURCES support/Printed.java
//SOURCES support/Said.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static support.LogConsumer.EPOCH;
import static support.LogConsumer.partition;

import cli.Problem;
import cli.Stop;
import consuming.EndOfTopic;
import consuming.LastResort;
import consuming.Starts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import output.OutputFailed;
import output.Report;
import picocli.CommandLine;
import support.Letters;
import support.LogConsumer;
import support.Printed;
import support.Said;

/**
 * The loop of BatchConsumer.java on MockConsumer. In every test the consumer refuses a commit that covers a message which
 * stdout does not show, and one without explicit offsets.
 */
@Tag("unit")
class BatchConsumerTest {

    private static final byte[] NOT_A_MESSAGE = {'?'};
    private static final String FAILS_ON_ID_2 = "! grep -q '\"id\":2,'";

    @TempDir
    Path folder;

    private Stop stop = new Stop();
    private int exitCode;
    private final Printed printed = new Printed();
    private final Letters letters = new Letters();
    private LogConsumer consumer = new LogConsumer(stop, printed::doneWith);

    private void run(String... args) {
        run(parsed(args), Starts.earliest(), Optional.empty());
    }

    private void runUntil(Map<TopicPartition, Long> ends, String... args) {
        run(parsed(args), Starts.earliest(), Optional.of(new EndOfTopic(ends)));
    }

    private void run(BatchConsumer app, Starts starts, Optional<EndOfTopic> end) {
        var report = printed.report(Report.Style.JSON);
        run(app, report, starts, end, app.options.lastResort(Map.of(), report, stop));
    }

    private void runWithDeadLetters(String... args) {
        var report = printed.report(Report.Style.JSON);
        run(parsed(args), report, Starts.earliest(), Optional.empty(), letters.lastResort("batch-consumer", report, stop));
    }

    private void run(BatchConsumer app, Report report, Starts starts, Optional<EndOfTopic> end, LastResort lastResort) {
        try (var run = app.options.run(app.settings(), report, stop, starts, end, lastResort)) {
            app.new Loop(consumer, run).run();
            exitCode = run.exitCode();
        }
    }

    private static BatchConsumer parsed(String... args) {
        var app = new BatchConsumer();
        new CommandLine(app).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return app;
    }

    /** A command that fails the first time and then never again. */
    private String failsOnce() {
        return "test -e %1$s || { touch %1$s; exit 1; }".formatted(folder.resolve("failed"));
    }

    private List<Long> batchSizes() {
        return printed.events("batch").stream().map(batch -> batch.number("size")).toList();
    }

    private static long[] ids(long from, long to) {
        return LongStream.range(from, to).toArray();
    }

    private static OffsetAndMetadata next(long offset) {
        return new OffsetAndMetadata(offset, Optional.of(EPOCH), "");
    }

    // --- What a batch is

    @Test
    void aBatchIsTakenWhenItHasTheSmallestSize() {
        consumer.has(0, ids(0, 25));
        consumer.mostAtOnce(() -> 4);
        run();
        assertThat(batchSizes()).containsExactly(12L, 12L);
        assertThat(printed.events("batch")).allMatch(batch -> batch.text("why").equals("full"));
        assertThat(consumer.committedAt(0)).isEqualTo(24);
    }

    @Test
    void aBatchIsNeverSmallerOrLargerThanAllowed() {
        var random = new Random(20261121);
        for (int round = 0; round < 100; round++) {
            var min = 1 + random.nextInt(20);
            var max = min + random.nextInt(20);
            new BatchConsumerTest().takesBatches(min, max, random);
        }
    }

    private void takesBatches(int min, int max, Random random) {
        consumer.has(0, ids(0, 60)).has(1, ids(60, 100)).has(2, ids(100, 107));
        var app = parsed("--min-batch", "" + min, "--max-batch", "" + max);
        var atOnce = (int) app.settings().get("max.poll.records");
        consumer.mostAtOnce(() -> 1 + random.nextInt(atOnce));
        run(app, Starts.earliest(), Optional.empty());
        assertThat(batchSizes()).isNotEmpty().allMatch(size -> size >= min && size <= max, min + " to " + max);
        var processed = printed.ids("processed");
        assertThat(processed).doesNotHaveDuplicates().hasSizeGreaterThan(107 - min);
        assertThat(consumer.committedAt(0) + consumer.committedAt(1) + consumer.committedAt(2)).isEqualTo(processed.size());
    }

    @Test
    void theClientHandsOutAtMostWhatABatchStillHasRoomFor() {
        assertThat(parsed("--min-batch", "10", "--max-batch", "100").settings()).containsEntry("max.poll.records", 91);
        assertThat(parsed("--min-batch", "10", "--max-batch", "10").settings()).containsEntry("max.poll.records", 1);
    }

    @Test
    void aBatchIsLargeUnlessItsProcessingMayTakeLongerThanTheGroupWaits() {
        assertThat(parsed().settings()).containsEntry("max.poll.records", 4991);
        assertThat(parsed("--exec", "cat").settings()).containsEntry("max.poll.records", 491);
        assertThat(parsed("--work", "100ms").settings()).containsEntry("max.poll.records", 491);
        assertThat(parsed("--exec", "cat", "--max-batch", "1000").settings()).containsEntry("max.poll.records", 991);
    }

    @Test
    void aSmallerBatchIsTakenWhenItsOldestMessageHasWaitedLongEnough() {
        consumer.has(0, 0, 1, 2);
        consumer.whenIdle(consumer::waitInVain);
        run("--max-wait", "20ms");
        assertThat(printed.events("batch")).singleElement()
                .matches(batch -> batch.number("size") == 3 && batch.text("why").equals("waited"));
        assertThat(consumer.committedAt(0)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--max-wait=1m"})
    void beforeThatASmallerBatchWaitsOn(String maxWait) {
        consumer.has(0, 0, 1, 2);
        consumer.whenIdle(() -> { });
        consumer.whenIdle(() -> { });
        run(maxWait.isEmpty() ? new String[0] : new String[] {maxWait});
        assertThat(batchSizes()).isEmpty();
        assertThat(consumer.commits()).isEmpty();
    }

    @Test
    void aStopWithAHalfFullBatchCommitsNothingOfIt() {
        consumer.has(0, ids(0, 10)).has(1, 10, 11, 12);
        consumer.mostAtOnce(() -> 10);
        run();
        assertThat(printed.ids("processed")).containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
        assertThat(consumer.commits()).containsExactly(Map.of(partition(0), next(10)));
        assertThat(stop.exitCode()).isEqualTo(143);
    }

    @Test
    void aStopInTheMiddleOfAPollProcessesNothingMore() {
        consumer.has(0, ids(0, 20));
        consumer.whenRead(0, 15, () -> stop.request(2));
        run();
        assertThat(printed.ids("processed")).isEmpty();
        assertThat(consumer.commits()).isEmpty();
        assertThat(consumer.calls()).endsWith("close");
    }

    // --- What is committed

    @Test
    void aCommitNamesForEachPartitionTheNextOffsetAndTheLeaderEpoch() {
        consumer.has(0, ids(0, 3)).has(1, ids(3, 8)).has(2, ids(8, 10));
        run();
        assertThat(consumer.commits())
                .containsExactly(Map.of(partition(0), next(3), partition(1), next(5), partition(2), next(2)));
        assertThat(printed.events()).extracting(Said::event).containsSubsequence("processed", "batch", "committed");
    }

    @Test
    void aCommitCoversTheBatchAndNotWhatWasHandedOutAfterIt() {
        consumer.has(0, ids(0, 15));
        consumer.mostAtOnce(() -> 5);
        run();
        assertThat(consumer.calls()).containsSubsequence("poll", "poll", "commit 0@10", "poll", "close")
                .doesNotContain("commit 0@15");
        assertThat(consumer.committedAt(0)).isEqualTo(10);
    }

    @Test
    void undecodableMessagesAloneAreCommittedWithoutABatch() {
        consumer.hasBytes(0, NOT_A_MESSAGE).hasBytes(0, NOT_A_MESSAGE).hasBytes(1, null);
        run();
        assertThat(printed.events("skipped")).hasSize(3);
        assertThat(consumer.commits()).containsExactly(Map.of(partition(0), next(2), partition(1), next(1)));
        assertThat(batchSizes()).isEmpty();
    }

    @Test
    void anUndecodableMessageIsSkippedAndCommittedWithItsBatch() {
        consumer.has(0, 0, 1).hasBytes(0, NOT_A_MESSAGE).has(0, 3, 4).hasBytes(0, NOT_A_MESSAGE);
        run("--min-batch", "4");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L, 4L);
        assertThat(consumer.calls()).contains("commit 0@6");
        assertThat(printed.events("skipped")).extracting(Said::place).containsExactly("messages-0@2", "messages-0@5");
    }

    @Test
    void anUndecodableMessageStopsTheProgramIfToldSoAndWhatWasBufferedStaysUncommitted() {
        consumer.has(0, 0, 1).hasBytes(0, NOT_A_MESSAGE);
        assertThatThrownBy(() -> run("--on-error", "stop")).isInstanceOf(Problem.class).hasMessageContaining("messages-0@2");
        assertThat(consumer.commits()).isEmpty();
        assertThat(consumer.calls()).endsWith("close");
    }

    @Test
    void aDeadLetterIsAcknowledgedBeforeTheBatchThatCoversItIsCommitted() {
        consumer.has(0, 0).hasBytes(0, NOT_A_MESSAGE).has(0, 2);
        runWithDeadLetters("--min-batch", "2");
        assertThat(letters.acknowledged()).hasSize(1);
        assertThat(printed.events()).extracting(Said::event).containsSubsequence("dead-lettered", "committed");
        assertThat(consumer.committedAt(0)).isEqualTo(3);
    }

    @Test
    void aDeadLetterThatIsNotAcknowledgedForNowIsWaitedForAndTheBatchIsNotProcessedAgain() {
        consumer.has(0, 0).hasBytes(0, NOT_A_MESSAGE).has(0, 2).has(1, 3);
        letters.failNext(new TimeoutException("no broker"));
        runWithDeadLetters("--min-batch", "3", "--backoff", "1ms", "--retries", "0");
        assertThat(consumer.callsAfterPoll(1)).as("nothing is committed before it").containsExactly("pause 0", "pause 1");
        assertThat(printed.ids("processed")).containsExactly(0L, 2L, 3L);
        assertThat(printed.events("dead-lettered")).hasSize(1);
        assertThat(consumer.commits()).containsExactly(Map.of(partition(0), next(3), partition(1), next(1)));
    }

    /** A batch that is tried again is kept, and its undecodable messages with it. */
    @ParameterizedTest
    @ValueSource(strings = {"skip", "dlt"})
    void anUndecodableMessageIsGivenUpOnceHoweverOftenItsBatchIsTried(String onError) {
        consumer.has(0, 0).hasBytes(0, NOT_A_MESSAGE).has(0, 2);
        var failsThreeTimes = "echo >> %1$s; test $(wc -l < %1$s) -gt 3".formatted(folder.resolve("tries"));
        String[] args = {"--min-batch", "2", "--exec", failsThreeTimes, "--backoff", "1ms", "--on-error", onError};
        if (onError.equals("dlt")) {
            runWithDeadLetters(args);
            assertThat(letters.sent()).hasSize(1);
        } else {
            run(args);
        }
        assertThat(printed.talk()).anyMatch(line -> line.contains("retry 3 of"));
        assertThat(Stream.of("skipped", "dead-lettered").mapToInt(event -> printed.events(event).size()).sum()).isEqualTo(1);
        assertThat(consumer.committedAt(0)).isEqualTo(3);
    }

    /** They count towards the batch, or one message that waits for others could let thousands of them pile up. */
    @Test
    void undecodableMessagesDoNotPileUpBehindAMessageThatWaits() {
        consumer.has(0, 0);
        for (int i = 0; i < 100; i++) {
            consumer.hasBytes(0, NOT_A_MESSAGE);
        }
        var app = parsed("--min-batch", "5", "--max-batch", "10", "--on-error", "skip");
        consumer.mostAtOnce(() -> (int) app.settings().get("max.poll.records"));
        consumer.inPoll(4, () -> assertThat(printed.events("skipped")).hasSizeGreaterThan(5));
        run(app, Starts.earliest(), Optional.empty());
        assertThat(printed.events("skipped")).hasSizeGreaterThan(90);
        assertThat(consumer.committedAt(0)).as("the message has not got its batch yet").isZero();
    }

    // --- Failures

    @Test
    void aFailedBatchIsKeptAndTriedAgainWhole() {
        consumer.has(0, 0, 1).has(1, 2, 3, 4);
        consumer.mostAtOnce(() -> 3);
        run("--min-batch", "5", "--exec", failsOnce(), "--backoff", "1ms");
        assertThat(consumer.calls()).startsWith("poll", "poll", "pause 0", "pause 1", "poll")
                .doesNotContain("seek 0@0", "seek 1@0")
                .containsSubsequence("resume 0", "resume 1", "commit 0@2 1@3");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(consumer.commits()).hasSize(1);
        assertThat(printed.out()).as("what failed was not processed").doesNotContain("again");
        assertThat(printed.talk()).noneMatch(line -> line.contains("has changed"));
    }

    @Test
    void aBatchThatHasGrownSinceItFailedSaysSo() {
        consumer.has(0, 0, 1, 2);
        consumer.whenIdle(consumer::waitInVain);
        consumer.inPoll(3, () -> consumer.has(0, 3, 4));
        run("--min-batch", "5", "--max-wait", "1ms", "--exec", failsOnce(), "--backoff", "1ms");
        assertThat(printed.talk()).containsSubsequence(
                "the batch has changed since it failed: 5 messages now (messages-0@0 to messages-0@4)");
        assertThat(printed.talk()).anyMatch(line -> line.startsWith("batch of 3 (messages-0@0 to messages-0@2) failed: "));
        assertThat(batchSizes()).containsExactly(5L);
    }

    @Test
    void aBatchWhoseMessagesAllLeftIsNotTheOneThatFailed() {
        consumer.has(0, 0, 1).has(1, 2, 3).assignedFirst(0);
        consumer.inPoll(2, () -> consumer.rebalanceTo(1));
        run("--min-batch", "2", "--exec", failsOnce(), "--backoff", "1ms");
        assertThat(printed.ids("processed")).containsExactly(2L, 3L);
        assertThat(printed.talk()).noneMatch(line -> line.contains("has changed"));
    }

    @Test
    void afterItsRetriesABatchStopsTheProgramUncommitted() {
        consumer.has(0, 0, 1, 2, 3);
        assertThatThrownBy(() -> run("--min-batch", "4", "--exec", FAILS_ON_ID_2, "--retries", "2", "--backoff", "1ms"))
                .isInstanceOf(Problem.class).hasMessageContaining("messages-0@0")
                .hasMessageContaining("the batch of 4 that begins here");
        assertThat(printed.talk())
                .filteredOn(line -> line.startsWith("batch of 4 (messages-0@0 to messages-0@3) failed: ")).hasSize(2);
        assertThat(consumer.commits()).isEmpty();
        assertThat(printed.ids("processed")).isEmpty();
    }

    @Test
    void afterItsRetriesOnlyTheCulpritOfABatchIsSkipped() {
        consumer.has(0, 0, 1, 2).has(1, 3, 4);
        run("--min-batch", "5", "--exec", FAILS_ON_ID_2, "--retries", "0", "--on-error", "skip");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L, 4L);
        assertThat(printed.events("skipped")).extracting(Said::place).containsExactly("messages-0@2");
        assertThat(List.of(consumer.committedAt(0), consumer.committedAt(1))).containsExactly(3L, 2L);
    }

    @Test
    void afterItsRetriesOnlyTheCulpritOfABatchIsDeadLettered() {
        consumer.has(0, 0, 1, 2, 3);
        runWithDeadLetters("--min-batch", "4", "--exec", FAILS_ON_ID_2, "--retries", "0");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L);
        assertThat(letters.acknowledged()).singleElement().matches(letter -> new String(letter.value()).contains("\"id\":2,"));
        assertThat(consumer.committedAt(0)).isEqualTo(4);
    }

    @Test
    void aCulpritWhoseDeadLetterIsNotAcknowledgedForNowIsWaitedForAndWhatCameBeforeItIsCommitted() {
        consumer.has(0, 0, 1, 2, 3);
        letters.failNext(new TimeoutException("no broker"));
        runWithDeadLetters("--min-batch", "2", "--exec", FAILS_ON_ID_2, "--retries", "0", "--backoff", "1ms");
        assertThat(consumer.calls())
                .containsSubsequence("commit 0@1", "commit 0@2", "pause 0", "poll", "commit 0@4").doesNotContain("seek 0@2");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L);
        assertThat(printed.events("dead-lettered")).hasSize(1);
    }

    /** A handler may be down for longer than a batch is tried: that is no reason to give up its messages one after the other. */
    @Test
    void aMessageIsGivenUpOnlyAfterTriesOfItsOwn() {
        consumer.has(0, 0, 1, 2);
        var failsFiveTimes = "echo >> %1$s; test $(wc -l < %1$s) -gt 5".formatted(folder.resolve("tries"));
        run("--min-batch", "3", "--exec", failsFiveTimes, "--retries", "3", "--backoff", "1ms", "--on-error", "skip");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L);
        assertThat(printed.events("skipped")).isEmpty();
    }

    @Test
    void whatARebalanceLeavesOfABatchIsAnotherBatchWithItsOwnTries() {
        consumer.has(0, 0, 1).has(1, 2, 3).has(2, 4, 5).assignedFirst(0, 1);
        consumer.inPoll(2, () -> consumer.rebalanceTo(1));
        consumer.inPoll(3, () -> consumer.rebalanceTo(1, 2));
        var fails = "! grep -q '\"partition\":[01]'";
        run("--min-batch", "2", "--exec", fails, "--retries", "2", "--backoff", "1ms", "--on-error", "skip");
        assertThat(printed.talk()).filteredOn(line -> line.startsWith("batch of "))
                .extracting(line -> line.replaceAll(".*(retry \\d).*", "$1"))
                .startsWith("retry 1", "retry 1");
        assertThat(printed.talk()).contains(
                "the batch has changed since it failed: 2 messages now (messages-1@0 to messages-1@1)");
    }

    /** Spring's sequence for its error handler: six records, and the one with index 2 always fails. */
    @Test
    void sixMessagesOfWhichTheThirdAlwaysFails() {
        consumer.has(0, 0, 1, 2, 3, 4, 5);
        run("--min-batch", "6", "--exec", FAILS_ON_ID_2, "--retries", "1", "--backoff", "1ms", "--on-error", "skip");
        assertThat(consumer.calls()).filteredOn(call -> call.startsWith("commit"))
                .containsExactly("commit 0@1", "commit 0@2", "commit 0@3", "commit 0@4", "commit 0@5", "commit 0@6");
        assertThat(consumer.calls()).noneMatch(call -> call.startsWith("seek")).endsWith("close");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L, 4L, 5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "skip"})
    void aBatchThatFailsWhileTheProgramStopsIsNotGivenUp(String onError) {
        consumer.has(0, 0, 1);
        var started = folder.resolve("started");
        var stopped = folder.resolve("stopped");
        stopWhenThere(started, stopped);
        var command = "touch %s; until test -e %s; do sleep 0.01; done; exit 130".formatted(started, stopped);
        run("--min-batch", "2", "--exec", command, "--retries", "0", "--on-error", onError);
        assertThat(printed.events("skipped")).isEmpty();
        assertThat(consumer.commits()).isEmpty();
    }

    private void stopWhenThere(Path there, Path done) {
        var watch = new Thread(() -> {
            try {
                while (!Files.exists(there)) {
                    Thread.onSpinWait();
                }
                stop.request(2);
                Files.createFile(done);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        watch.setDaemon(true);
        watch.start();
    }

    @Test
    void aPartitionThatIsAssignedDuringABackOffIsPausedAndItsMessagesComeAfterwards() {
        consumer.has(0, 0, 1).has(1, 2, 3).assignedFirst(0);
        consumer.inPoll(2, () -> consumer.rebalanceTo(0, 1));
        run("--min-batch", "2", "--exec", failsOnce(), "--backoff", "1ms");
        assertThat(consumer.callsAfterPoll(1)).containsExactly("pause 0");
        assertThat(consumer.callsAfterPoll(2)).startsWith("pause 1", "resume 0", "resume 1");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void whatAPollReturnsDuringABackOffIsGivenBack() {
        consumer.has(0, 0, 1, 2, 3, 4);
        consumer.mostAtOnce(() -> 3);
        consumer.inPoll(2, () -> consumer.forgetPauses(true));
        consumer.inPoll(3, () -> consumer.forgetPauses(false));
        run("--min-batch", "3", "--exec", failsOnce(), "--backoff", "1ms");
        assertThat(consumer.callsAfterPoll(2)).startsWith("seek 0@3");
        assertThat(printed.ids("processed")).startsWith(0L, 1L, 2L);
    }

    // --- Where it ends

    @Test
    void aCountTrimsTheLastBatchAndLeavesTheRestToTheNextRun() {
        consumer.has(0, 0, 1).has(1, 2, 3, 4);
        run("--min-batch", "2", "--count", "3");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L);
        assertThat(printed.events("batch")).singleElement()
                .matches(batch -> batch.number("size") == 3 && batch.text("why").equals("end"));
        assertThat(consumer.calls()).containsExactly("poll", "seek 1@1", "commit 0@2 1@1", "close");
        assertThat(consumer.commits()).containsExactly(Map.of(partition(0), next(2), partition(1), next(1)));
    }

    /** What was cut off has been polled already; it is needed after all when a message of the batch is skipped. */
    @Test
    void whatACountCutsOffIsNotJumpedOver() {
        consumer.has(0, 0, 1, 2, 3, 4);
        run("--min-batch", "5", "--count", "3", "--exec", FAILS_ON_ID_2, "--retries", "0", "--on-error", "skip");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L);
        assertThat(consumer.committedAt(0)).isEqualTo(4);
    }

    @Test
    void aCountBelowTheSmallestBatchIsABatchToo() {
        consumer.has(0, ids(0, 20));
        consumer.mostAtOnce(() -> 2);
        run("--count", "3");
        assertThat(batchSizes()).containsExactly(3L);
        assertThat(consumer.committedAt(0)).isEqualTo(3);
    }

    @Test
    void atTheEndTheRestIsABatchToo() {
        consumer.has(0, ids(0, 12)).has(1, 12);
        consumer.mostAtOnce(() -> 10);
        consumer.whenIdle(() -> { throw new AssertionError("It polls on at the end"); });
        runUntil(Map.of(partition(0), 12L, partition(1), 1L));
        assertThat(printed.events("batch")).extracting(batch -> batch.number("size") + " " + batch.text("why"))
                .containsExactly("10 full", "3 end");
        assertThat(consumer.committedAt(0)).isEqualTo(12);
    }

    @Test
    void whatNoRetryCanHealEndsTheProgramInOrder() {
        consumer.has(0, 0);
        consumer.inPoll(2, () -> { throw new AuthenticationException("wrong password"); });
        assertThatThrownBy(this::run).isInstanceOf(AuthenticationException.class);
        assertThat(consumer.calls()).endsWith("poll", "close");
        assertThat(consumer.commits()).isEmpty();
    }

    @Test
    void whatStdoutDidNotTakeIsNotProcessed() {
        consumer.has(0, ids(0, 10));
        printed.hasRoomFor(0);
        assertThatThrownBy(this::run).isInstanceOf(OutputFailed.class);
        assertThat(consumer.calls()).noneMatch(call -> call.startsWith("commit")).endsWith("close");
    }

    // --- Commits that fail

    @Test
    void aBatchThatIsNoLongerOursIsNotCommittedLater() {
        consumer.has(0, ids(0, 10)).has(1, ids(10, 20));
        consumer.mostAtOnce(() -> 10);
        consumer.failNextCommit(new CommitFailedException("kicked out"));
        consumer.inPoll(2, () -> consumer.loseAllBut(1));
        run();
        assertThat(consumer.calls()).filteredOn(call -> call.startsWith("commit")).containsExactly("commit 0@10", "commit 1@10");
        assertThat(printed.talk()).filteredOn(line -> line.contains("is processed but not committed yet")).hasSize(1);
    }

    @Test
    void whatIsProcessedAgainBecauseItsCommitCameTooLateIsMarked() {
        consumer.has(0, 0, 1).has(1, 2);
        consumer.failNextCommit(new CommitFailedException("kicked out"));
        consumer.inPoll(2, () -> {
            consumer.loseAllBut(1);
            consumer.rebalanceTo(0, 1);
            consumer.has(0, 3);
        });
        run("--min-batch", "3");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L, 0L, 1L, 3L);
        assertThat(printed.events("processed")).extracting(event -> event.fields().get("again"))
                .containsExactly(null, null, null, true, true, null);
    }

    static List<RuntimeException> commitsThatMaySucceedLater() {
        return List.of(new RebalanceInProgressException("wait"), new TimeoutException("no coordinator"),
                new CommitFailedException("another epoch"));
    }

    @ParameterizedTest
    @MethodSource("commitsThatMaySucceedLater")
    void aCommitThatFailedForNowIsMadeAfterTheNextPollWithoutProcessingAgain(RuntimeException failure) {
        consumer.has(0, ids(0, 10));
        consumer.failNextCommit(failure);
        run();
        assertThat(consumer.calls()).containsSubsequence("poll", "commit 0@10", "poll", "commit 0@10", "close");
        assertThat(printed.ids("processed")).hasSize(10);
        assertThat(consumer.committedAt(0)).isEqualTo(10);
    }

    @Test
    void aCommitThatIsRepeatedGoesByTheSameNameAndIsSpokenOfOnce() {
        consumer = new LogConsumer(stop, () -> LongStream.range(0, 10).mapToObj(offset -> "messages-0@" + offset).toList());
        consumer.has(0, ids(0, 10));
        consumer.failNextCommit(new TimeoutException("no coordinator"));
        consumer.failNextCommit(new TimeoutException("no coordinator"));
        var report = printed.report(Report.Style.TEXT);
        var app = parsed();
        run(app, report, Starts.earliest(), Optional.empty(), app.options.lastResort(Map.of(), report, stop));
        assertThat(printed.talk()).filteredOn(line -> line.contains("is processed but not committed yet")).hasSize(1)
                .allMatch(line -> line.contains("batch of 10 (full)"));
        assertThat(printed.out().lines()).contains("batch of 10 (full) committed messages-0@10");
    }

    @ParameterizedTest
    @MethodSource("commitsThatMaySucceedLater")
    void aCommitThatFailedAtTheCountIsMadeBeforeTheEnd(RuntimeException failure) {
        consumer.has(0, ids(0, 10));
        consumer.failNextCommit(failure);
        consumer.whenIdle(() -> { throw new AssertionError("It polls on after its count"); });
        run("--count", "10");
        assertThat(consumer.calls()).startsWith("poll", "commit 0@10", "pause 0", "poll").endsWith("commit 0@10", "close");
        assertThat(consumer.committedAt(0)).isEqualTo(10);
        assertThat(exitCode).isZero();
    }

    @Test
    void whatComesAfterTheCountWhileACommitFailsIsNoBatch() {
        consumer.has(0, ids(0, 15));
        consumer.mostAtOnce(() -> 10);
        consumer.failNextCommit(new RebalanceInProgressException("wait"));
        run("--count", "10");
        assertThat(batchSizes()).containsExactly(10L);
        assertThat(printed.ids("processed")).hasSize(10);
        assertThat(consumer.committedAt(0)).isEqualTo(10);
    }

    @Test
    void aStopThatHitsACommitDoesNotKeepItFromBeingMade() {
        consumer.has(0, ids(0, 10));
        consumer.failNextCommit(new WakeupException());
        run();
        assertThat(consumer.calls()).containsExactly("poll", "commit 0@10", "commit 0@10", "poll", "close");
        assertThat(consumer.committedAt(0)).isEqualTo(10);
    }

    @Test
    void aCommitThatFailsAtTheEndIsNotTriedAgainWhileClosing() {
        consumer.has(0, ids(0, 10));
        for (int i = 0; i < 3; i++) {
            consumer.failNextCommit(new TimeoutException("no coordinator"));
        }
        consumer.inPoll(2, () -> stop.request(15));
        run();
        assertThat(consumer.calls()).containsExactly("poll", "commit 0@10", "pause 0", "poll", "commit 0@10", "close");
        assertThat(consumer.closeOptions().groupMembershipOperation()).as("no wait for an answer that does not come")
                .isEqualTo(GroupMembershipOperation.REMAIN_IN_GROUP);
        assertThat(exitCode).as("what is processed and not committed is not all in order").isEqualTo(1);
    }

    @Test
    void aCommitThatFailsDuringTheStopIsNotTriedAgain() {
        consumer.has(0, ids(0, 10));
        consumer.failNextCommit(new TimeoutException("no coordinator"));
        var started = folder.resolve("started");
        var stopped = folder.resolve("stopped");
        stopWhenThere(started, stopped);
        run("--exec", "touch %s; until test -e %s; do sleep 0.01; done".formatted(started, stopped));
        assertThat(consumer.calls()).as("the stop interrupts one commit, and the next one fails")
                .containsExactly("poll", "commit 0@10", "commit 0@10", "close");
        assertThat(exitCode).isEqualTo(1);
    }

    /** The client also names partitions that it came no further in. */
    @Test
    void aCommitIsOfThePartitionsThatItsMessagesAreIn() {
        consumer.has(0, ids(0, 10)).has(1).has(2, ids(10, 30));
        consumer.mostAtOnce(() -> 10);
        run();
        assertThat(consumer.commits()).containsExactly(Map.of(partition(0), next(10)), Map.of(partition(2), next(10)),
                Map.of(partition(2), next(20)));
    }

    /** No record has the offset of a transaction's marker; two members that stop before it wait for each other for ever. */
    @Test
    void aCommitGoesPastTheMarkerOfATransaction() {
        consumer.has(0, ids(0, 10)).hasMarker(0);
        run();
        assertThat(consumer.commits()).containsExactly(Map.of(partition(0), next(11)));
    }

    /** The client of the new groups does so from a thread of its own, and the call that follows fails. */
    @Test
    void aPartitionThatIsTakenAwayUnnoticedDoesNotEndTheProgram() {
        consumer.has(0, 0, 1).has(1, 2, 3);
        consumer.whenRead(1, 1, () -> consumer.takeAwayUnnoticed(0));
        consumer.inPoll(2, () -> consumer.rebalanceTo(1));
        run("--min-batch", "2", "--exec", failsOnce(), "--backoff", "1ms");
        assertThat(printed.ids("processed")).containsExactly(2L, 3L);
        assertThat(consumer.closed()).isTrue();
    }

    // --- Partitions that go


    @Test
    void bufferedMessagesOfARevokedPartitionAreDropped() {
        consumer.has(0, 0, 1, 2).has(1, ids(3, 20));
        consumer.mostAtOnce(() -> 6);
        consumer.inPoll(2, () -> consumer.rebalanceTo(1));
        run();
        assertThat(printed.ids("processed")).doesNotContain(0L, 1L, 2L).contains(3L, 4L, 5L);
        assertThat(consumer.commits()).isNotEmpty().allMatch(offsets -> offsets.keySet().equals(Set.of(partition(1))));
    }

    @Test
    void whatIsProcessedIsCommittedBeforeItsPartitionGoes() {
        consumer.has(0, ids(0, 10)).has(1, 10);
        consumer.failNextCommit(new RebalanceInProgressException("wait"));
        consumer.inPoll(2, () -> {
            consumer.rebalanceTo(1);
            assertThat(consumer.committedAt(0)).isEqualTo(10);
        });
        consumer.mostAtOnce(() -> 10);
        run();
        assertThat(printed.ids("processed")).hasSize(10);
    }

    @Test
    void ofALostPartitionNothingIsEverCommitted() {
        consumer.has(0, ids(0, 10)).has(1, ids(10, 20));
        consumer.failNextCommit(new RebalanceInProgressException("wait"));
        consumer.mostAtOnce(() -> 10);
        consumer.inPoll(2, () -> {
            consumer.anotherMemberCommits(0, 7);
            consumer.loseAllBut(1);
        });
        run();
        assertThat(consumer.committedAt(0)).isEqualTo(7);
        assertThat(consumer.committedAt(1)).isEqualTo(10);
    }

    @Test
    void bufferedMessagesOfALostPartitionAreDropped() {
        consumer.has(0, 0, 1, 2).has(1, ids(3, 20));
        consumer.mostAtOnce(() -> 6);
        consumer.inPoll(2, () -> consumer.loseAllBut(1));
        run();
        assertThat(printed.ids("processed")).doesNotContain(0L, 1L, 2L).contains(3L, 4L, 5L);
        assertThat(printed.events("lost")).singleElement().matches(event -> event.partitions().equals(List.of("messages-0")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPartitionThatWentAndCameBackIsReadFromWhereItsOtherOwnerStopped(boolean lost) {
        consumer.has(0, ids(0, 12)).has(1, 12, 13);
        consumer.mostAtOnce(() -> 4);
        consumer.inPoll(2, () -> {
            if (lost) {
                consumer.loseAllBut(1);
            } else {
                consumer.rebalanceTo(1);
            }
            consumer.anotherMemberCommits(0, 8);
            consumer.rebalanceTo(0, 1);
        });
        run("--min-batch", "6", "--exec", failsOnce(), "--backoff", "1ms");
        assertThat(printed.ids("processed")).containsExactlyInAnyOrder(8L, 9L, 10L, 11L, 12L, 13L);
        assertThat(consumer.committedAt(0)).isEqualTo(12);
    }

    @Test
    void theClientIsNamedAfterProgramHostAndProcess() {
        assertThat(parsed().settings().get("client.id").toString())
                .matches("BatchConsumer-\\S+-" + ProcessHandle.current().pid());
    }

    @Test
    void theClientIsSetUpForThePromise() {
        assertThat(parsed().settings())
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("allow.auto.create.topics", false)
                .containsEntry("group.id", "batch-consumer")
                .doesNotContainKeys("key.deserializer", "value.deserializer");
    }
}
