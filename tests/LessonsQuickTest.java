//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Lesson.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Lab;
import support.Labs;
import support.Lesson;
import support.TestCluster;
import support.Wait;

/** Lessons that leave the brokers alone, and what is said where there can be none. */
@Tag("cluster")
@ExtendWith(Labs.class)
class LessonsQuickTest {

    @AfterEach
    void nothingIsLeft(TestCluster cluster) throws Exception {
        assertThat(cluster.topics()).noneMatch(topic -> topic.startsWith("lesson-"));
        try (var admin = Admin.create(Map.of("bootstrap.servers", cluster.addresses()))) {
            assertThat(admin.listGroups().all().get()).noneMatch(group -> group.groupId().startsWith("lesson-"));
        }
    }

    @Test
    void twoGroupsEachGetAll(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "two-groups");
        var acked = lesson.ids("producer", "acked");
        assertThat(acked).hasSizeGreaterThanOrEqualTo(40);
        assertThat(lesson.ids("mail", "processed")).containsExactlyInAnyOrderElementsOf(acked);
        assertThat(lesson.ids("search", "processed")).containsExactlyInAnyOrderElementsOf(acked);
        assertThat(lesson.figures("(\\d+) messages were acknowledged. The group of 'mail' processed (\\d+) of them, the group of"
                + " 'search' (\\d+)\\.")).isEqualTo(List.of("" + acked.size(), "" + acked.size(), "" + acked.size()));
    }

    @Test
    void aBatchThatFailsIsReadAgain(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "failed-batch");
        assertThat(lesson.figures("'broken' processed (\\d+) messages, tried the next batch again (\\d+) times and stopped with"
                + " exit code (\\d+)\\. 'mended' began at offset (\\d+), .* and processed (\\d+) messages, none of which 'broken'"
                + " had processed\\. The failed batch was given to the command (\\d+) times in all: .* All (\\d+) "))
                .isEqualTo(List.of("10", "2", "1", "10", "20", "4", "30"));
        assertThat(lesson.ids("broken", "processed")).isEqualTo(ids(0, 10));
        assertThat(lesson.said("broken", "; retry ")).isEqualTo(2);
        assertThat(lesson.events("mended", "assigned").toString()).contains("offsets={", "=10}");
        assertThat(lesson.ids("mended", "processed")).isEqualTo(ids(10, 30));
    }

    @Test
    void deadLettersAreSentAgain(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "dead-letters");
        assertThat(lesson.figures("'reader' processed (\\d+) messages and put (\\d+) messages aside as dead letters\\."
                + " Redrive.java sent (\\d+) letters again, and 'mended' processed (\\d+) messages\\. All (\\d+) "))
                .isEqualTo(List.of("20", "3", "3", "3", "23"));
        assertThat(lesson.ids("reader", "processed")).isEqualTo(ids(0, 20));
        assertThat(lesson.events("reader", "dead-lettered")).hasSize(3);
        assertThat(lesson.events("redrive", "redriven")).hasSize(3);
        assertThat(lesson.ids("mended", "processed")).isEqualTo(ids(100, 103));
    }

    private static Set<Long> ids(long from, long to) {
        return Set.copyOf(Lab.ids(from, to));
    }

    /** From its first to its last sentence. */
    private static Lesson given(Lab lab, TestCluster cluster, String name) {
        var lesson = Lesson.start(lab, cluster.data(), name);
        assertThat(lesson.exitCode()).as(lesson.toString()).isZero();
        return lesson;
    }

    @Test
    void itIsListedWithAllOthers(Lab lab) {
        var list = lab.plain("Watch.java", "--lessons");
        assertThat(list.exitCode()).isZero();
        assertThat(list.output().lines().map(line -> line.split(" ")[0])).containsExactly("two-groups", "members-share",
                "killed-before-commit", "failed-batch", "dead-letters", "broker-dies", "broker-freezes", "controller-dies",
                "acks-one", "acks-all", "min-insync", "registry-away");
    }

    @Test
    void oneThatCannotBeginIsASentence(Lab lab, TestCluster cluster) {
        var registry = lab.plain("Watch.java", "--lesson", "registry-away", "--data", cluster.data());
        assertThat(registry.exitCode()).isEqualTo(1);
        assertThat(registry.talk()).contains("This cluster has no registry: ", "start registry").doesNotContain("\tat ");
    }

    @Test
    @Tag("faults")
    void oneWhoseProgramDiesHasShownNothingAndLeavesNothing(Lab lab, TestCluster cluster) {
        var lesson = Lesson.start(lab, cluster.data(), "members-share").awaitAct("producer starts");
        Wait.until("the producer runs", () -> producers(lesson).findAny().isPresent());
        producers(lesson).forEach(ProcessHandle::destroyForcibly);
        assertThat(lesson.exitCode()).as(lesson.toString()).isEqualTo(1);
        assertThat(lesson.program().talk()).contains("producer ended with 137. It last said: ").doesNotContain("\tat ");
        assertThat(lesson.conclusion()).isEmpty();
    }

    private static Stream<ProcessHandle> producers(Lesson lesson) {
        return lesson.program().process().descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(" Producer "));
    }

    /** Of two at once, the second is refused; and one that is stopped leaves nothing. */
    @Test
    @Tag("faults")
    void thereIsOneAtATimeAndItCanBeStopped(Lab lab, TestCluster cluster) {
        var first = Lesson.start(lab, cluster.data(), "members-share").awaitAct("producer starts");
        var second = Lesson.start(lab, cluster.data(), "failed-batch");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.program().talk()).contains("Another lesson is at work on the cluster in ");
        assertThat(second.program().output()).isEmpty();
        assertThat(first.program().signal("INT").exitCode()).as(first.toString()).isEqualTo(130);
        assertThat(first.conclusion()).isEmpty();
    }
}
