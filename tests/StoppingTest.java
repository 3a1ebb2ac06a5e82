//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;
import support.Wait;

/** Signals, and an output that takes no more: what was not done then is done by the next run, and nothing twice. */
@Tag("cluster")
@ExtendWith(Labs.class)
class StoppingTest {

    private static final String EACH = "{0}";
    private static final Duration BUDGET = Duration.ofSeconds(15);

    @ParameterizedTest(name = EACH)
    @CsvSource({"SingleConsumer.java, TERM, 143", "SingleConsumer.java --commit manual, INT, 130",
            "BatchConsumer.java --max-batch 20, INT, 130", "BatchConsumer.java --min-batch 200, TERM, 143"})
    @Execution(CONCURRENT)
    void aStopInTheMiddleLeavesTheRestToTheNextRun(String program, String signal, int exit, Lab lab) {
        lab.produce(0, 300);
        var seen = lab.file("seen", "");
        var first = lab.start(program, "--exec", "cat >> " + seen + "; sleep 0.02");
        first.await("it is at work", () -> Wait.lines(seen) >= 40).signal(signal);
        assertThat(first.exitCode()).isEqualTo(exit);
        assertThat(first.processed()).hasSize(Wait.lines(seen)).hasSizeLessThan(301);
        assertThat(first.processedPlaces()).containsExactlyInAnyOrderElementsOf(lab.passed(program));
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    @Execution(CONCURRENT)
    void aStopCutsABackOffShort(String program, Lab lab) {
        lab.produce(0, 60);
        var consumer = lab.start(program, "--exec", "false", "--backoff", "30s").awaitTalk("retry 1 of 10 in 30000 ms")
                .signal("TERM");
        assertThat(consumer.exitCode(BUDGET)).isEqualTo(143);
        assertThat(lab.committed(program)).isZero();
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    @Execution(CONCURRENT)
    void aCommandThatDoesNotEndIsEndedAndItsMessagesStay(String program, Lab lab) {
        lab.produce(0, 60);
        var begun = lab.file("begun");
        var consumer = lab.start(program, "--exec", "echo > " + begun + "; sleep 600");
        consumer.await("it is at work", () -> begun.toFile().exists());
        var command = consumer.process().descendants().toList();
        assertThat(command).isNotEmpty();
        assertThat(consumer.signal("INT").exitCode(BUDGET)).isEqualTo(130);
        // one that has ended and that nobody asks how is still there, but has no command
        Wait.until("the command is gone, too", () -> command.stream().allMatch(one -> one.info().command().isEmpty()));
        assertThat(consumer.processed()).isEmpty();
        assertThat(lab.committed(program)).isZero();
    }

    @ParameterizedTest(name = EACH)
    @CsvSource({"TERM, 143", "HUP, 129"})
    @Execution(CONCURRENT)
    void aStoppedProducerKnowsOfEachMessageWhetherItArrived(String signal, int exit, Lab lab) {
        var producer = lab.producer("--rate", "2000").awaitEvents("acked", 1000).signal(signal);
        assertThat(producer.exitCode(BUDGET)).isEqualTo(exit);
        assertThat(producer.counted("failed") + producer.counted("unknown")).isZero();
        assertThat(producer.ids("acked")).containsExactlyInAnyOrderElementsOf(ids(0, producer.counted("acked")));
        assertThat(lab.end(lab.topic())).isEqualTo(producer.counted("acked"));
    }

    @Test
    @Execution(CONCURRENT)
    void aProducerThatWaitsForItsInputCanBeStopped(Lab lab) throws Exception {
        var producer = lab.run(null, Map.of(), lab.command("Producer.java", "--input", "-"));
        producer.process().getOutputStream().write("one\ntwo\nthree".getBytes());
        producer.process().getOutputStream().flush();
        producer.awaitEvents("acked", 2).signal("TERM");
        assertThat(producer.exitCode(BUDGET)).isEqualTo(143);
        assertThat(producer.ids("acked")).containsExactlyInAnyOrder(0L, 1L);
    }

    /** As in the background of a script, or under nohup: Ctrl-C and a closed terminal are not meant for it, and TERM is. */
    @Test
    @Execution(CONCURRENT)
    void whereCtrlCIsIgnoredItStaysSoAndTermStops(Lab lab) {
        var producer = lab.run(Lab.NOTHING, Map.of(),
                shell("trap '' INT HUP; exec \"$@\"", lab.command("Producer.java", "--rate", "100")));
        producer.awaitEvents("acked", 20).signal("INT").signal("HUP");
        var before = producer.events("acked").size();
        producer.awaitEvents("acked", before + 50).signal("TERM");
        assertThat(producer.exitCode(BUDGET)).isEqualTo(143);
    }

    /** As in {@code SingleConsumer.java | head -n 1}: no word about it, and what went nowhere is not committed. */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "SingleConsumer.java --commit manual", "BatchConsumer.java --max-batch 50"})
    @Execution(CONCURRENT)
    void aReaderThatLeavesEndsItQuietly(String program, Lab lab) {
        lab.produce(0, 3000);
        var exit = lab.file("exit");
        var read = lab.run(Lab.NOTHING, Map.of(), shell("( \"$@\"; echo $? > " + exit + " ) | head -n 1", lab.command(program)));
        read.await("it has ended", () -> Wait.lines(exit) == 1);
        assertThat(exit).hasContent("1");
        assertThat(read.talk()).contains("assigned").doesNotContain("Standard output", "Exception", "\tat ");
        assertThat(lab.committed(program)).as("the pipe and head take some 130 KB").isLessThan(2000);
    }

    @ParameterizedTest(name = EACH)
    @Tag("faults")
    @ValueSource(strings = {"SingleConsumer.java", "SingleConsumer.java --commit manual", "BatchConsumer.java --max-batch 50"})
    @Execution(CONCURRENT)
    void onAFullDiskNothingCountsAsProcessed(String program, Lab lab) {
        lab.produce(0, 300);
        var first = lab.run(Lab.NOTHING, Map.of(), shell("exec \"$@\" > /dev/full", lab.command(program)));
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.talk()).contains("Standard output does not take any more (No space left on device)")
                .doesNotContain("\tat ");
        assertThat(lab.committed(program)).isZero();

        var second = lab.start(program, "--exit-at-end");
        assertThat(second.exitCode()).isZero();
        assertThat(second.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 300));
    }

    @Test
    @Execution(CONCURRENT)
    void aProducerWithoutAnOutputFailsToo(Lab lab) {
        var full = lab.run(Lab.NOTHING, Map.of(),
                shell("exec \"$@\" > /dev/full", lab.command("Producer.java", "--count", "10", "--rate", "max")));
        assertThat(full.exitCode()).isEqualTo(1);
        assertThat(full.talk()).contains("Standard output does not take any more").doesNotContain("\tat ");

        var exit = lab.file("exit");
        var closed = lab.run(Lab.NOTHING, Map.of(),
                shell("( \"$@\"; echo $? > " + exit + " ) | head -n 1", lab.command("Producer.java", "--rate", "500")));
        closed.await("it has ended", () -> Wait.lines(exit) == 1);
        assertThat(exit).hasContent("1");
        assertThat(closed.talk()).doesNotContain("Standard output", "Exception", "\tat ");
    }

    private static List<String> shell(String script, List<String> command) {
        return Stream.concat(Stream.of("sh", "-c", script, "sh"), command.stream()).toList();
    }
}
