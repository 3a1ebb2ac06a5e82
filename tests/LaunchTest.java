//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../cli/Launch.java
//SOURCES ../cluster/ClusterCommand.java
//SOURCES ../cluster/Folders.java
//SOURCES ../cluster/ResetTo.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cli.Launch;
import cluster.ClusterCommand;
import cluster.Folders;
import cluster.ResetTo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** The commands that programs print, where a user's files are, and where a group can be told to go on. */
@Tag("unit")
class LaunchTest {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "./jbang, ./jbang Cluster.java kill 2",
        "jbang, ./jbang Cluster.java kill 2",
        "../jbang, ../jbang ../Cluster.java kill 2",
        "/opt/als/jbang, /opt/als/jbang /opt/als/Cluster.java kill 2",
        "/my tools/jbang, /my\\ tools/jbang /my\\ tools/Cluster.java kill 2",
        "./it's, ./it\\'s Cluster.java kill 2"})
    void aCommandIsPrintedAsItCanBeTyped(String jbang, String command) {
        assertThat(Launch.command(Optional.of(jbang), "Cluster.java kill 2")).isEqualTo(command);
    }

    @Test
    void withoutOurScriptItIsTheInstalledJBangs() {
        assertThat(Launch.command(Optional.empty(), "Cluster.java kill 2")).isEqualTo("jbang Cluster.java kill 2");
    }

    @Test
    void theProgramsAreBesideTheScriptAndNotBesideALinkToIt() throws Exception {
        var script = Files.createFile(Files.createDirectory(folder.resolve("programs")).resolve("jbang")).toRealPath();
        var link = Files.createSymbolicLink(folder.resolve("jbang"), script);
        assertThat(Launch.command(Optional.of(link.toString()), "Cluster.java"))
                .isEqualTo(Launch.word(script.toString()) + " " + Launch.word(script.getParent().toString()) + "/Cluster.java");
        Files.delete(link); // JUnit warns of links when it cleans up
    }

    @Test
    void theCommandForAnotherClusterNamesItsFolder() {
        assertThat(ClusterCommand.of(Path.of("/my data"), "status")).endsWith("Cluster.java status --data /my\\ data");
        assertThat(ClusterCommand.of(Folders.ofUser().state().resolve("cluster"), "status")).endsWith("Cluster.java status");
        assertThat(ClusterCommand.of(Folders.ofUser().state().resolve("cluster"), "")).endsWith("Cluster.java");
    }

    @Test
    void filesAreBelowHomeUnlessTheEnvironmentNamesAnotherFolder() {
        var home = new Folders(Map.of("HOME", "/home/alice"));
        assertThat(home.state()).hasToString("/home/alice/.local/state/at-least-once");
        assertThat(home.cache()).hasToString("/home/alice/.cache/at-least-once");
        var named = new Folders(Map.of("HOME", "/home/alice", "XDG_STATE_HOME", "/state", "XDG_CACHE_HOME", "relative"));
        assertThat(named.state()).hasToString("/state/at-least-once");
        assertThat(named.cache()).hasToString("/home/alice/.cache/at-least-once");
        var none = new Folders(Map.of("HOME", ""));
        assertThat(none.state()).isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/at-least-once"));
    }

    @Test
    void offsetsAreReadAsConsumersPrintThem() {
        assertThat(new ResetTo.Converter().convert("messages-0@312, my-topic.2-11@40")).isEqualTo(new ResetTo.Offsets(Map.of(
                new TopicPartition("messages", 0), 312L, new TopicPartition("my-topic.2", 11), 40L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "beginning", "5 minutes", "-5s", "messages@312", "messages-0@", "messages-0@1,,messages-1@1",
        "messages-0@-1", "messages-0@1,messages-0@2"})
    void whatIsNoPlaceInALogIsSaid(String text) {
        assertThatThrownBy(() -> new ResetTo.Converter().convert(text)).isInstanceOf(TypeConversionException.class)
                .hasMessageMatching(".* (is not a place to go on from: write earliest, latest, .*|is named twice\\.)");
    }
}
