//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Executables.java
//SOURCES support/Repo.java

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import support.Executables;
import support.Repo;

/** How a host comes by Kafka's jars when the control machine has downloaded them: by the scripts that Ansible runs. */
@Tag("unit")
class FetchTest {

    private static final Path SCRIPTS = Repo.file("ansible/roles/kafka/files");

    @TempDir
    Path folder;

    private Path manifest;
    private Path bundle;

    private record Ended(int exitCode, String said) { }

    @BeforeAll
    static void thereAreTheCommands() {
        for (var command : List.of("curl", "sha256sum")) {
            assumeTrue(Executables.onPath(command).isPresent(),
                    "there is no " + command + " here: apt-get install curl coreutils");
        }
    }

    @BeforeEach
    void makeARepository() throws IOException, InterruptedException {
        var jars = Files.createDirectories(folder.resolve("repository/org/example/one/1.0"));
        Files.writeString(jars.resolve("one-1.0.jar"), "one");
        Files.writeString(jars.resolve("two-1.0.jar"), "two");
        var sums = ended(builder("sha256sum", jars.resolve("one-1.0.jar"), jars.resolve("two-1.0.jar"))).said();
        manifest = Files.writeString(folder.resolve("manifest"), sums.replace(folder.resolve("repository") + "/", ""));
        bundle = folder.resolve("downloads/kafka.tar");
    }

    @Test
    void whatTheControlMachineHasDownloadedIsAllThatAHostNeeds() throws IOException, InterruptedException {
        assertThat(bundle().exitCode()).isZero();
        assertThat(names(bundle.getParent())).as("nothing beside it").containsExactly("kafka.tar");
        Files.move(folder.resolve("repository"), folder.resolve("away"));
        assertThat(fetch(manifest)).isEqualTo(new Ended(0, ""));
        assertThat(names(folder.resolve("kafka"))).containsExactly("one-1.0.jar", "two-1.0.jar");
        assertThat(folder.resolve("kafka/two-1.0.jar")).hasContent("two");
    }

    @Test
    void aHostTakesOnlyWhatItsListHas() throws IOException, InterruptedException {
        bundle();
        var first = Files.readAllLines(manifest).get(0) + "\n";
        assertThat(fetch(Files.writeString(manifest, first))).isEqualTo(new Ended(0, ""));
        assertThat(names(folder.resolve("kafka"))).containsExactly("one-1.0.jar");
    }

    @Test
    void whatWasDamagedOnItsWayIsRefused() throws IOException, InterruptedException {
        bundle();
        var damaged = Files.readString(bundle, ISO_8859_1).replace("two\0", "tWo\0");
        Files.writeString(bundle, damaged, ISO_8859_1);
        var refused = fetch(manifest);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.said()).contains("two-1.0.jar: FAILED", bundle + " is not the one whose SHA-256 sum is in the list");
        assertThat(names(folder)).doesNotContain("kafka", "kafka.part");
    }

    @Test
    void whatTheRepositoryHasWithAnotherSumIsNotKept() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("repository/org/example/one/1.0/two-1.0.jar"), "another");
        assertThat(bundle().exitCode()).isEqualTo(1);
        assertThat(names(bundle.getParent())).isEmpty();
    }

    @Test
    void aComputerWithoutCurlSaysSo() throws IOException, InterruptedException {
        var commands = Files.createDirectory(folder.resolve("commands"));
        for (var command : List.of("cat", "dirname", "mkdir", "mktemp", "rm", "sha256sum", "tar", "uname")) {
            var real = Executables.onPath(command).orElseThrow();
            Executables.write(commands.resolve(command), "#!/bin/sh\nexec " + real + " \"$@\"\n");
        }
        var builder = bundling();
        builder.environment().put("PATH", commands.toString());
        var refused = ended(builder);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.said()).startsWith("There is no curl on ").contains("install it");
        assertThat(names(bundle.getParent())).isEmpty();
    }

    // --- the scripts

    private Ended bundle() throws IOException, InterruptedException {
        return ended(bundling());
    }

    private ProcessBuilder bundling() {
        return builder(SCRIPTS.resolve("bundle.sh"), "file://" + folder.resolve("repository"), bundle)
                .redirectInput(manifest.toFile());
    }

    private Ended fetch(Path manifest) throws IOException, InterruptedException {
        return ended(builder(SCRIPTS.resolve("fetch.sh"), bundle, manifest, folder.resolve("kafka")));
    }

    private static ProcessBuilder builder(Object... command) {
        return new ProcessBuilder(Stream.of(command).map(Object::toString).toList()).redirectErrorStream(true);
    }

    private static Ended ended(ProcessBuilder builder) throws IOException, InterruptedException {
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
