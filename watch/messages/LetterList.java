package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../encoding/Format.java
//SOURCES ../../output/Origin.java
//SOURCES ../../output/Place.java
//SOURCES ../../redriving/Route.java
//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Deadline.java
//SOURCES Extent.java
//SOURCES LetterView.java
//SOURCES LogOffsets.java
//SOURCES MessageView.java
//SOURCES Reader.java
//SOURCES Readers.java
//SOURCES Scan.java
//SOURCES Wanted.java

import encoding.Format;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Origin;
import output.Place;
import redriving.Route;
import watch.messages.MessageView.Limits;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/** The last dead letters of a topic: why and from where they are there, and whether they were sent again. */
final class LetterList implements Resource {

    private static final int MOST = 200;

    /** How far back the same message is looked for. */
    private static final int MOST_COUNTED = 20_000;

    private static final Duration READ_WITHIN = Duration.ofSeconds(2);
    private static final Duration COUNT_WITHIN = Duration.ofSeconds(1);

    private final LogOffsets offsets;
    private final Readers readers;

    /** @param topic null when there is none: then nothing was ever dead-lettered */
    record Found(String topic, List<LetterView> letters, long more, String problem) { }

    private record Letter(MessageView message, Origin origin) {

        private static final Comparator<Letter> BY_TIME = Comparator.comparing(Letter::message, MessageView.BY_TIME);
    }

    LetterList(LogOffsets offsets, Readers readers) {
        this.offsets = offsets;
        this.readers = readers;
    }

    @Override
    public Answer get(Query query) {
        return Answer.json(found(Wanted.topic(query)));
    }

    /** Where those are that were this message, of the last ones. */
    List<Place> of(Place message) {
        var from = new LetterView.From(message.topic(), message.partition(), message.offset());
        var found = found(message.topic());
        return found.letters().stream().filter(letter -> from.equals(letter.from()))
                .map(letter -> new Place(found.topic(), letter.partition(), letter.offset())).toList();
    }

    private Found found(String topic) {
        var route = new Route(topic.replaceFirst("(?<=.)-dlt$", ""), Optional.empty());
        return readers.with(reader -> found(reader, route));
    }

    private Found found(Reader reader, Route route) {
        var partitions = offsets.partitions(route.letters());
        if (partitions.isEmpty()) {
            return new Found(null, List.of(), 0, null);
        }
        var extent = offsets.extent(route.letters(), partitions.get());
        var pass = new Pass(reader, extent);
        var sent = offsets.committed(route.group(), route.letters());
        var letters = pass.last.stream().sorted(Letter.BY_TIME).map(letter -> pass.view(letter, sent)).toList();
        var all = extent.ends().keySet().stream().mapToLong(one -> extent.ends().get(one) - extent.begins().get(one)).sum();
        return new Found(route.letters(), letters, Math.max(0, all - letters.size()),
                Scan.leftOut(route.letters(), extent.silent()));
    }

    /** One answer in the making. */
    private static final class Pass {

        private final Reader reader;
        private final PriorityQueue<Letter> last = new PriorityQueue<>(Letter.BY_TIME);
        private final Map<LetterView.From, Integer> times = new HashMap<>();

        /** The last ones first, and then those before them, which only count. */
        Pass(Reader reader, Extent extent) {
            this.reader = reader;
            var starts = extent.beforeEnd(MOST);
            var scan = reader.scan(extent.topic(), starts, extent.ends()).run(Deadline.in(READ_WITHIN), this::keep);
            extent.silent().addAll(scan.silent());
            var counted = MOST_COUNTED / Math.max(1, starts.size());
            reader.scan(extent.topic(), extent.beforeEnd(counted), starts).run(Deadline.in(COUNT_WITHIN), this::count);
        }

        private Scan.Next keep(ConsumerRecord<byte[], byte[]> record) {
            var decoded = reader.decode(Format.AUTO, record);
            last.add(new Letter(MessageView.of(record, Format.AUTO, decoded, Limits.IN_A_LIST), Origin.of(record)));
            if (last.size() > MOST) {
                last.remove();
            }
            return count(record);
        }

        private Scan.Next count(ConsumerRecord<byte[], byte[]> record) {
            var from = LetterView.From.of(Origin.of(record));
            if (from != null && from.isComplete()) {
                times.merge(from, 1, Integer::sum);
            }
            return Scan.Next.MORE;
        }

        /** @param sent by partition, the first letter that Redrive's group has not sent; empty when it never sent any */
        LetterView view(Letter letter, Map<Integer, Long> sent) {
            var sentAgain = sent.isEmpty() ? null : letter.message.offset() < sent.getOrDefault(letter.message.partition(), 0L);
            var count = times.getOrDefault(LetterView.From.of(letter.origin), 1);
            return LetterView.of(letter.message, letter.origin, count, sentAgain);
        }
    }
}
