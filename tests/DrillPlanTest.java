//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../drill/Fault.java
//SOURCES ../drill/Faults.java
//SOURCES ../drill/Programme.java
//SOURCES support/Mutants.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import drill.Fault;
import drill.Faults;
import drill.Programme;
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

    @Test
    void aSeedRepeatsTheProgrammeAndAnotherGivesAnother() {
        assertThat(Programme.of(Faults.BY_DEFAULT, 7)).isEqualTo(Programme.of(Faults.BY_DEFAULT, 7));
        assertThat(LongStream.range(0, 20).mapToObj(seed -> Programme.of(Faults.BY_DEFAULT, seed)).distinct()).hasSize(20);
    }

    @Test
    void everyFaultHasItsTurnInItsLane() {
        var programme = Programme.of(Faults.all(), 1);
        assertThat(names(programme.brokers())).containsExactlyInAnyOrderElementsOf(names(Faults.all(), Fault.Lane.BROKERS));
        assertThat(names(programme.programs())).containsExactlyInAnyOrderElementsOf(names(Faults.all(), Fault.Lane.PROGRAMS));
    }

    @Test
    void theDefaultTakesAboutAMinuteAndAllOfThemAtMostSix() {
        for (var seed = 0; seed < 50; seed++) {
            assertThat(Programme.of(Faults.BY_DEFAULT, seed).lasts()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(75));
            assertThat(Programme.of(Faults.all(), seed).lasts()).isLessThan(Duration.ofMinutes(6));
        }
    }

    @Test
    void whatHappensToTheProgramsIsOverBeforeTheBrokersAreWhole() {
        for (var seed = 0; seed < 50; seed++) {
            var programme = Programme.of(Faults.BY_DEFAULT, seed);
            var programs = programme.programs().stream().map(turn -> turn.pause().plus(turn.fault().lasts())).reduce(Duration.ZERO, Duration::plus);
            assertThat(programs).isLessThan(programme.lasts().plusSeconds(10));
        }
    }

    @Test
    void faultsAreChosenByNameAndMayRepeat() {
        assertThat(Faults.parse("none")).isEmpty();
        assertThat(Faults.parse("default")).isEqualTo(Faults.BY_DEFAULT);
        assertThat(Faults.parse("all")).hasSizeGreaterThan(Faults.BY_DEFAULT.size()).containsAll(Faults.BY_DEFAULT).doesNotHaveDuplicates();
        assertThat(Faults.parse("broker-killed,poison,broker-killed")).extracting(Fault::name).containsExactly("broker-killed", "poison", "broker-killed");
        for (var wrong : List.of("", "broker-kiled", "broker-killed,", "all,none")) {
            assertThatThrownBy(() -> Faults.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("There is no fault '").hasMessageContaining("follower-frozen");
        }
    }

    @Test
    void theMistakesThatTheDrillMustFindFitTheSources() {
        assertThat(Mutants.all()).allSatisfy(mutant -> assertThat(mutant.text()).contains(mutant.wrong()));
    }

    private static Stream<String> names(List<Programme.Turn> turns) {
        return turns.stream().map(turn -> turn.fault().name());
    }

    private static List<String> names(List<Fault> faults, Fault.Lane lane) {
        return faults.stream().filter(fault -> fault.lane() == lane).map(Fault::name).toList();
    }
}
