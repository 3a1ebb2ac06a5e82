//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/Wait.java

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;
import static support.Lab.processed;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;
import support.Program;
import support.Wait;

/** Programs that end, or stand still, without a word to anyone. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster stays whole
@ExtendWith(Labs.class)
class KillTest {

    private static final String EACH = "{0}";
    private static final int KILLED = 137;

    /** The old protocol's members may say themselves how soon they are missed. */
    private static final String SOON_MISSED =
            " -X group.protocol=classic -X session.timeout.ms=6000 -X heartbeat.interval.ms=500";

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java -X max.poll.records=50",
            "SingleConsumer.java --commit manual" + SOON_MISSED, "BatchConsumer.java --max-batch 50"})
    void aKilledConsumerLosesNothing(String program, Lab lab) {
        lab.produce(0, 600);
        var killed = lab.start(program, "--work", "5ms").awaitProcessed(150).kill();
        assertThat(killed.exitCode()).isEqualTo(KILLED);
        onlyWhatWasNotCommittedIsProcessedAgain(lab, program, killed, 600);
    }

    /** Between the processing and the commit: the moment in which both orders of doing it differ. */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "SingleConsumer.java --commit manual", "BatchConsumer.java --max-batch 10"})
    void aCrashBetweenProcessingAndCommitMeansProcessingAgain(String program, Lab lab) {
        lab.produce(0, 60);
        var crashed = lab.start(program + SOON_MISSED, "--crash-after", "25");
        assertThat(crashed.exitCode()).isEqualTo(KILLED);
        assertThat(crashed.processed()).hasSize(25);
        assertThat(lab.committed(program)).isEqualTo(program.contains("manual") ? 24 : program.startsWith("Batch") ? 20 : 0);
        onlyWhatWasNotCommittedIsProcessedAgain(lab, program + SOON_MISSED, crashed, 60);
    }

    /** What was done is seen at once, and a kill repeats no more than the last two seconds of it. */
    @Test
    void aSlowHandlersWorkIsSeenAtOnceAndSoonCommitted(Lab lab) throws IOException {
        lab.produce(0, 60);
        var times = lab.file("times");
        var consumer = lab.single("--exec", "sleep 0.3; date +%s%3N >>" + times);
        consumer.await("it has handled 12", () -> Wait.lines(times) >= 12);
        var killedAt = System.currentTimeMillis();
        consumer.kill();
        var handled = Files.readAllLines(times).stream().map(Long::valueOf).toList();
        assertThat(consumer.processed()).as("all but the last, which may not have ended")
                .hasSizeGreaterThanOrEqualTo(handled.size() - 1);
        assertThat(lab.committed("SingleConsumer.java")).as("handled at " + handled + ", killed at " + killedAt)
                .isGreaterThanOrEqualTo(handled.stream().filter(time -> time < killedAt - 2000).count());
    }

    private static void onlyWhatWasNotCommittedIsProcessedAgain(Lab lab, String program, Program ended, int count) {
        var committed = lab.committedOffsets(program);
        var next = lab.start(program, "--exit-at-end");
        assertThat(next.exitCode()).isZero();
        var lost = new TreeSet<>(ids(0, count));
        processed(ended, next).forEach(lost::remove);
        assertThat(lost).as("lost, of " + count + ", " + ended.processed().size() + " before and from " + committed).isEmpty();
        assertThat(next.events("processed")).as("read again is only what was not committed")
                .allMatch(said -> said.number("offset") >= committed.getOrDefault((int) said.number("partition"), 0L));
        assertThat(next.processed()).doesNotHaveDuplicates();
        assertThat(lab.committed(program)).isEqualTo(count);
    }

    @Test
    void whatAKilledProducerCalledAcknowledgedIsInTheLog(Lab lab) {
        var producer = lab.producer("--rate", "3000");
        producer.awaitEvents("acked", 3000).kill();
        assertThat(producer.exitCode()).isEqualTo(KILLED);
        var written = lab.read(lab.topic()).stream().collect(toMap(KillTest::place, record -> new String(record.value())));
        assertThat(producer.events("acked")).hasSizeGreaterThanOrEqualTo(3000)
                .allSatisfy(acked -> assertThat(written.get(acked.place())).startsWith("{\"id\":" + acked.id() + ","));
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + '-' + record.partition() + '@' + record.offset();
    }

    /** It wakes up when its partitions have long been another's: it drops what it holds, and sets nobody back. */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java -X max.poll.records=10",
            "BatchConsumer.java --max-batch 10", "BatchConsumer.java --max-batch 10" + SOON_MISSED})
    void whoStoodStillAndWakesUpDoesNoHarm(String program, Lab lab) {
        lab.produce(0, 300);
        var frozen = lab.start(program, "--work", "20ms").awaitProcessed(20).signal("STOP");
        var other = lab.start(program);
        other.await("it has processed the rest",
                () -> Set.copyOf(processed(frozen, other)).containsAll(ids(0, 300)) && lab.committed(program) == 300);

        frozen.signal("CONT").awaitTalk("lost " + lab.topic());
        assertThat(lab.committed(program)).isEqualTo(300);
        lab.produce(300, 360);
        frozen.await("what came then is processed", () -> Set.copyOf(processed(frozen, other)).containsAll(ids(0, 360)));
        for (var member : List.of(frozen, other)) {
            assertThat(member.signal("TERM").exitCode()).as(member.toString()).isEqualTo(143);
        }
        assertThat(other.processed()).doesNotHaveDuplicates();
        assertThat(processed(frozen, other).stream().filter(id -> id >= 300)).doesNotHaveDuplicates();
        assertThat(lab.committed(program)).isEqualTo(360);
    }
}
