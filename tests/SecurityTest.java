//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Hosts.java
//SOURCES support/Program.java
//SOURCES support/Secrets.java
//SOURCES support/SecureHosts.java
//SOURCES support/Wait.java
//SOURCES support/Watching.java

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import support.Hosts;
import support.Program;
import support.Secrets;
import support.SecureHosts.BroughtUp;
import support.SecureHosts;
import support.Wait;
import support.Watching;

/** The playbooks with the security that is the default, kafka_security=sasl_ssl: who gets in, and who does not. */
@Tag("hosts")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@ExtendWith(SecureHosts.class)
class SecurityTest {

    @TempDir
    private static Path folder;

    private Hosts hosts;

    @BeforeAll
    void use(BroughtUp up) {
        hosts = up.hosts();
    }

    // --- who is to get in

    /** Who may only look sees all: who leads the quorum, the topic and its settings, its messages, and both groups. */
    @Test
    @Order(11)
    void watchShowsAllThatThereIsToAUserOfItsOwnThatMayDoNothingElse() throws IOException {
        var watch = hosts.start("Watch.java", "-c", Secrets.properties("watch"), "--port", "0");
        watch.await("it prints its link", () -> watch.output().contains("\n"));
        var link = URI.create(watch.output().strip());
        var cookie = folder.resolve("cookie").toString();
        hosts.lab("exec", "curl", "-sS", "--fail", "-o", "/dev/null", "-c", cookie, link.toString());
        var stream = hosts.beside("curl", "-sSN", "--fail", "-b", cookie, link.resolve("/events").toString());
        stream.await("it shows who leads the quorum", () -> Watching.newest(stream.output()).at("/cluster/controller").isInt());
        stream.await("it shows the least that must be in sync",
                () -> Watching.newest(stream.output()).at("/topic/minInSync").asInt() == 1);
        stream.await("it shows how far both groups are", () -> StreamSupport.stream(
                Watching.newest(stream.output()).at("/groups/groups").spliterator(), false)
                .filter(group -> group.path("behind").asLong(-1) == 0).count() == 2);
        var found = hosts.lab("exec", "curl", "-sS", "--fail", "-b", cookie,
                link.resolve("/api/messages?topic=messages&from=begin&count=1&format=avro").toString());
        assertThat(found).contains("\"messages\":[{", "\"format\":\"avro\"", "\"problem\":null");
        assertThat(stream.output() + found + watch.talk()).doesNotContain(Secrets.password("watch"));
        watch.signal("TERM");
        assertThat(watch.exitCode()).isEqualTo(143);

        for (var script : List.of("Producer.java", "SingleConsumer.java")) {
            var refused = hosts.start(script, "-c", Secrets.properties("watch"), "--count", "1");
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(1);
            assertThat(refused.talk()).contains("This user may not ");
        }
    }

    @Test
    @Order(12)
    void onlyWhatIsNeededIsOpen() {
        hosts.on(2, "nft add table inet mine");
        hosts.on(1, "systemctl restart nftables");
        var open = hosts.lab("exec", "bash", "-c", "for port in 22 8081 9092 9093 9094 9404; do"
                + " timeout 2 bash -c \"</dev/tcp/192.168.56.11/$port\" 2>/dev/null && echo $port & done; wait");
        assertThat(open.lines()).as("ports from outside").containsExactlyInAnyOrder("22", "8081", "9094");
    }

    /** A password that is in use, after the programs have used it. */
    @Test
    @Order(13)
    void noSecretIsInALogOrInAFileThatOthersRead() throws IOException {
        for (int host : List.of(1, 2, 3)) {
            assertThat(hosts.logs(host)).contains("kafka").doesNotContain(Secrets.password("producer"));
            assertThat(hosts.readableByOthers(host)).isEmpty();
        }
    }

    // --- who is not: several at once, because most of their time is waiting

    private static final String LOGIN = "sasl.jaas.config=org.apache.kafka.common.security.";

