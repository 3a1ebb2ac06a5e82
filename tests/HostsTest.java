//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Load.java
//SOURCES support/Program.java
//SOURCES support/Repo.java
//SOURCES support/Secrets.java
//SOURCES support/SecureHosts.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Hosts.Play;
import support.Hosts;
import support.Load;
import support.Program;
import support.Repo;
import support.Secrets;
import support.SecureHosts.BroughtUp;
import support.SecureHosts;
import support.Wait;

/**
 * The playbooks on Debian hosts with systemd, and what happens to hosts. The cases share a cluster, with each other and with
 * SecurityTest, and each leaves it whole; those under load share the load, too.
 */
@Tag("hosts")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@ExtendWith(SecureHosts.class)
class HostsTest {

    private static final List<Integer> ALL = List.of(1, 2, 3);
    private static final String REPORT = "cat /var/lib/prometheus/node-exporter/kafka.prom";
    private static final String DESCRIBE = "kafka-topics.sh" + Hosts.ADMIN + "--describe --topic ";

    private Hosts hosts;
    private Play first;
    private Load load;

    @BeforeAll
    void use(BroughtUp up) {
        hosts = up.hosts();
        first = up.first();
    }

    // --- the first minutes

    @Test
    @Order(10)
    void theFirstRunMakesAHealthyClusterWithItsTopicsWithinFiveMinutes() {
        assertThat(first.took()).isLessThan(Duration.ofMinutes(5));
        assertThat(hosts.healthy()).isTrue();
        for (var topic : List.of("messages", "messages-dlt")) {
            assertThat(hosts.on(1, DESCRIBE + topic))
                    .contains("PartitionCount: 3", "ReplicationFactor: 2", "min.insync.replicas=1");
        }
    }

    @Test
    @Order(12)
    void anotherRunChangesNothingAndTakesLessThanHalfTheTime() {
        var second = hosts.play("site.yml");
        assertThat(second.changed()).isZero();
        assertThat(second.took()).isLessThan(first.took().dividedBy(2));
    }

    // --- day two, under load

    /** Ends with the load running and nothing lost; one that lost something is not the next case's. */
    private void underLoad(Runnable what) {
        try {
            if (load == null) {
                load = Load.start(hosts, "day-two", "-c", Secrets.properties("admin"));
            }
            what.run();
            load.hasLostNothing();
        } catch (Throwable e) {
            load = null;
            hosts.endPrograms();
            throw e;
        }
    }

    @Test
    @Order(20)
    void aRollingRestartCuresAHostThatHangsAndGoesFromHostToHost() {
        underLoad(() -> {
            var order = hosts.order();
            int hanging = order.get(order.get(0) == 1 ? 1 : 0);
            var before = hosts.starts();
            hosts.on(hanging, "kill -STOP $(systemctl show kafka -p MainPID --value)");
            Wait.until("the others know", () -> !hosts.healthy());
            assertThat(hosts.on(1, "kafka-report || echo ended with $?"))
                    .contains("<4>Broker " + hanging + " does not", "ended with 1");
            assertThat(hosts.on(1, REPORT)).contains("kafka_healthy 0");
            var restart = hosts.startPlay("rolling-restart.yml");
            Wait.until("it has left its note", () -> !hosts.note(2).isEmpty());
            var beside = hosts.tryPlay("site.yml", "--limit", "kafka3");
            assertThat(beside.exitCode()).isNotZero();
            assertThat(beside.said()).contains("Another run is at work on this cluster: " + hosts.note(2));
            assertThat(restart.exitCode(Duration.ofMinutes(9))).as(restart.toString()).isZero();
            assertThat(hosts.note(2)).as("it has taken it away").isEmpty();
            var after = hosts.starts(order.stream().sorted(Comparator.comparing(host -> host != hanging)).toList());
            assertThat(after).hasSize(3).noneMatch(before::contains);
            assertThat(Hosts.apart(after)).as("the one that hangs first, the leader last: " + after).isTrue();
        });
    }

    @Test
    @Order(25)
    void inAllThatTimeNothingIsLost() {
        underLoad(() -> { });
        var all = load;
        load = null;
        all.endsWithNothingLost();
    }

    // --- what one expects of it then

