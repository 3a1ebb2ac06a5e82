package compare;

//SOURCES Result.java
//SOURCES Unit.java

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What one of our programs does, and others that do the same. */
public record Contest(String what, Unit unit, Measurement ours, List<Rival> rivals) {

    record Rival(String name, Measurement measurement) { }

    @FunctionalInterface
    public interface Measurement {

        /** @param run tells this run from all others: part of a topic's or a group's name */
        double take(String run) throws Exception;
    }

    @FunctionalInterface
    public interface MeasurementOf<T> {

        double take(T rival, String run) throws Exception;
    }

    static Contest of(String what, Unit unit, Measurement ours) {
        return new Contest(what, unit, ours, List.of());
    }

    Contest against(String name, Measurement measurement) {
        return new Contest(what, unit, ours, Stream.concat(rivals.stream(), Stream.of(new Rival(name, measurement))).toList());
    }

    /** One that may not be there. */
    <T> Contest against(Optional<T> rival, String name, MeasurementOf<T> measurement) {
        return rival.map(there -> against(name, run -> measurement.take(there, run))).orElse(this);
    }

    /** All in turn, so that whatever slows the machine down for a while meets all of them. */
    public Result run(int rounds, Consumer<String> talk) throws Exception {
        var our = new ArrayList<Double>();
        var their = new LinkedHashMap<String, List<Double>>();
        for (var round = 1; round <= rounds; round++) {
            our.add(take(new Rival("ours", ours), "ours-" + round, talk));
            for (var rival : rivals) {
                their.computeIfAbsent(rival.name, name -> new ArrayList<>())
                        .add(take(rival, "rival-" + rivals.indexOf(rival) + "-" + round, talk));
            }
        }
        return new Result(what, unit, our, their);
    }

    private double take(Rival rival, String run, Consumer<String> talk) throws Exception {
        var figure = rival.measurement.take(run);
        talk.accept(what + ", " + rival.name + ": " + unit.of(figure));
        return figure;
    }
}
