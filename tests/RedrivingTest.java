//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/Said.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import support.Lab;
import support.Labs;
import support.Program;
import support.Said;

/** Dead letters on a cluster: made, read, and sent again, whatever happens meanwhile. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster stays whole
@ExtendWith(Labs.class)
class RedrivingTest {

    /** Members that are killed are soon missed. */
    private static final String[] SOON_MISSED =
            {"-X", "group.protocol=classic", "-X", "session.timeout.ms=6000", "-X", "heartbeat.interval.ms=500"};

    @Test
    void whatFailedIsReadWithItsReasonSentAgainOnceAndProcessed(Lab lab) {
        lab.withDeadLetters().produce(0, 45);
        lab.send(new ProducerRecord<>(lab.topic(), 1, "raw".getBytes(UTF_8), new byte[] {42}));
        lab.flush();
        var failing = lab.single("--exec", "! grep -q -e '\"id\":17,' -e '\"id\":31,'", "--retries", "0", "--on-error", "dlt",
                "--exit-at-end");
        assertThat(failing.exitCode()).isZero();

        var letters = lab.batch("-t", lab.deadLetters(), "--headers", "--exit-at-end");
        assertThat(letters.exitCode()).isZero();
        assertThat(letters.processed()).containsExactlyInAnyOrder(17L, 31L);
        assertThat(Stream.of("processed", "skipped").flatMap(event -> letters.events(event).stream())).hasSize(3)
                .allSatisfy(said -> assertThat(letter(said)).containsEntry("topic", lab.topic())
                        .containsEntry("group", lab.group("SingleConsumer.java")));
        assertThat(letters.talk()).contains("    from " + lab.topic() + "-1@15, group ", "    key raw; value (1 bytes): *");

        var shown = lab.start("Redrive.java", "-o", "text", "--dry-run");
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.output().lines().filter(line -> line.startsWith("would send "))).hasSize(3)
                .anyMatch(line -> line.matches("would send raw \\S+-dlt-1@\\d -> " + lab.topic() + "-1"));
        assertThat(lab.end(lab.topic())).isEqualTo(46);

        var redrive = lab.start("Redrive.java");
        assertThat(redrive.exitCode()).isZero();
        assertThat(redrive.talk()).contains("To be sent: 3 letters of " + lab.deadLetters() + ", to " + lab.topic());
        assertThat(redrive.counted("redriven")).isEqualTo(3);
        var messages = lab.read(lab.topic());
        assertThat(messages).hasSize(49);
        assertThat(messages).extracting(RedrivingTest::ofLetters).containsOnly(0L);

        var second = lab.start("Redrive.java");
        assertThat(second.exitCode()).isZero();
        assertThat(second.talk()).contains("Nothing to send: " + lab.deadLetters());
        assertThat(lab.end(lab.topic())).isEqualTo(49);

        var healthy = lab.single("--exec", "cat >/dev/null", "--on-error", "skip", "--exit-at-end");
        assertThat(healthy.exitCode()).isZero();
        assertThat(healthy.processed()).as("each once").containsExactlyInAnyOrder(17L, 31L);
        assertThat(lab.read(lab.deadLetters())).as("letters are read, not taken away").hasSize(3);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> letter(Said said) {
        return (Map<String, Object>) said.fields().get("letter");
    }

    private static long ofLetters(ConsumerRecord<?, ?> message) {
        return Stream.of(message.headers().toArray()).filter(header -> header.key().startsWith("kafka_dlt-")).count();
    }

    /** Killed at any moment, again and again: between a send and its acknowledgement, before a commit, while it joins. */
    @Test
    void killsLoseNothing(Lab lab) {
        var count = 900;
        hasLetters(lab, count);
        var random = new Random(17);
        for (var kill = 0; kill < 3; kill++) {
            var victim = redrive(lab);
            victim.awaitEvents("redriven", 1 + random.nextInt(150)).kill();
        }
        var last = redrive(lab);
        assertThat(last.exitCode()).isZero();
        var messages = lab.read(lab.topic());
        var missing = new TreeSet<>(ids(0, count));
        messages.forEach(message -> missing.remove(Long.valueOf(new String(message.key(), UTF_8))));
        assertThat(missing).isEmpty();
        assertThat(messages).as("what a kill repeats is a poll's worth").hasSizeLessThanOrEqualTo(count + 3 * 3 * 20);
        assertThat(redrive(lab).exitCode()).isZero();
        assertThat(lab.end(lab.topic())).as("nothing was left to be sent").isEqualTo(messages.size());
    }

    private static Program redrive(Lab lab) {
        return lab.start("Redrive.java -X max.poll.records=20", SOON_MISSED);
    }

    @Test
    void twoAtOnceShareThePartitions(Lab lab) {
        hasLetters(lab, 300);
        var both = List.of(lab.start("Redrive.java"), lab.start("Redrive.java"));
        assertThat(both).allSatisfy(one -> assertThat(one.exitCode()).isZero());
        assertThat(both.stream().mapToLong(one -> one.counted("redriven")).sum()).isEqualTo(300);
        assertThat(lab.end(lab.topic())).isEqualTo(300);
    }

    @Test
    void withoutLettersOrATopicForThemThereIsASentence(Lab lab) {
        var missing = lab.start("Redrive.java");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.talk()).contains("There is no topic " + lab.deadLetters()).doesNotContain("\tat ");
        lab.withDeadLetters();
        var none = lab.start("Redrive.java");
        assertThat(none.exitCode()).isZero();
        assertThat(none.talk()).contains("Nothing to send").endsWith("nothing done\n");
    }

    static void hasLetters(Lab lab, int count) {
        lab.withDeadLetters();
        for (var id = 0; id < count; id++) {
            lab.send(letter(lab, id));
        }
        lab.flush();
    }

    private static ProducerRecord<byte[], byte[]> letter(Lab lab, int id) {
        var partition = id % Lab.PARTITIONS;
        var key = String.valueOf(id).getBytes(UTF_8);
        var letter = new ProducerRecord<>(lab.deadLetters(), partition, key, Lab.message(id).getBytes(UTF_8));
        letter.headers().add("kafka_dlt-original-topic", lab.topic().getBytes(UTF_8))
                .add("kafka_dlt-original-partition", ByteBuffer.allocate(Integer.BYTES).putInt(partition).array());
        return letter;
    }
}
