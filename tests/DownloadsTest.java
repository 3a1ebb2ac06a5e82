//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/FileServer.java
//SOURCES support/Hosts.java
//SOURCES support/HttpProxy.java
//SOURCES support/Repo.java

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import support.FileServer;
import support.Hosts;
import support.HttpProxy;
import support.Repo;

/** A host that does not reach the repository of the jars: they come from the control machine, another one, or by a proxy. */
@Tag("hosts-long")
@Timeout(900)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class DownloadsTest {

    private static final Map<String, String> ONE = Map.of("HOSTS", "1", "HOSTS_VOTERS", "1", "HOSTS_INSTALLED", "yes");
    private static final String REPOSITORY = "repo1.maven.org";
    private static final String TAKE_AWAY = "systemctl stop kafka registry 2>/dev/null; rm -rf /opt/kafka-4* /opt/apicurio*; ";

    /** And what apt knows is too old. */
    private static final String NO_MIRROR = "sed -i /^192.168.56.2/d /etc/hosts && rm -f /var/lib/apt/periodic/*"
            + " && touch -d 2000-01-01 /var/lib/apt/lists";

    @AutoClose
    private final HttpProxy proxy = HttpProxy.start();

    @AutoClose("down")
    private Hosts hosts;

    private List<String> mirrors;
    private Path downloads;
    private String[] fetchHere;

    @BeforeAll
    @Timeout(900)
    void bringUp(@TempDir Path folder) {
        downloads = folder.resolve("downloads");
        fetchHere = with("kafka_fetch_here: true, kafka_downloads: " + downloads);
        hosts = Hosts.up(folder, ONE);
        hosts.lab("offer", String.valueOf(proxy.port()));
        hosts.on(1, TAKE_AWAY + "sed -i /" + REPOSITORY + "/d /etc/hosts");
        mirrors = hosts.on(1, "sed -n \"s/^192.168.56.2[0-9]* //p\" /etc/hosts").lines().toList();
    }

    @Test
    @Order(10)
    void theControlMachineDownloadsWhatTheHostLacksOnceAndKeepsIt() {
        assertThat(hosts.on(1, "getent hosts " + REPOSITORY + " || echo unknown")).isEqualTo("unknown");
        assertThat(mirrors).as("for Debian's packages, where the host is new").isNotEmpty();
        var environment = new HashMap<>(ONE);
        environment.put("https_proxy", proxy()); // here, the only way that the control machine has
        hosts.with(environment).play("site.yml", fetchHere);
        assertThat(hosts.healthy()).isTrue();
        assertThat(hosts.on(1, "systemctl is-active registry; ls /opt")).startsWith("active").doesNotContain(".tar\n");
        var asked = proxy.asked();
        assertThat(asked).containsOnly(REPOSITORY);

        hosts.on(1, TAKE_AWAY + NO_MIRROR);
        hosts.play("site.yml", fetchHere);
        assertThat(hosts.healthy()).isTrue();
        assertThat(hosts.play("site.yml", fetchHere).changed()).isZero();
        assertThat(proxy.asked()).isEqualTo(asked);
    }

    @Test
    @Order(20)
    void aCheckSaysThatOtherJarsWouldBeDownloadedAndInstalledAndDownloadsNone() throws IOException {
        var before = names(downloads);
        var check = hosts.play("site.yml", "--check", fetchHere[0], fetchHere[1], "-e", "kafka_home=/opt/kafka-4.3.1-another");
        assertThat(check.output()).containsPattern("Download Kafka on the control machine.*\nchanged: ")
                .containsPattern("Check the sums and install it.*\nchanged: ");
        assertThat(names(downloads)).isEqualTo(before);
        assertThat(hosts.on(1, "ls /opt")).doesNotContain("another");
    }

    @Test
    @Order(25)
    void aRepositoryOfYourOwnIsAskedForAllThatIsDownloaded(@TempDir Path folder) throws IOException, InterruptedException {
        var paths = repository(folder);
        var before = proxy.asked();
        try (var repository = new FileServer(folder)) {
            hosts.lab("offer", String.valueOf(repository.port()));
            hosts.on(1, TAKE_AWAY + NO_MIRROR);
            var address = "http://192.168.56.1:" + repository.port() + "/central";
            hosts.play("site.yml", with("kafka_repository: \"" + address + "\", registry_repository: \"" + address + "\""));
            assertThat(hosts.healthy()).isTrue();
            assertThat(hosts.on(1, "systemctl is-active registry")).isEqualTo("active");
            assertThat(repository.given()).isEqualTo(paths);
        }
        assertThat(proxy.asked()).isEqualTo(before);
    }

    /** Makes one of what the control machine has downloaded; says what is in it. */
    private Set<String> repository(Path folder) throws IOException, InterruptedException {
        var tar = new ProcessBuilder("tar", "-xf", bundle().toString(), "-C", folder.toString()).inheritIO().start();
        assertThat(tar.waitFor()).isZero();
        var paths = Repo.text(Path.of("ansible/roles/kafka/files/manifests/kafka-4.3.1.txt")).lines()
                .map(line -> "central/" + line.split(" +")[1]).collect(Collectors.toCollection(HashSet::new));
        for (var path : paths) {
            put(folder.resolve(Path.of(path).getFileName()), folder.resolve(path));
        }
        try (var all = Files.walk(downloads)) {
            var registry = all.filter(file -> file.toString().endsWith("-all.tar.gz")).findFirst().orElseThrow();
            var version = registry.getFileName().toString().replaceAll("[^0-9]*([0-9.]+)-all.*", "$1");
            var path = "central/io/apicurio/apicurio-registry-app/" + version + "/" + registry.getFileName();
            put(registry, folder.resolve(path));
            paths.add(path);
        }
        return paths;
    }

    private static void put(Path file, Path at) throws IOException {
        Files.createDirectories(at.getParent());
        Files.copy(file, at);
    }

    private Path bundle() throws IOException {
        return downloads.resolve(names(downloads).stream().filter(name -> name.endsWith(".tar")).findFirst().orElseThrow());
    }

    @Test
    @Order(30)
    void whatIsDamagedOnTheControlMachineIsNotInstalled() throws IOException {
        try (var file = new RandomAccessFile(bundle().toFile(), "rw")) {
            file.seek(file.length() / 2);
            var one = file.read();
            file.seek(file.length() / 2);
            file.write(~one);
        }
        hosts.on(1, TAKE_AWAY);
        var refused = hosts.tryPlay("site.yml", fetchHere);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.said()).contains("is not the one whose SHA-256 sum is in the list of jars: nothing was installed.");
        assertThat(hosts.on(1, "find /opt -type d -name \"kafka-4*\"")).isEmpty();
    }

    /** Then the proxy is the host's only way, and it lacks one of Debian's packages, too. */
    @Test
    @Order(40)
    void aProxyIsAskedForWhatIsDownloadedAndForNothingElse() {
        hosts.on(1, TAKE_AWAY + NO_MIRROR + " && apt-get clean && dpkg --purge curl");
        var before = proxy.asked().size();
        hosts.play("site.yml", with("kafka_proxy: \"" + proxy() + "\""));
        assertThat(hosts.healthy()).isTrue();
        assertThat(hosts.on(1, "systemctl is-active registry && command -v curl")).isEqualTo("active\n/usr/bin/curl");

        var asked = proxy.asked().subList(before, proxy.asked().size());
        var downloaded = new HashSet<>(mirrors);
        downloaded.add(REPOSITORY);
        assertThat(asked).contains(REPOSITORY).containsAnyElementsOf(mirrors).isSubsetOf(downloaded);
        var environ = "/proc/$(systemctl show %s -p MainPID --value)/environ ";
        assertThat(hosts.on(1, "cat " + environ.formatted("kafka") + environ.formatted("registry")
                + "| tr \"\\0\" \"\\n\"; grep -rs 192.168.56.1: /etc || true")).contains("PATH=").doesNotContain("192.168.56.1:");
    }

    private String proxy() {
        return "http://192.168.56.1:" + proxy.port();
    }

    /** For a cluster of one, started without what only makes later starts faster. */
    private static String[] with(String variables) {
        return new String[] {"-e", "{kafka_class_archive: false, "
                + "kafka_topics: [{name: messages, partitions: 1, replicas: 1}], " + variables + "}"};
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
