//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;

/** Where a group begins: --from passes over what is older than it says, and over nothing else. */
@Tag("cluster")
@ExtendWith(Labs.class)
@Execution(CONCURRENT)
class StartTest {

    private static final String EACH = "{displayName}: {0}";

    /** Nothing is younger than that when the program starts, and everything that counts comes later. */
    @ParameterizedTest(name = "{displayName}: {0} --from {1}")
    @CsvSource({"SingleConsumer.java, 1s", "SingleConsumer.java --commit manual, latest", "BatchConsumer.java --min-batch 1, 1s"})
    void whatComesAfterTheStartIsReadAlsoAfterAKillBeforeTheFirstMessage(String program, String from, Lab lab) {
        lab.produceAt(System.currentTimeMillis() - 3_600_000, 0, 30);
        var first = lab.start(program, "--from", from).awaitAssignment(Lab.PARTITIONS);
        first.await("the start is committed", () -> lab.committed(program) == 30).kill();
        assertThat(first.talk()).contains(lab.topic() + "-0@10 (" + (from.equals("1s") ? "1 s ago" : "end") + ")");

        lab.produce(30, 60);
        var second = lab.start(program, "--from", from).awaitProcessed(30);
        assertThat(second.talk()).contains(lab.topic() + "-0@10 (commit)");
        lab.produce(60, 90);
        second.awaitProcessed(60).signal("TERM");
        assertThat(second.exitCode()).isEqualTo(143);
        assertThat(Lab.processed(first, second)).containsExactlyInAnyOrderElementsOf(ids(30, 90));
        assertThat(lab.committedOffsets(program)).isEqualTo(Map.of(0, 30L, 1, 30L, 2, 30L));
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java --from latest", "BatchConsumer.java --from 1s"})
    void whereNothingIsYoungerTheEndIsReachedAtOnceAndStaysTheStart(String program, Lab lab) {
        lab.produceAt(System.currentTimeMillis() - 3_600_000, 0, 30);
        var consumer = lab.start(program, "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.processed()).isEmpty();
        assertThat(lab.committedOffsets(program)).isEqualTo(Map.of(0, 10L, 1, 10L, 2, 10L));
    }

    /** Partition 0 has a commit, partition 1 has none; what that of partition 2 names is not there, or there no longer. */
    @ParameterizedTest(name = "{displayName}: {0}, {1} of {2}")
    @CsvSource({"SingleConsumer.java, 1000, 0", "BatchConsumer.java, 1000, 0", "SingleConsumer.java, 1, 3"})
    void aGroupThatHasBegunMissesNothing(String program, long commit, long first, Lab lab) {
        lab.produce(0, 30);
        lab.commit(program, Map.of(0, 4L, 2, commit));
        lab.deleteBefore(2, first);
        var consumer = lab.start(program, "--from", "latest", "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.talk()).contains(lab.topic() + "-0@4 (commit), " + lab.topic() + "-1 (earliest), "
                + lab.topic() + "-2@" + first + " (earliest instead of " + commit + ")");
        var begins = List.of(4L, 0L, first);
        var uncommitted = ids(0, 30).stream().filter(id -> id / 3 >= begins.get((int) (id % 3))).toList();
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(uncommitted);
    }
}
