//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../SingleConsumer.java
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
 * The loop of SingleConsumer.java on MockConsumer. In every test the consumer refuses a commit, be it the client's own or an
 * explicit one, that covers a message which stdout does not show.
 */
@Tag("unit")
class SingleConsumerTest {

    private static final byte[] NOT_A_MESSAGE = {'?'};
    private static final String FAILS_ON_ID_2 = "! grep -q '\"id\":2,'";

    private Stop stop = new Stop();
    private Duration longestTake = Duration.ofMinutes(1);
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

    private void run(SingleConsumer app, Starts starts, Optional<EndOfTopic> end) {
        var report = printed.report(Report.Style.JSON);
        run(app, report, starts, end, app.options.lastResort(Map.of(), report, stop));
    }

    private void runWithDeadLetters(String... args) {
        var report = printed.report(Report.Style.JSON);
        run(parsed(args), report, Starts.earliest(), Optional.empty(), letters.lastResort("single-consumer", report, stop));
    }

    private void run(SingleConsumer app, Report report, Starts starts, Optional<EndOfTopic> end, LastResort lastResort) {
        consumer.commitsByItself(app.commit == SingleConsumer.Commit.AUTO);
        try (var run = app.options.run(app.settings(), report, stop, starts, end, lastResort)) {
            var loop = app.new Loop(consumer, run);
            loop.longestTake = longestTake;
            loop.run();
            exitCode = run.exitCode();
        }
    }

    private static SingleConsumer parsed(String... args) {
        var app = new SingleConsumer();
        new CommandLine(app).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return app;
    }

    // --- Automatic commits

    @Test
    void eachMessageIsProcessedOnceAndThenCommitted() {
        consumer.has(0, 0, 1, 2).has(1, 3, 4).has(2, 5);
        run();
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(List.of(consumer.committedAt(0), consumer.committedAt(1), consumer.committedAt(2)))
                .containsExactly(3L, 2L, 1L);
    }

    @Test
    void aFailureInTheMiddleOfAPollLosesNothing() {
        consumer.has(0, 0, 1, 2, 3, 4);
        run("--fail-every", "3", "--backoff", "1ms");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(consumer.calls()).containsSubsequence("poll", "seek 0@2", "pause 0", "poll", "resume 0", "poll")
                .containsSubsequence("poll", "seek 0@4", "pause 0", "poll", "resume 0", "poll");
        assertThat(consumer.committedAt(0)).isEqualTo(5);
        assertThat(printed.out()).as("what failed was not processed").doesNotContain("again");
    }

    @Test
    void aStopInTheMiddleOfAPollSeeksBackBeforeClose() {
        consumer.has(0, 0, 1, 2).has(1, 3, 4);
        consumer.whenRead(0, 1, () -> stop.request(2));
        run();
        assertThat(printed.ids("processed")).containsExactly(0L, 1L);
        assertThat(consumer.callsAfterPoll(1)).contains("seek 0@2", "seek 1@0").endsWith("close");
        assertThat(List.of(consumer.committedAt(0), consumer.committedAt(1))).containsExactly(2L, 0L);
        assertThat(stop.exitCode()).isEqualTo(130);
    }

