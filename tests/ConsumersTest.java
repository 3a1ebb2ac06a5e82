//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../BatchConsumer.java
//SOURCES ../SingleConsumer.java
//SOURCES ../cli/Problem.java
//SOURCES support/Letters.java
//SOURCES support/LogConsumer.java
//SOURCES support/Printed.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static support.LogConsumer.partition;

import cli.Problem;
import cli.Stop;
import consuming.ConsumerOptions;
import consuming.Run;
import consuming.Starts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import output.Report;
import picocli.CommandLine;
import support.Letters;
import support.LogConsumer;
import support.Printed;

/** What all consumers do alike, on MockConsumer: where they begin, whether --format was forgotten, and that they lose nothing. */
@Tag("unit")
class ConsumersTest {

    private static final byte[] NOT_A_MESSAGE = {'?'};
    private static final byte[] A_LONG = {0, 0, 0, 0, 0, 0, 0, 7};
    private static final int LIVES = 30;

    /** The programs, with options under which each message is soon processed. */
    private enum Program {
        SINGLE, MANUAL("--commit", "manual"), BATCH("--min-batch", "1");

        private final List<String> options;

        Program(String... options) {
            this.options = List.of(options);
        }
    }

    private Stop stop = new Stop();
    private final Printed printed = new Printed();
    private final Letters letters = new Letters();
    private LogConsumer consumer = new LogConsumer(stop, printed::doneWith);

    private void run(Program program, String... args) {
        runFrom(Starts.earliest(), program, args);
    }

    private void runFrom(Starts starts, Program program, String... args) {
        run(program, args, options -> {
            var report = printed.report(Report.Style.JSON);
            return options.run(options.settings(), report, stop, starts, Optional.empty(),
                    options.lastResort(Map.of(), report, stop));
        });
    }

    private void runWithDeadLetters(Program program, String... args) {
        run(program, args, options -> {
            var report = printed.report(Report.Style.JSON);
            return options.run(options.settings(), report, stop, Starts.earliest(), Optional.empty(),
                    letters.lastResort("g", report, stop));
        });
    }

    private interface Beginning {

        Run begin(ConsumerOptions options);
    }

    private void run(Program program, String[] more, Beginning beginning) {
        var args = Stream.concat(program.options.stream(), Arrays.stream(more)).filter(arg -> !arg.isEmpty())
                .toArray(String[]::new);
        consumer.commitsByItself(program == Program.SINGLE);
        if (program == Program.BATCH) {
            var app = parsed(new BatchConsumer(), args);
            try (var run = beginning.begin(app.options)) {
                app.new Loop(consumer, run).run();
            }
        } else {
            var app = parsed(new SingleConsumer(), args);
            try (var run = beginning.begin(app.options)) {
                app.new Loop(consumer, run).run();
            }
        }
    }

    private static <T> T parsed(T app, String... args) {
        new CommandLine(app).setCaseInsensitiveEnumValuesAllowed(true).setOverwrittenOptionsAllowed(true).parseArgs(args);
        return app;
    }

    // --- Where a group begins

