//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES BrokersTest.java
//SOURCES RedrivingTest.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.Lab.ids;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Lab;
import support.Labs;
import support.TestCluster;
import support.Wait;

/** All brokers at once are away or stand still. */
@Tag("soak")
@ExtendWith(Labs.class)
@Labs.BreaksBrokers
class BrokersSoakTest {

    private static final Duration AWAY = Duration.ofSeconds(70);

    @AfterEach
    void heal(TestCluster cluster) {
        cluster.heal();
    }

    /** After a minute, a client by its defaults gives up what it has not yet sent. */
    @Test
    void nothingIsLostWhenAllBrokersAreAwayForMoreThanAMinute(Lab lab, TestCluster cluster) {
        var producer = lab.producer("--rate", "100", "--count", "300").awaitEvents("acked", 50);
        cluster.killAll();
        var gaveUp = Wait.holds(AWAY, () -> !producer.events("failed").isEmpty());
        cluster.startAll();

        assertThat(gaveUp).as(producer.talk()).isFalse();
        assertThat(producer.exitCode()).as(producer.talk()).isZero();
        assertThat(producer.ids("acked")).containsExactlyInAnyOrderElementsOf(ids(0, 300));
        assertThat(lab.end(lab.topic())).as("retries made no duplicates").isEqualTo(300);
    }

    @Test
    void allStopInTimeWhenTheBrokersAreGone(Lab lab, TestCluster cluster) {
        BrokersTest.stopsInTimeWithout(TestCluster::killAll, lab, cluster);
    }

    @Test
    void aRedriveStopsInTimeWhenTheyStandStillAndTheNextSendsTheRest(Lab lab, TestCluster cluster) {
        var count = 60_000;
        RedrivingTest.hasLetters(lab, count);
        var redrive = lab.start("Redrive.java -X max.poll.records=20").awaitEvents("redriven", 50);
        cluster.freeze();
        redrive.awaitTalk("Waiting since ").signal("TERM");
        assertThat(redrive.exitCode(BrokersTest.STOP_WITHIN)).as(redrive.toString()).isIn(143, 1);
        assertThat(redrive.talk()).doesNotContain("Could not stop in order");
        cluster.heal();
        var next = lab.start("Redrive.java");
        assertThat(next.exitCode()).isZero();
        assertThat(redrive.counted("redriven") + next.counted("redriven")).isGreaterThanOrEqualTo(count);
        assertThat(lab.end(lab.topic())).isGreaterThanOrEqualTo(count);
    }

    /** As on a computer that is busy for a moment, above all with starting the client that asks. */
    @Test
    void aStatusWaitsForAFirstAnswerThatTakesSeconds(Lab lab, TestCluster cluster) {
        cluster.freeze();
        var status = lab.run(Lab.NOTHING, Map.of(), cluster.control("status"));
        status.await("it has begun", () -> status.output().contains("localhost:"));
        assertThat(Wait.holds(Duration.ofSeconds(3), () -> !status.isAlive())).as("it ends without an answer").isFalse();
        cluster.thaw();
        status.exitCode();
        assertThat(status.output()).contains("Active controller: broker ").doesNotContain("No answer");
    }
}
