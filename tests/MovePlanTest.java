//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Executables.java
//SOURCES support/Repo.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import support.Executables;
import support.Repo;

/** Where ansible/move.yml wants replicas to be. It is decided by Python that Ansible calls, so Python is asked. */
@Tag("unit")
class MovePlanTest {

    private static final String FOUR_BROKERS = "{1: 'a', 2: 'b', 3: 'c', 4: 'a'}";

    @BeforeAll
    static void thereIsPython() {
        assumeTrue(Executables.onPath("python3").isPresent(), "there is no Python here: apt-get install python3");
    }

    @Test
    void aBrokerThatIsNewGetsItsShareAndNothingElseMoves() {
        assertThat(lines(FOUR_BROKERS, described("1,2", "2,3", "3,1", "1,2", "2,3", "3,1")))
                .as("3 replicas of 12, none beside one in its rack").isEqualTo("t-1: 2,3 -> 2,4 t-2: 3,1 -> 3,4 t-4: 2,3 -> 4,3");
    }

    @Test
    void whatIsEvenStays() {
        assertThat(lines(FOUR_BROKERS, described("1,2", "3,4", "2,1", "4,3"))).isEmpty();
    }

    @Test
    void aBrokerThatIsToHaveNoneIsEmptied() {
        assertThat(lines("{1: 'a', 2: 'b', 3: 'c'}", described("4,2", "3,4"))).isEqualTo("t-0: 4,2 -> 2,1 t-1: 3,4 -> 3,1");
    }

    @Test
    void replicasInOneRackAreSeparated() {
        assertThat(lines(FOUR_BROKERS, described("1,4"))).isEqualTo("t-0: 1,4 -> 1,2");
    }

    @Test
    void theLeadIsSharedWhereReplicasAre() {
        assertThat(lines("{1: '', 2: ''}", described("1,2", "1,2"))).isEqualTo("t-0: 1,2 -> 2,1");
    }

    @Test
    void aTopicGetsMoreReplicasOrFewerAndTheFirstStays() {
        assertThat(lines("{1: 'a', 2: 'b', 3: 'c'}", described("1,2", "2,3", "3,1"), "'t', 3"))
                .isEqualTo("t-0: 1,2 -> 1,2,3 t-1: 2,3 -> 2,3,1 t-2: 3,1 -> 3,1,2");
        assertThat(lines("{1: 'a', 2: 'b', 3: 'c'}", described("1,2,3", "2,3,1", "3,1,2"), "'t', 2"))
                .contains("t-0: 1,2,3 -> 1,", "t-1: 2,3,1 -> 2,", "t-2: 3,1,2 -> 3,");
    }

    @Test
    void whatIsUnderWayGoesOnToWhereItWasGoing() {
        var underWay = described("1,3,2").replace("\tIsr", "\tAdding Replicas: 3\tRemoving Replicas: 2\tIsr");
        assertThat(lines("{1: '', 2: '', 3: ''}", underWay)).isEqualTo("t-0: under way -> 1,3");
        assertThat(python("kafka_move_left('''%s''', 'Received: %s')".formatted(underWay, """
                {"brokers":[{"broker":1,"logDirs":[{"partitions":[{"partition":"t-0","size":500}]}]},\
                {"broker":3,"logDirs":[{"partitions":[{"partition":"t-0","size":200}]}]}]}""")))
                .isEqualTo("{'partitions': 1, 'bytes': 300}");
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThat(python("kafka_move_plan('''%s''', {1: '', 2: ''}, 't,u', 3)['problems']".formatted(described("1,2"))))
                .isEqualTo("['There is no topic u.', 'Topic t has 3 replicas, and there are only 2 brokers for them.']");
    }

    /** As kafka-topics.sh says it. */
    private static String described(String... replicas) {
        var number = new int[1];
        return Arrays.stream(replicas).map(each -> "\tTopic: t\tPartition: %d\tLeader: %s\tReplicas: %s\tIsr: %s\tElr: "
                .formatted(number[0]++, each.charAt(0), each, each))
                .collect(Collectors.joining("\n", "Topic: t\tTopicId: x\tPartitionCount: 2\tConfigs: \n", "\n"));
    }

    private static String lines(String racks, String described, String... more) {
        return python("' '.join(kafka_move_plan('''%s''', %s)['lines'])".formatted(
                described, racks + Arrays.stream(more).map(each -> ", " + each).collect(Collectors.joining())));
    }

    private static String python(String expression) {
        try {
            var python = new ProcessBuilder("python3", "-B", "-c", "from move import *; print(" + expression + ")")
                    .redirectErrorStream(true);
            python.environment().put("PYTHONPATH", Repo.file("ansible/roles/move/filter_plugins").toString());
            var process = python.start();
            var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