    @ParameterizedTest
    @EnumSource
    void aStartThatIsNotTheEarliestIsCommittedBeforeAnythingIsProcessed(Program program) {
        consumer.has(0, 0, 1, 2, 3).has(1, 4).begins(0, 2);
        consumer.whenRead(0, 2, () -> assertThat(consumer.commits())
                .containsExactly(Map.of(partition(0), new OffsetAndMetadata(2))));
        runFrom(new Starts("end", Map.of(partition(0), 2L)), program, "-X", "client.id=me");
        assertThat(printed.ids("processed")).containsExactlyInAnyOrder(2L, 3L, 4L);
        assertThat(printed.talk()).startsWith("me assigned messages-0@2 (end), messages-1 (earliest)")
                .noneMatch(line -> line.contains("come again"));
        assertThat(printed.events("assigned")).singleElement().matches(event -> event.text("member").equals("me"));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsProcessedWhileTheStartCannotBeCommitted(Program program) {
        consumer.has(0, 0, 1, 2).begins(0, 1);
        consumer.failNextCommit(new RebalanceInProgressException("wait"));
        consumer.failNextCommit(new TimeoutException("no coordinator"));
        consumer.whenRead(0, 1, () -> assertThat(consumer.commits())
                .containsExactly(Map.of(partition(0), new OffsetAndMetadata(1))));
        runFrom(new Starts("5 s ago", Map.of(partition(0), 1L)), program);
        assertThat(consumer.callsAfterPoll(1)).containsSubsequence("commit 0@1", "seek 0@1");
        assertThat(consumer.calls().stream().filter("commit 0@1"::equals)).hasSize(3);
        assertThat(printed.ids("processed")).containsExactly(1L, 2L);
    }

    /** Meanwhile the client begins it at its earliest offset; where it commits by itself, it may commit that. */
    @ParameterizedTest
    @EnumSource(names = {"MANUAL", "BATCH"})
    void whileNobodyCanSayWhatTheGroupHasCommittedNothingBeforeTheStartIsProcessed(Program program) {
        consumer.has(0, 0, 1, 2).has(1, 3).begins(0, 2);
        consumer.doesNotAnswer(new TimeoutException("no coordinator"));
        consumer.doesNotAnswer(new TimeoutException("no coordinator"));
        consumer.inPoll(2, () -> assertThat(consumer.paused()).contains(partition(0)));
        runFrom(new Starts("end", Map.of(partition(0), 2L)), program, "-X", "client.id=me");
        assertThat(printed.ids("processed")).containsExactlyInAnyOrder(2L, 3L);
        assertThat(printed.talk()).startsWith("me assigned messages-0 (not known yet), messages-1 (not known yet)");
        assertThat(printed.talk()).contains("me assigned messages-0@2 (end), messages-1 (earliest)");
    }

    @ParameterizedTest
    @EnumSource
    void aCommitBeatsTheStartAndAPartitionThatGoesTakesItsStartAlong(Program program) {
        consumer.has(0, 0, 1, 2).has(1, 3, 4).begins(1, 1);
        consumer.anotherMemberCommits(0, 0);
        consumer.failNextCommit(new RebalanceInProgressException("wait"));
        consumer.inPoll(2, () -> consumer.rebalanceTo(0));
        runFrom(new Starts("end", Map.of(partition(0), 3L, partition(1), 1L)), program, "-X", "client.id=me");
        assertThat(printed.ids("processed")).containsExactly(0L, 1L, 2L);
        assertThat(printed.talk()).startsWith("me assigned messages-0@0 (commit), messages-1@1 (end)",
                "Where the reader before was killed, what it processed after its last commit comes again.");
        assertThat(consumer.calls().stream().filter(call -> call.equals("commit 1@1"))).hasSize(1);
    }

    // --- A forgotten --format

    private void hasLongs(int count) {
        for (var i = 0; i < count; i++) {
            consumer.hasBytes(i % 3, A_LONG);
        }
    }

    @ParameterizedTest
    @CsvSource({"SINGLE,", "SINGLE, --on-error=dlt", "SINGLE, --on-error=stop", "MANUAL,", "BATCH,", "BATCH, --on-error=dlt",
            "BATCH, --on-error=stop"})
    void whenTheFirstMessagesAllLookLikeAnotherFormatNothingIsGivenUp(Program program, String option) {
        hasLongs(10);
        assertThatThrownBy(() -> runWithDeadLetters(program, option == null ? "" : option))
                .isInstanceOf(Problem.class).hasMessageContaining("try --format long");
        assertThat(printed.doneWith()).isEmpty();
        assertThat(letters.sent()).isEmpty();
        assertThat(List.of(consumer.committedAt(0), consumer.committedAt(1), consumer.committedAt(2))).containsOnly(0L);
    }

    @ParameterizedTest
    @EnumSource
    void theyAreCountedOverSeveralPolls(Program program) {
        hasLongs(10);
        var most = new AtomicInteger();
        consumer.mostAtOnce(() -> most.addAndGet(2));
        assertThatThrownBy(() -> run(program)).isInstanceOf(Problem.class).hasMessageContaining("try --format long");
        assertThat(printed.doneWith()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksToSkipSkipsThemAll(Program program) {
        hasLongs(12);
        run(program, "--on-error", "skip");
        assertThat(printed.events("skipped")).hasSize(12);
        assertThat(consumer.committedAt(0)).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void oneMessageAmongThemOrNoCommonFormatProvesThatTheFormatIsRight(Program program) {
        hasLongs(4);
        consumer.has(0, 1);
        hasLongs(20);
        run(program);
        assertThat(printed.events("skipped")).hasSize(24);
        assertThat(printed.ids("processed")).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource
    void bytesOfNoFormatAreSkipped(Program program) {
        for (var i = 0; i < 12; i++) {
            consumer.hasBytes(0, NOT_A_MESSAGE);
        }
        run(program);
        assertThat(printed.events("skipped")).hasSize(12);
    }

    // --- The end

    @ParameterizedTest
    @EnumSource
    void closeHasALimit(Program program) {
        consumer.has(0, 0);
        run(program);
        assertThat(consumer.closeOptions().timeout().orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(consumer.closeOptions().groupMembershipOperation()).as("it leaves the group")
                .isEqualTo(GroupMembershipOperation.DEFAULT);
        assertThat(consumer.closed()).isTrue();
    }

    /**
     * Random but repeatable: the seed is in the message. After each run another member goes on; in the end all must be done.
     * All at the same time, because they mostly wait until a failed commit may be tried again.
     */
    @ParameterizedTest
    @EnumSource
    void whateverHappensNothingIsLost(Program program) {
        var atOnce = Executors.newFixedThreadPool(LIVES);
        try {
            var lives = LongStream.rangeClosed(1, LIVES).mapToObj(seed -> CompletableFuture.runAsync(
                    () -> new ConsumersTest().livesThrough(seed, program, new Random(seed)), atOnce)).toList();
            lives.forEach(CompletableFuture::join);
        } finally {
            atOnce.shutdown();
        }
    }

    private void livesThrough(long seed, Program program, Random random) {
        var expected = new ArrayList<String>();
        for (int partition = 0; partition < 3; partition++) {
            for (int offset = 0; offset < 30; offset++) {
                expected.add("messages-" + partition + "@" + offset);
                if (random.nextInt(10) == 0) {
                    consumer.hasBytes(partition, NOT_A_MESSAGE);
                } else {
                    consumer.has(partition, 100 * partition + offset);
                }
            }
        }
        for (int member = 0; member < 6; member++) {
            consumer.hasTrouble(random);
            var failEvery = "--fail-every=" + (program == Program.BATCH ? 40 + random.nextInt(30) : 2 + random.nextInt(30));
            var minBatch = program == Program.BATCH ? "--min-batch=" + (1 + random.nextInt(12)) : "";
            run(program, failEvery, "--backoff=0s", minBatch);
            stop = new Stop();
            consumer = consumer.successor(stop);
        }
        run(program);
        assertThat(new HashSet<>(printed.doneWith())).as("seed " + seed).containsExactlyInAnyOrderElementsOf(expected);
    }
}
