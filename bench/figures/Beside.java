package figures;

//SOURCES ../../cli/Problem.java
//SOURCES Place.java
//SOURCES Row.java
//SOURCES Running.java
//SOURCES Tab.java

import cli.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** How much of a producer's speed is left while Watch looks on: pairs of runs, because a computer's own speed drifts. */
public record Beside(Place place, int pairs, long messages) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Of the summary: messages a second, from the first to the last. */
    private static final Pattern RATE = Pattern.compile("in [0-9.]+ s: ([0-9,.]+) msg/s");

    @FunctionalInterface
    private interface Run {

        double rate(String topic) throws Exception;
    }

    public List<Row> measure(Consumer<String> talk) throws Exception {
        alone(); // the first one finds cold brokers
        var ratios = new ArrayList<Double>();
        for (var pair = 0; pair < pairs; pair++) {
            var isFirst = pair % 2 == 0; // whoever comes second finds warmer brokers
            var before = isFirst ? beside() : 0;
            var alone = alone();
            var beside = isFirst ? before : beside();
            ratios.add(beside / alone);
            talk.accept(Row.text("%,.0f msg/s beside Watch, %,.0f msg/s by itself: %.2f", beside, alone, beside / alone));
        }
        return List.of(new Row("`Producer.java --rate max` beside `Watch.java`, of its rate by itself, in " + pairs + " pairs",
                Row.medianAndRange("%.2f", ratios), "0.90"));
    }

    private double alone() throws Exception {
        return onATopicOfItsOwn(this::rate);
    }

    private double beside() throws Exception {
        return onATopicOfItsOwn(topic -> {
            try (var watch = place.watch(topic)) {
                var tab = new Tab(watch.firstLine()).follow();
                tab.await("the picture is there", now -> now.at("/topic/partitions/0/end").isNumber(), LIMIT);
                return rate(topic);
            }
        });
    }

    private double onATopicOfItsOwn(Run run) throws Exception {
        var topic = place.topic("beside");
        try {
            return run.rate(topic);
        } finally {
            place.forget(topic);
        }
    }

    private double rate(String topic) throws Exception {
        try (var producer = place.producer(topic, "--rate", "max", "--count", String.valueOf(messages))) {
            var said = producer.talkAtItsEnd();
            var rate = RATE.matcher(said).results().reduce((first, second) -> second)
                    .orElseThrow(() -> new Problem("The producer has not said how fast it was: " + said));
            return Double.parseDouble(rate.group(1).replace(",", ""));
        }
    }
}
