//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Redrive.java
//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES ../consuming/Starts.java
//SOURCES ../output/Report.java
//SOURCES ../redriving/Backlog.java
//SOURCES ../redriving/Retention.java
//SOURCES support/Acknowledging.java
//SOURCES support/LogConsumer.java
//SOURCES support/Printed.java
//SOURCES support/Said.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static support.LogConsumer.partition;

import cli.Problem;
import cli.Stop;
import consuming.Starts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import output.Report;
import picocli.CommandLine;
import redriving.Backlog;
import redriving.Retention;
import support.Acknowledging;
import support.LogConsumer;
import support.Printed;
import support.Said;

/**
 * The loop of Redrive.java on MockConsumer and MockProducer. In every test the consumer refuses a commit that covers a letter
 * of which stdout does not say that it was sent.
 */
@Tag("unit")
class RedriveTest {

    private static final long WRITTEN_AT = 1732000000000L;

    /** What LogConsumer's records say. */
    private static final long LETTER_OF = 1732144200000L;

    private final Printed printed = new Printed();
    private Stop stop = new Stop();
    private LogConsumer consumer = new LogConsumer(stop, printed::doneWith);
    private Acknowledging brokers = new Acknowledging();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private Retention retention = new Retention("orders", -1);

    private int run(String... args) {
        var app = new Redrive();
        new CommandLine(app).setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(Stream.concat(Stream.of("-t", "orders"), Stream.of(args)).toArray(String[]::new));
        var report = printed.report(Report.Style.JSON);
        var backlog = new Backlog(app.options.route(), Starts.earliest(), ends, 3, retention, report);
        stop.whenRequested(() -> brokers.close(Duration.ZERO));
        try (var run = app.options.run(app.settings(), report, stop, backlog)) {
            app.new Loop(consumer, brokers, run).run();
            return run.exitCode();
        }
    }

    /** One that is sent if nothing is done about it. */
    private void has(int partition, String value, Header... headers) {
        consumer.hasBytes(partition, value.getBytes(UTF_8), headers);
        ends.merge(partition(partition), 1L, Long::sum);
    }

