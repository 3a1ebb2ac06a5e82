//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Drilled.java
//SOURCES support/Repo.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import support.Drilled;
import support.Repo;

/** Whole drills, each on a cluster of its own. How many seeds: ./jbang -Ddrill.seeds=20 tests/RunAll.java --level soak WhateverTheSeed */
@Tag("soak")
@Timeout(300)
class DrillSoakTest {

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("drill.seeds", 1));
    }

    @ParameterizedTest(name = "{displayName}: {0}")
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

    private Drilled drill(String... options) throws Exception {
        var drilled = Drilled.run(Repo.file("Drill.java"), folder, Stream.concat(Stream.of("--port", Drilled.freePort()), Stream.of(options)).toArray(String[]::new));
        assertThat(drilled.exit()).as(drilled.talk()).isZero();
        assertThat(drilled.found()).containsEntry("held", true).containsEntry("lost", 0L).containsEntry("outOfOrder", 0L);
        System.out.println("seed " + drilled.number("seed") + ": " + drilled.number("acked") + " acknowledged, 0 lost, in " + drilled.number("millis") / 1000 + " s");
        return drilled;
    }
}
