//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;
import static support.Lab.processed;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;
import support.Program;

/** Members come and go, and partitions with them. */
@Tag("cluster")
@ExtendWith(Labs.class)
class RebalanceTest {

    private static final String EACH = "{0}";

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java --max-wait 200ms"})
    @Execution(CONCURRENT)
    void membersComeAndGoUnderLoadAndNothingIsLost(String program, Lab lab) {
        var producer = lab.producer("--rate", "200");
        var first = lab.start(program).awaitProcessed(20);
        var second = lab.start(program).awaitProcessed(20);
        first.await("two share the partitions", () -> isSpread(first, second));
        var third = lab.start(program);
        var fourth = lab.start(program);
        var four = new Program[] {first, second, third, fourth};
        first.await("three have one each and one has none",
                () -> lab.isSettled(program, 4) && isSpread(four) && idle(four).size() == 1);
        var idle = idle(four).get(0);
        idle.awaitTalk("No partition is left for this member: the 3 partitions of " + lab.topic()
                + " belong to the 3 other members of group " + lab.group(program) + ".");
        var names = Arrays.stream(four).map(one -> one.events("assigned")).filter(events -> !events.isEmpty())
                .map(events -> events.get(0).text("member")).toList();
        assertThat(lab.clients(program)).as("whose a partition is").hasSize(4).doesNotHaveDuplicates().containsAll(names);
        assertThat(names).hasSizeGreaterThanOrEqualTo(3);
        assertThat(idle.talk()).as("no client gets in another's way").doesNotContain("WARN");

        var busy = Arrays.stream(four).filter(one -> one != idle).toList();
        stop(busy.get(0));
        idle.awaitProcessed(20);
        stop(busy.get(1));
        assertThat(producer.signal("INT").exitCode()).isEqualTo(130);
        var acked = producer.ids("acked");
        idle.await("all is processed", () -> Set.copyOf(processed(four)).containsAll(acked));
        stop(busy.get(2), idle);
        assertThat(lab.committed(program)).isEqualTo(acked.size());
        assertThat(processed(four)).as("in good order nothing comes twice").containsExactlyInAnyOrderElementsOf(acked);
    }

    @ParameterizedTest(name = EACH)
    @Tag("soak")
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java --max-wait 200ms"})
    @Execution(CONCURRENT)
    void theOldGroupProtocolLosesNothingEither(String program, Lab lab) {
        var classic = program + " -X group.protocol=classic";
        var producer = lab.producer("--rate", "200");
        var first = lab.start(classic).awaitProcessed(20);
        var second = lab.start(classic).awaitProcessed(20);
        first.await("two share the partitions", () -> isSpread(first, second));
        stop(first);
        second.await("one has all", () -> isSpread(second));
        assertThat(producer.signal("TERM").exitCode()).isEqualTo(143);
        var acked = producer.ids("acked");
        second.await("all is processed", () -> Set.copyOf(processed(first, second)).containsAll(acked));
        stop(second);
        assertThat(processed(first, second)).containsExactlyInAnyOrderElementsOf(acked);
        assertThat(lab.committed(program)).isEqualTo(acked.size());
    }

    /** What a member holds of a partition that it loses is its next owner's to process, and not its own. */
    @Test
    @Execution(CONCURRENT)
    void aHalfFullBatchLeavesWithItsPartition(Lab lab) {
        lab.produce(0, 60);
        var first = lab.batch("--min-batch", "100").awaitAssignment(3);
        var second = lab.batch("--min-batch", "10", "--max-wait", "200ms");
        second.await("it has processed what the first one held",
                () -> !second.processed().isEmpty() && second.processed().size() % 20 == 0);
        assertThat(first.processed()).isEmpty();

        lab.produce(60, 360);
        second.await("both have processed, all but what is less than a batch",
                () -> !first.processed().isEmpty() && 360 - processed(first, second).size() < 100);
        second.signal("TERM");
        stop(first);
        var rest = lab.batch("--exit-at-end");
        assertThat(rest.exitCode()).isZero();
        assertThat(first.processed()).isNotEmpty();
        assertThat(processed(first, second, rest)).containsExactlyInAnyOrderElementsOf(ids(0, 360));
    }

    /** Who backs off polls, and each poll commits, under auto-commit, what the one before handed out. */
    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    @Execution(CONCURRENT)
    void aPartitionThatArrivesDuringABackOffLosesNothing(String program, Lab lab) {
        var failing = lab.start(program, "--exec", "false", "--backoff", "12s").awaitAssignment(3);
        var good = lab.start(program);
        failing.await("two share the partitions", () -> isSpread(failing, good));
        lab.produce(0, 90);
        failing.awaitTalk("retry 1 of 10 in 12000 ms");
        good.await("it has processed its part", () -> good.processed().size() == 30 * good.assignment().size());

        stop(good);
        failing.awaitAssignment(3);
        lab.produce(90, 180);
        failing.awaitTalk("retry 2 of 10");
        stop(failing);
        assertThat(failing.processed()).isEmpty();
        assertThat(good.processedPlaces()).containsExactlyInAnyOrderElementsOf(lab.passed(program));
    }

    /** All partitions are taken, each by one member, and no member has two more than another. */
    private static boolean isSpread(Program... members) {
        var sizes = Arrays.stream(members).mapToInt(member -> member.assignment().size()).summaryStatistics();
        var taken = Arrays.stream(members).flatMap(member -> member.assignment().stream()).distinct().count();
        return taken == Lab.PARTITIONS && sizes.getSum() == Lab.PARTITIONS && sizes.getMax() - sizes.getMin() <= 1;
    }

    private static List<Program> idle(Program... members) {
        return Arrays.stream(members).filter(member -> member.assignment().isEmpty()).toList();
    }

    private static void stop(Program... programs) {
        for (var program : programs) {
            assertThat(program.signal("TERM").exitCode()).as(program.toString()).isEqualTo(143);
        }
    }
}
