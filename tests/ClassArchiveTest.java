//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../cluster/ClassArchive.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cluster.ClassArchive;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Wait;

/** The class archive of a service, by a service that only says what it was started with. */
@Tag("start")
class ClassArchiveTest {

    private static final String SERVICE = """
            class Service {
                public static void main(String... words) {
                    System.out.println("at your service");
                }
            }
            """;

    private static final int MOST_KEPT = 6;

    /** Where an archive was made, with as many older ones beside as may be kept. */
    @TempDir
    static Path made;

    private static Path jar;

    @TempDir
    Path folder;

    private Path kept;
    private ClassArchive archive;

    @BeforeAll
    static void startAndMake() throws Exception {
        Files.writeString(made.resolve("Service.java"), SERVICE);
        tool("javac", "-d", made.toString(), made.resolve("Service.java").toString());
        jar = made.resolve("service.jar");
        tool("jar", "--create", "--file", jar.toString(), "-C", made.toString(), "Service.class");
        var kept = made.resolve("classes");
        var archive = new ClassArchive(kept, "service", jar.toString());
        assertThat(archive.used()).isEmpty();
        assertThat(archive.usedOrNoted()).first().asString().startsWith("-XX:DumpLoadedClassList=" + kept);
        for (var number = 1; number <= MOST_KEPT; number++) {
            Files.setLastModifiedTime(Files.createFile(kept.resolve(number + ".jsa")), FileTime.fromMillis(number));
        }
        assertThat(said(archive.usedOrNoted())).isEqualTo("at your service\n");
        archive.make();
        Wait.until("there is an archive", () -> !archive.used().isEmpty());
        Wait.until("the list is gone", () -> names(kept).stream().allMatch(name -> name.endsWith(".jsa")));
    }

    @BeforeEach
    void copy() throws IOException {
        kept = folder.resolve("cache/classes");
        archive = new ClassArchive(kept, "service", jar.toString());
        assertThat(archive.used()).isEmpty();
        var name = names(made.resolve("classes")).stream().filter(file -> file.startsWith("service-")).findFirst().orElseThrow();
        Files.copy(made.resolve("classes").resolve(name), kept.resolve(name));
        assertThat(archive.used()).isNotEmpty();
    }

    @Test
    void theSecondStartUsesIt() throws Exception {
        assertThat(archive.used()).isEqualTo(archive.usedOrNoted());
        var loaded = folder.resolve("loaded");
        assertThat(said(archive.used(), "-Xlog:class+load:file=" + loaded)).isEqualTo("at your service\n");
        assertThat(Files.readAllLines(loaded)).anyMatch(line -> line.endsWith(" Service source: shared objects file"));
    }

    @Test
    void aProgramHandsItsOwnOn() throws Exception {
        var itself = List.of("-cp", System.getProperty("java.class.path"), Parent.class.getName());
        assertThat(java(Stream.of(archive.used(), itself))).isEqualTo(archive.used() + "\n");
        assertThat(java(Stream.of(itself))).isEqualTo("[]\n");
    }

    /** Says what it would start another program with. */
    static class Parent {

        public static void main(String... words) {
            System.out.println(ClassArchive.ofThisProcess());
        }
    }

    @Test
    void theOldestMakeRoom() {
        assertThat(names(made.resolve("classes"))).hasSize(MOST_KEPT).doesNotContain("1.jsa").contains(MOST_KEPT + ".jsa");
    }

    @Test
    void aDamagedOneDoesNoHarm() throws Exception {
        var file = kept.resolve(names(kept).get(0)).toFile();
        assertThat(file.setWritable(true)).isTrue();
        try (var damaged = new RandomAccessFile(file, "rw")) {
            damaged.seek(damaged.length() / 2);
            damaged.write(new byte[3 << 20]);
        }
        assertThat(said(archive.used())).isEqualTo("at your service\n");
    }

    @Test
    void aJarThatHasChangedNeedsAnother() throws Exception {
        var before = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        try {
            assertThat(archive.used()).isEmpty();
        } finally {
            Files.setLastModifiedTime(jar, before);
        }
    }

    @Test
    void whatOthersCanWriteIsNotUsed() throws Exception {
        Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(archive.usedOrNoted()).isEmpty();
    }

    @Test
    void whatBelongsToAnotherUserIsNotUsed() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a folder away");
        Files.setOwner(kept, FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertThat(archive.usedOrNoted()).isEmpty();
    }

    /** Where nothing can be written the service starts as it would without. */
    @Test
    void withoutAFolderThereIsNone() throws Exception {
        var nowhere = new ClassArchive(Files.createFile(folder.resolve("file")).resolve("classes"), "service", jar.toString());
        assertThat(nowhere.usedOrNoted()).isEmpty();
        nowhere.make();
    }

    private static List<String> names(Path folder) {
        return Arrays.stream(folder.toFile().list()).sorted().toList();
    }

    /** All that the service says, on stdout and stderr. */
    private static String said(List<String> options, String... more) throws Exception {
        return java(Stream.of(options, List.of(more), List.of("-cp", jar.toString(), "Service")));
    }

    private static String java(Stream<List<String>> options) throws Exception {
        var words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        options.forEach(words::addAll);
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes());
    }

    private static void tool(String name, String... words) {
        assertThat(ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, words)).isZero();
    }
}
