//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Drilled.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Repo.java
//SOURCES support/TestCluster.java

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import support.Drilled;
import support.Lab;
import support.Labs;
import support.Repo;
import support.TestCluster;

/** A short drill as a user runs it, on a cluster that is there; the long ones are among the soak tests. */
@Tag("faults")
@ExtendWith(Labs.class)
class DrillTest {

    private static final Path DRILL = Repo.file("Drill.java");

    @TempDir
    Path folder;

    @Test
    @Execution(CONCURRENT)
    void onAClusterOfOthersTheProgramsAreKilledAndTheBrokersLeftAlone(TestCluster cluster) throws Exception {
        var report = folder.resolve("report.html");
        var drilled = Drilled.run(DRILL, folder, "-b", cluster.addresses(), "--rate", "500", "--duration", "3s", "--faults", "producer-killed,broker-killed,poison", "--report", report.toString());
        assertThat(drilled.exit()).as(drilled.talk()).isZero();
        assertThat(drilled.found()).containsEntry("held", true).containsEntry("lost", 0L);
        assertThat(drilled.number("acked")).isGreaterThan(1000);
        for (var group : new String[] {"single-consumer", "batch-consumer"}) {
            assertThat(drilled.group(group)).containsEntry("lost", 0L).containsEntry("outOfOrder", 0L).containsEntry("skipped", 40L);
            assertThat((Long) drilled.group(group).get("processed")).isGreaterThanOrEqualTo(drilled.number("acked"));
        }
        assertThat(drilled.words("leftOut")).containsExactly("broker-killed: the brokers of a cluster that is not the drill's own are left alone");
        assertThat(Files.readString(report)).startsWith("<!DOCTYPE html>").contains("The promise held", "producer-", " killed</td>").doesNotContain("http://", "https://");
        assertThat(cluster.topics()).as("what the drill made is gone").noneMatch(topic -> topic.startsWith("drill-"));
    }

    /** What is left of a topic by others, in another format and with ids like the drill's, is not the drill's business. */
    @Test
    @Execution(CONCURRENT)
    void aTopicThatIsThereKeepsWhatIsInIt(Lab lab) throws Exception {
        lab.produce(0, 100);
        lab.send(0, "odd", "not ours");
        lab.flush();
        var drilled = Drilled.run(DRILL, folder, "-b", lab.addresses(), "-t", lab.topic(), "--rate", "200", "--duration", "1s", "--faults", "none");
        assertThat(drilled.exit()).as(drilled.talk()).isZero();
        assertThat(drilled.group("batch-consumer")).containsEntry("lost", 0L).containsEntry("foreign", 0L).containsEntry("skipped", 0L);
        assertThat(lab.end(lab.topic())).isEqualTo(101 + drilled.number("acked"));
    }

    @Test
    @Execution(CONCURRENT)
    void withoutAClusterThereIsNoVerdict() throws Exception {
        var drilled = Drilled.run(DRILL, folder, "-b", "localhost:1");
        assertThat(drilled.exit()).isEqualTo(3);
        assertThat(drilled.found()).isEmpty();
        assertThat(drilled.talk()).contains("The cluster gives no answer").doesNotContain("\tat ");
    }

    @Test
    @Execution(CONCURRENT)
    void wrongUsageIsASentence(Lab lab) {
        var wrong = Map.of("--faults=meteorite", "There is no fault 'meteorite'", "--rate=-5", "is not a number of messages a second", "--count=1", "--count must be 2 or more",
                "--min-isr=3", "--min-isr must be 1 or 2", "--topic=theirs", "need --bootstrap-server", "--port=70000", "leaves no room", "--config=/nowhere", "there is no file",
                "--report=/nowhere/report.html", "there is no folder");
        var drills = wrong.keySet().stream().collect(toMap(option -> option, option -> lab.plain("Drill.java", "--data", folder.resolve("data").toString(), option)));
        drills.forEach((option, drill) -> {
            assertThat(drill.exitCode()).as(option).isEqualTo(2);
            assertThat(drill.talk()).as(option).contains(wrong.get(option));
        });
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