    private static final Map<String, String> INSTEAD = Map.of(
            "no TLS", "security.protocol=PLAINTEXT",
            "no login", "security.protocol=SSL",
            "a wrong password", LOGIN + "scram.ScramLoginModule required username=\"producer\" password=\"wrong\";",
            "an unknown user", LOGIN + "scram.ScramLoginModule required username=\"nobody\" password=\"wrong\";",
            "another mechanism", "sasl.mechanism=PLAIN",
            "an old TLS", "ssl.enabled.protocols=TLSv1.2",
            "no authority", "ssl.truststore.location=/etc/ssl/certs/ca-certificates.crt");

    private static final Map<String, String> BEYOND = Map.of(
            "the producer reads", "SingleConsumer.java producer -g producer --exit-at-end",
            "a consumer writes", "Producer.java single-consumer --count 1",
            "a consumer uses anothers group", "BatchConsumer.java single-consumer -g batch-consumer --exit-at-end",
            "the producer writes to the dead letters", "Producer.java producer -t messages-dlt --count 1");

    private final Map<String, Program> intruders = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();

    private Program intruder(String who) throws IOException {
        if (intruders.isEmpty()) {
            for (var intruder : INSTEAD.entrySet()) {
                send(intruder.getKey(), "Producer.java", properties("producer", intruder.getValue()), "--count 1");
            }
            send("nobody else", "Producer.java", Secrets.properties("producer"), "--count 1");
            BEYOND.forEach((whoElse, what) -> {
                var words = what.split(" ", 3);
                send(whoElse, words[0], Secrets.properties(words[1]), words[2]);
            });
        }
        return intruders.get(who);
    }

    /** Not more than a few together: on a small machine they would be too slow for the cluster to refuse them in time. */
    private void send(String who, String script, String config, String options) {
        Wait.until("some of them are done", () -> intruders.values().stream().filter(Program::isAlive).count() < 4);
        var command = new ArrayList<>(List.of(script, "-c", config, "-o", "json"));
        command.addAll(List.of(options.split(" ")));
        intruders.put(who, hosts.start(command.toArray(String[]::new)));
    }

    /** A user's properties with another one. */
    private String properties(String user, String property) throws IOException {
        var key = property.substring(0, property.indexOf('=') + 1);
        var lines = new ArrayList<>(Files.readAllLines(Path.of(Secrets.properties(user))));
        lines.removeIf(line -> line.startsWith(key));
        lines.add(property);
        if (property.equals("sasl.mechanism=PLAIN")) {
            lines.removeIf(line -> line.startsWith("sasl.jaas.config="));
            lines.add(LOGIN + "plain.PlainLoginModule required username=\"producer\" password=\"x\";");
        }
        return Files.write(Files.createTempFile(folder, "intruder-", ".properties"), lines).toString();
    }

    static Set<String> instead() {
        return INSTEAD.keySet();
    }

    @ParameterizedTest(name = "{0}")
    @Order(20)
    @MethodSource("instead")
    void fromOutside(String who) throws IOException {
        var producer = intruder(who);
        assertThat(producer.exitCode()).as(producer.toString()).isEqualTo(1);
        assertThat(producer.ids("acked")).isEmpty();
    }

    static Set<String> beyond() {
        return BEYOND.keySet();
    }

    @ParameterizedTest(name = "{0}")
    @Order(21)
    @MethodSource("beyond")
    void beyondItsRights(String who) throws IOException {
        var program = intruder(who);
        assertThat(program.exitCode()).as(program.toString()).isEqualTo(1);
        assertThat(program.ids("acked")).isEmpty();
        assertThat(program.processed()).isEmpty();
    }

    /** So the others were refused and not only too slow. */
    @Test
    @Order(22)
    void whoMayIsLetInAmongThem() throws IOException {
        var producer = intruder("nobody else");
        assertThat(producer.exitCode()).as(producer.toString()).isZero();
    }

    private static final String AS_PRODUCER =
            " --bootstrap-server 192.168.56.11:9094 --command-config /root/producer.properties ";

    private static final Map<String, String> COMMANDS = Map.of(
            "the producer creates a topic", "kafka-topics.sh --create --topic mine --partitions 1 --replication-factor 1",
            "the producer deletes a topic", "kafka-topics.sh --delete --topic messages",
            "the producer changes a topic",
            "kafka-configs.sh --alter --entity-type topics --entity-name messages --add-config retention.ms=1",
            "the producer gives itself rights",
            "kafka-acls.sh --add --allow-principal User:producer --operation All --topic messages",
            "the producer sets a password",
            "kafka-configs.sh --alter --entity-type users --entity-name admin --add-config SCRAM-SHA-512=[password=mine]",
            "the producer removes a controller",
            "kafka-metadata-quorum.sh remove-controller --controller-id 1 --controller-directory-id AAAAAAAAAAAAAAAAAAAAAA");

