//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Load.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
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

    private static final String OF_ALL_BROKERS = "kafka-configs.sh" + Hosts.ADMIN
            + "--entity-type brokers --entity-default ";

    @AutoClose("down")
    private Hosts hosts;

    private Play first;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) {
        hosts = Hosts.up(folder, Map.of());
        first = hosts.play("site.yml");
        hosts.lab("save", "1"); // for the hosts of other classes
    }

    @AfterEach
    @Timeout(300)
    void endPrograms() {
        hosts.endPrograms();
    }

    @Test
    @Order(10)
    void theFirstRunWithTheVersionThatUsersGetIsFollowedByOneThatChangesNothing() {
        assertThat(first.took()).isLessThan(Duration.ofMinutes(5));
        assertThat(hosts.healthy()).isTrue();
        assertThat(hosts.play("site.yml").changed()).isZero();
    }

    /** As after 'vagrant up'. */
    @Test
    @Order(11)
    void theProgramsReachItWithoutAnyOptionAndTheAcceptanceTestPasses() {
        var producer = hosts.start("Producer.java", "--rate", "100", "--count", "100", "-o", "json");
        assertThat(producer.exitCode()).as(producer.toString()).isZero();
        assertThat(producer.ids("acked")).hasSize(100);
        for (var script : List.of("SingleConsumer.java", "BatchConsumer.java")) {
            var consumer = hosts.start(script, "--exit-at-end", "-o", "json");
            assertThat(consumer.exitCode()).as(consumer.toString()).isZero();
            assertThat(consumer.processed()).containsAll(producer.ids("acked"));
        }
        hosts.play("verify.yml");
    }

    /** In what Kafka starts with, in what all brokers share, and in topics: one that is new, and one that grows. */
    @Test
    @Order(12)
    void aCheckSaysAllThatWouldChangeAndChangesNothing() {
        var before = allThatCanChange();
        var check = hosts.play("site.yml", "--check", "--diff", "-v", "-e", """
                {"kafka_extra_settings": {"log.retention.hours": 100, "min.insync.replicas": 1}, "kafka_topics": [
                {"name": "messages", "partitions": 5, "replicas": 2, "config": {"min.insync.replicas": 2}},
                {"name": "another", "partitions": 1, "replicas": 2}]}""");
        assertThat(check.said()).contains("+log.retention.hours=100", "--add-config min.insync.replicas=1",
                "--alter --topic messages --partitions 5", "--create --if-not-exists --topic another");
        assertThat(check.changed()).as("a file and a restart on each host, one of all brokers, three of topics").isEqualTo(10);
        assertThat(allThatCanChange()).isEqualTo(before);
    }

    private List<?> allThatCanChange() {
        var cluster = OF_ALL_BROKERS + "--describe; kafka-topics.sh" + Hosts.ADMIN + "--list; kafka-topics.sh" + Hosts.ADMIN
                + "--describe --topic messages | head -n 1";
        return List.of(Stream.of(1, 2, 3).map(hosts::settings).toList(), hosts.starts(), hosts.on(1, cluster));
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

    /** What kafka-storage.sh cannot see, so that it comes to the first host. */
    @Test
    @Order(21)
    void aHostThatDoesNotStartLeavesTheOthersAsTheyAreAndTheCorrectionGoesThrough() {
        var load = Load.start(hosts, "unlucky");
        var order = hosts.order();
        var others = order.subList(1, 3);
        var settings = others.stream().map(hosts::settings).toList();
        var starts = hosts.starts(others);
        var failed = hosts.tryPlay("site.yml", "-e", "kafka_java_options=-XX:NoSuchOption");
        assertThat(failed.exitCode()).isNotZero();
        assertThat(failed.said()).contains("Kafka has failed on this host", "Unrecognized VM option 'NoSuchOption'");
        assertThat(failed.took()).as("not after the whole patience").isLessThan(Duration.ofMinutes(3));
        assertThat(others.stream().map(hosts::settings).toList()).isEqualTo(settings);
        assertThat(hosts.starts(others)).isEqualTo(starts);

        hosts.on(1, OF_ALL_BROKERS + "--alter --add-config min.insync.replicas=1");
        hosts.play("site.yml");
        assertThat(hosts.healthy()).isTrue();
        assertThat(hosts.starts(others)).as("nothing new for them").isEqualTo(starts);
        assertThat(hosts.on(1, OF_ALL_BROKERS + "--describe")).contains("min.insync.replicas=2 ");
        load.endsWithNothingLost();
    }

    @Test
    @Order(22)
    void aRunThatBrokeOffElsewhereHoldsUpTheNextOneUntilItIsToldButNoCheckWhichFindsNothing() {
        var elsewhere = "root@elsewhere 01234567, process 1, since yesterday";
        hosts.on(2, "echo \"" + elsewhere + "\" >/run/kafka-run");
        assertThat(hosts.play("site.yml", "--check", "--diff").changed()).isZero();
        var refused = hosts.tryPlay("rolling-restart.yml");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains(elsewhere, "path=/run/kafka-run state=absent");
        assertThat(hosts.note(1)).as("what it left itself is gone").isEmpty();
        hosts.on(2, "rm /run/kafka-run");
    }

    @Test
    @Order(23)
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
    @Order(24)
    void twoHostsThatDoNotReachEachOtherLoseNothing() {
        var load = Load.start(hosts, "two");
        int leader = hosts.leader();
        int other = leader % 3 + 1;
        hosts.lab("cut", String.valueOf(other), String.valueOf(leader));
        Wait.until("the third knows", () -> !hosts.healthy());
        hosts.lab("heal", String.valueOf(other), String.valueOf(leader));
        hosts.awaitHealth();
        load.endsWithNothingLost();
    }

    @Test
    @Order(25)
    void aDeadHostIsReplacedOnlyWhenAskedAndNotChangedByTheNextRun() {
        var load = Load.start(hosts, "replace");
        hosts.lab("renew", "2");
        var refused = hosts.tryPlay("site.yml", "--limit", "kafka2");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("The disk of kafka2 is empty, but the cluster knows a node 2");
        assertThat(hosts.on(2, "ls /var/lib/kafka/data")).isEmpty();
        assertNothingIsFormattedWhileNobodySaysThatTheOthersHaveAll();
        hosts.play("site.yml", "-e", "kafka_replace=kafka2");
        assertThat(hosts.healthy()).isTrue();
        load.endsWithNothingLost();
        assertThat(hosts.play("site.yml").changed()).isZero();
    }

    /** A command that fails says nothing, as one does that has found nothing wrong. */
    private void assertNothingIsFormattedWhileNobodySaysThatTheOthersHaveAll() {
        hosts.on(2, "printf \"#!/bin/sh\\nexit 1\\n\" >/usr/local/sbin/kafka-topics.sh"
                + " && chmod +x /usr/local/sbin/kafka-topics.sh");
        try {
            var refused = hosts.tryPlay("site.yml", "-e", "kafka_replace=kafka2", "--limit", "kafka2");
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.said()).contains("Make sure that the others hold every partition");
            assertThat(hosts.on(2, "ls /var/lib/kafka/data")).isEmpty();
        } finally {
            hosts.on(2, "rm /usr/local/sbin/kafka-topics.sh");
        }
    }

    @Test
    @Order(26)
    void aPowerCutAndTheRegistryOnAnotherHostHasAllSchemas() {
        var subjects = "/apis/ccompat/v7/subjects/lasting/versions";
        var load = Load.start(hosts, "power");
        var id = hosts.lab("exec", "curl", "-sS", "--fail", "-H", "Content-Type: application/json",
                "-d", "{\"schema\": \"\\\"string\\\"\"}", "http://localhost:8081" + subjects).strip();
        assertThat(id).startsWith("{\"id\":");
        var second = hosts.with(Map.of("HOSTS_REGISTRY", "2"));
        hosts.lab("kill", "1");
        try {
            second.play("registry.yml");
            assertThat(second.lab("exec", "curl", "-sS", "--fail", "http://192.168.56.12:8081" + subjects + "/latest"))
                    .contains(id.substring(1, id.length() - 1));
            second.on(2, "systemctl disable --now registry");
        } finally {
            hosts.lab("up");
        }
        hosts.awaitHealth();
        load.endsWithNothingLost();
    }

    @Test
    @Order(27)
    void aDiskThatIsNotMountedIsNotFormattedAndAClassArchiveThatDoesNotFitIsMadeAnew() {
        hosts.on(3, "systemctl stop kafka && mv /var/lib/kafka/data /var/lib/kafka/away");
        hosts.on(3, "cd /opt/kafka-current/archive && echo another >fits"
                + " && dd if=/dev/urandom of=classes.jsa bs=1M seek=20 count=5 conv=notrunc status=none");
        assertThat(hosts.on(3, "kafka-topics.sh --version 2>&1")).as("no word of the archive").isEqualTo("4.3.1");
        assertThat(hosts.tryPlay("site.yml", "-e", "kafka_security=sasl_ssl", "--limit", "kafka3").said())
                .contains("set kafka_security: plaintext in the inventory");
        var refused = hosts.tryPlay("site.yml", "--limit", "kafka3");
        assertThat(hosts.on(3, "cat /opt/kafka-current/archive/fits")).isNotEqualTo("another");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("Is a disk not mounted?");
        hosts.on(3, "rmdir /var/lib/kafka/data && mv /var/lib/kafka/away /var/lib/kafka/data && systemctl start kafka");
        hosts.awaitHealth();
    }

    @Test
    @Order(28)
    void aCableThatIsPulledAndPutBack() {
        var load = Load.start(hosts, "cable");
        hosts.lab("cut", "3");
        Wait.until("the others know", () -> !hosts.healthy());
        hosts.lab("heal", "3");
        hosts.awaitHealth();
        load.endsWithNothingLost();
    }
}
