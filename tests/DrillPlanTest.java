//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../drill/faults/Fault.java
//SOURCES ../drill/faults/Schedule.java
//SOURCES support/Mutants.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import drill.faults.Fault;
import drill.faults.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import support.Mutants;

/** Which fault comes when. */
@Tag("unit")
class DrillPlanTest {

    private static final List<Fault> ALL = List.of(Fault.values());

    @Test
    void aSeedRepeatsTheScheduleAndAnotherGivesAnother() {
        assertThat(Schedule.of(Fault.BY_DEFAULT, 7)).isEqualTo(Schedule.of(Fault.BY_DEFAULT, 7));
        assertThat(LongStream.range(0, 20).mapToObj(seed -> Schedule.of(Fault.BY_DEFAULT, seed)).distinct()).hasSize(20);
    }

    @Test
    void everyFaultHasItsTurnInItsLane() {
        var schedule = Schedule.of(ALL, 1);
        assertThat(names(schedule.brokers())).containsExactlyInAnyOrderElementsOf(names(ALL, Fault.Lane.BROKERS));
        assertThat(names(schedule.programs())).containsExactlyInAnyOrderElementsOf(names(ALL, Fault.Lane.PROGRAMS));
    }

    @Test
    void theDefaultTakesAboutAMinuteAndAllOfThemAtMostSix() {
        for (var seed = 0; seed < 50; seed++) {
            assertThat(Schedule.of(Fault.BY_DEFAULT, seed).lasts()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(75));
            assertThat(Schedule.of(ALL, seed).lasts()).isLessThan(Duration.ofMinutes(6));
        }
    }

    @Test
    void whatHappensToTheProgramsIsOverBeforeTheBrokersAreWhole() {
        for (var seed = 0; seed < 50; seed++) {
            var schedule = Schedule.of(Fault.BY_DEFAULT, seed);
            var programs = schedule.programs().stream().map(turn -> turn.pause().plus(turn.fault().lasts()))
                    .reduce(Duration.ZERO, Duration::plus);
            assertThat(programs).isLessThan(schedule.lasts().plusSeconds(10));
        }
    }

    @Test
    void faultsAreChosenByNameAndMayRepeat() {
        assertThat(Fault.parse("none")).isEmpty();
        assertThat(Fault.parse("default")).isEqualTo(Fault.BY_DEFAULT);
        assertThat(Fault.parse("all")).hasSizeGreaterThan(Fault.BY_DEFAULT.size()).containsAll(Fault.BY_DEFAULT)
                .doesNotHaveDuplicates();
        assertThat(Fault.parse("broker-killed,poison,broker-killed"))
                .containsExactly(Fault.BROKER_KILLED, Fault.POISON, Fault.BROKER_KILLED);
        for (var wrong : List.of("", "broker-kiled", "broker-killed,", "all,none")) {
            assertThatThrownBy(() -> Fault.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("There is no fault '").hasMessageContaining("follower-frozen");
        }
    }

    @Test
    void theMistakesThatTheDrillMustFindFitTheSources() {
        assertThat(Mutants.all()).allSatisfy(mutant -> assertThat(mutant.text()).contains(mutant.wrong()));
    }

    private static Stream<String> names(List<Schedule.Turn> turns) {
        return turns.stream().map(turn -> turn.fault().word());
    }

    private static List<String> names(List<Fault> faults, Fault.Lane lane) {
        return faults.stream().filter(fault -> fault.lane() == lane).map(Fault::word).toList();
    }
}
