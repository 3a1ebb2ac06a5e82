//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.Lab.ids;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Lab;
import support.Labs;
import support.TestCluster;
import support.Wait;

/** All brokers are away for longer than a minute, after which a client by its defaults gives up what it has not yet sent. */
@Tag("soak")
@ExtendWith(Labs.class)
@Labs.BreaksBrokers
class BrokersSoakTest {

    private static final Duration AWAY = Duration.ofSeconds(70);

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
}
