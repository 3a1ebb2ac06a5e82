//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Drilled.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Repo.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
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
import support.Wait;

/** A short drill as a user runs it, on a cluster that is there; the long ones are among the soak tests. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster stays whole
@ExtendWith(Labs.class)
class DrillTest {

    private static final Path DRILL = Repo.file("Drill.java");
    private static final Pattern TOPIC = Pattern.compile("topic (drill-\\w+)");

    @TempDir
    Path folder;

    @Test
    void onAClusterOfOthersTheProgramsAreKilledAndTheBrokersLeftAlone(TestCluster cluster) throws Exception {
        var report = folder.resolve("report.html");
        var drilled = Drilled.run(DRILL, folder, "-b", cluster.addresses(), "--rate", "500", "--duration", "3s",
                "--faults", "producer-killed,broker-killed,poison", "--report", report.toString());
        assertThat(drilled.exit()).as(drilled.talk()).isZero();
        assertThat(drilled.found()).containsEntry("held", true).containsEntry("lost", 0L).containsEntry("writtenTwice", 0L);
        assertThat(drilled.number("acked")).isGreaterThan(1000);
        for (var name : new String[] {"single-consumer", "batch-consumer"}) {
            var group = drilled.group(name);
            assertThat(group).containsEntry("lost", 0L).containsEntry("outOfOrder", 0L).containsEntry("skipped", 40L);
            assertThat((Long) group.get("processed")).isGreaterThanOrEqualTo(drilled.number("acked"));
        }
        assertThat(drilled.words("leftOut"))
                .containsExactly("broker-killed: the brokers of a cluster that is not the drill's own are left alone");
        assertThat(Files.readString(report)).startsWith("<!DOCTYPE html>")
                .contains("The promise held", "producer-", " killed</th>").doesNotContain("http://", "https://");
        assertThat(drilled.talk()).contains("\n  0.0 s  starting 2 of each program");
        assertThat(drilled.faults()).isNotEmpty().allSatisfy(fault -> assertThat(drilled.talk()).as("the same time in both")
                .contains("%5.1f s  %s\n".formatted((Long) fault.get("beganMillis") / 1e3, fault.get("what"))));
        assertGone(cluster, drilled.talk());
    }

    /** What is left of a topic by others, in another format and with ids like the drill's, is not the drill's business. */
    @Test
    @Tag("soak")
    void aTopicThatIsThereKeepsWhatIsInIt(Lab lab) throws Exception {
        lab.produce(0, 100);
        lab.send(0, "odd", "not ours");
        lab.flush();
        var drilled = Drilled.run(DRILL, folder, "-b", lab.addresses(), "-t", lab.topic(),
                "--rate", "200", "--duration", "1s", "--faults", "none");
        assertThat(drilled.exit()).as(drilled.talk()).isZero();
        assertThat(drilled.group("batch-consumer")).containsEntry("lost", 0L).containsEntry("foreign", 0L)
                .containsEntry("skipped", 0L);
        assertThat(lab.end(lab.topic())).isEqualTo(101 + drilled.number("acked"));
    }

    /** A producer with a share ends by itself, but not like this: with what is left of the programs there is no verdict. */
    @Test
    @Tag("soak")
    void aProducerThatDiesBeforeItsShareIsSentIsNoVerdict(TestCluster cluster) throws Exception {
        var drill = startOn(cluster, "--rate", "200", "--count", "100000", "--faults", "none");
        try {
            drill.descendants().filter(process -> process.info().commandLine().orElse("").contains(" Producer ")).findFirst()
                    .orElseThrow().destroyForcibly();
            assertThat(drill.waitFor()).as(talk()).isEqualTo(3);
        } finally {
            drill.destroy();
        }
        assertThat(folder.resolve("out")).isEmptyFile();
        assertThat(talk()).containsPattern("producer-\\d ended by itself, with exit code 137, after \\d+ of 50000 messages")
                .containsPattern("all of it: .*/producer-\\d\\.err");
        assertGone(cluster, talk());
    }

    @Test
    @Tag("soak")
    void aDrillThatIsStoppedOnAClusterOfOthersDeletesItsTopicAndItsGroups(TestCluster cluster) throws Exception {
        var drill = startOn(cluster, "--rate", "200", "--duration", "1m", "--faults", "none");
        drill.destroy();
        assertThat(drill.waitFor()).as(talk()).isEqualTo(143);
        assertThat(folder.resolve("out")).isEmptyFile();
        assertGone(cluster, talk());
    }

    /** Its first messages are acknowledged. */
    private Process startOn(TestCluster cluster, String... options) throws IOException {
        var words = new String[options.length + 2];
        words[0] = "-b";
        words[1] = cluster.addresses();
        System.arraycopy(options, 0, words, 2, options.length);
        var drill = Drilled.start(DRILL, folder, folder.resolve("out"), Files.createFile(folder.resolve("err")), words);
        Wait.until("its first messages are acknowledged", () -> talk().matches("(?s).*acknowledged [1-9].*") || !drill.isAlive());
        assertThat(drill.isAlive()).as(talk()).isTrue();
        return drill;
    }

    private String talk() {
        return Repo.text(folder.resolve("err"));
    }

    private static void assertGone(TestCluster cluster, String talk) throws ExecutionException, InterruptedException {
        var topic = TOPIC.matcher(talk).results().map(match -> match.group(1)).findFirst()
                .orElseThrow(() -> new AssertionError(talk));
        assertThat(cluster.topics()).as(talk).doesNotContain(topic);
        try (var admin = Admin.create(Map.of("bootstrap.servers", cluster.addresses()))) {
            assertThat(admin.listGroups().all().get()).as(talk).noneMatch(group -> group.groupId().startsWith(topic));
        }
    }

    @Test
    void withoutAClusterThereIsNoVerdict() throws Exception {
        var drilled = Drilled.run(DRILL, folder, "-b", "localhost:1");
        assertThat(drilled.exit()).isEqualTo(3);
        assertThat(drilled.found()).isEmpty();
        assertThat(drilled.talk()).contains("The cluster gives no answer").doesNotContain("\tat ", "could not be deleted");
    }

    @Test
    void wrongUsageIsASentence(Lab lab) {
        var data = folder.resolve("data");
        var drill = lab.plain("Drill.java", "--data", data.toString(), "--faults=meteorite");
        assertThat(drill.exitCode()).isEqualTo(2);
        assertThat(drill.talk()).contains("There is no fault 'meteorite'");
        assertThat(data).doesNotExist();
    }
}
