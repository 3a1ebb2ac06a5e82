//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Repo.java
//SOURCES support/Source.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import support.Repo;
import support.Source;

/** What is written down in more than one language: ports, addresses, versions, the topic; and what a test has a copy of. */
@Tag("unit")
class CopiesTest {

    private final String servers = text("docs/servers.md");
    private final String vagrantfile = text("Vagrantfile");
    private final String vars = text("ansible/roles/cluster/vars/main.yml");
    private final String defaults = text("ansible/roles/cluster/defaults/main.yml");

    @Test
    void theProgramsLookWhereTheMachinesAreForwardedTo() {
        var ports = found(vagrantfile, "port: (\\d+) \\}");
        assertThat(ports).hasSize(3);
        assertThat(text("cli/Connection.java")).contains("localhost:" + String.join(",localhost:", ports));
        assertThat(text("tests/hosts/lab.sh")).as("kafka1 is at 9093 + 1").contains("localhost:%s").contains("$((9093 + i))");
        assertThat(ports).containsExactly("9094", "9095", "9096");
        assertThat(servers).contains("`localhost:9094`, `:9095`, `:9096`", "192.168.56.11 to .13");
        assertThat(found(vars, "external: (\\d+)")).as("what is forwarded to")
                .isEqualTo(found(vagrantfile, "guest: (\\d+), host: at"));
        var registry = found(vars, "registry: (\\d+)\n").get(0);
        assertThat(found(vagrantfile, "guest: (\\d+), host: \\1, ")).isEqualTo(List.of(registry));
        var url = "http://localhost:" + registry + "/apis/ccompat/v7";
        assertThat(text("registry/RegistryOptions.java")).contains(url);
        assertThat(servers).contains(url);
    }

    @Test
    void theHostsHaveTheSameAddressesEverywhere() {
        assertThat(found(vagrantfile, "address: \"([0-9.]+)\""))
                .containsExactly("192.168.56.11", "192.168.56.12", "192.168.56.13");
        assertThat(text("tests/hosts/lab.sh")).contains("NET=192.168.56\n", "address() { echo \"$NET.$((10 + $1))\"; }");
    }

    @Test
    void metricsAreAtOnePort() {
        var port = found(vars, "metrics: (\\d+)\n").get(0);
        assertThat(found(servers + defaults, "(?:port|firewall.*) (9[1-9]\\d\\d) ?(?:of|to)")).contains(port);
        assertThat(found(servers, "192.0.2.1[123]:(\\d+)")).containsOnly(port, "9100");
        assertThat(found(text("ansible/prometheus/alerts.yml"), "controllers \\(port (\\d+)\\)")).containsExactly(port);
    }

    @Test
    void hostsAndProgramsHaveTheSameKafka() {
        var version = found(defaults, "(?m)^kafka_version: (\\S+)").get(0);
        assertThat(Source.all().get("Producer.java").values("DEPS")).contains("org.apache.kafka:kafka-clients:" + version);
        assertThat(Repo.file("ansible/roles/kafka/files/manifests/kafka-" + version + ".txt")).exists();
        assertThat(found(servers + text("docs/cluster.md"), "(?:write.sh |kafka_version: |kafka-tools:)([0-9.]+)"))
                .hasSize(3).containsOnly(version);
        assertThat(text("tests/UpgradeTest.java")).contains("/opt/kafka-" + version + "\"");
    }

    @Test
    void everyJarOfAManifestHasASumAndTheKafkaOfItsName() {
        var manifests = Repo.files().stream()
                .filter(file -> file.toString().matches("ansible/roles/kafka/files/manifests/kafka-.*\\.txt")).toList();
        assertThat(manifests).hasSizeGreaterThan(1).allSatisfy(manifest -> {
            var version = manifest.getFileName().toString().replaceAll("kafka-(.*)\\.txt", "$1");
            assertThat(Repo.text(manifest).lines())
                    .allMatch(line -> line.matches("[0-9a-f]{64}  [\\w./-]+\\.jar"))
                    .anyMatch(line -> line.endsWith("/kafka_2.13-" + version + ".jar"));
        });
    }

    @Test
    void theTopicIsTheSameOnBothClusters() {
        assertThat(defaults).contains("- name: messages-dlt\n").containsPattern("- name: messages\\n"
                + "    partitions: 3\\n    replicas: 2\\n.*\\n    config: \\{min.insync.replicas: 1}");
        assertThat(text("cluster/TopicOptions.java")).contains("\"--partitions\", paramLabel = \"N\", defaultValue = \"3\"",
                "\"--min-isr\", paramLabel = \"N\", defaultValue = \"1\"");
    }

    /** Of a variable that has no specification, Ansible does not say that a value has the wrong type. */
    @Test
    void everyVariableOfARoleIsSpecified() {
        var roles = Repo.files().stream().map(Path::toString).filter(file -> file.matches("ansible/roles/\\w+/defaults/main.yml"))
                .map(file -> file.substring(0, file.length() - "defaults/main.yml".length())).toList();
        assertThat(roles).hasSizeGreaterThan(5).allSatisfy(role -> {
            var specified = found(text(role + "meta/argument_specs.yml"), "(?m)^ +([a-z_]+):(?: \\{type|\\n +type)");
            assertThat(found(text(role + "defaults/main.yml"), "(?m)^([a-z_]+):")).as(role).isNotEmpty()
                    .allSatisfy(variable -> assertThat(specified).contains(variable));
        });
    }

    @Test
    void thePageIsTestedWithThePolicyThatItHas() {
        var policy = policy("watch/web/Server.java");
        assertThat(policy("tests/support/PlayedWatch.java")).isEqualTo(policy).contains("script-src 'self'");
    }

    private static String policy(String file) {
        return String.join("", found(found(text(file), "(?s)POLICY = (.*?);\\n").get(0), "\"([^\"]*)\""));
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static String text(String file) {
        return Repo.text(Path.of(file));
    }
}
