//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/TestCluster.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import support.Lab;
import support.Labs;
import support.Program;
import support.TestCluster;

/** What Cluster.java says of consumer groups, and how it has one go on elsewhere. */
@Tag("cluster")
@ExtendWith(Labs.class)
@Execution(CONCURRENT)
class GroupsTest {

    private static final String SINGLE = "SingleConsumer.java";

    @Test
    void theStatusOfAGroupSaysWhoHasWhatAndHowFarBehindItIs(Lab lab, TestCluster cluster) {
        lab.produce(0, 30);
        lab.commit(SINGLE, Map.of(0, 4L, 1, 10L));
        var group = lab.group(SINGLE);
        var before = status(lab, cluster, group);
        assertThat(before.exitCode()).isZero();
        assertThat(before.output()).startsWith("Group " + group + ": empty, 0 members, ")
                .containsPattern("(?m)^" + lab.topic() + "-0 +4 +10 +6 +-$")
                .containsPattern("(?m)^" + lab.topic() + "-1 +10 +10 +0 +-$")
                .containsPattern("(?m)^all +6$").doesNotContain(lab.topic() + "-2");

        var members = List.of(lab.single("-X", "client.id=first"), lab.single("-X", "client.id=second"));
        members.get(0).await("both share the partitions", () -> lab.isSettled(SINGLE, 2)
                && members.stream().allMatch(member -> !member.assignment().isEmpty() && member.assignment().size() < 3));
        members.get(0).await("all is committed", () -> lab.committed(SINGLE) == 30);
        var shared = status(lab, cluster, group);
        assertThat(shared.exitCode()).isZero();
        assertThat(shared.output()).startsWith("Group " + group + ": stable, 2 members, protocol classic, coordinator broker ")
                .containsPattern("(?m)^first +127\\.0\\.0\\.1 +" + lab.topic() + "-\\d")
                .containsPattern("(?m)^second +127\\.0\\.0\\.1 +" + lab.topic() + "-\\d")
                .containsPattern("(?m)^" + lab.topic() + "-2 +10 +10 +0 +(first|second)$")
                .containsPattern("(?m)^all +0$");
        members.forEach(member -> assertThat(member.signal("TERM").exitCode()).isEqualTo(143));
    }

