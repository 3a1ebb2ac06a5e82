//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Executables.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import support.Executables;
import support.Lab;
import support.Labs;
import support.Program;

/** Others' programs read what ours write and write what ours read. */
@Tag("cluster")
@ExtendWith(Labs.class)
class InteropTest {

    @Test
    @Execution(CONCURRENT)
    void kcatReadsWhatWeWrite(Lab lab) {
        assertThat(lab.producer("--count", "20", "--rate", "max").exitCode()).isZero();
        var kcat = kcat(lab, Lab.NOTHING.toPath(), "-C", "-e", "-q", "-f", "%k %s\\n");
        var line = Pattern.compile("user-(\\d) \\{\"id\":1?\\1,\"text\":\"message 1?\\1\",\"createdAt\":\\d{13}}");
        assertThat(kcat.output().lines()).hasSize(20).allMatch(line.asMatchPredicate());
    }

    @Test
    @Execution(CONCURRENT)
    void kcatReadsTheNumbersThatWeWrite(Lab lab) {
        var producer = lab.producer("--count", "20", "--rate", "max", "--first-id", "5000000000", "--format", "long");
        assertThat(producer.exitCode()).isZero();
        var kcat = kcat(lab, Lab.NOTHING.toPath(), "-C", "-e", "-q", "-s", "value=>q", "-f", "%s\\n");
        assertThat(kcat.output().lines().map(Long::valueOf))
                .containsExactlyInAnyOrderElementsOf(ids(5_000_000_000L, 5_000_000_020L));
    }

    @Test
    @Execution(CONCURRENT)
    void weReadWhatKcatWrites(Lab lab) throws IOException {
        var lines = ids(0, 20).stream().map(id -> "anyone|" + Lab.message(id) + "\n").reduce("", String::concat);
        kcat(lab, lab.file("lines", lines), "-P", "-K", "|");
        var consumer = lab.single("--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 20));
        assertThat(consumer.events("processed")).allMatch(processed -> processed.text("key").equals("anyone"));
    }

    @Test
    @Execution(CONCURRENT)
    void weReadTheNumberThatKcatWrites(Lab lab) throws IOException {
        var number = Files.write(lab.file("number"), new byte[] {0, 0, 0, 1, 2, 3, 4, 5});
        kcat(lab, Lab.NOTHING.toPath(), "-P", number.toString());
        var consumer = lab.batch("--format", "long", "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.processed()).containsExactly(0x0102030405L);
        assertThat(consumer.events("processed").get(0).fields()).doesNotContainKeys("text", "createdAt");
    }

    private static Program kcat(Lab lab, Path input, String... options) {
        assumeTrue(Executables.onPath("kcat").isPresent(), "there is no kcat; on Debian: apt-get install kcat");
        var command = new ArrayList<>(List.of("kcat", "-b", lab.addresses(), "-t", lab.topic()));
        command.addAll(List.of(options));
        var kcat = lab.run(input.toFile(), Map.of(), command);
        assertThat(kcat.exitCode()).isZero();
        return kcat;
    }
}
