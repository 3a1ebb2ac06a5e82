//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Authority.java
//SOURCES support/Executables.java
//SOURCES support/Repo.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import support.Authority;
import support.Executables;
import support.Repo;

/** What is refused of a company's certificates before the playbooks touch a host, by the script that they ask. */
@Tag("unit")
class CertificatesTest {

    private static final String SUBJECT = "/O=Example/OU=hosts/CN=kafka1";
    private static final String NAMES = "IP:192.0.2.11,DNS:kafka1.example";

    private static Authority company;

    /** As the playbooks call it, for one host. */
    private final List<String> command = new ArrayList<>(List.of(
            Repo.file("ansible/roles/certificates/files/check.sh").toString(), "where", "60",
            "CN=[^,]+,OU=hosts,O=Example", "CN=registry", "RULES", "kafka1=192.0.2.11,kafka1.example"));

    @TempDir
    private Path folder;

    @BeforeAll
    static void thereIsOpenssl(@TempDir Path work) throws IOException, InterruptedException {
        assumeTrue(Executables.onPath("openssl").isPresent(), "there is no openssl here: apt-get install openssl");
        company = new Authority(work);
    }

    @BeforeEach
    void allIsWell() throws IOException, InterruptedException {
        command.set(1, folder.toString());
        Files.writeString(folder.resolve("ca.crt"), company.root());
        company.issue(folder, "kafka1", Map.of("subject", SUBJECT, "names", NAMES));
    }

