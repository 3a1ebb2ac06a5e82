//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Load.java
//SOURCES support/Secrets.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import support.Hosts;
import support.Load;
import support.Secrets;
import support.Wait;

/** What docs/recovery.md says, done as it says it, with the security that is the default. */
@Tag("hosts-long")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RecoveryTest {

    private static final List<Integer> ALL = List.of(1, 2, 3);

    private static final Map<String, String> INSTALLED = Map.of("HOSTS_INSTALLED", "yes", "HOSTS_SECURE", "yes");

    /** Looks for what is too old or too much every two seconds, and not every five minutes. */
    private static final String[] IMPATIENT = {"-e", "{kafka_extra_settings: {log.retention.check.interval.ms: 2000}}"};

    @AutoClose("down")
    private Hosts hosts;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) {
        hosts = Hosts.up(folder, Map.of("HOSTS_SECURE", "yes"));
        hosts.play("site.yml", IMPATIENT);
    }

    @Test
    @Order(10)
    void aClusterComesBackFromItsDisksOnNewMachines() {
        var sent = send();
        hosts.lab("save", "1");
        var next = hosts.with(INSTALLED);
        ALL.forEach(host -> next.lab("kill", String.valueOf(host)));
        ALL.forEach(host -> next.lab("renew", String.valueOf(host), "var/lib/kafka"));
        assertThat(hosts.on(2, "ls -A /etc/kafka 2>/dev/null || echo a new machine")).isEqualTo("a new machine");

        hosts.play("site.yml", IMPATIENT);
        assertThat(hosts.healthy()).isTrue();
        assertAllAreThere(sent);
    }

    /** Two of three die at once, and the disk of one of them with it. */
    @Test
    @Order(15)
    void whenMostControllersAreLostOneDiskOfTheirsIsEnough() {
        var sent = send();
        var next = hosts.with(INSTALLED);
        next.lab("kill", "2");
        next.lab("kill", "3");
        assertThat(hosts.healthy()).isFalse();

        next.lab("renew", "2", "var/lib/kafka");
        hosts.play("site.yml", IMPATIENT[0], IMPATIENT[1], "--limit", "kafka2");
        Wait.until("they know that the third is gone", () -> serving().equals(List.of("1", "2")));
        hosts.on(1, "kafka-leader-election.sh" + Hosts.ADMIN + "--election-type unclean --all-topic-partitions");
        next.lab("renew", "3");
        hosts.play("site.yml", IMPATIENT[0], IMPATIENT[1], "-e", "kafka_replace=kafka3");
        assertThat(hosts.healthy()).isTrue();
        assertAllAreThere(sent);
    }

    private List<String> serving() {
        return hosts.on(1, "kafka-cluster.sh list-endpoints" + Hosts.ADMIN).lines()
                .map(line -> line.split("\\s")[0]).filter(id -> id.matches("\\d+")).sorted().toList();
    }

    /** Three thousand messages, and all of them acknowledged. */
    private List<Long> send() {
        var producer = hosts.start("Producer.java", "-c", Secrets.properties("admin"),
                "--rate", "1000", "--count", "3000", "-o", "json");
        assertThat(producer.exitCode()).as(producer.toString()).isZero();
        assertThat(producer.ids("acked")).hasSize(3000);
        return List.copyOf(producer.ids("acked"));
    }

    private void assertAllAreThere(List<Long> sent) {
        var consumer = hosts.start("SingleConsumer.java", "-c", Secrets.properties("admin"), "--exit-at-end", "-o", "json");
        assertThat(consumer.exitCode()).as(consumer.toString()).isZero();
        assertThat(consumer.processed()).containsAll(sent);
    }

    /** Host 3 has a small disk; the others have room for what is sent then. */
    @Test
    @Order(20)
    void aBrokerWhoseDiskIsFullStopsAndComesBackAndNothingIsLost() {
        hosts.on(3, "systemctl stop kafka && cd /var/lib && cp -a --sparse=always kafka kafka-before"
                + " && mount -t tmpfs -o mode=750,size=$(($(du -sk kafka | cut -f 1) + 40000))k none kafka && chown kafka: kafka"
                + " && cp -a --sparse=always kafka-before/. kafka && systemctl start kafka");
        hosts.awaitHealth();
        var load = Load.start(hosts, "full", "-c", Secrets.properties("admin"));
        hosts.on(1, "kafka-topics.sh" + Hosts.ADMIN + "--create --topic fills --partitions 3 --replication-factor 3"
                + " --config segment.bytes=2000000 --config min.insync.replicas=1");
        hosts.on(1, "kafka-producer-perf-test.sh" + Hosts.ADMIN + "--topic fills --num-records 60000"
                + " --record-size 1000 --throughput -1");
        Wait.until("it has stopped for good", () -> hosts.on(3, "systemctl is-failed kafka || true").equals("failed"));
        assertThat(hosts.on(3, "kafka-health || true")).as("a write, or one to an index in memory, that found no room")
                .containsPattern("No space left on device|a fault occurred in a recent unsafe memory access operation");
        assertThat(hosts.on(3, "kafka-health 2>&1 >/dev/null || true")).containsPattern("\\d+ % full: see docs/recovery.md");
        load.hasLostNothing();

        hosts.on(1, "kafka-configs.sh" + Hosts.ADMIN + "--alter --entity-type topics --entity-name fills"
                + " --add-config retention.bytes=5000000");
        Wait.until("the others have deleted the rest",
                () -> Integer.parseInt(hosts.on(1, "du -sm --total /var/lib/kafka/data/fills-* | tail -n 1 | cut -f 1")) < 30);
        assertThat(hosts.on(1, "kafka-topics.sh" + Hosts.ADMIN + "--describe --topic fills")).contains("Isr: 1,2")
                .doesNotContainPattern("Isr: ([12],)*3");
        hosts.on(3, "rm -r /var/lib/kafka/data/fills-*");
        hosts.play("site.yml", IMPATIENT);
        assertThat(hosts.healthy()).isTrue();
        load.endsWithNothingLost();
    }
}