    @Test
    @Order(32)
    void eachProgramWorksAsItsUser() {
        var producer = hosts.start("Producer.java", "-c", Secrets.properties("producer"), "-f", "avro",
                "--rate", "max", "--count", "100", "-o", "json");
        assertThat(producer.exitCode()).as(producer.toString()).isZero();
        for (var script : Map.of("single-consumer", "SingleConsumer.java", "batch-consumer", "BatchConsumer.java").entrySet()) {
            var consumer = hosts.start(script.getValue(), "-c", Secrets.properties(script.getKey()), "-f", "avro",
                    "--exit-at-end", "--on-error", "dlt", "-o", "json");
            assertThat(consumer.exitCode()).as(consumer.toString()).isZero();
            assertThat(consumer.processed()).containsAll(producer.ids("acked"));
        }
    }

    @Test
    @Order(33)
    void theAcceptanceTestPassesThroughEveryAddress() {
        var verify = hosts.play("verify.yml");
        assertThat(verify.output().lines().filter(line -> line.matches(".*:90\\d\\d +300 +3 +ok.*"))).hasSize(6);
    }

    @Test
    @Order(34)
    void everySocketIsAccountedForAndTheServiceIsConfined() {
        for (int host : ALL) {
            var expected = new TreeSet<>(Set.of("22", "9092", "9093", "9094", "9404"));
            expected.addAll(host == 1 ? Set.of("8081") : Set.of());
            assertThat(hosts.listening(host)).as("the registry is on the first host").isEqualTo(expected);
        }
        var exposure = hosts.on(1, "systemd-analyze security kafka | tail -n 1").replaceAll(".*: ([0-9.]+) .*", "$1");
        assertThat(Double.parseDouble(exposure)).isLessThanOrEqualTo(2.5);
        assertThat(hosts.on(1, "systemctl show kafka -p LimitNOFILE -p TimeoutStopUSec -p User"))
                .contains("LimitNOFILE=100000", "TimeoutStopUSec=3min", "User=kafka");
        assertThat(hosts.on(1, "find /etc/kafka /var/lib/kafka /var/log/kafka -perm /o=w")).isEmpty();
    }

    /** The producer packs with one codec and the topic has another: so the broker unpacks and packs, too. */
    @Test
    @Order(35)
    void brokersAndTheRegistryHaveTheNewerCodecsAndTheyWork() {
        hosts.on(1, "for codec in snappy lz4; do kafka-topics.sh" + Hosts.ADMIN + "--create --topic $codec"
                + " --partitions 3 --replication-factor 2 --config compression.type=$codec & done; wait");
        var producers = Map.of("snappy", packed("lz4", "snappy"), "lz4", packed("snappy", "lz4"));
        producers.forEach((topic, producer) -> assertThat(producer.exitCode()).as(producer.toString()).isZero());
        var consumers = Map.of("snappy", unpacked("snappy"), "lz4", unpacked("lz4"));
        consumers.forEach((topic, consumer) -> {
            assertThat(consumer.exitCode()).as(consumer.toString()).isZero();
            assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(producers.get(topic).ids("acked")).hasSize(100);
        });
        for (int host : ALL) {
            var files = hosts.open(host).stream().map(file -> file.replaceFirst(".*/", ""));
            assertThat(files.filter(file -> file.matches("(snappy|lz4|log4j)-.*jar"))).containsExactlyInAnyOrder(
                    "snappy-java-1.1.10.12.jar", "lz4-java-1.13.0.jar", "log4j-core-2.26.1.jar", "log4j-api-2.26.1.jar");
        }
        assertThat(hosts.on(1, "tr \"\\0\" \"\\n\" </proc/$(systemctl show registry -p MainPID --value)/cmdline"))
                .as("before what Apicurio has itself")
                .containsPattern("\n\\S+/lz4-java-1.13.0.jar:\\S+/snappy-java-1.1.10.12.jar:");
    }

    private Program packed(String codec, String topic) {
        var compression = "compression.type=" + codec;
        return hosts.start("Producer.java", "-c", Secrets.properties("admin"), "-t", topic, "-X", compression,
                "--rate", "max", "--count", "100", "-o", "json");
    }

