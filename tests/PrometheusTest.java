//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Executables.java
//SOURCES support/Hosts.java
//SOURCES support/Repo.java
//SOURCES support/Secrets.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
import support.Executables;
import support.Hosts;
import support.Repo;
import support.Secrets;
import support.Wait;

/** Debian's Prometheus and node-exporter, as docs/servers.md has them. The rules are as they are, but for how long each waits. */
@Tag("hosts-long")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class PrometheusTest {

    private static final String DOCS = Repo.text(Path.of("docs/servers.md")).replace("192.0.2.100", "192.168.56.1")
            .replace("192.0.2.", "192.168.56.");
    private static final String VARIABLES = documented("```yaml\n(kafka_metrics_from: .+?)```");
    private static final String INSTALL = documented("\\$ (sudo apt-get [^\\n]+ prometheus-node-exporter)\n");
    private static final String SCRAPES = documented("```yaml\n(rule_files: .+?)```");
    private static final String RULES = Repo.text(Path.of("ansible/prometheus/alerts.yml"))
            .replaceAll("for: \\d+[mh]", "for: 3s");

    private static final Pattern ALERT = Pattern.compile("\"alertname\":\"(\\w+)\"[^}]*?(?:\"instance\":\"192.168.56.1(\\d):|})");

    private static final List<Integer> ALL = List.of(1, 2, 3);

    private Path variables;

    @AutoClose("down")
    private Hosts hosts;

    /** The hosts' disks are small ones. */
    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) throws IOException {
        assumeTrue(Executables.onPath("prometheus").isPresent(),
                "there is no Prometheus here: apt-get install prometheus");
        variables = Files.writeString(folder.resolve("variables.yml"), VARIABLES);
        hosts = Hosts.up(folder, Map.of("HOSTS_INSTALLED", "yes", "HOSTS_SECURE", "yes"));
        ALL.forEach(host -> hosts.on(host, "cd /var/lib && { mountpoint -q kafka || { mkdir -p kafka"
                + " && mount -t tmpfs -o size=200m none kafka; }; }"));
        install();
        ALL.forEach(host -> hosts.on(host, INSTALL));
        ALL.forEach(this::report);

        Files.writeString(folder.resolve("alerts.yml"), RULES);
        var config = "global: {scrape_interval: 1s, evaluation_interval: 1s}\n" + SCRAPES;
        hosts.beside("prometheus", "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), config),
                "--storage.tsdb.path=" + folder.resolve("prometheus"), "--web.listen-address=192.168.56.1:9090");
    }

    @Test
    @Order(10)
    void allHostsTellItAndOfAHealthyClusterItHasNothingToSay() {
        Wait.until("all tell it for ten seconds",
                () -> asked("count_over_time((sum(up) == 6 and sum(kafka_healthy) == 3)[10s:1s]) >= 10").contains("\"value\""));
        awaitQuiet();
    }

    @Test
    @Order(20)
    void aHostIsCutOffAndTheJournalOfAnotherSaysWhatIsMissing() {
        hosts.lab("cut", "2");
        awaitFiring("KafkaHostDown2", "KafkaCopiesMissing");
        hosts.on(1, "systemctl start kafka-report || true");
        awaitFiring("KafkaHostDown2", "KafkaCopiesMissing", "KafkaUnwell1");
        assertThat(hosts.on(1, "journalctl --no-pager --output=cat --priority=warning -u kafka-report"))
                .containsPattern("(?m)^Broker 2 does not ").contains("kafka-report.service: Failed with result 'exit-code'.");
        assertThat(hosts.on(1, "systemctl --failed")).contains("kafka-report.service");
        hosts.lab("heal", "2");
        hosts.awaitHealth();
        ALL.forEach(this::report);
        awaitQuiet();
    }

    @Test
    @Order(30)
    void aHostReportsNoMore() {
        hosts.on(1, "systemctl stop kafka-report.timer kafka-report"
                + " && touch -d -30min /var/lib/prometheus/node-exporter/kafka.prom");
        awaitFiring("KafkaReportMissing1");
        hosts.on(1, "systemctl start kafka-report.timer");
        report(1);
        awaitQuiet();
    }

    @Test
    @Order(40)
    void aDiskFills() {
        hosts.on(3, "cd /var/lib/kafka && fallocate -l $(($(df --output=avail . | tail -n 1) * 95 / 100))KiB filler");
        report(3);
        awaitFiring("KafkaDiskFull3", "KafkaDiskFills3");
        hosts.on(3, "rm /var/lib/kafka/filler");
        report(3);
        awaitQuiet();
    }

    /** Hosts here have the kernel's clock, so one gets a command that tells another time. */
    @Test
    @Order(50)
    void aClockIsWrong() {
        hosts.on(3, """
                cat >/usr/local/bin/date <<"END" && chmod +x /usr/local/bin/date
                #!/bin/sh
                case $1 in +*) set -- --date=10sec "$@" ;; esac
                exec /usr/bin/date "$@"
                END""");
        report(3);
        awaitFiring("KafkaClockWrong3");
        hosts.on(3, "rm /usr/local/bin/date");
        report(3);
        awaitQuiet();
    }

    @Test
    @Order(60)
    void aCertificateIsAboutToEndAndWhatTheRuleSaysHelps() {
        hosts.lab("exec", "ansible/roles/certificates/files/issue.sh", Secrets.FOLDER.toString(), "kafka2", "/OU=hosts/CN=kafka2",
                "IP:192.168.56.12,DNS:localhost,DNS:kafka2", "20", "400");
        hosts.on(2, "cat >/etc/kafka/host.pem <<\"END\"\n" + Repo.text(Secrets.FOLDER.resolve("kafka2.pem")) + "END");
        report(2);
        awaitFiring("KafkaCertificateEnds2");
        install();
        report(2);
        awaitQuiet();
    }

    private void install() {
        hosts.play("site.yml", "-e", "@" + variables);
    }

    /** Not by its timer, and by somebody whose files others may not read. */
    private void report(int host) {
        hosts.on(host, "umask 077; kafka-report 60");
    }

    /** These, and perhaps more that come of the same. */
    private void awaitFiring(String... rules) {
        Wait.until("it says " + String.join(", ", rules), () -> alerts("ALERTS{alertstate='firing'}").containsAll(Set.of(rules)));
    }

    /** For longer than any rule waits. */
    private void awaitQuiet() {
        Wait.until("it has nothing to say", () -> alerts("count_over_time(ALERTS[10s])").isEmpty());
    }

    /** The names of rules, each with the number of its host if it is about one. */
    private Set<String> alerts(String query) {
        return ALERT.matcher(asked(query)).results()
                .map(alert -> alert.group(1) + Optional.ofNullable(alert.group(2)).orElse("")).collect(Collectors.toSet());
    }

    /** What Prometheus answers. */
    private String asked(String query) {
        var curl = hosts.beside("curl", "-sS", "--get", "--data-urlencode", "query=" + query,
                "--retry", "10", "--retry-connrefused", "--retry-delay", "1", "http://192.168.56.1:9090/api/v1/query");
        assertThat(curl.exitCode()).as(curl.toString()).isZero();
        assertThat(curl.output()).startsWith("{\"status\":\"success\"");
        return curl.output();
    }

    private static String documented(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(DOCS).results().findFirst().orElseThrow().group(1);
    }
}
