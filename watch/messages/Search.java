package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Criteria.java
//SOURCES Deadline.java
//SOURCES Decoded.java
//SOURCES Kcat.java
//SOURCES LogOffsets.java
//SOURCES MessageView.java
//SOURCES Reader.java
//SOURCES Readers.java
//SOURCES Refused.java
//SOURCES Scan.java
//SOURCES Start.java
//SOURCES Wanted.java

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import watch.messages.MessageView.Limits;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/**
 * Looks at each record from where it starts to the end as it was then, a second's worth for each request: the page goes on with
 * {@code next} and {@code until} of the answer. So a search ends, is complete, and can be stopped.
 */
final class Search implements Resource {

    private static final int MOST_FOUND = 100;
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final LogOffsets offsets;
    private final Readers readers;
    private final Kcat kcat;

    /**
     * @param scanned how many records were looked at for this answer
     * @param left how many offsets are still to be looked at
     * @param onlyHere whether something of it was found only because it was decoded, so that the command would not find it
     * @param missed what this answer could not look at and no later one will, in sentences
     * @param problem why it came no further
     */
    record Found(List<MessageView> found, Map<Integer, Long> next, Map<Integer, Long> until, long scanned, long left,
            boolean done, String command, boolean onlyHere, List<String> missed, String problem) { }

    private record Range(Map<Integer, Long> from, Map<Integer, Long> until) { }

    Search(LogOffsets offsets, Readers readers, Kcat kcat) {
        this.offsets = offsets;
        this.readers = readers;
        this.kcat = kcat;
    }

    @Override
    public Answer get(Query query) {
        var wanted = Wanted.of(query);
        var criteria = Criteria.of(query);
        var start = Start.of(query.text("from").orElse("begin"));
        var until = query.text("until").map(Start::positions);
        return Answer.json(readers.with(reader -> {
            var range = until.isPresent() ? goOn(start, until.get()) : begin(wanted, start);
            var pass = new Pass(reader, wanted, criteria, range);
            if (!pass.scan.silent().isEmpty()) { // nobody answers for a partition that is not there, either
                wanted.only(range.from.keySet(), offsets.requirePartitions(wanted.topic()));
            }
            return pass.found(kcat.search(wanted, start, criteria));
        }));
    }

    /** A partition that is left out now would be missing in all answers that follow. */
    private Range begin(Wanted wanted, Start start) {
        var partitions = wanted.of(offsets.requirePartitions(wanted.topic()));
        var asked = start instanceof Start.Positions some ? wanted.only(some.next().keySet(), partitions) : partitions;
        var extent = offsets.extent(wanted.topic(), asked);
        var from = offsets.starts(start, extent);
        var silent = asked.stream().filter(partition -> !from.containsKey(partition)).toList();
        if (!silent.isEmpty()) {
            throw new Refused(Answer.BUSY, "A search would not be complete: no broker answers for "
                    + Scan.names(wanted.topic(), silent) + " at present. Try again, or choose another partition.");
        }
        return new Range(from, extent.ends());
    }

    private static Range goOn(Start start, Map<Integer, Long> until) {
        if (start instanceof Start.Positions next && next.next().keySet().equals(until.keySet())) {
            return new Range(next.next(), until);
        }
        throw new Query.Wrong("A search goes on with both next and until of the answer before.");
    }

    /** One answer in the making. */
    private static final class Pass {

        private final Reader reader;
        private final Wanted wanted;
        private final Criteria criteria;
        private final Range range;
        private final List<MessageView> found = new ArrayList<>();
        private final Scan scan;
        private long scanned;
        private boolean onlyHere;
        private String whyNotDecoded;

        Pass(Reader reader, Wanted wanted, Criteria criteria, Range range) {
            this.reader = reader;
            this.wanted = wanted;
            this.criteria = criteria;
            this.range = range;
            this.scan = reader.scan(wanted.topic(), range.from, range.until).run(Deadline.in(AT_ONCE), this::look);
        }

        private Scan.Next look(ConsumerRecord<byte[], byte[]> record) {
            scanned++;
            if (criteria.match(record, () -> decoded(record))) {
                var decoded = reader.decode(wanted.format(), record);
                onlyHere |= !criteria.isInTerminal(record, decoded);
                found.add(MessageView.of(record, wanted.format(), decoded, Limits.IN_A_LIST));
            }
            return found.size() < MOST_FOUND ? Scan.Next.MORE : Scan.Next.NOTHING;
        }

        private Decoded decoded(ConsumerRecord<byte[], byte[]> record) {
            var decoded = reader.decode(wanted.format(), record);
            if (decoded.isForNow()) {
                whyNotDecoded = decoded.problem();
            }
            return decoded;
        }

        Found found(String command) {
            found.sort(MessageView.BY_TIME);
            var left = scan.next().entrySet().stream()
                    .mapToLong(next -> Math.max(0, range.until.get(next.getKey()) - next.getValue())).sum();
            return new Found(found, scan.next(), range.until, scanned, left, scan.isAtEnd(), command, onlyHere,
                    missed(), scanned == 0 ? Scan.leftOut(wanted.topic(), scan.silent()) : null);
        }

        private List<String> missed() {
            var undecoded = Optional.ofNullable(whyNotDecoded)
                    .map(why -> "Some messages could not be decoded, because " + why + ": what is in them was not searched.");
            var gone = Optional.of("Some messages were deleted while the search went on.")
                    .filter(any -> !scan.skipped().isEmpty());
            return Stream.of(undecoded, gone).flatMap(Optional::stream).toList();
        }
    }
}