    static Set<String> commands() {
        return COMMANDS.keySet();
    }

    @ParameterizedTest(name = "{0}")
    @Order(23)
    @MethodSource("commands")
    void withTheCommandsOfAnAdministrator(String who) throws IOException {
        if (!said.containsKey(who)) {
            copyToHost(Secrets.properties("producer"), "/root/producer.properties");
            hosts.on(1, "sed -i s#=/.*/ca.pem#=/etc/kafka/ca.pem# /root/producer.properties");
            var all = new HashMap<String, String>();
            COMMANDS.forEach((each, command) -> all.put(each, command.replaceFirst(" ", AS_PRODUCER)));
            allAtOnce(all);
        }
        assertThat(said.get(who)).containsPattern("(?i)authoriz").contains("ended with").doesNotContain("ended with 0");
    }

    /** On the first host; notes what each said. */
    private void allAtOnce(Map<String, String> commands) {
        var script = new StringBuilder();
        commands.forEach((who, command) ->
                script.append("(" + command + "; echo ended with $?) >'/root/said by " + who + "' 2>&1 &\n"));
        hosts.on(1, script + "wait");
        commands.keySet().forEach(who -> said.put(who, hosts.on(1, "cat '/root/said by " + who + "'")));
    }

    @ParameterizedTest(name = "{0}")
    @Order(24)
    @CsvSource(delimiter = '|', textBlock = """
            reads without TLS                | http  | ccompat/v7/subjects               |                 | 000
            reads without a login            | https | ccompat/v7/subjects               |                 | 401
            asks another API without one     | https | registry/v3/groups                |                 | 401
            reads with a wrong password      | https | ccompat/v7/subjects               | wrong           | 401
            registers a schema as a consumer | https | ccompat/v7/subjects/mine/versions | single-consumer | 403
            """)
    void fromTheRegistry(String who, String protocol, String path, String user, String answer) throws IOException {
        var settings = new ArrayList<>(List.of("output = /dev/null", "write-out = %{http_code}"));
        settings.add("url = " + protocol + "://192.168.56.11:8081/apis/" + path);
        settings.add("cacert = " + Secrets.FOLDER.resolve("ca.pem"));
        if (user != null) {
            settings.add("user = " + (user.equals("wrong") ? "producer:wrong" : user + ":" + Secrets.password(user)));
        }
        if (path.endsWith("versions")) {
            var schema = Files.writeString(folder.resolve("schema.json"), "{\"schema\": \"\\\"string\\\"\"}");
            settings.addAll(List.of("header = \"Content-Type: application/json\"", "data = @" + schema));
        }
        var config = Files.write(Files.createTempFile(folder, "curl-", ""), settings);
        assertThat(hosts.lab("exec", "bash", "-c", "curl -sS --config " + config + " || true").strip()).isEqualTo(answer);
    }

    /** From a host of the cluster, where the firewall lets them through to the ports of the brokers and controllers. */
    @ParameterizedTest(name = "{0} on {1}")
    @Order(25)
    @CsvSource(delimiter = '|', textBlock = """
            no certificate       | 9092
            no certificate       | 9093
            a strangers one      | 9092
            a strangers one      | 9093
            an expired one       | 9092
            an expired one       | 9093
            a clients one        | 9092
            a clients one        | 9093
            """)
    void certificates(String whose, int port) throws IOException, InterruptedException {
        if (!said.containsKey(whose + port)) {
            var all = new HashMap<String, String>();
            all.putAll(quorum("no certificate", null));
            all.putAll(quorum("a strangers one", certificate(KEY + " -x509 -days 30 -subj /OU=hosts/CN=kafka1 -out %1$s/crt")));
            all.putAll(quorum("an expired one", issued("/OU=hosts/CN=kafka1", -1)));
            all.putAll(quorum("a clients one", issued("/CN=kafka1", 30)));
            all.putAll(quorum("a hosts one", issued("/OU=hosts/CN=kafka1", 30)));
            allAtOnce(all);
        }
        assertThat(said.get(whose + port)).doesNotContain("LeaderId", "ended with 0").contains("ended with");
        assertThat(said.get("a hosts one" + port)).as("a host of the cluster gets in").contains("LeaderId", "ended with 0");
    }

