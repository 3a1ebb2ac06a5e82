package figures;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../watch/asking/TopicState.java
//SOURCES Place.java
//SOURCES Row.java
//SOURCES Running.java
//SOURCES Tab.java

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import watch.asking.TopicState;

/** How long it takes until the page has the whole picture where there is much: partitions, and groups that have committed. */
public record Wide(Place place, int partitions, int groups, int starts) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Each group has committed in so many partitions: in one of ten. */
    private static final int SHARE = 10;

    /** Seconds from the command on, and from the link on. */
    private record Start(double fromCommand, double fromLink) {
    }

    public List<Row> measure(Consumer<String> talk) throws Exception {
        var topic = "watch-figures-wide-" + System.currentTimeMillis();
        var names = IntStream.range(0, groups).mapToObj(number -> topic + "-group-" + number).toList();
        place.admin().createTopics(List.of(new NewTopic(topic, partitions, (short) 2))).all().get();
        try {
            talk.accept("The groups commit.");
            commit(topic, names);
            var rows = rows(all(topic, talk));
            place.admin().deleteConsumerGroups(names).all().get();
            return rows;
        } finally {
            place.forget(topic);
        }
    }

    private void commit(String topic, List<String> names) throws ExecutionException, InterruptedException {
        for (var number = 0; number < names.size(); number++) {
            var own = number % SHARE;
            var offsets = IntStream.range(0, partitions).filter(partition -> partition % SHARE == own).boxed()
                    .collect(Collectors.toMap(partition -> new TopicPartition(topic, partition),
                            partition -> new OffsetAndMetadata(0)));
            place.admin().alterConsumerGroupOffsets(names.get(number), offsets).all().get();
        }
    }

    private List<Start> all(String topic, Consumer<String> talk) throws Exception {
        var all = new ArrayList<Start>();
        for (var number = 0; number < starts; number++) {
            var start = start(topic);
            talk.accept(Row.text("the whole picture after %.2f s, of which %.2f s after the link", start.fromCommand,
                    start.fromLink));
            all.add(start);
        }
        return all;
    }

    private Start start(String topic) throws Exception {
        var began = System.nanoTime();
        try (var watch = place.watch(topic)) {
            var link = watch.firstLine();
            var printed = System.nanoTime();
            new Tab(link).follow().await("the picture is whole", this::isWhole, LIMIT);
            var whole = System.nanoTime();
            return new Start((whole - began) / 1e9, (whole - printed) / 1e9);
        }
    }

    /** As much as is shown has its numbers, and all else is counted. */
    private boolean isWhole(Tab tab) {
        var shown = tab.at("/topic/partitions");
        var groupsShown = tab.at("/groups/groups");
        return shown.size() == Math.min(partitions, TopicState.MOST)
                && shown.size() + tab.at("/topic/morePartitions").asInt() == partitions
                && !groupsShown.isEmpty() && groupsShown.size() + tab.at("/groups/more").asInt() == groups
                && each(shown, "end") && each(groupsShown, "behind");
    }

    private static boolean each(JsonNode all, String number) {
        return StreamSupport.stream(all.spliterator(), false).allMatch(one -> one.path(number).isNumber());
    }

    private List<Row> rows(List<Start> all) {
        var what = Row.text("%,d partitions and %,d groups: ", partitions, groups);
        return List.of(
                new Row(what + "from the command to the whole picture",
                        Row.medianAndRange("%.2f s", all.stream().map(Start::fromCommand).toList()), "3 s"),
                new Row("of which after the link",
                        Row.medianAndRange("%.2f s", all.stream().map(Start::fromLink).toList()), ""));
    }
}
