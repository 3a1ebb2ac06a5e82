//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

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
import java.util.TreeMap;
import java.util.regex.Pattern;
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
import support.Secrets;

/** What changes for users on hosts with kafka_security=sasl_ssl: passwords, rights, and who there is. */
@Tag("hosts-long")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class UsersTest {

    private static final String WATCH = """
            while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; sleep 0.1; done >/root/commands
            """;

    private static final Pattern NEW_FILE = Pattern.compile("Write the client properties.*\nchanged: ");

    private Path folder;

    @AutoClose("down")
    private Hosts hosts;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) {
        this.folder = folder;
        hosts = Hosts.up(folder, Map.of("HOSTS_INSTALLED", "yes", "HOSTS_SECURE", "yes"));
        hosts.play("site.yml");
    }

    /** That nothing else has changed is as much as a second run that changes nothing. */
    @Test
    @Order(10)
    void aPasswordIsRotatedWhileItsProgramRunsAndSeenInNoLogNoProcessListAndNoFileThatOthersRead() throws IOException {
        var old = Files.copy(Secrets.FOLDER.resolve("producer.properties"), folder.resolve("old.properties"));
        var before = Secrets.password("producer");
        hosts.on(1, "kafka-acls.sh" + Hosts.ADMIN + "--add --allow-principal User:auditor --operation Read --topic messages");
        var running = hosts.start("Producer.java", "-c", Secrets.properties("producer"), "--rate", "50", "-o", "json");
        running.awaitEvents("acked", 50);
        hosts.on(1, "cat >/root/watch <<\"END\"\n" + WATCH + "END\nsystemd-run --unit=watch --quiet sh /root/watch");
        var play = hosts.play("site.yml", "-vvv", "--diff", "-e", "kafka_rotate=producer");
        hosts.on(1, "systemctl stop watch");
        assertThat(play.changed()).as("two files here, a note on each host, the cluster, the registry's file, its restart")
                .isEqualTo(8);
        assertThat(rights("auditor")).as("a right that was given by hand").contains("operation=READ");
        running.awaitEvents("acked", running.events("acked").size() + 50).signal("TERM");
        assertThat(running.exitCode()).isEqualTo(143);
        var outdated = hosts.start("Producer.java", "-c", old.toString(), "--count", "1");
        var current = hosts.start("Producer.java", "-c", Secrets.properties("producer"), "--count", "1");

        var password = Secrets.password("producer");
        assertThat(Files.readString(old)).doesNotContain(password);
        assertThat(play.output()).doesNotContain(password).doesNotContain("PRIVATE KEY");
        assertThat(hosts.on(1, "sort -u /root/commands")).contains("kafka.admin.ConfigCommand").doesNotContain(password);
        for (int host : List.of(1, 2, 3)) {
            assertThat(hosts.logs(host)).doesNotContain(password);
            assertThat(hosts.readableByOthers(host)).isEmpty();
        }
        try (var files = Files.list(Secrets.FOLDER)) {
            assertThat(files.filter(file -> !file.endsWith("ca.pem")).toList())
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file)).isSubsetOf(OWNER_READ, OWNER_WRITE));
        }
        assertThat(outdated.exitCode()).isEqualTo(1);
        assertThat(current.exitCode()).as(current.toString()).isZero();
        assertOldPasswordIsRefused(before);
    }

    /** A colleague's, whose copy of the secrets is from before the rotation. */
    private void assertOldPasswordIsRefused(String before) throws IOException {
        var current = Secrets.password("producer");
        Files.writeString(Secrets.FOLDER.resolve("producer.password"), before + "\n");
        var refused = hosts.tryPlay("site.yml");
        Files.writeString(Secrets.FOLDER.resolve("producer.password"), current + "\n");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("producer: these users have another password since");
        assertThat(refused.changed()).isZero();
    }

    private String rights(String user) {
        return hosts.on(1, "kafka-acls.sh" + Hosts.ADMIN + "--list --principal User:" + user);
    }

    @Test
    @Order(15)
    void aCheckSaysWhoWouldGetAndLoseWhatAndMakesUpNoPassword() throws IOException {
        var rights = allRights();
        var secrets = secrets();
        var check = hosts.play("site.yml", "--check", "-v", "-e", """
                {"kafka_rotate": "producer", "kafka_removed_users": ["batch-consumer"], "kafka_users": [
                {"name": "admin", "administrator": true}, {"name": "producer", "write": ["messages", "orders"], "schemas": true},
                {"name": "single-consumer", "read": ["messages"], "write": ["messages-dlt"]},
                {"name": "watch", "watch": ["messages", "messages-dlt"]}, {"name": "newcomer", "read": ["messages"]}]}""");
        assertThat(check.said()).contains("producer may on topic orders: Describe DescribeConfigs Write",
                "newcomer may on group newcomer: Read", "batch-consumer may no longer on topic messages: Read");
        assertThat(NEW_FILE.matcher(check.output()).results()).as("of the producer, and of the newcomer").hasSize(2);
        assertThat(check.output()).doesNotContain(Secrets.password("producer"));
        assertThat(allRights()).isEqualTo(rights);
        assertThat(secrets()).isEqualTo(secrets);
    }

    private List<String> allRights() {
        return hosts.on(1, "kafka-acls.sh" + Hosts.ADMIN + "--list").lines().sorted().toList();
    }

    /** What is in each file of the secrets, by its name. */
    private static Map<String, String> secrets() throws IOException {
        var all = new TreeMap<String, String>();
        try (var files = Files.newDirectoryStream(Secrets.FOLDER)) {
            for (var file : files) {
                all.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return all;
    }

    @Test
    @Order(20)
    void usersGetGroupsAndPrefixesAndOneThatIsRemovedGoes() throws IOException {
        hosts.on(2, "nft add table inet mine");
        var producer = hosts.start("Producer.java", "-c", Secrets.properties("producer"), "-f", "avro", "--count", "1");
        assertThat(producer.exitCode()).as(producer.toString()).isZero();
        var gone = Files.copy(Path.of(Secrets.properties("batch-consumer")), folder.resolve("gone.properties"));
        hosts.play("site.yml", "-e", """
                {"kafka_own_all_rights": true, "kafka_removed_users": ["batch-consumer"], "kafka_open_ports": [9100],
                "kafka_metrics_from": ["192.168.56.1"], "kafka_client_networks": ["0.0.0.0/0", "fd00:1::2"],
                "kafka_users": [
                {"name": "admin", "administrator": true}, {"name": "producer", "write": ["messages"], "schemas": true},
                {"name": "single-consumer", "read": ["mess*"], "groups": ["reports-*"], "write": ["messages-dlt"]}]}""");
        var named = hosts.start("SingleConsumer.java", "-c", Secrets.properties("single-consumer"), "-g", "reports-daily",
                "-f", "auto", "--exit-at-end", "-o", "json", "--on-error", "dlt");
        assertThat(named.exitCode()).as(named.toString()).isZero();
        assertThat(named.processed()).isNotEmpty();
        assertThat(hosts.start("BatchConsumer.java", "-c", gone.toString(), "--exit-at-end").exitCode()).isEqualTo(1);
        assertThat(rights("batch-consumer") + rights("auditor")).doesNotContain("operation=");
        assertThat(Secrets.FOLDER.resolve("batch-consumer.password")).doesNotExist();
        assertThat(Secrets.FOLDER.resolve("batch-consumer.properties")).doesNotExist();
        assertThat(hosts.on(2, "nft list table inet kafka; nft list tables")).contains("{ 22, 9100 }", "table inet mine");
        assertThat(hosts.lab("exec", "curl", "-sS", "--fail", "http://192.168.56.12:9404/metrics")).as("to whom it is open now")
                .contains("kafka_server_replicamanager_underreplicatedpartitions 0");
        assertOnlyOneIsLetInByIpv6();
    }

    /** Both are of the same network; one is among kafka_client_networks. */
    private void assertOnlyOneIsLetInByIpv6() {
        hosts.on(2, "sysctl -qw net.ipv6.conf.host0.disable_ipv6=0; ip addr add fd00:1::12/64 dev host0 nodad");
        for (var address : List.of("fd00:1::2", "fd00:1::3")) {
            hosts.lab("exec", "ip", "addr", "add", address + "/64", "dev", "br0", "nodad");
        }
        assertThat(connecting("fd00:1::2")).as("seconds to Kafka").isPositive();
        assertThat(connecting("fd00:1::3")).as("it never gets there").isZero();
    }

    /** How long it takes from this address, whatever Kafka makes of what curl says then; nothing if there is no way. */
    private double connecting(String from) {
        return Double.parseDouble(hosts.lab("exec", "bash", "-c", "curl -gsk --connect-timeout 5 --max-time 10 -o /dev/null"
                + " -w %{time_connect} --interface " + from + " https://[fd00:1::12]:9094; true").strip());
    }
}
