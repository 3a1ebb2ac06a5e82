//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES MutantsTest.java
//SOURCES support/ClusterScript.java
//SOURCES support/Drilled.java
//SOURCES support/Labs.java
//SOURCES support/Mutants.java
//SOURCES support/Ports.java
//SOURCES support/Repo.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import support.ClusterScript;
import support.Drilled;
import support.Labs;
import support.Mutants;
import support.Ports;
import support.Repo;
import support.Wait;

/** Whole drills that are short: with faults in an order of their own each time, stopped, and with a program that is wrong. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: it has clusters of its own
@ExtendWith(Labs.class)
@Timeout(300)
class DrillsTest {

    @TempDir
    Path folder;

    private String port;

    @BeforeEach
    void choosePort(Ports ports) {
        port = String.valueOf(ports.next());
    }

    @Test
    void nothingIsLostWhateverTheOrderOfTheFaults() throws Exception {
        var drilled = Drilled.run(Repo.file("Drill.java"), folder, "--port", port, "--format", "long",
                "--faults", "broker-killed,single-killed,batch-killed,producer-killed,poison");
        assertThat(drilled.exit()).as(drilled.talk()).isZero();
        assertThat(drilled.found()).containsEntry("held", true).containsEntry("lost", 0L).containsEntry("outOfOrder", 0L)
                .containsEntry("writtenTwice", 0L);
        assertThat(drilled.words("leftOut")).isEmpty();
        assertThat(drilled.number("acked")).isGreaterThan(10_000);
        assertThat(drilled.group("single-consumer")).as("what is no long is passed over").containsEntry("skipped", 40L);
    }

    /** Messages wait up to a second for others of their batch, and die with the producer: every kill finds it. */
    @Test
    @Tag("soak")
    void aProducerThatCountsSendsAsAcknowledgements() throws Exception {
        var drilled = MutantsTest.drill(folder, port, Mutants.COUNTS_SENDS,
                "--faults", "producer-killed", "--duration", "1s", "-X", "linger.ms=1000");
        MutantsTest.assertLost(drilled, "single-consumer");
        MutantsTest.assertLost(drilled, "batch-consumer");
    }

    @Test
    @Tag("soak")
    void aDrillThatIsStoppedLeavesNothingBehindAndGivesNoVerdict() throws Exception {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var drill = Drilled.start(Repo.file("Drill.java"), folder, out, err, "--port", port);
        Wait.until("its first messages are acknowledged", () -> ClusterScript.read(err).matches("(?s).*acknowledged [1-9].*"));
        var another = Drilled.run(Repo.file("Drill.java"), folder);
        assertThat(another.exit()).isEqualTo(3);
        assertThat(another.talk()).contains("Another drill is at work");
        drill.destroy();
        assertThat(drill.waitFor()).as(ClusterScript.read(err)).isEqualTo(143);
        assertThat(ClusterScript.read(out)).isEmpty();
        assertThat(Drilled.processes(folder, port)).isEmpty();
    }
}
