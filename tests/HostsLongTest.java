//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Load.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import support.Hosts.Play;
import support.Hosts;
import support.Load;
import support.Wait;

/** The rarer things that happen to hosts. */
@Tag("hosts-long")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class HostsLongTest {

    private Hosts hosts;
    private Play first;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) {
        hosts = Hosts.up(folder, Map.of());
        first = hosts.play("site.yml");
    }

    @AfterEach
    @Timeout(300)
    void endPrograms() {
        hosts.endPrograms();
    }

    @AfterAll
    @Timeout(300)
    void bringDown() {
        if (hosts != null) {
            hosts.down();
        }
    }

    @Test
    @Order(10)
    void theFirstRunWithTheVersionThatUsersGetIsFollowedByOneThatChangesNothing() {
        assertThat(first.took()).isLessThan(Duration.ofMinutes(5));
        assertThat(hosts.healthy()).isTrue();
        assertThat(hosts.play("site.yml").changed()).isZero();
    }

    @Test
    @Order(20)
    void aRestartThatIsAskedForIsOfOneHost() {
        var load = Load.start(hosts, "restart");
        var before = hosts.starts();
        hosts.play("rolling-restart.yml", "--limit", "kafka3");
        var after = hosts.starts();
        load.endsWithNothingLost();
        assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
        assertThat(after.get(2)).isGreaterThan(before.get(2));
    }

    @Test
    @Order(21)
    void aChangeOfConfigurationThatIsInterruptedGoesOnWhereItWas() {
        var change = new String[] {"-e", "{\"kafka_extra_settings\": {\"log.retention.hours\": 100}}"};
        var load = Load.start(hosts, "change");
        var order = hosts.order();
        var before = hosts.starts(order);
        hosts.playUntil(() -> hosts.start(order.get(0)) != before.get(0), "site.yml", change);
        var between = hosts.starts(order);
        assertThat(between.subList(1, 3)).isEqualTo(before.subList(1, 3));
        hosts.play("site.yml", change);
        var after = hosts.starts(order);
        assertThat(after.get(0)).as("not restarted again").isEqualTo(between.get(0));
        assertThat(after.subList(1, 3)).noneMatch(before::contains);
        load.endsWithNothingLost();
    }

    @Test
    @Order(22)
    void twoHostsThatDoNotReachEachOtherLoseNothing() {
        var load = Load.start(hosts, "two");
        var quorum = "kafka-metadata-quorum.sh --bootstrap-server 192.168.56.11:9092 describe --status";
        int leader = Integer.parseInt(hosts.on(1, quorum + " | sed -n 's/^LeaderId: *//p'"));
        int other = leader % 3 + 1;
        hosts.lab("cut", String.valueOf(other), String.valueOf(leader));
        Wait.until("the third knows", () -> !hosts.healthy());
        hosts.lab("heal", String.valueOf(other), String.valueOf(leader));
        hosts.awaitHealth();
        load.endsWithNothingLost();
    }

    @Test
    @Order(23)
    void aHostThatIsReplacedFromBareIsNotChangedByTheNextRun() {
        var load = Load.start(hosts, "replace");
        hosts.lab("renew", "2");
        hosts.play("site.yml", "-e", "kafka_replace=kafka2");
        assertThat(hosts.healthy()).isTrue();
        load.endsWithNothingLost();
        assertThat(hosts.play("site.yml").changed()).isZero();
    }
}
