package watch.messages;

//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Deadline.java
//SOURCES FirstMessages.java
//SOURCES Kcat.java
//SOURCES LastMessages.java
//SOURCES LogOffsets.java
//SOURCES MessageView.java
//SOURCES Part.java
//SOURCES Readers.java
//SOURCES Scan.java
//SOURCES Start.java
//SOURCES Wanted.java

import java.time.Duration;
import java.util.List;
import java.util.Map;
import watch.messages.Part.Order;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/** The messages from a position on, or the last ones. */
final class Listing implements Resource {

    private static final int MOST = 200;
    private static final int UNLESS_SAID = 50;

    private static final Duration READ_WITHIN = Duration.ofSeconds(3);

    private final LogOffsets offsets;
    private final Readers readers;
    private final Kcat kcat;

    /** @param next by partition, where to go on from */
    record Found(List<MessageView> messages, Map<Integer, Long> next, String command, String problem) { }

    Listing(LogOffsets offsets, Readers readers, Kcat kcat) {
        this.offsets = offsets;
        this.readers = readers;
        this.kcat = kcat;
    }

    @Override
    public Answer get(Query query) {
        var wanted = Wanted.of(query);
        var start = Start.of(query.text("from").orElse("end"));
        var count = (int) query.number("count", 1, MOST, UNLESS_SAID);
        return Answer.json(readers.with(reader -> {
            var extent = offsets.extent(wanted.topic(), wanted.of(offsets.requirePartitions(wanted.topic())));
            var order = new Order(reader, wanted, extent, count);
            var deadline = Deadline.in(READ_WITHIN);
            var part = start instanceof Start.End ? LastMessages.of(order, deadline)
                    : FirstMessages.from(offsets.starts(start, extent), order, deadline);
            return new Found(part.messages(), part.next(), kcat.list(wanted, start, count),
                    Scan.leftOut(wanted.topic(), part.silent()));
        }));
    }
}
