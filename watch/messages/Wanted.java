package watch.messages;

//SOURCES ../../encoding/Format.java
//SOURCES ../../output/SafeText.java
//SOURCES ../web/Query.java

import encoding.Format;
import java.util.Collection;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import output.SafeText;
import watch.web.Query;

/** Which topic is asked for, all of its partitions or one, and by which encoding it is read. */
public record Wanted(String topic, OptionalInt partition, Format format) {

    private static final String LEGAL_NAME = "[a-zA-Z0-9._-]{1,249}";
    private static final String FORMATS = Stream.of(Format.values()).map(Format::toString).collect(Collectors.joining(", "));

    public static Wanted of(Query query) {
        var partition = query.text("partition").filter(text -> !text.equals("all")).isPresent()
                ? OptionalInt.of((int) query.number("partition", 0, Integer.MAX_VALUE, 0)) : OptionalInt.empty();
        return new Wanted(topic(query), partition, format(query));
    }

    /** The name goes to brokers and into a command: it is one that Kafka would take for a topic. */
    static String topic(Query query) {
        var topic = query.required("topic");
        if (!topic.matches(LEGAL_NAME)) {
            throw new Query.Wrong(SafeText.of(topic) + " is no name of a topic: letters, digits, dots, _ and -, at most 249.");
        }
        return topic;
    }

    private static Format format(Query query) {
        var name = query.text("format").orElse(Format.AUTO.toString());
        return Stream.of(Format.values()).filter(format -> format.toString().equals(name)).findFirst()
                .orElseThrow(() -> new Query.Wrong("format is one of " + FORMATS + "."));
    }

    /** Of the partitions that there are, those that are asked for. */
    Set<Integer> of(Set<Integer> partitions) {
        return partition.isEmpty() ? partitions : only(Set.of(partition.getAsInt()), partitions);
    }

    /** The first ones, all of which must be there. */
    Set<Integer> only(Collection<Integer> some, Set<Integer> partitions) {
        some.stream().filter(one -> !partitions.contains(one)).findFirst().ifPresent(one -> {
            throw new Query.Wrong(String.format(Locale.ROOT, "%s has no partition %d: it has %d, from 0 on.",
                    topic, one, partitions.size()));
        });
        return new TreeSet<>(some);
    }
}
