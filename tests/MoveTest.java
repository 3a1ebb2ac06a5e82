//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Load.java
//SOURCES support/Secrets.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/**
 * From five hosts, brokers and controllers in one, to three: replicas are moved, then two hosts leave; all of it under the same
 * load, which loses nothing.
 */
@Tag("hosts-long")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class MoveTest {

    private static final Map<String, String> FIVE = Map.of(
            "HOSTS", "5", "HOSTS_VOTERS", "5", "HOSTS_SECURE", "yes", "HOSTS_INSTALLED", "yes");
    private static final Map<String, String> THREE = Map.of("HOSTS", "4", "HOSTS_WITHOUT", "4", "HOSTS_SECURE", "yes");
    private static final Pattern REPLICAS = Pattern.compile("Leader: (\\d+)\\s+Replicas: ([\\d,]+)");

    @AutoClose("down")
    private Hosts hosts;

    private Load load;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) {
        hosts = Hosts.up(folder, FIVE);
        hosts.play("site.yml");
        load = Load.start(hosts, "move", "-c", Secrets.properties("admin"));
    }

    @Test
    @Order(10)
    void aCheckSaysWhatWouldMoveAndMovesNothing() {
        hosts.on(1, "kafka-topics.sh" + Hosts.ADMIN + "--create --topic big --replica-assignment 1:2,2:1,1:2,2:1,1:2,2:1");
        hosts.on(1, "kafka-producer-perf-test.sh" + Hosts.ADMIN + "--topic big --num-records 40000"
                + " --record-size 1000 --throughput -1");
        var before = described("");
        var check = hosts.play("move.yml", "--check");
        assertThat(check.said()).contains("big-0: 1,2 -> ");
        assertThat(check.changed()).isEqualTo(1);
        assertThat(described("")).isEqualTo(before);
    }

    /** So slow that it is not at its end when the playbook is killed. */
    @Test
    @Order(20)
    void aMoveThatBrokeOffIsBroughtToItsEndByTheNextRunAndTheThrottleIsTakenOff() {
        hosts.playUntil(() -> described("").contains("Adding Replicas"), "move.yml", "-e", "kafka_move_throttle=100000");
        assertThat(throttles()).contains("throttled.rate=100000", "throttled.replicas=");

        var second = hosts.play("move.yml");
        assertThat(second.said()).contains(": under way -> ");
        assertThat(described("")).doesNotContain("Adding Replicas");
        assertThat(throttles()).doesNotContain("throttled");
        assertThat(replicas("big")).as("12 on 5 brokers").hasSize(5).values().allMatch(count -> count == 2 || count == 3);
        assertThat(leaders("")).as("the first replica leads").allMatch(pair -> pair.get(0).equals(pair.get(1)));
        load.hasLostNothing();

        assertThat(hosts.play("move.yml").changed()).isZero();
    }

    @Test
    @Order(30)
    void aTopicGetsMoreReplicasAndFewerAgain() {
        hosts.play("move.yml", "-e", "kafka_move_topic=big kafka_move_replicas=3");
        assertThat(described("--topic big")).contains("ReplicationFactor: 3");
        assertThat(hosts.healthy()).isTrue();
        hosts.play("move.yml", "-e", "kafka_move_topic=big kafka_move_replicas=2 kafka_move_to=1,2,3");
        assertThat(described("--topic big")).contains("ReplicationFactor: 2");
        assertThat(replicas("big").keySet()).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(throttles()).doesNotContain("throttled");
        load.hasLostNothing();
    }

    @Test
    @Order(40)
    void twoHostsLeaveTheClusterOneOfThemDeadAndItForgetsThem() {
        hosts.lab("kill", "5");
        hosts.play("remove.yml", "-e", "kafka_remove=kafka4,kafka5");
        assertThat(replicas("").keySet()).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(known()).containsExactly("1", "2", "3");
        assertThat(voters()).containsExactly("1", "2", "3");
        assertThat(hosts.on(4, "systemctl is-active kafka || systemctl is-enabled kafka || true"))
                .isEqualTo("inactive\ndisabled");
        load.hasLostNothing();
        assertThat(hosts.play("remove.yml", "-e", "kafka_remove=kafka4,kafka5").changed()).isZero();
    }

    @Test
    @Order(50)
    void takenOutOfTheInventoryTheyAreMissedByNobodyAndTheFirewallsAreClosedToThem() {
        var three = hosts.with(THREE);
        three.play("site.yml");
        assertThat(three.healthy()).isTrue();
        assertThat(three.on(1, "grep -c 192.168.56.14 /etc/kafka-firewall.nft || true")).isEqualTo("0");
        assertThat(three.on(4, "timeout 3 bash -c \"</dev/tcp/192.168.56.11/9092\" 2>/dev/null && echo open || echo closed"))
                .isEqualTo("closed");
        load.endsWithNothingLost();
        assertThat(three.play("site.yml").changed()).isZero();
    }

    @Test
    @Order(60)
    void whatTheOthersCannotCarryIsRefused() {
        var before = described("");
        assertRefused("There is no topic nowhere.", "move.yml", "kafka_move_topic=nowhere");
        assertRefused("there are only 3 brokers for them", "move.yml", "kafka_move_topic=big kafka_move_replicas=4");
        assertRefused("names brokers of the inventory", "move.yml", "kafka_move_to=kafka9");
        assertRefused("is to name hosts of the inventory", "remove.yml", "kafka_remove=kafka9");
        assertRefused("The schema registry is on kafka1.", "remove.yml", "kafka_remove=kafka1");
        assertRefused("2 controllers would be left", "remove.yml", "kafka_remove=kafka3");
        assertThat(described("")).isEqualTo(before);
    }

    private void assertRefused(String sentence, String playbook, String variables) {
        var refused = hosts.tryPlay(playbook, "-e", variables);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains(sentence).contains("Nothing was touched.");
        assertThat(refused.changed()).isZero();
    }

    // --- what the cluster says

    private String described(String options) {
        return hosts.on(1, "kafka-topics.sh" + Hosts.ADMIN + "--describe " + options);
    }

    /** How many replicas each broker has, by its id. */
    private Map<String, Long> replicas(String topic) {
        return leaders(topic.isEmpty() ? "" : "--topic " + topic).stream()
                .flatMap(pair -> Arrays.stream(pair.get(2).split(",")))
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    }

    /** For each partition: who leads, the first of its replicas, all of them. */
    private List<List<String>> leaders(String options) {
        return REPLICAS.matcher(described(options)).results()
                .map(found -> List.of(found.group(1), found.group(2).replaceFirst(",.*", ""), found.group(2))).toList();
    }

    private String throttles() {
        return described("") + hosts.on(1, IntStream.rangeClosed(1, 5)
                .mapToObj(id -> "kafka-configs.sh" + Hosts.ADMIN + "--describe --entity-type brokers --entity-name " + id)
                .collect(Collectors.joining("; ")));
    }

    private List<String> known() {
        return hosts.on(1, "kafka-cluster.sh list-endpoints --include-fenced-brokers" + Hosts.ADMIN).lines()
                .map(line -> line.split("\\s")[0]).filter(id -> id.matches("\\d+")).sorted().toList();
    }

    private List<String> voters() {
        return hosts.on(1, "kafka-metadata-quorum.sh" + Hosts.ADMIN + "describe --replication").lines()
                .filter(line -> line.matches(".*(Leader|Follower)\\s*")).map(line -> line.split("\\s")[0]).sorted().toList();
    }
}
