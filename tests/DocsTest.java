//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Block.java
//SOURCES support/Page.java
//SOURCES support/Repo.java
//SOURCES support/Walk.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import support.Block;
import support.Page;
import support.Repo;
import support.Walk;

/**
 * Does what each page tells its reader, in a fresh copy of the repository and with an empty home, and compares what is printed
 * with what the page shows. The pages use the ports that everything has by default, so nothing else may have them meanwhile.
 *
 * <p>{@code PAGE=cluster.md} in the environment chooses one page.
 */
@Tag("docs")
class DocsTest {

    /** Far longer than a reader should wait for anything, also on a busy computer that has nothing built yet. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** Of brokers, their controllers, and the registry. */
    private static final List<Integer> PORTS = List.of(9094, 9095, 9096, 9194, 9195, 9196, 8081);

    /** A build depends on the folder of the programs: the pages have the same, one after the other, and share what is built. */
    @TempDir
    static Path kept;

    @TempDir
    Path home;

    static Stream<String> pages() {
        var wanted = Optional.ofNullable(System.getenv("PAGE")).orElse("");
        return Page.all().stream().filter(page -> page.blocks().stream().anyMatch(Block::runs)).map(Page::path)
                .filter(path -> path.contains(wanted));
    }

    @BeforeAll
    static void nothingElseHasThePorts() {
        assertThat(PORTS).as("ports that are free; './jbang Cluster.java down' stops a cluster that has them")
                .allMatch(DocsTest::isFree);
    }

    @ParameterizedTest
    @MethodSource("pages")
    @Timeout(value = 10, unit = MINUTES)
    void whatAPageShowsIsPrinted(String path) throws Exception {
        var clone = Files.createDirectories(kept.resolve("at-least-once"));
        try (var walk = new Walk(environment())) {
            makeFresh(clone);
            walk.through(Page.of(path), clone, LIMIT);
        }
    }

    /** As a clone, whatever the page before left. A file that is as it should be is not touched: it would be new to JBang. */
    private static void makeFresh(Path clone) throws Exception {
        var files = committed();
        deleteAllBut(files.stream().map(clone::resolve).toList(), clone);
        for (var file : files) {
            var copy = clone.resolve(file);
            if (!Files.exists(copy) || Files.mismatch(Repo.file(file), copy) >= 0) {
                Files.createDirectories(copy.getParent());
                Files.copy(Repo.file(file), copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** And the folders that they are in. */
    private static void deleteAllBut(List<Path> files, Path clone) throws IOException {
        try (var there = Files.walk(clone)) {
            for (var one : there.sorted(Comparator.reverseOrder()).toList()) {
                if (files.stream().noneMatch(file -> file.startsWith(one))) {
                    Files.delete(one);
                }
            }
        }
    }

    /** What would be committed, without what is ignored and what is about to be deleted. */
    private static List<String> committed() throws Exception {
        var git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .directory(Repo.ROOT.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var files = new String(git.getInputStream().readAllBytes(), UTF_8).split("\0");
        assertThat(git.waitFor()).isZero();
        return Stream.of(files).filter(file -> Files.exists(Repo.file(file))).toList();
    }

    /** A reader's, who has set nothing yet; but for where Java is, and from where this computer gets what is fetched. */
    private Map<String, String> environment() {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.matches("(XDG|KAFKA|SCHEMA_REGISTRY|JBANG|JAVA|JDK_JAVA)_.*|NO_COLOR")
                && !name.equals("JBANG_MAVEN_REPO_URL"));
        environment.putAll(Map.of("HOME", home.toString(), "JBANG_DIR", kept.resolve("jbang").toString(),
                "XDG_CACHE_HOME", kept.resolve("cache").toString(),
                "JAVA_HOME", System.getProperty("java.home")));
        return environment;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