    @Test
    void aGroupThatIsNotThereIsOneSentence(Lab lab, TestCluster cluster) {
        var status = status(lab, cluster, "nobody");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.output()).isEmpty();
        assertThat(status.talk()).startsWith("This cluster has no consumer group nobody: '")
                .contains("Cluster.java status --data ").hasLineCount(1);
        var reset = reset(lab, cluster, "--to", "earliest", "--yes");
        assertThat(reset.exitCode()).isEqualTo(1);
        assertThat(reset.output()).isEmpty();
        assertThat(reset.talk()).contains("has committed nothing", "--from", "--to messages-0@0").hasLineCount(1);
    }

    @Test
    void aGroupIsReadAgainFromWhereItIsReset(Lab lab, TestCluster cluster) {
        lab.produceAt(System.currentTimeMillis() - 2 * 3600_000, 0, 30);
        lab.produce(30, 60);
        lab.commit(SINGLE, Map.of(0, 20L, 1, 20L));

        var shown = reset(lab, cluster, "--to", "earliest");
        assertThat(shown.exitCode()).as("nothing was done").isEqualTo(1);
        assertThat(shown.output()).startsWith("partition").hasLineCount(4)
                .containsPattern(lab.topic() + "-1 +20 +0\n").as("a partition of its topic that it has not come to yet")
                .containsPattern(lab.topic() + "-2 +- +0\n");
        assertThat(shown.talk()).isEqualTo("Nothing was changed: add --yes to do it.\n");
        assertThat(lab.committed(SINGLE)).isEqualTo(40);

        var done = reset(lab, cluster, "--to", "earliest", "--yes");
        assertThat(done.exitCode()).isZero();
        assertThat(done.output()).isEqualTo(shown.output());
        assertThat(done.talk()).isEqualTo("Group " + lab.group(SINGLE) + " goes on from there.\n");
        var consumer = lab.single("--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 60));

        assertThat(reset(lab, cluster, "--to", "1h", "--yes").exitCode()).isZero();
        assertThat(lab.committedOffsets(SINGLE)).as("the younger half").isEqualTo(Map.of(0, 10L, 1, 10L, 2, 10L));

        assertThat(reset(lab, cluster, "--to", lab.topic() + "-0@19," + lab.topic() + "-2@18", "--yes").exitCode()).isZero();
        assertThat(lab.committedOffsets(SINGLE)).as("and in no other").isEqualTo(Map.of(0, 19L, 1, 10L, 2, 18L));

        assertThat(reset(lab, cluster, "--to", "latest", "--yes").exitCode()).isZero();
        assertThat(lab.committedOffsets(SINGLE)).isEqualTo(Map.of(0, 20L, 1, 20L, 2, 20L));
    }

    @Test
    void whatCannotBeResetIsSaidAndNothingChanges(Lab lab, TestCluster cluster) {
        lab.produce(0, 30);
        for (var place : List.of("-0@11", "-0@0,nowhere-0@0")) {
            var reset = reset(lab, cluster, "--to", lab.topic() + place, "--yes");
            assertThat(reset.exitCode()).isEqualTo(1);
            assertThat(reset.talk()).hasLineCount(1)
                    .containsPattern("no offset 11: choose one from 0, its first, to 10, its end|has no partition nowhere-0\\.");
        }
        assertThat(lab.committedOffsets(SINGLE)).isEmpty();

        // as in a password, equals signs are the value's
        var member = lab.single("-X", "client.id=still=there==").awaitProcessed(30);
        member.await("all is committed", () -> lab.committed(SINGLE) == 30);
        var refused = reset(lab, cluster, "--to", "earliest", "--yes");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).isEmpty();
        assertThat(refused.talk()).contains("has members (still=there==)", "stop them first").hasLineCount(1);
        assertThat(lab.committed(SINGLE)).isEqualTo(30);
        assertThat(member.signal("TERM").exitCode()).isEqualTo(143);
    }

    @Test
    void aStatusThatCannotBeWrittenHasFailed(Lab lab, TestCluster cluster) {
        var shell = Stream.of("sh", "-c", "exec \"$@\" > /dev/full", "sh");
        var status = lab.run(Lab.NOTHING, Map.of(), Stream.concat(shell, cluster.control("status").stream()).toList());
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.talk()).startsWith("Standard output does not take any more (No space left on device)").hasLineCount(1);
    }

    @Test
    void theUsualFolderIsBelowHome(Lab lab, TestCluster cluster) throws Exception {
        var home = Files.createDirectory(lab.file("home"));
        var environment = new HashMap<String, String>();
        environment.put("HOME", home.toString());
        environment.put("XDG_STATE_HOME", null);
        environment.put("AT_LEAST_ONCE_JBANG", "./jbang");
        var command = Stream.concat(cluster.command("Cluster.java").stream(), Stream.of("status")).toList();
        var status = lab.run(Lab.NOTHING, environment, command);
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.talk()).isEqualTo("There is no cluster in " + home + "/.local/state/at-least-once/cluster:"
                + " './jbang Cluster.java' makes one, --data names another folder.\n");
    }

    private static Program status(Lab lab, TestCluster cluster, String group) {
        return lab.run(Lab.NOTHING, Map.of(), cluster.control("status", group));
    }

    private static Program reset(Lab lab, TestCluster cluster, String... options) {
        var words = Stream.concat(Stream.of("reset", lab.group(SINGLE)), Stream.of(options)).toArray(String[]::new);
        return lab.run(Lab.NOTHING, Map.of(), cluster.control(words));
    }
}
