package figures;

//SOURCES Place.java
//SOURCES Row.java
//SOURCES Running.java
//SOURCES Tab.java

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How long it takes from the command to the page: whole starts, as a user has them. */
public record Starts(Place place, int starts) {

    /** The first one compiles, the second one makes the class archive, and the third one waits for it. */
    private static final int UNTIL_IT_IS_BUILT = 3;

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Seconds from the command on. */
    private record Start(double link, double page, double frame, int files) {
    }

    public List<Row> measure(Consumer<String> talk) throws Exception {
        var topic = place.topic("start");
        try {
            return rows(all(topic, talk));
        } finally {
            place.forget(topic);
        }
    }

    private List<Start> all(String topic, Consumer<String> talk) throws Exception {
        for (var before = 0; before < UNTIL_IT_IS_BUILT; before++) {
            start(topic);
        }
        var all = new ArrayList<Start>();
        for (var number = 0; number < starts; number++) {
            var start = start(topic);
            talk.accept(Row.text("link after %.2f s, page after %.2f s, first frame after %.2f s", start.link, start.page,
                    start.frame));
            all.add(start);
        }
        return all;
    }

    private Start start(String topic) throws Exception {
        var began = System.nanoTime();
        try (var watch = place.watch(topic)) {
            var link = watch.firstLine();
            var linkAfter = secondsSince(began);
            var tab = new Tab(link);
            tab.get("/");
            var pageAfter = secondsSince(began);
            var files = tab.load();
            tab.follow().await("there is a first frame", now -> now.at("/watch/now").isNumber(), LIMIT);
            return new Start(linkAfter, pageAfter, secondsSince(began), files);
        }
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static List<Row> rows(List<Start> all) {
        return List.of(
                new Row("`./jbang Watch.java`, until it prints its link",
                        Row.medianAndRange("%.2f s", all.stream().map(Start::link).toList()), ""),
                new Row("until the page is there",
                        Row.medianAndRange("%.2f s", all.stream().map(Start::page).toList()), "1.5 s"),
                new Row("until all " + all.get(0).files + " files of the page and a first frame are there",
                        Row.medianAndRange("%.2f s", all.stream().map(Start::frame).toList()), ""));
    }
}
