//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Drilled.java
//SOURCES support/Labs.java
//SOURCES support/Ports.java
//SOURCES support/Repo.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import support.Drilled;
import support.Labs;
import support.Ports;
import support.Repo;
import support.Wait;

/**
 * Whole drills, each on a cluster of its own. How many seeds:
 * ./jbang -Ddrill.seeds=20 tests/RunAll.java --level soak WhateverTheSeed
 */
@Tag("soak")
@ExtendWith(Labs.class)
@Timeout(300)
class DrillSoakTest {

    @TempDir
    Path folder;

    private String port;

    @BeforeEach
    void choosePort(Ports ports) {
        port = String.valueOf(ports.next());
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("drill.seeds", 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("seeds")
    void theDefaultProgrammeLosesNothingWhateverTheSeed(long seed) throws Exception {
        var drilled = drill("--seed", String.valueOf(seed));
        assertThat(drilled.words("asked")).hasSize(7);
        assertThat(drilled.words("leftOut")).isEmpty();
        assertThat(drilled.number("acked")).isGreaterThan(100_000);
    }

    @Test
    void twoMillionMessagesAtFullSpeedWhileBrokersAreKilled() throws Exception {
        var drilled = drill("--rate", "max", "--count", "2000000", "--faults", "broker-killed,broker-killed");
        assertThat(drilled.number("acked")).isEqualTo(2_000_000);
        assertThat(drilled.group("single-consumer")).containsEntry("writtenTwice", 0L);
    }

    /** Consumers that start without their registry wait for it, also when what cannot be decoded comes first. */
    @Test
    void inAvroTheRegistryIsAwayAndThereIsPoison() throws Exception {
        var drilled = drill("--format", "avro", "--rate", "500", "--faults", "poison,registry-down,poison");
        assertThat(drilled.words("leftOut")).isEmpty();
        for (var name : List.of("single-consumer", "batch-consumer")) {
            assertThat(drilled.group(name)).containsEntry("skipped", 80L);
        }
    }

    /** Neither what is frozen nor what is mounted is there to hear that its drill has gone. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"broker-frozen, frozen", "consumers-frozen, frozen past", "disk-full, full"})
    void aDrillThatIsKilledLeavesNothingBehind(String fault, String sign) throws Exception {
        assumeTrue(!fault.equals("disk-full") || System.getProperty("user.name").equals("root"),
                "only root can make a disk to fill");
        var err = Files.createFile(folder.resolve("err"));
        var drill = Drilled.start(Repo.file("Drill.java"), folder, folder.resolve("out"), err, "--port", port, "--faults", fault);
        try {
            Wait.until("something is " + sign, () -> Repo.text(err).contains(sign));
            assertThat(Drilled.processes(folder, port)).hasSizeGreaterThan(8);
        } finally {
            drill.destroyForcibly().waitFor();
        }
        Wait.until("its processes are gone", () -> Drilled.processes(folder, port).isEmpty());
        Wait.until("its mounts are gone", () -> !Repo.text(Path.of("/proc/mounts")).contains(folder.toString()));
    }

    private Drilled drill(String... options) throws Exception {
        var all = Stream.concat(Stream.of("--port", port), Stream.of(options)).toArray(String[]::new);
        var drilled = Drilled.run(Repo.file("Drill.java"), folder, all);
        assertThat(drilled.exit()).as(drilled.talk()).isZero();
        assertThat(drilled.found()).containsEntry("held", true).containsEntry("lost", 0L).containsEntry("outOfOrder", 0L)
                .containsEntry("writtenTwice", 0L);
        System.out.println("seed " + drilled.number("seed") + ": " + drilled.number("acked") + " acknowledged, 0 lost, in "
                + drilled.number("millis") / 1000 + " s");
        return drilled;
    }
}