    private static Header[] from(String topic, int partition) {
        return new Header[] {header("trace", "kept".getBytes(UTF_8)), header("kafka_dlt-original-topic", topic.getBytes(UTF_8)),
            header("kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(partition).array()),
            header("kafka_dlt-original-timestamp", ByteBuffer.allocate(8).putLong(WRITTEN_AT).array()),
            header("kafka_dlt-exception-fqcn", "java.lang.Exception".getBytes(UTF_8))};
    }

    private static Header header(String name, byte... value) {
        return new RecordHeader(name, value);
    }

    private List<String> sent() {
        return brokers.history().stream().map(RedriveTest::value).toList();
    }

    private static String value(ProducerRecord<byte[], byte[]> message) {
        return new String(message.value(), UTF_8);
    }

    @Test
    void aLetterGoesBackAsItWas() {
        has(0, "one", from("orders", 2));
        assertThat(run()).isZero();
        assertThat(brokers.history()).singleElement().satisfies(message -> {
            assertThat(message.topic()).isEqualTo("orders");
            assertThat(message.partition()).isEqualTo(2);
            assertThat(message.timestamp()).isEqualTo(WRITTEN_AT);
            assertThat(message.key()).asString().isEqualTo("user-0");
            assertThat(message.headers()).extracting(Header::key).containsExactly("trace");
        });
        assertThat(sent()).containsExactly("one");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
        assertThat(printed.events("redriven")).extracting(Said::place).containsExactly("messages-0@0");
        assertThat(printed.talk()).anyMatch(line -> line.startsWith("1 redriven"));
    }

    @Test
    void aLetterThatWasWrittenByHandGoesWhereItsKeySays() {
        has(0, "mine", header("trace", "kept".getBytes(UTF_8)));
        assertThat(run()).isZero();
        assertThat(brokers.history()).singleElement().satisfies(message -> {
            assertThat(message.topic()).isEqualTo("orders");
            assertThat(message.partition()).isNull();
            assertThat(message.timestamp()).isEqualTo(LETTER_OF);
            assertThat(message.headers()).extracting(Header::key).containsExactly("trace");
        });
    }

    /** Shrunk, made up, too short, or missing its value. */
    @Test
    void aPartitionThatTheTopicDoesNotHaveIsNotAskedFor() {
        has(0, "gone", from("orders", 3));
        has(0, "negative", from("orders", -1));
        has(0, "short", header("kafka_dlt-original-topic", "orders".getBytes(UTF_8)),
                header("kafka_dlt-original-partition", new byte[3]), header("kafka_dlt-original-timestamp", new byte[9]));
        has(0, "null", header("kafka_dlt-original-topic", "orders".getBytes(UTF_8)),
                header("kafka_dlt-original-partition", (byte[]) null),
                header("kafka_dlt-original-timestamp", ByteBuffer.allocate(8).putLong(-5).array()));
        assertThat(run()).isZero();
        assertThat(brokers.history()).hasSize(4).allMatch(message -> message.partition() == null);
        assertThat(brokers.history()).extracting(ProducerRecord::timestamp)
                .containsExactly(WRITTEN_AT, WRITTEN_AT, LETTER_OF, LETTER_OF);
    }

    @Test
    void whatBecomesALetterMeanwhileIsLeftToTheNextCall() {
        has(0, "one", from("orders", 0));
        consumer.hasBytes(0, "two".getBytes(UTF_8), from("orders", 0));
        assertThat(run()).isZero();
        assertThat(sent()).containsExactly("one");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
    }

    @Test
    void aTransactionsMarkerIsPassed() {
        has(0, "one", from("orders", 0));
        consumer.hasMarker(0);
        ends.merge(partition(0), 1L, Long::sum);
        assertThat(run()).isZero();
        assertThat(consumer.committedAt(0)).isEqualTo(2);
    }

    /** It keeps its timestamp, and brokers delete by that. */
    @Test
    void whatBrokersMayDeleteAtOnceIsSaidOnce() {
        retention = new Retention("orders", 604_800_000);
        has(0, "old", from("orders", 0));
        has(0, "old, too", from("orders", 0));
        assertThat(run("--dry-run")).isZero();
        assertThat(printed.talk().stream().filter(line -> line.contains("retention.ms"))).singleElement().asString()
                .startsWith("messages-0@0 and maybe others are older than orders keeps messages (retention.ms, 168 hours)");
    }

    // --- Letters that stay

    @Test
    void aLetterThatNamesAnotherTopicHoldsUpItsPartitionAndNoOther() {
        has(0, "before", from("orders", 0));
        has(0, "other", from("payments", 0));
        has(0, "behind", from("orders", 0));
        has(1, "elsewhere", from("orders", 1));
        assertThatThrownBy(this::run).isInstanceOf(Problem.class)
                .hasMessageContaining("messages-0@1 was refused: its headers name topic payments")
                .hasMessageContaining("--to TOPIC").hasMessageContaining("reset orders-redrive --to messages-0@2");
        assertThat(sent()).containsExactlyInAnyOrder("before", "elsewhere");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
        assertThat(consumer.committedAt(1)).isEqualTo(1);
        assertThat(printed.events("refused")).extracting(Said::place).containsExactly("messages-0@1");
        assertThat(printed.events("summary")).singleElement().satisfies(summary -> {
            assertThat(summary.number("redriven")).isEqualTo(2);
            assertThat(summary.number("refused")).isEqualTo(1);
        });
    }

    @Test
    void allGoWhereTheUserSaysAndOnlyThoseOfThatTopicToTheirPartition() {
        has(0, "own", from("orders", 2));
        has(0, "other", from("payments", 1));
        assertThat(run("--to", "payments")).isZero();
        assertThat(brokers.history()).allMatch(message -> message.topic().equals("payments"));
        assertThat(brokers.history()).extracting(ProducerRecord::partition).containsExactly(null, 1);
        assertThat(consumer.committedAt(0)).isEqualTo(2);
    }

    @Test
    void whatIsNotAcknowledgedIsNotCommittedNorWhatIsBehindIt() {
        has(0, "one", from("orders", 0));
        has(0, "two", from("orders", 0));
        has(0, "three", from("orders", 0));
        has(1, "four", from("orders", 1));
        brokers.answer(1, new TimeoutException("late"));
        assertThatThrownBy(this::run).isInstanceOf(Problem.class)
                .hasMessageContaining("messages-0@1 was not acknowledged: TimeoutException: late");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
        assertThat(consumer.committedAt(1)).isEqualTo(1);
        assertThat(printed.events("unknown")).extracting(Said::place).containsExactly("messages-0@1");
        assertThat(printed.events("redriven")).extracting(Said::place)
                .containsExactlyInAnyOrder("messages-0@0", "messages-0@2", "messages-1@0");
    }

    // --- Rebalances and stops

    @Test
    void aCommitThatFailsIsRepeatedAndNothingSentAgain() {
        has(0, "one", from("orders", 0));
        consumer.failNextCommit(new RebalanceInProgressException("wait"));
        consumer.whenIdle(() -> { });
        assertThat(run()).isZero();
        assertThat(sent()).containsExactly("one");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
    }

    @Test
    void whatIsRevokedIsCommittedFirst() {
        has(0, "one", from("orders", 0));
        has(1, "two", from("orders", 1));
        consumer.failNextCommit(new RebalanceInProgressException("wait"));
        consumer.inPoll(2, () -> consumer.rebalanceTo(1));
        run();
        assertThat(consumer.callsAfterPoll(2)).contains("commit 0@1 1@1");
        assertThat(consumer.committedAt(0)).isEqualTo(1);
        assertThat(sent()).containsExactly("one", "two");
    }

    /** Brokers would take the commit, and it could set the new owner back. */
    @Test
    void whatIsLostIsNotCommitted() {
        has(0, "one", from("orders", 0));
        consumer.failNextCommit(new RebalanceInProgressException("wait"));
        consumer.inPoll(2, () -> consumer.loseAllBut());
        run();
        assertThat(consumer.calls().stream().filter(call -> call.startsWith("commit"))).as("the one that failed").hasSize(1);
        assertThat(consumer.committedAt(0)).isZero();
    }

    /** The stop closes the client, and what send() then refuses was never sent. */
    @Test
    void aStopWhileLettersAreSentLeavesTheRestAndIsNoFailure() {
        for (var number = 0; number < 10; number++) {
            has(0, "letter " + number, from("orders", 0));
        }
        brokers.whenSent(4, () -> stop.request(2));
        brokers.throwAt(4, new KafkaException("closed"));
        assertThat(run()).isEqualTo(130);
        assertThat(sent()).hasSize(4);
        assertThat(consumer.committedAt(0)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whateverHappensEveryLetterIsSentAtLeastOnce(int seed) {
        var random = new Random(seed);
        var expected = new HashSet<String>();
        for (var number = 0; number < 90; number++) {
            has(number % 3, "letter " + number, from("orders", number % 3));
            expected.add("letter " + number);
        }
        var arrived = new HashSet<String>();
        for (var call = 0; call < 5; call++) {
            consumer.hasTrouble(random);
            run();
            arrived.addAll(sent());
            again();
        }
        run();
        arrived.addAll(sent());
        assertThat(arrived).as("seed " + seed).isEqualTo(expected);
        assertThat(List.of(consumer.committedAt(0), consumer.committedAt(1), consumer.committedAt(2))).containsOnly(30L);
    }

    private void again() {
        stop = new Stop();
        consumer = consumer.successor(stop);
        brokers = new Acknowledging();
    }

    @Test
    void aSecondCallSendsNothingTwice() {
        has(0, "one", from("orders", 0));
        assertThat(run()).isZero();
        again();
        assertThat(run()).isZero();
        assertThat(sent()).isEmpty();
    }

    // --- What is only shown

    @Test
    void aDryRunShowsWhatWouldBeSentAndDoesNothing() {
        has(0, "own", from("orders", 2));
        has(0, "mine");
        assertThat(run("--dry-run")).isZero();
        assertThat(sent()).isEmpty();
        assertThat(consumer.calls()).noneMatch(call -> call.startsWith("commit"));
        assertThat(printed.events("sendable")).extracting(said -> said.fields().get("to"))
                .containsExactly(Map.of("topic", "orders", "partition", 2L), Map.of("topic", "orders"));
    }
}
