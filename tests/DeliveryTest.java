//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;
import static support.Lab.processed;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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

/** What was handed out and not processed is read again: nothing is passed over, and in good order nothing comes twice. */
@Tag("cluster")
@ExtendWith(Labs.class)
class DeliveryTest {

    private static final String EACH = "{0}";

    /** A handler that takes too long once, and then no more. */
    private static final String SLOW_ONCE = "mkdir %s 2>/dev/null && sleep 6; true";

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "SingleConsumer.java --commit manual", "BatchConsumer.java --max-batch 25"})
    @Execution(CONCURRENT)
    void failuresInTheMiddleOfAPollLoseNothing(String program, Lab lab) {
        lab.produce(0, 200);
        var consumer = lab.start(program, "--fail-every", "37", "--backoff", "5ms", "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.talk()).contains("simulated failure", "retry 1 of 10");
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 200));
        assertThat(lab.committed(program)).isEqualTo(200);
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "SingleConsumer.java --commit manual", "BatchConsumer.java --max-batch 25"})
    @Execution(CONCURRENT)
    void whatFailsForGoodStopsTheProgramAndStaysForTheNextRun(String program, Lab lab) {
        lab.produce(0, 60);
        var first = lab.start(program, "--exec", "! grep -q '\"id\":31,'", "--retries", "1", "--backoff", "10ms");
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.talk()).contains("--on-error skip").doesNotContain("\tat ");
        var stopped = Pattern.compile("Stopped at " + lab.topic() + "-(\\d)@(\\d+): ").matcher(first.talk());
        assertThat(stopped.find()).as(first.talk()).isTrue();
        var at = Map.entry(Integer.valueOf(stopped.group(1)), Long.valueOf(stopped.group(2)));
        if (program.startsWith("Single")) {
            assertThat(at).isEqualTo(Map.entry(1, 10L));
        } else { // what a batch begins with, depends on what came first
            assertThat(first.events("processed"))
                    .noneMatch(said -> said.number("partition") == at.getKey() && said.number("offset") >= at.getValue());
            assertThat(lab.committedOffsets(program).getOrDefault(at.getKey(), 0L)).isEqualTo(at.getValue());
        }
        assertThat(first.processed()).doesNotContain(31L);
        assertThat(first.processedPlaces()).containsExactlyInAnyOrderElementsOf(lab.passed(program));
    }

    /** A setting that came in a file for several programs must not fail on another that nobody has set. */
    @Test
    @Execution(CONCURRENT)
    void theNewGroupsMayBeChosenForAutomaticCommitsAndTheRiskIsSaid(Lab lab) {
        lab.produce(0, 30);
        var consumer = lab.start("SingleConsumer.java -X group.protocol=consumer", "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 30));
        assertThat(consumer.talk()).contains("To be safe, say --commit manual");
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "SingleConsumer.java --commit manual", "BatchConsumer.java --max-batch 25"})
    @Execution(CONCURRENT)
    void countEndsInTheMiddleOfAPollAndTheNextRunGetsTheRest(String program, Lab lab) {
        lab.produce(0, 100);
        var first = lab.start(program, "--count", "37");
        assertThat(first.exitCode()).isZero();
        assertThat(first.processed()).hasSize(37);
        assertThat(lab.committed(program)).isEqualTo(37);

        var second = lab.start(program, "--exit-at-end");
        assertThat(second.exitCode()).isZero();
        assertThat(processed(first, second)).containsExactlyInAnyOrderElementsOf(ids(0, 100));
    }

    @Test
    @Execution(CONCURRENT)
    void aFailedBatchIsReadAgainByAnotherMember(Lab lab) {
        lab.produce(0, 90);
        var failing = lab.batch("--exec", "false", "--retries", "1000", "--backoff", "20ms");
        failing.awaitTalk("retry 3 of 1000");
        var other = lab.batch();
        other.await("it is a member", () -> !other.assignment().isEmpty());
        failing.signal("TERM");
        assertThat(failing.exitCode()).isEqualTo(143);

        other.awaitProcessed(90).signal("TERM");
        assertThat(other.exitCode()).isEqualTo(143);
        assertThat(processed(failing, other)).containsExactlyInAnyOrderElementsOf(ids(0, 90));
    }

    @Test
    @Execution(CONCURRENT)
    void aBatchHasNeverFewerThanItsMinimumNorMoreThanItsMaximum(Lab lab) {
        lab.produce(0, 95);
        var consumer = lab.batch("--min-batch", "10", "--max-batch", "12");
        consumer.awaitProcessed(84); // whatever the sizes are, fewer than 10 are left at the end
        consumer.await("less than a batch is left", () -> 95 - consumer.processed().size() < 10).signal("INT");
        assertThat(consumer.exitCode()).isEqualTo(130);
        assertThat(consumer.events("batch")).allSatisfy(batch -> assertThat(batch.number("size")).isBetween(10L, 12L));
        assertThat(lab.committed("BatchConsumer.java")).isEqualTo(consumer.processed().size()).isLessThan(96);

        var waiting = lab.batch("--max-wait", "300ms");
        lab.produce(95, 98);
        waiting.await("a small batch was taken, too", () -> processed(consumer, waiting).size() == 98).signal("TERM");
        assertThat(waiting.exitCode()).isEqualTo(143);
        assertThat(processed(consumer, waiting)).containsExactlyInAnyOrderElementsOf(ids(0, 98));
    }

    /** It is thrown out, gets its partitions back and reads again what it could not commit. */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java",
            "BatchConsumer.java --max-batch 10", "BatchConsumer.java -X group.protocol=classic"})
    @Execution(CONCURRENT)
    void aHandlerSlowerThanThePollIntervalLosesNothing(String program, Lab lab) {
        lab.produce(0, 30);
        var consumer = lab.start(program, "--exec", SLOW_ONCE.formatted(lab.file("slow")), "-X", "max.poll.interval.ms=3000");
        consumer.awaitTalk("lost " + lab.topic());
        consumer.await("all is committed", () -> lab.committed(program) == 30);
        stop(consumer);
        assertThat(consumer.processed()).containsAll(ids(0, 30));
    }

    /**
     * Its commit comes when another member already has what it holds: it must neither fail nor set the other back. Batches wait
     * for little, because fewer messages than fill one may move to another member.
     */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java --max-wait 200ms",
            "BatchConsumer.java --max-wait 200ms -X group.protocol=classic"})
    @Execution(CONCURRENT)
    void aCommitThatComesTooLateDoesNoHarm(String program, Lab lab) {
        lab.produce(0, 30);
        var gate = lab.file("gate");
        var waiting = "until [ -e " + gate + " ]; do sleep 0.1; done";
        var late = lab.start(program, "--exec", waiting, "-X", "max.poll.interval.ms=3000");
        late.awaitAssignment(3);
        var other = lab.start(program);
        other.awaitProcessed(30);
        Wait.until("all is committed", () -> lab.committed(program) == 30);

        lab.file("gate", "open");
        late.awaitEvents("processed", 1);
        lab.produce(30, 90);
        late.await("the rest is processed", () -> Set.copyOf(processed(late, other)).containsAll(ids(0, 90)));
        stop(late, other);
        assertThat(other.processed()).doesNotHaveDuplicates();
        assertThat(processed(late, other).stream().filter(id -> id >= 30)).doesNotHaveDuplicates();
        assertThat(lab.committed(program)).isEqualTo(90);
    }

    private static void stop(Program... programs) {
        for (var program : programs) {
            assertThat(program.signal("TERM").exitCode()).isEqualTo(143);
        }
    }
}
