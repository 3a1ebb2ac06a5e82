package figures;

//SOURCES ../../cli/Problem.java
//SOURCES Place.java
//SOURCES Row.java
//SOURCES Running.java
//SOURCES Tab.java
//SOURCES Usage.java

import cli.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What Watch takes, and how fast it answers, while much is written and a page is open. */
public record Load(Place place, long rate, Duration duration) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** On a computer with much else to do; what it really was is in the table. */
    private static final double LEAST = 0.5;
    private static final int SECONDS_OF_A_MINUTE = 60;

    /** One second. */
    private record Second(Usage usage, double cores, double pageMillis, double perSecond) {
    }

    public List<Row> measure(Consumer<String> talk) throws Exception {
        var topic = place.topic("load");
        try (var producer = place.producer(topic, "--rate", String.valueOf(rate)); var watch = place.watch(topic)) {
            var tab = new Tab(watch.firstLine()).follow();
            tab.await("half of the rate is reached", now -> now.at("/flow/perSecond").asDouble() > LEAST * rate, LIMIT);
            return rows(follow(producer, watch, tab, talk));
        } finally {
            place.forget(topic);
        }
    }

    private List<Second> follow(Running producer, Running watch, Tab tab, Consumer<String> talk) throws Exception {
        var all = new ArrayList<Second>();
        var before = watch.usage();
        var end = before.nanos() + duration.toNanos();
        for (var next = before.nanos() + TimeUnit.SECONDS.toNanos(1); next <= end; next += TimeUnit.SECONDS.toNanos(1)) {
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            var page = pageMillis(tab);
            var usage = watch.usage();
            all.add(new Second(usage, usage.coresSince(before), page, tab.at("/flow/perSecond").asDouble()));
            before = usage;
            if (all.size() % SECONDS_OF_A_MINUTE == 0) {
                talk.accept(minute(all.subList(all.size() - SECONDS_OF_A_MINUTE, all.size())));
            }
            producer.checkThatItRuns();
            if (tab.isOver()) {
                throw new Problem("The stream has ended: " + watch);
            }
        }
        return all;
    }

    private static double pageMillis(Tab tab) throws IOException, InterruptedException {
        var began = System.nanoTime();
        tab.get("/");
        return (System.nanoTime() - began) / 1e6;
    }

    private static String minute(List<Second> seconds) {
        return Row.text("%,.0f messages a second; %.0f MB, %.2f cores, GET / in %.1f ms, at most %.1f ms",
                Row.mean(seconds.stream().map(Second::perSecond).toList()), Row.highest(megabytes(seconds)),
                Row.mean(cores(seconds)), Row.median(pages(seconds)), Row.highest(pages(seconds)));
    }

    private static List<Double> megabytes(List<Second> seconds) {
        return seconds.stream().map(one -> one.usage.megabytes()).toList();
    }

    private static List<Double> cores(List<Second> seconds) {
        return seconds.stream().map(Second::cores).toList();
    }

    private static List<Double> pages(List<Second> seconds) {
        return seconds.stream().map(Second::pageMillis).toList();
    }

    private List<Row> rows(List<Second> all) {
        var part = Math.min(all.size(), SECONDS_OF_A_MINUTE);
        var last = megabytes(all.subList(all.size() - part, all.size()));
        var meanwhile = Row.text("%,.0f messages a second for %d s: ",
                Row.mean(all.stream().map(Second::perSecond).toList()), all.size());
        return List.of(
                new Row(meanwhile + "memory, at most", Row.text("%.0f MB", Row.highest(megabytes(all))), "250 MB"),
                new Row("memory in the first and in the last minute", Row.text("%.0f and %.0f MB",
                        Row.mean(megabytes(all.subList(0, part))), Row.mean(last)), "the same"),
                new Row("CPU, on average", Row.text("%.2f cores", Row.mean(cores(all))), "0.5 cores"),
                new Row("GET /, median and worst of " + all.size(), Row.text("%.1f and %.1f ms", Row.median(pages(all)),
                        Row.highest(pages(all))), "100 ms"));
    }
}