    private Program unpacked(String topic) {
        return hosts.start("SingleConsumer.java", "-c", Secrets.properties("admin"), "-t", topic, "-g", topic,
                "--exit-at-end", "-o", "json");
    }

    @Test
    @Order(36)
    void brokersAndCommandsStartWithTheClassArchiveOfTheirJava() {
        for (int host : ALL) {
            assertThat(hosts.on(host, "cat /proc/$(systemctl show kafka -p MainPID --value)/maps"))
                    .contains(hosts.jars(host) + "/archive/classes.jsa");
            assertThat(hosts.on(host, "find /opt/kafka-current/archive/ ! -user root -o -perm /g=w,o=w")).isEmpty();
        }
        hosts.on(1, "JDK_JAVA_OPTIONS=-Xlog:class+load:file=/tmp/loaded " + DESCRIBE + "messages");
        assertThat(loadedFrom("shared objects file")).isGreaterThan(2000);
        assertThat(loadedFrom("file:/opt/")).isLessThan(50);
    }

    private int loadedFrom(String source) {
        return Integer.parseInt(hosts.on(1, "grep -c \"source: " + source + "\" /tmp/loaded || true"));
    }

    @Test
    @Order(37)
    void consumerGroupsReactAsFastAsIsChosenAndOneAloneMayBeFaster() {
        var configs = "kafka-configs.sh" + Hosts.ADMIN;
        assertThat(hosts.on(1, configs + "--describe --all --entity-type brokers --entity-name 2")).contains(
                "group.initial.rebalance.delay.ms=3000 ",
                "group.consumer.heartbeat.interval.ms=3000 ",
                "group.consumer.session.timeout.ms=15000 ",
                "group.consumer.assignment.interval.ms=1000 ");
        assertThat(hosts.on(1, configs + "--alter --entity-type groups --entity-name fast"
                + " --add-config consumer.heartbeat.interval.ms=1000")).contains("Completed updating config");
        var refused = hosts.tryPlay("topics.yml", "-e", "kafka_group_session_timeout_ms=14000");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("although it lives: make it 15000 or more");
    }

    @Test
    @Order(38)
    void everyHostTellsPrometheusWhatItsRulesAskFor() {
        var rules = Repo.text(Path.of("ansible/prometheus/alerts.yml"));
        var asked = Pattern.compile("(?<!\\w)kafka_\\w+").matcher(rules).results().map(MatchResult::group)
                .collect(Collectors.toSet());
        var report = hosts.on(1, "systemctl start kafka-report && " + REPORT);
        assertThat(report).contains("kafka_healthy 1", "kafka_group_lag{group=\"single-consumer\",topic=\"messages\"} ");
        assertThat(report).as("in a lab all have one clock").containsPattern("kafka_clock_ahead_seconds -?[01]\\.\\d");
        for (int host : ALL) {
            var told = hosts.on(host, "curl -sS --fail http://192.168.56.1" + host + ":9404/metrics");
            assertThat(told + report).contains(asked).contains("jvm_memory_used_bytes{area=\"heap\"}",
                    "kafka_log_log_size{", "kafka_server_brokertopicmetrics_bytesin_total{topic=",
                    "kafka_network_requestmetrics_totaltimems{quantile=\"0.99\",request=\"Produce\"}");
        }
        assertThat(hosts.on(1, "systemctl is-enabled kafka-report.timer; systemctl is-active kafka-report.timer").lines())
                .containsExactly("enabled", "active");
    }

    @Test
    @Order(39)
    void kafkasCommandsAreThere() {
        hosts.on(1, """
                cd /root
                at="%s"
                kafka-broker-api-versions.sh $at >versions &
                kafka-transactions.sh $at list >transactions &
                kafka-topics.sh $at --create --topic fast --partitions 1 --replication-factor 2
                kafka-producer-perf-test.sh $at --topic fast --num-records 500 --record-size 10 --throughput -1 >produced
                kafka-consumer-perf-test.sh $at --topic fast --num-records 500 >consumed
                echo '{"version": 1, "partitions": [{"topic": "fast", "partition": 0, "offset": 400}]}' >before
                kafka-delete-records.sh $at --offset-json-file before >deleted
                kafka-get-offsets.sh $at --topic fast --time earliest >offsets
                wait""".formatted(Hosts.ADMIN));
        assertThat(hosts.on(1, "cat /root/offsets")).isEqualTo("fast:0:400");
        assertThat(hosts.on(1, "cat /root/versions /root/transactions /root/produced /root/consumed /root/deleted"))
                .contains("Produce(0):", "TransactionalId", "500 records sent", "nMsg.sec", "low_watermark: 400");
    }

