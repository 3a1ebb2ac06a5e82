//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../Producer.java
//SOURCES ../cli/KafkaProblems.java
//SOURCES ../cli/Problem.java
//SOURCES ../output/Event.java
//SOURCES ../output/Place.java
//SOURCES ../output/Report.java
//SOURCES ../cli/Stop.java
//SOURCES ../sending/Keys.java
//SOURCES ../sending/Lines.java
//SOURCES ../sending/Outcomes.java
//SOURCES support/Acknowledging.java
//SOURCES support/Jvm.java
//SOURCES support/Printed.java
//SOURCES support/Records.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static support.Records.received;

import cli.KafkaProblems;
import cli.Problem;
import cli.Stop;
import encoding.Undecodable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import output.Event;
import output.Place;
import output.Report;
import picocli.CommandLine;
import sending.Keys;
import sending.Lines;
import sending.Outcomes;
import support.Acknowledging;
import support.Jvm;
import support.Printed;
import support.Wait;

/** The loop of Producer.java on MockProducer, whose answers come, as the real ones do, in a thread of their own. */
@Tag("unit")
class ProducerTest {

    private static final byte[] ONE_AND_A_BAD_ONE = {'o', 'n', 'e', '\n', (byte) 0xff, '\n'};

    @TempDir
    Path folder;

    private final Stop stop = new Stop();
    private final Printed printed = new Printed();
    private final Report report = printed.report(Report.Style.JSON);
    private final Acknowledging brokers = new Acknowledging();

    private void run(String... args) {
        parsed(args).new Loop(brokers, report, stop).run();
    }

    private static Producer parsed(String... args) {
        var app = new Producer();
        new CommandLine(app).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return app;
    }

    private void runFast(String... args) {
        run(Stream.concat(Stream.of("--rate", "max"), Stream.of(args)).toArray(String[]::new));
    }

    private Message sent(int index) throws Undecodable {
        var record = brokers.history().get(index);
        return new Message.Json().decode(received(keyOf(record), record.value()));
    }

