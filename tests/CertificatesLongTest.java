//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Authority.java
//SOURCES support/Hosts.java
//SOURCES support/Secrets.java

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
import support.Authority;
import support.Hosts;
import support.Secrets;

/** Hosts with certificates of a company's authority, kafka_certificates_from, instead of one of the cluster's own. */
@Tag("hosts-long")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class CertificatesLongTest {

    private static final List<Integer> ALL = List.of(1, 2, 3);

    private Path folder;
    private Path given;
    private Authority company;

    @AutoClose("down")
    private Hosts hosts;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        given = Files.createDirectory(folder.resolve("given"));
        company = new Authority(Files.createDirectory(folder.resolve("company")));
        Files.writeString(given.resolve("ca.crt"), company.root());
        company.issue(given, "registry", Map.of("subject", "/O=Example/CN=schemas", "names", "IP:192.168.56.11"));
        for (int host : ALL) {
            company.issue(given, "kafka" + host, certificate(host));
        }
        hosts = Hosts.up(folder, Map.of("HOSTS_INSTALLED", "yes", "HOSTS_SECURE", "yes"));
        hosts.play("site.yml", company());
    }

    private static Map<String, String> certificate(int host) {
        return Map.of("subject", "/O=Example/OU=hosts/CN=kafka" + host, "names", "IP:192.168.56.1" + host + ",DNS:localhost");
    }

    private String[] company(String... more) {
        var settings = """
                {"kafka_certificates_from": "%s", "kafka_certificates_hosts": "CN=[^,]+,OU=hosts,O=Example",
                "kafka_certificates_registry": "CN=schemas,O=Example"}""".formatted(given);
        return Stream.concat(Stream.of("-e", settings), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    @Order(10)
    void programsReadAndWriteWithTheFilesOfTheirUsersAndASecondRunChangesNothing() throws IOException {
        var producer = hosts.start("Producer.java", "-c", Secrets.properties("producer"), "-f", "avro",
                "--rate", "max", "--count", "100", "-o", "json");
        assertThat(producer.exitCode()).as(producer.toString()).isZero();
        var consumer = hosts.start("SingleConsumer.java", "-c", Secrets.properties("single-consumer"), "-f", "avro",
                "--exit-at-end", "-o", "json");
        assertThat(consumer.exitCode()).as(consumer.toString()).isZero();
        assertThat(consumer.processed()).containsAll(producer.ids("acked"));
        assertThat(Secrets.FOLDER.resolve("ca.key")).as("an authority of our own").doesNotExist();

        var before = hosts.starts();
        assertThat(hosts.play("site.yml", company()).changed()).isZero();
        assertThat(hosts.starts()).isEqualTo(before);
        for (int host : ALL) {
            assertThat(hosts.readableByOthers(host)).isEmpty();
        }
        assertThat(hosts.on(1, "kafka-report >&2; cat /var/lib/prometheus/node-exporter/kafka.prom"))
                .as("of the intermediate one").contains("kafka_certificate_days_left{file=\"/etc/kafka/host.pem\"} 199\n");
        try (var files = Files.list(Secrets.FOLDER.resolve("given"))) {
            assertThat(files.filter(file -> !file.endsWith("ca.pem")).toList()).hasSize(4)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file)).isSubsetOf(OWNER_READ, OWNER_WRITE));
        }
    }

    /** The company trusts it, so nothing but its subject says that it is not a host's. */
    @Test
    @Order(20)
    void whoElseHasACertificateOfTheCompanyMayDoNothing() throws IOException, InterruptedException {
        assertThat(asked("host", "/O=Example/OU=hosts/CN=kafka1")).contains("LeaderId");
        assertThat(asked("sales", "/O=Example/OU=sales/CN=kafka1")).containsPattern("(?i)authoriz").doesNotContain("LeaderId");
    }

    private String asked(String name, String subject) throws IOException, InterruptedException {
        company.issue(folder, name, Map.of("subject", subject, "names", "DNS:anything"));
        var pem = Files.readString(folder.resolve(name + ".key")) + Files.readString(folder.resolve(name + ".crt"));
        hosts.on(1, "umask 077; cat >/root/" + name + ".pem <<\"END\"\n" + pem + "END\n"
                + "grep -v ^bootstrap /etc/kafka/admin.properties"
                + " | sed s#/etc/kafka/host.pem#/root/" + name + ".pem# >/root/" + name);
        return hosts.on(1, "kafka-metadata-quorum.sh --bootstrap-controller 192.168.56.12:9093 --command-config /root/" + name
                + " describe --status 2>&1 || true");
    }

    @Test
    @Order(30)
    void aWrongOneIsRefusedAndNothingIsChangedAndANewOneRestartsOnlyItsHost() throws IOException, InterruptedException {
        var settings = ALL.stream().map(hosts::settings).toList();
        var before = hosts.starts();
        company.issue(given, "kafka2", Map.of("subject", "/O=Example/OU=hosts/CN=kafka2", "names", "DNS:localhost"));
        var refused = hosts.tryPlay("site.yml", company());
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("kafka2.crt lacks 192.168.56.12 among its subject alternative names");
        assertThat(refused.changed()).isZero();

        company.issue(given, "kafka2", certificate(2));
        assertThat(hosts.play("site.yml", company("--check")).changed()).as("the one that would be taken").isEqualTo(1);
        assertThat(ALL.stream().map(hosts::settings).toList()).isEqualTo(settings);
        assertThat(hosts.starts()).isEqualTo(before);

        var play = hosts.play("site.yml", company("-vvv", "--diff"));
        assertThat(play.output()).doesNotContain("PRIVATE KEY");
        assertThat(hosts.starts()).satisfies(after -> {
            assertThat(after.get(0)).isEqualTo(before.get(0));
            assertThat(after.get(1)).isNotEqualTo(before.get(1));
            assertThat(after.get(2)).isEqualTo(before.get(2));
        });
        var shown = hosts.on(2, "openssl s_client -connect localhost:9094 </dev/null 2>/dev/null | openssl x509");
        assertThat(Files.readString(given.resolve("kafka2.crt"))).startsWith(shown);
        assertThat(hosts.healthy()).isTrue();
    }
}