    @Test
    void whatIsWellIsTakenWithoutAWord() throws IOException, InterruptedException {
        company.issue(folder, "kafka2", Map.of("subject", "/O=Example/OU=hosts/CN=b", "names", "DNS:*.example.org",
                "key", "rsa:2048"));
        company.issue(folder, "registry", Map.of("subject", "/CN=registry", "names", "IP:192.0.2.11"));
        command.addAll(List.of("kafka2=kafka2.example.org", "registry=192.0.2.11"));
        assertThat(said("")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            begins: 2                                      | is not valid yet
            ends: -2                                       | has ended (notAfter=
            ends: 50                                       | ends within 60 days
            names: DNS:kafka1.example                      | lacks 192.0.2.11 among its subject alternative names
            names: IP:192.0.2.11,DNS:kafka1                | lacks kafka1.example among its subject alternative names
            use: serverAuth                                | lacks clientAuth in its extended key usage
            use: clientAuth                                | lacks serverAuth in its extended key usage
            key: ed25519                                   | neither RSA nor EC
            subject: /O=Example/OU=hosts/CN=k/emailAddress=a@b | has emailAddress in its subject
            subject: /O=Example/OU=sales/CN=k              | let kafka_certificates_hosts (CN=[^,]+,OU=hosts,O=Example) match it
            subject: /CN=registry                          | and not the other one (CN=registry)
            """)
    void aCertificateThatIsNoGood(String changed, String sentence) throws IOException, InterruptedException {
        var properties = new HashMap<>(Map.of("subject", SUBJECT, "names", NAMES));
        properties.put(changed.split(": ")[0], changed.split(": ")[1]);
        company.issue(folder, "kafka1", properties);
        assertThat(said("")).startsWith("kafka1.crt").contains(sentence).hasLineCount(1);
    }

    /** Otherwise openssl takes the name from the subject. */
    @Test
    void aNameThatIsOnlyItsSubjects() throws IOException, InterruptedException {
        company.issue(folder, "kafka1", Map.of("subject", "/O=Example/OU=hosts/CN=kafka1.example", "names",
                "email:a@example"));
        assertThat(said("")).contains("lacks 192.0.2.11 kafka1.example among its subject alternative names");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            rm ca.crt                                     | has no ca.crt in PEM: put
            rm kafka1.crt                                 | kafka1.crt is not there
            rm kafka1.key                                 | kafka1.key is not there
            openssl genrsa -out kafka1.key                | kafka1.key is not the key of kafka1.crt
            openssl ec -aes128 -passout pass:secret -in kafka1.key -out x; mv x kafka1.key | kafka1.key is not a key without
            openssl x509 -outform DER -in kafka1.crt -out x; mv x kafka1.crt | kafka1.crt does not begin with a certificate in PEM
            openssl x509 -in kafka1.crt -out x; mv x kafka1.crt | kafka1.crt does not lead to ca.crt (unable to get local
            openssl x509 -in kafka1.crt -out x; cat ca.crt kafka1.crt >>x; mv x kafka1.crt | in an order that Java does not
            """)
    void filesThatAreNoGood(String change, String sentence) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", change).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD).start().waitFor()).isZero();
        assertThat(said("")).contains(sentence).hasLineCount(1).doesNotContain("PRIVATE");
    }

    @Test
    void aFolderThatIsNotThere() throws IOException, InterruptedException {
        command.set(1, folder.resolve("none").toString());
        assertThat(said("")).contains("there is no such folder");
        command.set(1, "none");
        assertThat(said("")).contains("write the whole path");
    }

    /** What runs is of the old one, what is given of the new one: hosts change one after the other, and believe each other. */
    @Test
    void anotherAuthorityComesInThreeSteps(@TempDir Path work) throws IOException, InterruptedException {
        var old = new Authority(work);
        var given = Files.readString(folder.resolve("kafka1.crt"));
        var key = Files.readString(folder.resolve("kafka1.key"));
        old.issue(folder, "kafka1", Map.of("subject", SUBJECT, "names", NAMES));
        var runs = Files.readString(folder.resolve("kafka1.crt"));
        var both = company.root() + old.root();

        Files.writeString(folder.resolve("ca.crt"), both);
        assertThat(said(running(runs, old.root(), "RULES"))).as("both, and the old certificate").isEmpty();
        Files.writeString(folder.resolve("kafka1.crt"), given);
        Files.writeString(folder.resolve("kafka1.key"), key);
        assertThat(said(running(runs, both, "RULES"))).as("then the new certificate").isEmpty();
        assertThat(said(running(runs, old.root(), "RULES"))).as("not both at once")
                .contains("kafka1 runs with another authority");
        Files.writeString(folder.resolve("ca.crt"), company.root());
        assertThat(said(running(given, both, "RULES"))).as("then only the new authority").isEmpty();
        assertThat(said(running(runs, both, "RULES"))).as("not before").contains("kafka1 runs with another authority");
        assertThat(said("@kafka1.crt\n" + runs)).as("nothing runs").isEmpty();
    }

    @Test
    void anotherSubjectComesAfterThePatternThatMatchesIt() throws IOException, InterruptedException {
        var runs = Files.readString(folder.resolve("kafka1.crt"));
        assertThat(said(running(runs, company.root(), "OTHER RULES"))).as("another pattern for the old subject").isEmpty();
        company.issue(folder, "kafka1", Map.of("subject", "/O=Example/OU=hosts/CN=new", "names", NAMES));
        assertThat(said(running(runs, company.root(), "RULES"))).as("a new subject for the old pattern").isEmpty();
        assertThat(said(running(runs, company.root(), "OTHER RULES"))).as("both")
                .contains("kafka1.crt has a new subject, and kafka1 ");
    }

    private static String running(String certificates, String authority, String rules) {
        return "@kafka1.crt\n" + certificates + "@kafka1.ca\n" + authority + "@kafka1.rules\n" + rules + "\n";
    }

    /** Of hosts that have this. */
    private String said(String there) throws IOException, InterruptedException {
        var check = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = check.outputWriter()) {
            in.write(there);
        }
        var said = new String(check.getInputStream().readAllBytes(), UTF_8);
        assertThat(check.waitFor()).as(said).isEqualTo(said.isEmpty() ? 0 : 1);
        return said;
    }
}