    // --- what is refused

    @Test
    @Order(40)
    void anotherClustersDiskIsRefused() {
        var refused = hosts.tryPlay("site.yml", "-e", "kafka_cluster_name=another kafka_secrets=" + Secrets.FOLDER);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("holds the data of node").contains("Nothing was touched");
        assertThat(refused.changed()).isZero();
        assertThat(hosts.healthy()).isTrue();
    }

    @Test
    @Order(42)
    void aJarThatIsNotTheOneInTheManifestIsRefused() {
        hosts.on(1, "sed -n 's/^[0-9a-f]*\\(  .*slf4j-api.*\\)/" + "0".repeat(64) + "\\1/p' /etc/kafka/kafka-4.3.1.txt"
                + " >/tmp/manifest");
        hosts.on(1, "cat >/tmp/fetch.sh <<\"END\"\n" + Repo.text(Path.of("ansible/roles/kafka/files/fetch.sh")) + "\nEND\n");
        var said = hosts.on(1, "sh /tmp/fetch.sh https://repo1.maven.org/maven2 /tmp/manifest /opt/wrong 2>&1;"
                + " echo ended with $?; ls -d /opt/wrong* 2>/dev/null || true");
        assertThat(said).contains("is not the one whose SHA-256 sum is in", "ended with 1").doesNotContain("/opt/wrong.part");
    }

    @Test
    @Order(43)
    void whatKafkaWouldNotStartWithIsRefusedBeforeAnythingIsWritten() {
        var settings = ALL.stream().map(hosts::settings).toList();
        var refused = hosts.tryPlay("site.yml", "-e", "{\"kafka_extra_settings\": {\"num.io.threads\": \"abc\"}}");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("these settings: Invalid value abc for configuration num.io.threads");
        assertThat(refused.changed()).isZero();
        var elsewhere = hosts.tryPlay("site.yml", "-e", "{\"kafka_extra_settings\": {\"log.dirs\": \"/tmp/data\"}}");
        assertThat(elsewhere.said()).contains("kafka_extra_settings has log.dirs");
        assertThat(hosts.tryPlay("site.yml", "-e", "kafka_heap=4gb").said()).contains("Invalid maximum heap size: -Xmx4gb");
        assertThat(ALL.stream().map(hosts::settings).toList()).isEqualTo(settings);
    }

    @Test
    @Order(44)
    void aBrokerIsNotGivenUpWhileItHoldsReplicas() {
        hosts.with(Map.of("HOSTS_SECURE", "yes", "HOSTS_WITHOUT", "3"));
        try {
            var refused = hosts.tryPlay("site.yml");
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.said()).contains("The inventory has lost a broker").contains("broker 3 holds");
            assertThat(refused.changed()).isZero();
        } finally {
            hosts.lab("up");
        }
    }

    // --- more

    @Test
    @Order(50)
    void topicsAreGrownAndChangedAndNeverShrunk() {
        assertThat(hosts.play("topics.yml", topics(4, 2, 2)).changed()).isEqualTo(2);
        assertThat(hosts.on(1, DESCRIBE + "messages-dlt")).contains("PartitionCount: 4", "min.insync.replicas=2", "enable=false");
        assertThat(hosts.play("topics.yml", topics(4, 2, 2)).changed()).isZero();
        assertThat(hosts.tryPlay("topics.yml", topics(3, 2, 2)).said()).contains("Kafka cannot remove partitions");
        assertThat(hosts.tryPlay("topics.yml", topics(4, 3, 2)).said()).contains("has 2 replicas and 3 are wanted");
    }

    private static String[] topics(int partitions, int replicas, int inSync) {
        var topic = "{name: messages-dlt, partitions: %d, replicas: %d, config: {"
                + "min.insync.replicas: %d, unclean.leader.election.enable: false}}";
        return new String[] {"-e", "{kafka_topics: [" + topic.formatted(partitions, replicas, inSync) + "]}"};
    }
}
