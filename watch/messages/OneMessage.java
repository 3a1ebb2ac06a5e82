package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../encoding/Format.java
//SOURCES ../../output/Place.java
//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Deadline.java
//SOURCES Excerpt.java
//SOURCES Extent.java
//SOURCES Kcat.java
//SOURCES LogOffsets.java
//SOURCES MessageView.java
//SOURCES Reader.java
//SOURCES Readers.java
//SOURCES Refused.java
//SOURCES Scan.java
//SOURCES Wanted.java

import encoding.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Place;
import watch.messages.MessageView.Limits;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/** The record at one offset, whole. */
final class OneMessage implements Resource {

    private static final int LONGEST_HEX = 64 << 10;
    private static final Duration READ_WITHIN = Duration.ofSeconds(3);

    private final LogOffsets offsets;
    private final Readers readers;
    private final Kcat kcat;

    /**
     * @param raw the value as it is in the log; null when it is no text
     * @param hex of the value, the first 64 KiB
     */
    record Found(MessageView message, String raw, String hex, String command) { }

    OneMessage(LogOffsets offsets, Readers readers, Kcat kcat) {
        this.offsets = offsets;
        this.readers = readers;
        this.kcat = kcat;
    }

    @Override
    public Answer get(Query query) {
        query.required("partition");
        query.required("offset");
        var wanted = Wanted.of(query);
        var partition = wanted.partition().orElseThrow(() -> new Query.Wrong("partition is a number here."));
        var offset = query.number("offset", 0, Long.MAX_VALUE - 1, 0);
        return Answer.json(readers.with(reader -> found(reader, wanted, partition, offset)));
    }

    /** No more of it than a list has. */
    MessageView at(Place place) {
        var wanted = new Wanted(place.topic(), OptionalInt.of(place.partition()), Format.AUTO);
        return readers.with(reader -> view(reader, wanted, read(reader, wanted, place.partition(), place.offset()),
                Limits.IN_A_LIST));
    }

    private static MessageView view(Reader reader, Wanted wanted, ConsumerRecord<byte[], byte[]> record, Limits limits) {
        return MessageView.of(record, wanted.format(), reader.decode(wanted.format(), record), limits);
    }

    private Found found(Reader reader, Wanted wanted, int partition, long offset) {
        var record = read(reader, wanted, partition, offset);
        var value = record.value() == null ? new byte[0] : record.value();
        return new Found(view(reader, wanted, record, Limits.ALONE),
                Excerpt.text(value, Limits.ALONE.text()).map(Excerpt::text).orElse(null),
                Excerpt.hex(value, LONGEST_HEX).text(), kcat.one(wanted, offset));
    }

    private ConsumerRecord<byte[], byte[]> read(Reader reader, Wanted wanted, int partition, long offset) {
        var name = wanted.topic() + "-" + partition;
        requireInLog(offsets.extent(wanted.topic(), wanted.of(offsets.requirePartitions(wanted.topic()))), partition, offset);
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>(1);
        var scan = reader.scan(wanted.topic(), Map.of(partition, offset), Map.of(partition, offset + 1))
                .run(Deadline.in(READ_WITHIN), record -> {
                    found.add(record);
                    return Scan.Next.NOTHING;
                });
        if (!found.isEmpty()) {
            return found.get(0);
        } else if (scan.isAtEnd()) {
            throw new Refused(Answer.NOT_FOUND, "Offset " + offset + " of " + name + " has no message: a transaction ended there,"
                    + " or a later message of the same key has taken its place.");
        }
        throw new Refused(Answer.BUSY, "No broker answers for " + name + " at present. Try again.");
    }

    private static void requireInLog(Extent extent, int partition, long offset) {
        var name = extent.topic() + "-" + partition;
        if (!extent.silent().isEmpty()) {
            throw new Refused(Answer.BUSY, "No broker answers for " + name + " at present. Try again.");
        } else if (offset < extent.begins().get(partition)) {
            throw new Refused(Answer.NOT_FOUND, "Offset " + offset + " of " + name
                    + " is no longer there: the log begins at " + extent.begins().get(partition) + ".");
        } else if (offset >= extent.ends().get(partition)) {
            throw new Refused(Answer.NOT_FOUND, "Offset " + offset + " of " + name
                    + " is not there yet: the next message gets " + extent.ends().get(partition) + ".");
        }
    }
}