    private static final String KEY = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %1$s/key";

    /** The commands that ask a broker and a controller with this certificate. */
    private Map<String, String> quorum(String whose, Path certificate) throws IOException {
        var file = "/root/" + whose.replace(' ', '-');
        var settings = new ArrayList<>(List.of("security.protocol=SSL"));
        settings.addAll(List.of("ssl.truststore.type=PEM", "ssl.truststore.location=/etc/kafka/ca.pem"));
        if (certificate != null) {
            copyToHost(certificate.toString(), file + ".pem");
            settings.addAll(List.of("ssl.keystore.type=PEM", "ssl.keystore.location=" + file + ".pem"));
        }
        copyToHost(Files.write(folder.resolve("intruder.properties"), settings).toString(), file + ".properties");
        var status = " --command-config " + file + ".properties describe --status";
        return Map.of(whose + 9092, "kafka-metadata-quorum.sh --bootstrap-server 192.168.56.12:9092" + status,
                whose + 9093, "kafka-metadata-quorum.sh --bootstrap-controller 192.168.56.12:9093" + status);
    }

    /** One of the cluster's own authority. */
    private Path issued(String subject, int days) throws IOException, InterruptedException {
        var authority = " -CA " + Secrets.FOLDER + "/ca.pem -CAkey " + Secrets.FOLDER + "/ca.key";
        return certificate(KEY + " -new -subj " + subject + " -out %1$s/csr",
                "x509 -req -in %1$s/csr" + authority + " -set_serial 7 -days " + days + " -out %1$s/crt");
    }

    @Test
    @Order(26)
    void securityIsNotTakenAwayFromARunningCluster() {
        var refused = hosts.tryPlay("site.yml", "-e", "kafka_security=plaintext");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("Kafka runs with other protocols");
    }

    @Test
    @Order(27)
    void whoHasNotTheSecretsReplacesNeitherPasswordsNorTheAuthority() throws IOException {
        var before = hosts.on(1, "cat /etc/kafka/* | sha256sum");
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        var without = hosts.tryPlay("site.yml", "-e", "kafka_secrets=" + elsewhere);
        assertThat(without.exitCode()).isNotZero();
        assertThat(without.said()).contains("these users have another password since the secrets on this computer were made");

        try (var passwords = Files.newDirectoryStream(Secrets.FOLDER, "*.password")) {
            for (var password : passwords) {
                Files.copy(password, elsewhere.resolve(password.getFileName()));
            }
        }
        var refused = hosts.tryPlay("site.yml", "-e", "kafka_secrets=" + elsewhere);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("an authority that is not the one in");
        assertThat(hosts.on(1, "cat /etc/kafka/* | sha256sum")).isEqualTo(before);
    }

    @Test
    @Order(29)
    void nobodyIsCalledAsTheHostsAre() {
        var refused = hosts.tryPlay("site.yml", "-e", "{\"kafka_users\": [{\"name\": \"hosts\", \"read\": [\"messages\"]}]}");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("and is not \"hosts\"");
        assertThat(refused.changed()).isZero();
    }

    private void copyToHost(String file, String to) throws IOException {
        hosts.on(1, "umask 077; cat >" + to + " <<\"END\"\n" + Files.readString(Path.of(file)) + "\nEND\n");
    }

    private Path certificate(String... commands) throws IOException, InterruptedException {
        var at = Files.createTempDirectory(folder, "certificate-");
        for (var command : commands) {
            var words = ("openssl " + command.formatted(at)).split(" ");
            var openssl = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(at.resolve("log").toFile()).start();
            assertThat(openssl.waitFor()).as(command).isZero();
        }
        var both = Files.readString(at.resolve("key")) + Files.readString(at.resolve("crt"));
        return Files.writeString(at.resolve("both.pem"), both);
    }
}