    private static String keyOf(ProducerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), UTF_8);
    }

    private List<String> keys() {
        return brokers.history().stream().map(ProducerTest::keyOf).toList();
    }

    // --- Three outcomes

    @Test
    void eachMessageIsCountedWhenItsAnswerArrives() {
        runFast("--count", "1000");
        assertThat(printed.ids("acked")).containsExactlyElementsOf(LongStream.range(0, 1000).boxed().toList());
        assertThat(brokers.history()).hasSize(1000);
        assertThat(brokers.closed()).isTrue();
    }

    @Test
    void aMessageThatWasQueuedAndTimedOutIsUnknownBecauseItMayBeInTheLog() {
        brokers.answer(1, new TimeoutException("Expiring 1 record(s)"));
        assertThatThrownBy(() -> runFast("--count", "3")).isInstanceOf(Problem.class)
                .hasMessageContaining("1 message was not acknowledged: id 1 (the first: TimeoutException: Expiring");
        assertThat(printed.ids("acked")).containsExactly(0L, 2L);
        assertThat(printed.ids("unknown")).containsExactly(1L);
        assertThat(printed.events("failed")).isEmpty();
    }

    static List<RuntimeException> openAnswers() {
        return List.of(new NotEnoughReplicasException(), new OutOfOrderSequenceException("sequence"),
                new KafkaException("Producer is closed forcefully."));
    }

    @ParameterizedTest
    @MethodSource("openAnswers")
    void anErrorThatDoesNotExcludeAnAppendIsUnknown(RuntimeException error) {
        brokers.answer(0, error);
        assertThatThrownBy(() -> runFast("--count", "1")).isInstanceOf(Problem.class);
        assertThat(printed.ids("unknown")).containsExactly(0L);
    }

    @Test
    void whatAStopCutOffIsSaidInWords() {
        brokers.answer(0, new KafkaException("Producer is closed forcefully."));
        assertThatThrownBy(() -> runFast("--count", "1")).isInstanceOf(Problem.class)
                .hasMessageContaining("(the first: no answer came before the program stopped)");
    }

    static List<RuntimeException> refusals() {
        return List.of(new RecordTooLargeException("too large"), new InvalidTopicException("no such name"),
                new TopicAuthorizationException("messages"), new InvalidRecordException("no key"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void anAnswerThatExcludesAnAppendIsAFailure(RuntimeException error) {
        brokers.answer(0, error);
        assertThatThrownBy(() -> runFast("--count", "1")).isInstanceOf(Problem.class);
        assertThat(printed.ids("failed")).containsExactly(0L);
        assertThat(printed.events("failed").get(0).text("reason")).startsWith(error.getClass().getSimpleName());
    }

    @Test
    void aMessageThatIsTooLargeFailsAndTheOthersGoOn() {
        brokers.refuse(1, new RecordTooLargeException("1048577 bytes"));
        assertThatThrownBy(() -> runFast("--count", "3")).isInstanceOf(Problem.class)
                .hasMessageContaining("id 1 (the first: RecordTooLargeException");
        assertThat(printed.ids("acked")).containsExactly(0L, 2L);
        assertThat(printed.ids("failed")).containsExactly(1L);
    }

    @Test
    void aMessageThatSendRefusedWasNeverQueuedAndSoFailed() {
        brokers.refuse(0, new TimeoutException("Topic messages not present in metadata after 60000 ms."));
        assertThatThrownBy(() -> runFast("--count", "2")).isInstanceOf(Problem.class);
        assertThat(printed.ids("failed")).containsExactly(0L);
        assertThat(printed.events("unknown")).isEmpty();
    }

    @Test
    void anExceptionOutOfSendEndsTheProgramWithThatMessageFailed() {
        brokers.throwAt(2, new KafkaException("interceptor"));
        assertThatThrownBy(() -> runFast("--count", "9")).isInstanceOf(Problem.class);
        assertThat(printed.ids("acked")).containsExactly(0L, 1L);
        assertThat(printed.ids("failed")).containsExactly(2L);
        assertThat(brokers.closed()).isTrue();
    }

    @Test
    void acknowledgedFailedAndUnknownAreAllThatWasSent() {
        for (int i = 0; i < 300; i += 3) {
            brokers.answer(i, i % 2 == 0 ? new TimeoutException("late") : new RecordTooLargeException("large"));
        }
        assertThatThrownBy(() -> runFast("--count", "300")).isInstanceOf(Problem.class)
                .hasMessageContaining("100 messages were not acknowledged")
                .hasMessageContaining("0, 3, 6, 9, 12, 15, 18, 21, 24, 27").hasMessageContaining("90 more");
        assertThat(printed.ids("acked")).hasSize(200);
        assertThat(printed.ids("unknown")).hasSize(50);
        assertThat(printed.ids("failed")).hasSize(50);
    }

    static List<RuntimeException> hopeless() {
        return List.of(new SaslAuthenticationException("wrong password"), new TopicAuthorizationException("messages"));
    }

    @ParameterizedTest
    @MethodSource("hopeless")
    void anErrorThatEveryMessageWouldMeetEndsTheProgram(RuntimeException error) {
        brokers.answer(0, error);
        assertThatThrownBy(() -> run("--rate", "1000000")).isInstanceOf(Problem.class)
                .hasMessageContaining(KafkaProblems.sentence(error)).hasMessageContaining("1 message was not acknowledged");
        assertThat(brokers.closed()).isTrue();
    }

    // --- The end

    @Test
    void aStopEndsItAfterAllAnswersAndNothingCountsBeforeItsAnswer() {
        brokers.answersAtCloseOnly();
        brokers.whenSent(6, () -> {
            assertThat(report.progress().count("acked")).isZero();
            stop.request(15);
        });
        runFast();
        assertThat(printed.ids("acked")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(stop.exitCode()).isEqualTo(143);
    }

    @Test
    void aMessageThatAStopKeepsFromBeingSentIsNoFailure() {
        brokers.whenSent(3, () -> stop.request(2));
        brokers.throwAt(3, new IllegalStateException("Cannot perform operation after producer has been closed"));
        runFast();
        assertThat(printed.ids("acked")).containsExactly(0L, 1L, 2L);
        assertThat(printed.events("failed")).isEmpty();
        assertThat(printed.talk()).noneMatch(line -> line.contains("Cannot perform"));
    }

    @Test
    void beforeItClosesItWaitsForAllAnswersBecauseCloseWaitsForOnlySome() {
        brokers.answersWhenWaitedFor();
        runFast("--count", "5");
        assertThat(brokers.unansweredAtClose()).isZero();
    }

    @Test
    void closeHasALimit() {
        runFast("--count", "1");
        assertThat(brokers.closeTimeout()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    @Test
    void aCountOfNothingSendsNothing() {
        runFast("--count", "0");
        assertThat(brokers.history()).isEmpty();
        assertThat(brokers.closed()).isTrue();
    }

    // --- What is sent

    @Test
    void idsCountOnFromTheFirst() throws Undecodable {
        runFast("--count", "3", "--first-id", "811");
        assertThat(printed.ids("acked")).containsExactly(811L, 812L, 813L);
        assertThat(sent(0)).matches(message -> message.id() == 811 && message.text().equals("message 811"));
    }

    @Test
    void aMessageHasAKeyAndTheSameIdAlwaysTheSame() {
        runFast("--count", "12", "--first-id", "5");
        assertThat(keys()).startsWith("user-5", "user-6").endsWith("user-5", "user-6").hasSize(12);
        assertThat(keys().stream().distinct()).hasSize(10);
    }

    @Test
    void keysMayBeFew() {
        runFast("--count", "4", "--keys", "2");
        assertThat(keys()).containsExactly("user-0", "user-1", "user-0", "user-1");
    }

    @Test
    void keysMayBeNone() {
        runFast("--count", "2", "--keys", "0");
        assertThat(keys()).containsExactly(null, null);
        assertThat(printed.events("acked")).allMatch(event -> event.text("key") == null);
    }

    @Test
    void keysMayBeRandom() {
        runFast("--count", "3", "--keys", "uuid");
        assertThat(keys()).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f-]{36}"));
    }

    /** What is said of so many messages in each of three partitions. */
    private List<String> explained(Keys keys, int... taken) {
        var outcomes = new Outcomes(report);
        for (int partition = 0; partition < taken.length; partition++) {
            for (int i = 0; i < taken[partition]; i++) {
                outcomes.add(new Event.Acked(i, null, new Place("messages", partition, i), 10, Duration.ZERO));
            }
        }
        outcomes.reportArrived();
        outcomes.explainSpread(3, keys);
        return printed.talk();
    }

    @Test
    void thatFewKeysSpreadUnevenlyIsExplained() {
        assertThat(explained(new Keys.Users(10), 10, 30, 60)).containsExactly("Messages by partition: 10, 30, 60."
                + " A key's hash chooses its partition, so a few keys spread unevenly; --keys 1000 spreads evenly.");
    }

    @Test
    void thatMessagesWithoutKeysGoToOnePartitionIsExplained() {
        assertThat(explained(new Keys.None(), 0, 300)).containsExactly("Messages by partition: 0, 300, 0."
                + " Without keys the client fills a batch for one partition before it moves on to another.");
    }

    @Test
    void whatIsSpreadEvenlyOrIsFewMessagesNeedsNoExplanation() {
        assertThat(explained(new Keys.Users(1000), 330, 350, 320)).isEmpty();
        assertThat(explained(new Keys.None(), 99)).isEmpty();
        assertThat(explained(new Keys.Random(), 300)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 61, 100, 1000})
    void aSizeIsExact(int size) {
        runFast("--count", "1002", "--size", String.valueOf(size));
        assertThat(brokers.history()).allMatch(record -> record.value().length == size);
    }

    @ParameterizedTest
    @ValueSource(longs = {99_500, 999_999_500, Long.MAX_VALUE - 500})
    void aSizeIsExactWhereTheIdGetsLonger(long firstId) {
        runFast("--count", "501", "--size", "100", "--first-id", String.valueOf(firstId));
        assertThat(brokers.history()).hasSize(501).allMatch(record -> record.value().length == 100);
    }

    @Test
    void aLongIsEightBytes() {
        runFast("--count", "2", "--format", "long", "--first-id", "256");
        assertThat(brokers.history().get(0).value()).containsExactly(0, 0, 0, 0, 0, 0, 1, 0);
    }

    // --- Lines of a file

    private String file(byte[] bytes) {
        try {
            return Files.write(folder.resolve("input"), bytes).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> texts() throws Undecodable {
        var texts = new ArrayList<String>();
        for (int i = 0; i < brokers.history().size(); i++) {
            texts.add(sent(i).text());
        }
        return texts;
    }

    @Test
    void eachLineIsAMessageWhateverEndsIt() throws Undecodable {
        run("--input", file("one\ntwo\r\n\nfour \u00e4\ud83d\ude80\r\nlast".getBytes(UTF_8)));
        assertThat(texts()).containsExactly("one", "two", "", "four \u00e4\ud83d\ude80", "last");
    }

    @Test
    void aLineEndAtTheEndIsNoFurtherLine() throws Undecodable {
        run("--input", file("one\n".getBytes(UTF_8)));
        assertThat(texts()).containsExactly("one");
    }

    @Test
    void anEmptyFileIsNoMessage() {
        run("--input", file(new byte[0]));
        assertThat(brokers.history()).isEmpty();
    }

    @Test
    void aCountMayCutAFileShort() throws Undecodable {
        run("--input", file("one\ntwo\nthree\n".getBytes(UTF_8)), "--count", "2");
        assertThat(texts()).containsExactly("one", "two");
    }

    @Test
    void moreLinesThanAreReadAheadAllArriveInOrder() throws Undecodable {
        var lines = LongStream.range(0, 5000).mapToObj(id -> "line " + id).toList();
        run("--input", file(String.join("\n", lines).getBytes(UTF_8)));
        assertThat(texts()).isEqualTo(lines);
    }

    @Test
    void bytesThatAreNotUTF8EndItAfterTheGoodLines() throws Undecodable {
        var bytes = new byte[] {'o', 'n', 'e', '\n', 't', 'w', 'o', '\n', 'b', 'a', 'd', (byte) 0xff, '\n', 'x', '\n'};
        assertThatThrownBy(() -> run("--input", file(bytes)))
                .isInstanceOf(Problem.class).hasMessageContaining("--input").hasMessageContaining("UTF-8");
        assertThat(texts()).containsExactly("one", "two");
        assertThat(printed.ids("acked")).containsExactly(0L, 1L);
    }

    @Test
    void aLineThatIsTooLongEndsItAfterTheGoodLinesAndSaysHowToGoOn() throws Undecodable {
        var lines = file(("one\ntwo\n" + "x".repeat((16 << 20) + 1) + "\nfour\n").getBytes(UTF_8));
        assertThatThrownBy(() -> run("--input", lines, "--first-id", "5")).isInstanceOf(Problem.class)
                .hasMessageContaining("line 3 of " + lines + " is longer than 16 MiB")
                .hasMessageContaining("Only the lines before it were sent")
                .hasMessageContaining("--first-id 7").hasMessageContaining("tail -n +3");
        assertThat(texts()).containsExactly("one", "two");
        assertThat(printed.ids("acked")).containsExactly(5L, 6L);
    }

    @Test
    void theLongestLineIsSent() {
        run("--input", file(("x".repeat(16 << 20) + "\n").getBytes(UTF_8)));
        assertThat(brokers.history().get(0).value()).hasSizeGreaterThan(16 << 20); // more than our own consumer decodes
    }

    /** What follows a count is not read: it cannot be wrong, and a terminal is not kept waiting for it. */
    @Test
    void aLineBehindTheLastIsNotLookedAt() throws Undecodable {
        run("--input", file(ONE_AND_A_BAD_ONE), "--count", "1");
        assertThat(texts()).containsExactly("one");
    }

    @Test
    void anInputThatEndsEarlyDoesNotHideWhatWasNotAcknowledged() {
        brokers.answer(0, new TimeoutException("late"));
        assertThatThrownBy(() -> run("--input", file(ONE_AND_A_BAD_ONE))).isInstanceOf(Problem.class)
                .hasMessageContaining("line 2 of").hasMessageContaining("1 message was not acknowledged: id 0");
    }

    @Test
    void whenTheInputEndsEarlyAllAnswersAreWaitedFor() {
        brokers.whenSent(0, brokers::answersWhenWaitedFor);
        assertThatThrownBy(() -> run("--input", file(ONE_AND_A_BAD_ONE))).isInstanceOf(Problem.class);
        assertThat(brokers.unansweredAtClose()).isZero();
    }

    /** Takes the lines of the file that is its argument, once as many as it may are read ahead, and says how that ended. */
    public static final class LinesOnly {

        public static void main(String... file) {
            var lines = Lines.of(file[0], 0, Long.MAX_VALUE);
            Wait.until("no more is read ahead", () -> !isBeingRead());
            while (!lines.isAtEnd()) {
                lines.next(0);
            }
            System.out.println(lines.failure().orElse("all of it was read"));
        }

        private static boolean isBeingRead() {
            return Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("input") && thread.getState() == Thread.State.RUNNABLE);
        }
    }

    private String withLittleMemory(String lines) throws IOException {
        var command = Jvm.command(LinesOnly.class, List.of("-Xmx64m"), file(lines.getBytes(UTF_8)));
        var process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    }

    @Test
    void aLineTooLongForTheMemoryIsNoEndOfTheInput() throws IOException {
        assertThat(withLittleMemory("one\n" + "x".repeat(15 << 20) + "\nthree\n")).startsWith("--input: ")
                .contains("OutOfMemoryError");
    }

    @Test
    void manyLongLinesAreNotReadAheadOfTheMemory() throws IOException {
        assertThat(withLittleMemory(("x".repeat(1 << 20) + "\n").repeat(80))).isEqualTo("all of it was read");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        assertThatThrownBy(() -> run("--input", folder.resolve("missing").toString())).isInstanceOf(Problem.class)
                .hasMessageContaining("missing");
    }

    // --- The client

    @Test
    void retriesAreBoundedByTimeAndNotByTheirNumber() {
        assertThat(parsed().settings()).containsEntry("retries", Integer.MAX_VALUE).containsEntry("delivery.timeout.ms", 300_000);
        assertThat(parsed("-X", "retries=5").settings()).containsEntry("retries", "5");
    }

    /** While no broker is there, send() itself waits, and by the client's default for one minute only. */
    @Test
    void aMessageMayWaitToBeSentForAsLongAsForItsAcknowledgement() {
        var settings = parsed().settings();
        assertThat(settings.get("max.block.ms")).isEqualTo(settings.get("delivery.timeout.ms"));
    }

    @Test
    void idempotenceIsAskedForSoThatAContradictionIsAnError() {
        assertThat(parsed().settings()).containsEntry("enable.idempotence", true).containsEntry("acks", "all");
        config(parsed());
        for (var contradiction : List.of("acks=1", "acks=0", "retries=0", "max.in.flight.requests.per.connection=6")) {
            assertThatThrownBy(() -> config(parsed("-X", contradiction))).isInstanceOf(ConfigException.class);
        }
    }

    private static ProducerConfig config(Producer app) {
        var settings = new HashMap<>(app.settings());
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        return new ProducerConfig(settings);
    }
}
