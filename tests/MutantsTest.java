//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Drilled.java
//SOURCES support/Labs.java
//SOURCES support/Mutant.java
//SOURCES support/Mutants.java
//SOURCES support/Ports.java
//SOURCES support/Repo.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import support.Drilled;
import support.Labs;
import support.Mutant;
import support.Mutants;
import support.Ports;
import support.Repo;

/**
 * The drill tells wrong from right: each of the mistakes that are made in such programs is found by it. Which fault finds it,
 * and how surely, is said with each; the same drills on the programs as they are find nothing. One more is in DrillsTest.
 */
@Tag("soak")
@ExtendWith(Labs.class)
@Timeout(300)
class MutantsTest {

    @TempDir
    Path folder;

    private String port;

    @BeforeEach
    void choosePort(Ports ports) {
        port = String.valueOf(ports.next());
    }

    /**
     * At so low a rate the buffer is hardly ever empty: a kill loses what is in it, nine messages at most. Nine in ten kills
     * find it, and there are three.
     */
    @Test
    void aBatchConsumerThatCommitsWithoutOffsetsWhatItHasBuffered() throws Exception {
        var drilled = drill(folder, port, Mutants.COMMITS_BUFFERED,
                "--faults", "batch-killed,batch-killed,batch-killed", "--rate", "40");
        assertLost(drilled, "batch-consumer");
    }

    /**
     * With more than a consumer can do, 5 ms of work a message, it is between its commit and the end of its work nearly all
     * the time, so nearly every kill finds it; three of them leave it no chance.
     */
    @Test
    void aConsumerThatCommitsBeforeItProcesses() throws Exception {
        var drilled = drill(folder, port, Mutants.COMMITS_FIRST,
                "--faults", "batch-killed,batch-killed,batch-killed", "--rate", "600", "--work", "5ms");
        assertLost(drilled, "batch-consumer");
        assertThat(drilled.group("single-consumer")).as("the other group is innocent").containsEntry("lost", 0L);
    }

    /** The consumer that comes and goes is slow on purpose: when it is stopped it holds messages that it has not processed. */
    @Test
    void aConsumerThatDoesNotSeekBackBeforeItCloses() throws Exception {
        assertLost(drill(folder, port, Mutants.NO_SEEK_BACK, "--faults", "consumers-come-and-go"), "single-consumer");
    }

    /** What the leader alone acknowledged for 5 s is not on the follower that takes over. Found every time. */
    @Test
    void aProducerThatTakesTheLeadersWordForIt() throws Exception {
        var drilled = Drilled.run(Repo.file("Drill.java"), folder, "--port", port,
                "--faults", "follower-frozen", "-X", "acks=1", "-X", "enable.idempotence=false");
        assertLost(drilled, "single-consumer");
        assertLost(drilled, "batch-consumer");
        assertThat((Long) drilled.group("batch-consumer").get("lostByAll")).as("they are gone from the log").isGreaterThan(1000);
    }

    static Drilled drill(Path folder, String port, Mutant mutant, String... options) throws Exception {
        var all = Stream.concat(Stream.of("--port", port), Stream.of(options)).toArray(String[]::new);
        return Drilled.run(mutant.plant(folder.resolve("mutant"), "Drill.java"), folder, all);
    }

    static void assertLost(Drilled drilled, String group) {
        assertThat(drilled.exit()).as(drilled.talk()).isEqualTo(1);
        assertThat(drilled.found()).containsEntry("held", false);
        assertThat((Long) drilled.group(group).get("lost")).as(drilled.talk()).isPositive();
        System.out.println(group + " lost " + drilled.group(group).get("lost") + " of " + drilled.number("acked")
                + ", seed " + drilled.number("seed"));
    }
}