    @Test
    void aCountThatIsReachedInTheMiddleOfAPollSeeksBackBeforeClose() {
        consumer.has(0, 0, 1, 2, 3, 4);
        run("--count", "2");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L);
        assertThat(consumer.committedAt(0)).isEqualTo(2);
        assertThat(consumer.calls()).endsWith("seek 0@2", "close");
    }

    @Test
    void aFailureThatEndsTheProgramSeeksBackBeforeClose() {
        consumer.has(0, 0, 1, 2);
        assertThatThrownBy(() -> run("--fail-every", "2", "--retries", "0")).isInstanceOf(Problem.class)
                .hasMessageContaining("messages-0@1");
        assertThat(printed.ids("processed")).containsExactly(0L);
        assertThat(consumer.calls()).endsWith("seek 0@1", "close");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
    }

    @Test
    void aCountOfNothingTakesNothing() {
        consumer.has(0, 0);
        run("--count", "0");
        assertThat(consumer.calls()).containsExactly("close");
    }

    @Test
    void theNextRunGoesOnWhereThisOneStopped() {
        consumer.has(0, 0, 1, 2, 3);
        run("--count", "3");
        var next = new LogConsumer(stop, printed::doneWith).has(0, 0, 1, 2, 3);
        next.anotherMemberCommits(0, consumer.committedAt(0));
        consumer = next;
        run("--count", "4"); // of which three are counted already
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void atTheEndAsItWasAtTheStartItStops() {
        consumer.has(0, 0, 1).has(1, 2);
        consumer.whenIdle(() -> { throw new AssertionError("It polls on at the end"); });
        runUntil(Map.of(partition(0), 2L, partition(1), 1L));
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L);
    }

    @Test
    void atTheEndItWaitsForWhatOtherMembersHaveToDo() {
        consumer.has(0, 0).has(1, 1).assignedFirst(0);
        consumer.whenIdle(() -> consumer.anotherMemberCommits(1, 1));
        consumer.whenIdle(() -> { throw new AssertionError("It polls on, though all is committed"); });
        runUntil(Map.of(partition(0), 1L, partition(1), 1L));
        assertThat(printed.ids("processed")).containsExactly(0L);
    }

    // --- Retries

    @Test
    void aRetrySeeksEveryPartitionBackBeforeTheNextPollAndPausesThemAll() {
        consumer.has(0, 0, 1).has(1, 2, 3).has(2, 4);
        run("--fail-every", "2", "--backoff", "1ms");
        assertThat(consumer.callsAfterPoll(1))
                .containsExactlyInAnyOrder("seek 0@1", "seek 1@0", "seek 2@0", "pause 0", "pause 1", "pause 2")
                .endsWith("pause 0", "pause 1", "pause 2");
        assertThat(consumer.callsAfterPoll(2)).startsWith("resume 0", "resume 1", "resume 2");
        assertThat(printed.ids("processed")).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void aBackOffPollsOnAndSleepsNowhereElse() {
        consumer.has(0, 0, 1);
        consumer.inPoll(2, () -> assertThat(consumer.paused()).containsExactly(partition(0)));
        consumer.inPoll(3, () -> assertThat(consumer.paused()).isEmpty());
        run("--fail-every", "2", "--backoff", "1ms");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L);
    }

    @Test
    void whenOnePollTakesTooLongTheRestIsPolledAgain() {
        consumer.has(0, 0, 1, 2);
        longestTake = Duration.ofMillis(10);
        run("--work", "20ms");
        assertThat(consumer.calls()).contains("seek 0@1", "seek 0@2");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aPartitionThatIsAssignedDuringABackOffIsPausedAndItsMessagesComeAfterwards() {
        consumer.has(0, 0, 1).has(1, 2).assignedFirst(0);
        consumer.inPoll(2, () -> consumer.rebalanceTo(0, 1));
        run("--fail-every", "2", "--backoff", "1ms");
        assertThat(consumer.callsAfterPoll(2)).startsWith("pause 1", "resume 0", "resume 1");
        assertThat(printed.ids("processed")).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(consumer.committedAt(1)).isEqualTo(1);
    }

    @Test
    void whatAPollReturnsDuringABackOffIsGivenBack() {
        consumer.has(0, 0, 1, 2);
        consumer.inPoll(2, () -> consumer.forgetPauses(true));
        consumer.inPoll(3, () -> consumer.forgetPauses(false));
        run("--fail-every", "2", "--backoff", "1ms");
        assertThat(consumer.callsAfterPoll(2)).startsWith("seek 0@1");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aStopCutsABackOffShort() {
        consumer.has(0, 0, 1);
        consumer.inPoll(2, () -> stop.request(2));
        run("--fail-every", "1", "--backoff", "1h");
        assertThat(printed.ids("processed")).isEmpty();
        assertThat(consumer.calls()).endsWith("seek 0@0", "close");
    }

    @Test
    void afterItsRetriesAMessageStopsTheProgramUncommitted() {
        consumer.has(0, 0, 1, 2, 3);
        assertThatThrownBy(() -> run("--exec", FAILS_ON_ID_2, "--retries", "2", "--backoff", "1ms")).isInstanceOf(Problem.class)
                .hasMessageContaining("messages-0@2");
        assertThat(consumer.calls()).filteredOn("seek 0@2"::equals).hasSize(3);
        assertThat(printed.talk()).anyMatch(line -> line.contains("retry 1 of 2")).anyMatch(line -> line.contains("retry 2 of 2"))
                .noneMatch(line -> line.contains("retry 3"));
        assertThat(consumer.committedAt(0)).isEqualTo(2);
    }

    @Test
    void afterItsRetriesAMessageIsSkippedAndTheOthersGoOn() {
        consumer.has(0, 0, 1, 2, 3);
        run("--exec", FAILS_ON_ID_2, "--retries", "1", "--backoff", "1ms", "--on-error", "skip");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L);
        assertThat(printed.events("skipped")).singleElement().matches(skipped -> skipped.place().equals("messages-0@2"));
        assertThat(consumer.committedAt(0)).isEqualTo(4);
    }

    @Test
    void aMessageThatFailsWhileTheProgramStopsIsNotGivenUp() {
        consumer.has(0, 0, 1);
        consumer.whenRead(0, 0, () -> stop.request(2));
        run("--exec", "exit 130", "--retries", "0", "--on-error", "skip");
        assertThat(printed.events("skipped")).isEmpty();
        assertThat(consumer.committedAt(0)).isZero();
    }

    /** The client of the new groups does so from a thread of its own, and the call that follows fails. */
    @Test
    void aPartitionThatIsTakenAwayUnnoticedDoesNotEndTheProgram() {
        consumer.has(0, 0, 1).has(1, 2);
        consumer.whenRead(0, 1, () -> consumer.takeAwayUnnoticed(0));
        consumer.inPoll(2, () -> consumer.rebalanceTo(1));
        run("--fail-every", "2", "--backoff", "1ms");
        assertThat(printed.ids("processed")).containsExactly(0L, 2L);
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void aPartitionThatIsTakenAwayUnnoticedDoesNotKeepTheProgramFromLeavingTheGroup() {
        consumer.has(0, 0, 1, 2);
        consumer.whenRead(0, 1, () -> {
            consumer.takeAwayUnnoticed(0);
            stop.request(2);
        });
        run();
        assertThat(printed.ids("processed")).containsExactly(0L, 1L);
        assertThat(consumer.closed()).isTrue();
    }

    // --- Messages that cannot be decoded

    @Test
    void undecodableMessagesAreSkippedUnlessToldOtherwise() {
        consumer.has(0, 0).hasBytes(0, NOT_A_MESSAGE).has(0, 2);
        run();
        assertThat(printed.ids("processed")).containsExactly(0L, 2L);
        assertThat(printed.events("skipped")).extracting(Said::place).containsExactly("messages-0@1");
        assertThat(printed.events("skipped").get(0).text("reason")).contains("cannot be decoded");
        assertThat(printed.talk()).filteredOn(line -> line.contains("skipped messages-0@1")).hasSize(1);
        assertThat(consumer.committedAt(0)).isEqualTo(3);
    }

    @Test
    void anUndecodableMessageStopsTheProgramIfToldSo() {
        consumer.has(0, 0).hasBytes(0, NOT_A_MESSAGE).has(0, 2);
        assertThatThrownBy(() -> run("--on-error", "stop")).isInstanceOf(Problem.class).hasMessageContaining("messages-0@1")
                .hasMessageContaining("--on-error");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
    }

    @Test
    void undecodableMessagesAloneDoNotStopTheLoopOrMakeItRepeat() {
        consumer.hasBytes(0, NOT_A_MESSAGE).hasBytes(0, NOT_A_MESSAGE).hasBytes(1, null);
        run();
        assertThat(consumer.calls()).filteredOn("poll"::equals).hasSize(2);
        assertThat(printed.events("skipped")).hasSize(3);
    }

    @Test
    void aDeadLetterIsAcknowledgedBeforeItsOriginalIsCommitted() {
        consumer.has(0, 0).hasBytes(0, NOT_A_MESSAGE).has(0, 2);
        consumer.inPoll(2, () -> assertThat(letters.acknowledged()).as("before the poll that commits it").hasSize(1));
        runWithDeadLetters();
        assertThat(printed.events()).extracting(event -> event.event())
                .containsSubsequence("processed", "processed", "dead-lettered");
        assertThat(letters.acknowledged()).extracting(ProducerRecord::topic).containsExactly("messages-dlt");
        assertThat(letters.acknowledged()).allMatch(letter -> letter.partition() == 0 && letter.value() == NOT_A_MESSAGE);
        assertThat(consumer.committedAt(0)).isEqualTo(3);
    }

    @Test
    void aDeadLetterThatIsNotAcknowledgedForNowIsWaitedForAndSkipsNothing() {
        consumer.has(0, 0).hasBytes(0, NOT_A_MESSAGE).has(0, 2);
        letters.failNext(new TimeoutException("no broker"));
        letters.failNext(new TimeoutException("no broker"));
        runWithDeadLetters("--backoff", "1ms", "--retries", "0");
        assertThat(consumer.calls()).filteredOn("seek 0@1"::equals).hasSize(2);
        assertThat(printed.talk()).filteredOn(line -> line.startsWith("Waiting: ")).hasSize(2);
        assertThat(printed.ids("processed")).as("what came with it is repeated once").containsExactly(0L, 2L, 2L);
        assertThat(letters.acknowledged()).hasSize(1);
        assertThat(printed.events("dead-lettered")).hasSize(1);
    }

    @Test
    void aMessageThatFailsForEverIsDeadLetteredAndTheOthersGoOn() {
        consumer.has(0, 0, 1, 2, 3);
        runWithDeadLetters("--exec", FAILS_ON_ID_2, "--retries", "0");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L);
        assertThat(letters.acknowledged()).hasSize(1);
        assertThat(consumer.committedAt(0)).isEqualTo(4);
    }

    // --- Output that fails

    @Test
    void whatStdoutDidNotTakeIsNotProcessed() {
        consumer.has(0, 0, 1, 2).has(1, 3);
        printed.hasRoomFor(0);
        assertThatThrownBy(this::run).isInstanceOf(OutputFailed.class).hasMessageContaining("No space left on device");
        assertThat(consumer.callsAfterPoll(1)).contains("seek 0@0", "seek 1@0").endsWith("close");
        assertThat(List.of(consumer.committedAt(0), consumer.committedAt(1))).containsExactly(0L, 0L);
    }

    @Test
    void whatStdoutTookBeforeItWasFullStaysProcessed() {
        consumer.has(0, 0, 1, 2, 3);
        consumer.mostAtOnce(() -> 2);
        consumer.inPoll(2, () -> printed.hasRoomFor(0));
        assertThatThrownBy(this::run).isInstanceOf(OutputFailed.class);
        assertThat(printed.ids("processed")).containsExactly(0L, 1L);
        assertThat(consumer.committedAt(0)).isEqualTo(2);
    }

    @Test
    void withManualCommitsNothingIsCommittedThatStdoutDidNotTake() {
        consumer.has(0, 0, 1);
        printed.hasRoomFor(0);
        assertThatThrownBy(() -> run("--commit", "manual")).isInstanceOf(OutputFailed.class);
        assertThat(consumer.calls()).noneMatch(call -> call.startsWith("commit"));
    }

    // --- Manual commits

    @Test
    void aManualCommitNamesTheNextOffsetAndTheLeaderEpoch() {
        consumer.has(0, 0, 1).has(1, 2);
        run("--commit", "manual");
        assertThat(consumer.commits())
                .containsExactly(Map.of(partition(0), next(1)), Map.of(partition(0), next(2)), Map.of(partition(1), next(1)));
    }

    private static OffsetAndMetadata next(long offset) {
        return new OffsetAndMetadata(offset, Optional.of(EPOCH), "");
    }

    /** Spring's sequence for its error handler: six records, and the one with index 2 always fails. */
    @Test
    void sixMessagesOfWhichTheThirdAlwaysFails() {
        consumer.has(0, 0, 1, 2, 3, 4, 5);
        run("--commit", "manual", "--exec", FAILS_ON_ID_2, "--retries", "1", "--backoff", "1ms", "--on-error", "skip");
        assertThat(consumer.calls()).containsExactly(
                "poll", "commit 0@1", "commit 0@2", "seek 0@2", "pause 0",
                "poll", "resume 0",
                "poll", "commit 0@3", "commit 0@4", "commit 0@5", "commit 0@6",
                "poll", "close");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 3L, 4L, 5L);
    }

    /** No record has the offset of a transaction's marker; a group that stops before it never reaches the end. */
    @Test
    void aManualCommitGoesPastTheMarkerOfATransaction() {
        consumer.has(0, 0, 1).hasMarker(0);
        consumer.whenIdle(() -> { throw new AssertionError("It polls on at the end"); });
        run(parsed("--commit", "manual"), Starts.earliest(), Optional.of(new EndOfTopic(Map.of(partition(0), 3L))));
        assertThat(consumer.commits()).containsExactly(Map.of(partition(0), next(1)), Map.of(partition(0), next(3)));
    }

    @Test
    void aCommitThatFailsWhileTheProgramStopsIsNotAllInOrder() {
        consumer.has(0, 0, 1);
        consumer.whenRead(0, 1, () -> {
            stop.request(15);
            consumer.failNextCommit(new TimeoutException("no coordinator"));
        });
        run("--commit", "manual");
        assertThat(exitCode).isEqualTo(1);
    }

    static List<RuntimeException> commitsThatFail() {
        return List.of(new CommitFailedException("kicked out"), new RebalanceInProgressException("wait"),
                new TimeoutException("no coordinator"));
    }

    @ParameterizedTest
    @MethodSource("commitsThatFail")
    void aCommitThatFailsDoesNotEndTheProgram(RuntimeException failure) {
        consumer.has(0, 0, 1);
        consumer.failNextCommit(failure);
        run("--commit", "manual");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L);
        assertThat(printed.talk()).filteredOn(line -> line.startsWith("one message ")).hasSize(1);
        assertThat(consumer.committedAt(0)).isEqualTo(2);
    }

    @Test
    void aStopThatHitsACommitDoesNotKeepItFromBeingMade() {
        consumer.has(0, 0, 1, 2);
        consumer.whenRead(0, 1, () -> stop.request(15));
        run("--commit", "manual");
        assertThat(consumer.callsAfterPoll(1)).startsWith("commit 0@1", "commit 0@2", "commit 0@2").endsWith("seek 0@2", "close");
        assertThat(consumer.committedAt(0)).isEqualTo(2);
    }

    // --- Partitions that go

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPartitionThatWentAndCameBackIsNotSetBack(boolean lost) {
        consumer.has(0, 0, 1, 2, 3, 4, 5).has(1, 6);
        consumer.mostAtOnce(() -> 2);
        consumer.inPoll(2, () -> {
            if (lost) {
                consumer.loseAllBut(1);
            } else {
                consumer.rebalanceTo(1);
            }
            consumer.anotherMemberCommits(0, 5);
            consumer.rebalanceTo(0, 1);
            stop.request(2);
        });
        run();
        assertThat(consumer.calls()).doesNotContain("seek 0@2");
        assertThat(consumer.committedAt(0)).isEqualTo(5);
        assertThat(printed.events(lost ? "lost" : "revoked")).first()
                .matches(event -> event.partitions().equals(List.of("messages-0")));
    }

    @Test
    void whatComesBackWithALostPartitionAndWasProcessedIsMarked() {
        consumer.has(0, 0, 1).has(1, 2);
        consumer.whenRead(0, 1, () -> consumer.takeAwayUnnoticed(0));
        consumer.inPoll(2, () -> {
            consumer.loseAllBut(1);
            consumer.rebalanceTo(0, 1);
            consumer.has(0, 3);
        });
        run();
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L, 0L, 1L, 3L);
        assertThat(printed.events("processed")).extracting(event -> event.fields().get("again"))
                .containsExactly(null, null, null, true, true, null);
    }

    @Test
    void aPartitionThatGoesDuringABackOffIsLeftToItsNewOwner() {
        consumer.has(0, 0, 1).has(1, 2);
        consumer.inPoll(2, () -> consumer.rebalanceTo(1));
        run("--fail-every", "2", "--backoff", "1ms");
        assertThat(printed.ids("processed")).containsExactly(0L, 2L);
        assertThat(List.of(consumer.committedAt(0), consumer.committedAt(1))).containsExactly(1L, 1L);
    }

    // --- The end

    @Test
    void whatNoRetryCanHealEndsTheProgramInOrder() {
        consumer.has(0, 0);
        consumer.inPoll(2, () -> { throw new AuthenticationException("wrong password"); });
        assertThatThrownBy(this::run).isInstanceOf(AuthenticationException.class);
        assertThat(consumer.calls()).endsWith("poll", "close");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
    }

    @Test
    void aWakeupBeforeAnythingWasReadEndsInOrder() {
        consumer.has(0, 0);
        consumer.inPoll(1, () -> stop.request(15));
        run();
        assertThat(consumer.calls()).containsExactly("poll", "close");
        assertThat(stop.exitCode()).isEqualTo(143);
    }

    @Test
    void theClientIsNamedAfterProgramHostAndProcess() {
        assertThat(parsed().settings().get("client.id").toString())
                .matches("SingleConsumer-\\S+-" + ProcessHandle.current().pid());
    }

    @Test
    void theClientIsSetUpForThePromise() {
        assertThat(parsed().settings())
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("enable.auto.commit", true)
                .containsEntry("allow.auto.create.topics", false)
                .containsEntry("group.id", "single-consumer")
                .doesNotContainKeys("key.deserializer", "value.deserializer", "max.poll.records");
        assertThat(parsed("--commit", "manual").settings()).containsEntry("enable.auto.commit", false)
                .doesNotContainKey("group.protocol");
        assertThat(parsed().settings()).containsEntry("group.protocol", "classic");
        assertThat(parsed("-X", "group.protocol=consumer").settings()).containsEntry("group.protocol", "consumer");
    }
}
