package drill.faults;

//SOURCES Fault.java

import drill.faults.Fault.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which fault comes when: the same for the same seed. */
public record Schedule(List<Turn> brokers, List<Turn> programs) {

    /** A fault, the pause before it, and the seed of what it chooses by chance. */
    public record Turn(Fault fault, Duration pause, long seed) { }

    private static final Duration SHORTEST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMillis(800);

    public static Schedule of(List<Fault> faults, long seed) {
        var random = new Random(seed);
        var brokers = shuffled(faults, Lane.BROKERS, random);
        var programs = shuffled(faults, Lane.PROGRAMS, random);
        return new Schedule(turns(brokers, Duration.ZERO, random), turns(programs, span(brokers, programs), random));
    }

    /** About how long it takes. */
    public Duration lasts() {
        var one = lasts(brokers);
        var other = lasts(programs);
        return one.compareTo(other) > 0 ? one : other;
    }

    public List<Turn> turns(Lane lane) {
        return lane == Lane.BROKERS ? brokers : programs;
    }

    private static Duration lasts(List<Turn> turns) {
        return turns.stream().map(turn -> turn.pause().plus(turn.fault().lasts())).reduce(Duration.ZERO, Duration::plus);
    }

    private static List<Fault> shuffled(List<Fault> faults, Lane lane, Random random) {
        var some = new ArrayList<>(faults.stream().filter(fault -> fault.lane() == lane).toList());
        Collections.shuffle(some, random);
        return some;
    }

    /** The programs' faults are spread over three quarters of the brokers', so that the groups can recover before the end. */
    private static Duration span(List<Fault> brokers, List<Fault> programs) {
        var spare = sum(brokers).multipliedBy(3).dividedBy(4).minus(sum(programs));
        return spare.isNegative() ? Duration.ZERO : spare;
    }

    private static Duration sum(List<Fault> faults) {
        return faults.stream().map(Fault::lasts).reduce(Duration.ZERO, Duration::plus);
    }

    /** Each fault with a pause before it; in all the pauses take about the spare time. */
    private static List<Turn> turns(List<Fault> faults, Duration spare, Random random) {
        return faults.stream().map(fault -> {
            var share = spare.dividedBy(faults.size()).toMillis();
            var pause = between(SHORTEST.toMillis() + share / 2, LONGEST.toMillis() + share * 3 / 2, random);
            return new Turn(fault, Duration.ofMillis(pause), random.nextLong());
        }).toList();
    }

    private static long between(long least, long most, Random random) {
        return least + (long) (random.nextDouble() * (most - least));
    }
}
