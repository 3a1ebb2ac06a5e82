//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Load.java
//SOURCES support/Program.java
//SOURCES support/Repo.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import support.Hosts;
import support.Hosts.Play;
import support.Load;
import support.Repo;
import support.Wait;

/** The playbooks on Debian hosts with systemd, and what happens to hosts. The cases share a cluster and each leaves it whole. */
@Tag("hosts")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class HostsTest {

    private static final List<Integer> ALL = List.of(1, 2, 3);

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

    // --- the first minutes

    @Test
    @Order(10)
    void theFirstRunMakesAHealthyClusterWithItsTopicsWithinFiveMinutes() {
        assertThat(first.took()).isLessThan(Duration.ofMinutes(5));
        assertThat(hosts.healthy()).isTrue();
        for (var topic : List.of("messages", "messages-dlt")) {
            assertThat(hosts.on(1, "kafka-topics.sh --bootstrap-server 192.168.56.11:9092 --describe --topic " + topic))
                    .contains("PartitionCount: 3", "ReplicationFactor: 2", "min.insync.replicas=1");
        }
    }

    @Test
    @Order(11)
    void theSecondRunChangesNothingWithinAMinute() {
        var second = hosts.play("site.yml");
        assertThat(second.changed()).isZero();
        assertThat(second.took()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    @Order(12)
    void aCheckOfARunningClusterWorksAndFindsNothing() {
        assertThat(hosts.play("site.yml", "--check", "--diff").changed()).isZero();
    }

    @Test
    @Order(13)
    void theProgramsReachItWithoutAnyOption() {
        var producer = hosts.start("Producer.java", "--rate", "100", "--count", "100", "-o", "json");
        assertThat(producer.exitCode()).as(producer.toString()).isZero();
        assertThat(producer.ids("acked")).hasSize(100);
        for (var script : List.of("SingleConsumer.java", "BatchConsumer.java")) {
            var consumer = hosts.start(script, "--exit-at-end", "-o", "json");
            assertThat(consumer.exitCode()).as(consumer.toString()).isZero();
            assertThat(consumer.processed()).containsAll(producer.ids("acked"));
        }
    }

    @Test
    @Order(14)
    void theAcceptanceTestPassesThroughEveryAddress() {
        var verify = hosts.play("verify.yml");
        assertThat(verify.output().lines().filter(line -> line.matches(".*:90\\d\\d +300 +3 +ok.*"))).as(verify.toString()).hasSize(6);
    }

    @Test
    @Order(15)
    void everySocketIsAccountedForAndTheServiceIsConfined() {
        for (int host : ALL) {
            assertThat(hosts.listening(host)).as("the registry is on the first host").isEqualTo(host == 1 ? Set.of("22", "8081", "9092", "9093", "9094") : Set.of("22", "9092", "9093", "9094"));
        }
        assertThat(Double.parseDouble(hosts.on(1, "systemd-analyze security kafka | tail -n 1").replaceAll(".*: ([0-9.]+) .*", "$1"))).isLessThanOrEqualTo(2.5);
        assertThat(hosts.on(1, "systemctl show kafka -p LimitNOFILE -p TimeoutStopUSec -p User")).contains("LimitNOFILE=100000", "TimeoutStopUSec=1min", "User=kafka");
        assertThat(hosts.on(1, "find /etc/kafka /var/lib/kafka /var/log/kafka -perm /o=w")).isEmpty();
    }

    @Test
    @Order(16)
    void schemasOutliveTheRegistrysHost() {
        var subjects = "/apis/ccompat/v7/subjects/lasting/versions";
        var id = hosts.lab("exec", "curl", "-sS", "--fail", "-H", "Content-Type: application/json", "-d", "{\"schema\": \"\\\"string\\\"\"}", "http://localhost:8081" + subjects);
        assertThat(id).startsWith("{\"id\":");
        var second = hosts.with(Map.of("HOSTS_REGISTRY", "2"));
        hosts.lab("kill", "1");
        try {
            second.play("registry.yml");
            assertThat(second.lab("exec", "curl", "-sS", "--fail", "http://192.168.56.12:8081" + subjects + "/latest")).contains(id.strip().substring(1, id.strip().length() - 1));
            second.on(2, "systemctl disable --now registry");
        } finally {
            hosts.lab("up");
        }
        hosts.awaitHealth();
    }

    // --- day two, under load

    @Test
    @Order(20)
    void aRollingRestartLosesNothing() {
        var load = Load.start(hosts, "rolling-restart");
        var before = starts();
        hosts.play("rolling-restart.yml");
        var after = starts();
        load.endsWithNothingLost();
        assertThat(after).hasSize(3).noneMatch(before::contains);
        assertThat(List.of(after.get(1) - after.get(0), after.get(2) - after.get(1))).as("one after the other").allMatch(gap -> gap > Duration.ofSeconds(5).toNanos() / 1000);
    }

    @Test
    @Order(21)
    void aChangeOfConfigurationThatIsInterruptedGoesOnWhereItWas() {
        var change = new String[] {"-e", "{\"kafka_extra_settings\": {\"log.retention.hours\": 100}}"};
        var load = Load.start(hosts, "change");
        var before = starts();
        hosts.playUntil(() -> !start(1).equals(before.get(0)), "site.yml", change);
        var between = starts();
        assertThat(between.subList(1, 3)).isEqualTo(before.subList(1, 3));
        hosts.play("site.yml", change);
        var after = starts();
        assertThat(after.get(0)).as("not restarted again").isEqualTo(between.get(0));
        assertThat(after.subList(1, 3)).noneMatch(before::contains);
        load.endsWithNothingLost();
    }

    @Test
    @Order(22)
    void aPowerCutAndABootLoseNothing() {
        var load = Load.start(hosts, "power-cut");
        hosts.lab("kill", "2");
        Wait.until("the others know", () -> !hosts.healthy());
        hosts.lab("boot", "2");
        hosts.awaitHealth();
        load.endsWithNothingLost();
    }

    @Test
    @Order(23)
    void aCableThatIsPulledAndPutBackLosesNothing() {
        var load = Load.start(hosts, "cut");
        hosts.lab("cut", "3");
        Wait.until("the others know", () -> !hosts.healthy());
        hosts.lab("heal", "3");
        hosts.awaitHealth();
        load.endsWithNothingLost();
    }

    @Test
    @Order(24)
    void twoHostsThatDoNotReachEachOtherLoseNothing() {
        var load = Load.start(hosts, "two");
        int leader = Integer.parseInt(hosts.on(1, "kafka-metadata-quorum.sh --bootstrap-server 192.168.56.11:9092 describe --status | sed -n 's/^LeaderId: *//p'"));
        int other = leader % 3 + 1;
        hosts.lab("cut", String.valueOf(other), String.valueOf(leader));
        Wait.until("the third knows", () -> !hosts.healthy());
        hosts.lab("heal", String.valueOf(other), String.valueOf(leader));
        hosts.awaitHealth();
        load.endsWithNothingLost();
    }

    @Test
    @Order(25)
    void aDeadHostIsReplacedOnlyWhenAskedAndNothingIsLost() {
        var load = Load.start(hosts, "replace");
        hosts.lab("renew", "2");
        var refused = hosts.tryPlay("site.yml");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("The disk of kafka2 is empty, but the cluster knows a node 2");
        assertThat(hosts.on(2, "ls /var/lib/kafka/data")).isEmpty();

        hosts.play("site.yml", "-e", "kafka_replace=kafka2");
        assertThat(hosts.healthy()).isTrue();
        load.endsWithNothingLost();
        assertThat(hosts.play("site.yml").changed()).isZero();
    }

    // --- what is refused

    @Test
    @Order(30)
    void anotherClustersDiskIsRefused() {
        var refused = hosts.tryPlay("site.yml", "-e", "kafka_cluster_name=another");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("holds the data of node").contains("Nothing was touched");
        assertThat(refused.changed()).isZero();
        assertThat(hosts.healthy()).isTrue();
    }

    @Test
    @Order(31)
    void aDiskThatIsNotMountedIsNotFormatted() {
        hosts.on(3, "systemctl stop kafka && mv /var/lib/kafka/data /var/lib/kafka/away");
        var refused = hosts.tryPlay("site.yml");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("Is a disk not mounted?");
        hosts.on(3, "rmdir /var/lib/kafka/data && mv /var/lib/kafka/away /var/lib/kafka/data");
        hosts.play("site.yml");
        assertThat(hosts.healthy()).isTrue();
    }

    @Test
    @Order(32)
    void aJarThatIsNotTheOneInTheManifestIsRefused() {
        hosts.on(1, "sed -n 's/^[0-9a-f]*\\(  .*slf4j-api.*\\)/" + "0".repeat(64) + "\\1/p' /etc/kafka/kafka-*.txt >/tmp/manifest");
        hosts.on(1, "cat >/tmp/fetch.sh <<\"END\"\n" + Repo.text(Path.of("ansible/roles/kafka/files/fetch.sh")) + "\nEND\n");
        var said = hosts.on(1, "sh /tmp/fetch.sh https://repo1.maven.org/maven2 /tmp/manifest /opt/wrong 2>&1; echo ended with $?; ls -d /opt/wrong* 2>/dev/null || true");
        assertThat(said).contains("is not the one whose SHA-256 sum is in", "ended with 1").doesNotContain("/opt/wrong.part");
    }

    // --- more

    @Test
    @Order(40)
    void topicsAreGrownAndChangedAndNeverShrunk() {
        assertThat(hosts.play("topics.yml", topics(5, 2, 2)).changed()).isEqualTo(1);
        assertThat(hosts.on(1, "kafka-topics.sh --bootstrap-server 192.168.56.11:9092 --describe --topic orders")).contains("PartitionCount: 5", "min.insync.replicas=2");
        assertThat(hosts.play("topics.yml", topics(6, 2, 1)).changed()).isEqualTo(2);
        assertThat(hosts.on(1, "kafka-topics.sh --bootstrap-server 192.168.56.11:9092 --describe --topic orders")).contains("PartitionCount: 6", "min.insync.replicas=1");
        assertThat(hosts.tryPlay("topics.yml", topics(3, 2, 1)).said()).contains("Kafka cannot remove partitions");
        assertThat(hosts.tryPlay("topics.yml", topics(6, 3, 1)).said()).contains("has 2 replicas and 3 are wanted");
    }

    private static String[] topics(int partitions, int replicas, int inSync) {
        return new String[] {"-e", "{\"kafka_topics\": [{\"name\": \"orders\", \"partitions\": " + partitions + ", \"replicas\": " + replicas
                + ", \"config\": {\"min.insync.replicas\": " + inSync + "}}]}"};
    }

    /** When Kafka was started on each host: the kernel's clock, which all hosts share. */
    private List<Long> starts() {
        return ALL.stream().map(this::start).toList();
    }

    private Long start(int host) {
        return Long.valueOf(hosts.on(host, "systemctl show kafka -p ActiveEnterTimestampMonotonic --value"));
    }
}
