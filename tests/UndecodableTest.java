//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;

/** Bytes that are no message, and messages that nobody can process: what becomes of them, and of their neighbours. */
@Tag("cluster")
@ExtendWith(Labs.class)
class UndecodableTest {

    private static final String EACH = "{0}";

    /** The second partition has them all, each between two good messages. */
    private static final int POISONED = 1;
    private static final List<byte[]> POISON = poison();

    private static List<byte[]> poison() {
        var random = new byte[500];
        new Random(17).nextBytes(random);
        var good = Lab.message(7);
        var all = new ArrayList<byte[]>();
        all.add(null);
        all.add(new byte[0]);
        all.add(new byte[] {42});
        all.add(random);
        all.add(ByteBuffer.allocate(Long.BYTES).putLong(7).array());
        all.add(new byte[] {0, 0, 0, 0, 7, 14, 10, 65, 66, 67, 68, 69}); // what Avro with a schema registry looks like
        wrongJson(good).forEach(text -> all.add(text.getBytes(UTF_8)));
        var badUtf8 = good.getBytes(UTF_8);
        badUtf8[good.indexOf("message")] = (byte) 0xc3;
        all.add(badUtf8);
        return all;
    }

    private static List<String> wrongJson(String good) {
        return List.of(
                good.substring(0, good.length() - 2), good + good, "[" + good + "]", "7", "null", "\ufeff" + good,
                "[".repeat(100_000) + "]".repeat(100_000), "{\"id\":7,\"more\":" + "[".repeat(100_000),
                good.replace("7", "7".repeat(5000)), "{\"id\":7," + good.substring(1),
                "{\"id\":7,\"text\":\"no time\"}", "{\"text\":\"no id\",\"createdAt\":1}",
                good.replace(":7,", ":\"7\","), good.replace(":7,", ":7.5,"),
                good.replace(":7,", ":9223372036854775808,"), good.replace(":7,", ":null,"));
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java --on-error skip"})
    @Execution(CONCURRENT)
    void theyAreSkippedEachWithAReasonAndTheirNeighboursProcessed(String program, Lab lab) {
        sendPoisonAmongGood(lab.withDeadLetters());
        var consumer = lab.start(program, "--exit-at-end");
        assertThat(consumer.exitCode()).as("0 means that all is done, which is true only where skipping was asked for")
                .isEqualTo(program.contains("skip") ? 0 : 1);
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 100));
        assertThat(consumer.counted("skipped")).isEqualTo(POISON.size());
        assertThat(consumer.events("skipped")).hasSize(POISON.size())
                .allSatisfy(skipped -> assertThat(skipped.text("reason")).startsWith("it cannot be decoded: "));
        assertThat(consumer.talk()).contains("skipped " + consumer.events("skipped").get(0).place());
        assertThat(lab.committed(program)).isEqualTo(100 + POISON.size());
        assertThat(lab.read(lab.deadLetters())).isEmpty();
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java --commit manual", "BatchConsumer.java"})
    @Execution(CONCURRENT)
    void theyBecomeDeadLettersByteForByte(String program, Lab lab) {
        sendPoisonAmongGood(lab.withDeadLetters());
        var consumer = lab.start(program, "--on-error", "dlt", "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 100));
        assertThat(consumer.counted("dead-lettered")).isEqualTo(POISON.size());
        assertThat(lab.committed(program)).isEqualTo(100 + POISON.size());

        var letters = lab.read(lab.deadLetters());
        assertThat(letters).extracting(ConsumerRecord::value).containsExactlyElementsOf(POISON);
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.partition()).isEqualTo(POISONED);
            assertThat(letter.key()).asString().isEqualTo("poison");
            assertThat(header(letter, "trace")).asString().isEqualTo("kept");
            assertThat(header(letter, "kafka_dlt-original-topic")).asString().isEqualTo(lab.topic());
            assertThat(header(letter, "kafka_dlt-exception-message")).asString().contains("cannot be decoded");
        });
        var poisonOffsets = lab.read(lab.topic()).stream()
                .filter(record -> "poison".equals(new String(record.key()))).map(ConsumerRecord::offset).toList();
        assertThat(letters).extracting(letter -> ByteBuffer.wrap(header(letter, "kafka_dlt-original-offset")).getLong())
                .containsExactlyElementsOf(poisonOffsets);
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java --max-batch 10"})
    @Execution(CONCURRENT)
    void theFirstOneStopsWhoAskedForThat(String program, Lab lab) {
        lab.produce(0, 100);
        lab.send(new ProducerRecord<>(lab.topic(), POISONED, null, new byte[] {42}));
        lab.produce(100, 200);
        var consumer = lab.start(program, "--on-error", "stop");
        assertThat(consumer.exitCode()).isEqualTo(1);
        assertThat(consumer.talk()).contains("Stopped at " + lab.topic() + "-1@33").doesNotContain("\tat ");
        assertThat(consumer.counted("skipped")).isZero();
        assertThat(consumer.processed()).doesNotContain(100L, 103L);
        assertThat(consumer.processedPlaces()).containsExactlyInAnyOrderElementsOf(lab.passed(program));
    }

    @ParameterizedTest(name = EACH)
    @Tag("faults")
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    @Execution(CONCURRENT)
    void aHundredThousandOfThemInARowAreCountedAndNotLoggedOneByOne(String program, Lab lab) {
        for (int i = 0; i < 100_000; i++) {
            lab.send(new ProducerRecord<>(lab.topic(), POISONED, null, new byte[] {'{', (byte) i}));
        }
        lab.produce(0, 90);
        var consumer = lab.start(program, "-o", "text", "--exit-at-end", "--on-error", "skip");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.output().lines().filter(line -> line.startsWith("received "))).hasSize(90);
        assertThat(consumer.talk()).contains("100,000 skipped").hasSizeLessThan(100_000);
        var inFull = consumer.talk().lines().filter(line -> line.startsWith("skipped ")).count();
        var counted = consumer.talk().lines().filter(line -> line.matches("\\.\\.\\. and \\d+ more like that"))
                .mapToLong(line -> Long.parseLong(line.split(" ")[2])).sum();
        assertThat(inFull + counted).isEqualTo(100_000);
        assertThat(lab.committed(program)).isEqualTo(100_090);
    }

    @Test
    @Execution(CONCURRENT)
    void aMissingDeadLetterTopicIsSaidAtTheStart(Lab lab) {
        lab.produce(0, 10);
        var consumer = lab.single("--on-error", "dlt", "--exit-at-end");
        assertThat(consumer.exitCode()).isEqualTo(1);
        assertThat(consumer.talk()).contains("There is no topic " + lab.deadLetters()).doesNotContain("\tat ");
        assertThat(consumer.events("processed")).isEmpty();
    }

    /** In a batch the culprit is found, and only it becomes a dead letter. */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    @Execution(CONCURRENT)
    void onlyWhatFailsForGoodBecomesADeadLetter(String program, Lab lab) {
        lab.withDeadLetters().produce(0, 45);
        var consumer = lab.start(program, "--exec", "! grep -q -e '\"id\":17,' -e '\"id\":31,'",
                "--retries", "1", "--backoff", "10ms", "--on-error", "dlt", "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        var others = new ArrayList<>(ids(0, 45));
        others.removeAll(List.of(17L, 31L));
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(others);
        assertThat(lab.read(lab.deadLetters()))
                .extracting(letter -> new String(letter.value()).replaceAll("\"text.*", ""))
                .containsExactlyInAnyOrder("{\"id\":17,", "{\"id\":31,");
        assertThat(lab.committed(program)).isEqualTo(45);
    }

    /**
     * A text of nearly a megabyte, unknown fields, and characters that a terminal would obey: all of them are good messages.
     */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    @Execution(CONCURRENT)
    void strangeButGoodMessagesAreProcessed(String program, Lab lab) {
        lab.send(0, "big", Lab.message(1).replace("message", "x".repeat(1_000_000)));
        lab.send(0, "more", Lab.message(2).replace("}", ",\"more\":{\"of\":[1,2,{\"it\":null}]}}"));
        lab.send(0, "\u001b[2J", Lab.message(3).replace("message", "\\u001b[31m\\u202e\\n2026 INFO fake"));
        lab.produce(4, 14);
        lab.flush();
        var consumer = lab.start(program, "-o", "text", "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.output().lines().filter(line -> line.startsWith("received "))).hasSize(13);
        assertThat(consumer.output() + consumer.talk()).doesNotContain("\u001b", "\u202e")
                .contains("\\u001b[31m\\u202e\\n2026 INFO fake");
        assertThat(lab.committed(program)).isEqualTo(13);
    }

    /** A forgotten -f: fifty messages, or only three, that are all of another format. */
    @ParameterizedTest(name = "{displayName}: {0}, {1} messages")
    @CsvSource({"SingleConsumer.java, 50", "SingleConsumer.java --commit manual, 3", "BatchConsumer.java, 50"})
    @Execution(CONCURRENT)
    void aForgottenFormatLosesNothing(String program, int count, Lab lab) {
        for (var id = 0; id < count; id++) {
            lab.send(new ProducerRecord<>(lab.topic(), id % 3, null, ByteBuffer.allocate(Long.BYTES).putLong(id).array()));
        }
        lab.flush();
        var forgot = lab.start(program, "--exit-at-end");
        assertThat(forgot.exitCode()).isEqualTo(1);
        assertThat(forgot.talk()).doesNotContain("\tat ")
                .contains("None of the first " + Math.min(count, 10) + " messages", "try --format long");
        assertThat(forgot.counted("skipped")).isZero();
        assertThat(lab.committed(program)).isZero();

        var right = lab.start(program, "--exit-at-end", "-f", "long");
        assertThat(right.exitCode()).isZero();
        assertThat(right.processed()).containsExactlyInAnyOrderElementsOf(ids(0, count));
    }

    /** It may be anyone's; but not all is done then. */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java --exit-at-end", "SingleConsumer.java --count 1",
            "BatchConsumer.java --exit-at-end"})
    @Execution(CONCURRENT)
    void aSingleMessageOfAnotherFormatIsSkipped(String program, Lab lab) {
        lab.send(new ProducerRecord<>(lab.topic(), POISONED, null, new byte[Long.BYTES]));
        lab.send(POISONED, "key", Lab.message(1));
        lab.flush();
        var consumer = lab.start(program);
        assertThat(consumer.exitCode()).isEqualTo(1);
        assertThat(consumer.talk()).contains("1 undecodable message was skipped", "--on-error skip");
        assertThat(consumer.counted("skipped")).isEqualTo(1);
        assertThat(consumer.processed()).containsExactly(1L);
        assertThat(lab.committed(program)).isEqualTo(2);
    }

    private static void sendPoisonAmongGood(Lab lab) {
        lab.produce(0, 50);
        for (var value : POISON) {
            var record = new ProducerRecord<>(lab.topic(), POISONED, "poison".getBytes(UTF_8), value);
            record.headers().add(new RecordHeader("trace", "kept".getBytes(UTF_8)));
            lab.send(record);
        }
        lab.produce(50, 100);
    }

    private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name).value();
    }
}
