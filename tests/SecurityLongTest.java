//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Load.java
//SOURCES support/Secrets.java

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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

/** What changes on hosts with kafka_security=sasl_ssl: certificates, jars, and how many there are. */
@Tag("hosts-long")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class SecurityLongTest {

    private static final String[] SECURE = {"-e", "kafka_security=sasl_ssl"};

    @AutoClose("down")
    private Hosts hosts;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) {
        hosts = Hosts.up(folder, Map.of());
        hosts.play("site.yml", SECURE);
    }

    /** Hosts here have the kernel's clock, so one gets a command that tells another time. */
    @Test
    @Order(20)
    void hostsWithAnotherTimeAreRefusedAndACheckMakesNoCertificate() throws IOException {
        var before = Files.readString(Secrets.FOLDER.resolve("kafka1.pem"));
        var check = hosts.play("site.yml", "--check", "-e", "kafka_security=sasl_ssl certificates_renew_days=400");
        assertThat(check.changed()).as("one for each host, and one for the registry").isGreaterThanOrEqualTo(4);
        assertThat(Files.readString(Secrets.FOLDER.resolve("kafka1.pem"))).isEqualTo(before);

        var ends = List.of(1, 2, 3).stream().map(host -> hosts.on(host, "openssl x509 -in /etc/kafka/host.pem -noout -enddate"));
        assertThat(ends.map(end -> end.substring(0, "notAfter=Nov 22".length()))).as("on different days").doesNotHaveDuplicates();
        assertThat(hosts.on(1, "sed \"s/(30 [*] /(400 * /\" /usr/local/bin/kafka-health | bash 2>&1"))
                .contains("The certificate of this host ends on");
        assertThat(hosts.on(1, "kafka-report 2>&1; cat /var/lib/prometheus/node-exporter/kafka.prom")).contains("kafka_healthy 1")
                .containsPattern("kafka_certificate_days_left.file=\"/etc/kafka/host.pem\". 3\\d\\d\n");

        hosts.on(2, "printf \"#!/bin/sh\\necho 1000\\n\" >/usr/local/bin/date && chmod +x /usr/local/bin/date");
        try {
            var refused = hosts.tryPlay("site.yml", SECURE);
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.said()).contains("The clock of kafka2 is -");
            assertThat(refused.output()).as("nor do the others go on").doesNotContain("PLAY [Let every controller vote]");
        } finally {
            hosts.on(2, "rm /usr/local/bin/date");
        }
    }

    /** Kafka starts with it, so kafka-storage.sh has nothing against it; but the others talk to that host no more. */
    @Test
    @Order(25)
    void aSettingThatCutsAHostOffComesToNoOtherAndTheCorrectionCuresThatHost() {
        var load = Load.start(hosts, "cut-off", "-c", Secrets.properties("admin"));
        var order = hosts.order();
        var others = order.subList(1, 3);
        var settings = others.stream().map(hosts::settings).toList();
        var starts = hosts.starts(others);
        var failed = hosts.tryPlay("site.yml", "-e", "{kafka_security: sasl_ssl, kafka_patience_seconds: 60,"
                + " kafka_extra_settings: {ssl.enabled.protocols: TLSv1.2}}");
        assertThat(failed.exitCode()).isNotZero();
        assertThat(failed.said()).contains("Wait until the cluster is whole")
                .containsPattern("This host does not answer|Broker " + order.get(0) + " does not (serve|follow)");
        assertThat(others.stream().map(hosts::settings).toList()).isEqualTo(settings);
        load.hasLostNothing();

        hosts.play("site.yml", SECURE);
        assertThat(hosts.healthy()).isTrue();
        assertThat(hosts.on(order.get(0), "grep ^ssl.enabled.protocols /etc/kafka/server.properties")).endsWith("=TLSv1.3");
        assertThat(hosts.starts(others)).as("nothing new for them").isEqualTo(starts);
        load.endsWithNothingLost();
    }

    /** The jars are what a host has that was made before the list of jars was changed, under the same version. */
    @Test
    @Order(30)
    void newCertificatesAndOtherJarsComeToOneHostAfterTheOtherAlsoAfterAnInterruptionAndNothingIsLost() {
        for (int host : List.of(1, 2, 3)) {
            hosts.on(host, "cd /opt && cp -a kafka-4.3.1-* kafka-4.3.1 && ln -sfn /opt/kafka-4.3.1 kafka-current"
                    + " && mv kafka-4.3.1/snappy-java-*.jar kafka-4.3.1/snappy-java-1.1.10.7.jar"
                    + " && systemctl restart kafka && rm -r kafka-4.3.1-*");
            hosts.awaitHealth();
        }
        var change = new String[] {"-e", "kafka_security=sasl_ssl certificates_renew_days=400 certificates_days=500"};
        var load = Load.start(hosts, "renewal", "-c", Secrets.properties("admin"));
        var order = hosts.order();
        var before = hosts.starts(order);
        hosts.playUntil(() -> hosts.start(order.get(0)) != before.get(0), "site.yml", change);
        var between = hosts.starts(order);
        assertThat(between.subList(1, 3)).isEqualTo(before.subList(1, 3));
        hosts.play("site.yml", change);
        var after = hosts.starts(order);
        assertThat(after.get(0)).as("not restarted again").isEqualTo(between.get(0));
        assertThat(Hosts.apart(after)).as("one after the other: " + after).isTrue();
        load.endsWithNothingLost();

        for (int host : List.of(1, 2, 3)) {
            assertThat(hosts.on(host, "openssl s_client -connect localhost:9094 </dev/null 2>/dev/null"
                    + " | openssl x509 -noout -checkend $((450 * 86400))")).contains("will not expire");
            var jars = hosts.jars(host);
            assertThat(jars).matches("/opt/kafka-4\\.3\\.1-[0-9a-f]{8}").isEqualTo(hosts.on(host, "readlink /opt/kafka-current"));
            assertThat(hosts.open(host)).contains(jars + "/snappy-java-1.1.10.12.jar")
                    .noneMatch(file -> file.contains("snappy-java-1.1.10.7"));
        }
        assertThat(hosts.healthy()).isTrue();
    }

    @Test
    @Order(40)
    void aFourthBrokerJoins() {
        var four = hosts.with(Map.of("HOSTS", "4"));
        four.play("site.yml", SECURE);
        assertThat(four.healthy()).isTrue();
        var topics = "kafka-topics.sh --bootstrap-server 192.168.56.14:9092 --command-config /etc/kafka/admin.properties"
                + " --topic wide ";
        var wide = four.on(4, topics + "--create --partitions 12 --replication-factor 2 && " + topics + "--describe");
        assertThat(wide).containsPattern("Isr: (4,|\\d,4)");
        assertThat(wide).as("1 and 4 are in one rack").doesNotContainPattern("Replicas: (1,4|4,1)");
    }
}
