//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Load.java
//SOURCES support/Repo.java
//SOURCES support/Secrets.java

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import support.Hosts;
import support.Load;
import support.Repo;
import support.Secrets;

/**
 * From the previous version of Kafka to this one, with security, and with controllers apart from brokers: so it needs hosts
 * of its own.
 */
@Tag("hosts-long")
@Timeout(1800)
@TestInstance(Lifecycle.PER_CLASS)
class UpgradeTest {

    private static final String SECURE = "kafka_security=sasl_ssl";
    private static final String PREVIOUS = SECURE + " kafka_version=4.2.1";
    private static final String OLD = "/opt/kafka-4.2.1";
    private static final String NEW = "/opt/kafka-4.3.1";
    private static final String OTHER = "/opt/kafka-4.3.9";
    private static final Pattern SUM = Pattern.compile("-[0-9a-f]{8}$");

    private Path folder;
    @AutoClose("down")
    private Hosts hosts;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) {
        this.folder = folder;
        hosts = Hosts.up(folder, Map.of("HOSTS", "5", "HOSTS_APART", "yes"));
        hosts.play("site.yml", "-e", PREVIOUS);
    }

    @Test
    void anUpgradeLosesNothingAndCanBeGoneBackFromUntilItIsFinal() throws IOException {
        assertThat(hosts.on(1, "systemctl show kafka -p Description")).endsWith("Kafka controller");
        assertThat(hosts.on(5, "systemctl show kafka -p Description")).endsWith("Kafka broker");
        var load = Load.start(hosts, "upgrade", "-c", Secrets.properties("admin"));

        var failed = hosts.tryPlay("upgrade.yml", "-e", SECURE, "-e", "@" + incomplete());
        assertThat(failed.said()).contains("Kafka has failed on this host", "NoClassDefFoundError");
        var next = IntStream.rangeClosed(1, 5).mapToObj(host -> hosts.on(host, "readlink /opt/kafka-current | cut -d- -f1,2"));
        assertThat(next).as("on the first host only").containsExactlyInAnyOrder(OTHER, OLD, OLD, OLD, OLD);
        hosts.play("upgrade.yml", "-e", PREVIOUS);
        assertThat(versions()).containsOnly(OLD);

        hosts.playUntil(() -> version(4).equals(NEW), "upgrade.yml", "-e", SECURE);
        assertThat(versions()).as("controllers first, and then a broker").containsExactly(NEW, NEW, NEW, NEW, OLD);
        assertThat(hosts.tryPlay("site.yml", "-e", PREVIOUS).said())
                .contains("Another version comes by ansible-playbook ansible/upgrade.yml");
        hosts.play("upgrade.yml", "-e", PREVIOUS);
        assertThat(versions()).containsOnly(OLD);

        var before = starts();
        var last = hosts.play("upgrade.yml", "-e", SECURE + " kafka_finalize=true");
        load.endsWithNothingLost();
        assertThat(versions()).containsOnly(NEW);
        var after = starts();
        assertThat(after).noneMatch(before::contains);
        assertThat(Hosts.apart(after)).as("one after the other: " + after).isTrue();
        assertThat(last.said()).containsPattern("metadata.version[^\"]*FinalizedVersionLevel: 4.3");
        var back = hosts.tryPlay("upgrade.yml", "-e", PREVIOUS);
        assertThat(back.exitCode()).isNotZero();
        assertThat(back.said()).contains("Kafka 4.2.1 does not understand it");

        var verified = hosts.play("verify.yml", "-e", SECURE).output();
        assertThat(verified.lines().filter(line -> line.matches(".*:90\\d\\d +300 +2 +ok.*"))).as("each address").hasSize(4);
    }

    /** A version that cannot start, which kafka-storage.sh does not notice: the jar that it lacks is one for what runs. */
    private Path incomplete() throws IOException {
        var jars = Repo.text(Path.of("ansible/roles/kafka/files/manifests/kafka-4.3.1.txt")).lines()
                .filter(jar -> !jar.contains("pcollections")).collect(Collectors.joining("\\n"));
        var variables = "{\"kafka_version\": \"4.3.9\", \"kafka_class_archive\": false, \"kafka_manifest\": \"" + jars + "\"}";
        return Files.writeString(folder.resolve("incomplete.json"), variables);
    }

    /** In the order of time. */
    private List<Long> starts() {
        return IntStream.rangeClosed(1, 5).mapToObj(hosts::start).sorted().toList();
    }

    private List<String> versions() {
        return IntStream.rangeClosed(1, 5).mapToObj(this::version).toList();
    }

    /** Of the process that runs: the folder of its jars without the sum of their list. */
    private String version(int host) {
        return SUM.matcher(hosts.jars(host)).replaceFirst("");
    }
}
