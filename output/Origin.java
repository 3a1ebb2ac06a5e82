package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES SafeText.java

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What the headers of a dead letter say of the message that it was, by the names of Spring Kafka. Anybody may have written
 * them: one that is no number counts as missing. Without a topic the record is no dead letter, or one written by hand.
 *
 * @param timestamp of the message; where no header has it, that of the letter
 * @param at when it became a dead letter
 */
public record Origin(Optional<String> topic, OptionalInt partition, OptionalLong offset, long timestamp,
        Optional<String> group, Optional<String> reason, long at) {

    public static final String TOPIC = "kafka_dlt-original-topic";
    public static final String PARTITION = "kafka_dlt-original-partition";
    public static final String OFFSET = "kafka_dlt-original-offset";
    public static final String TIMESTAMP = "kafka_dlt-original-timestamp";
    public static final String TIMESTAMP_TYPE = "kafka_dlt-original-timestamp-type";
    public static final String GROUP = "kafka_dlt-original-consumer-group";
    public static final String REASON = "kafka_dlt-exception-message";

    /** Of all that makes a record a dead letter: Spring Kafka adds more than we do. */
    private static final String PREFIX = "kafka_dlt-";
    private static final Set<String> TOLD = Set.of(TOPIC, PARTITION, OFFSET, TIMESTAMP, TIMESTAMP_TYPE, GROUP, REASON);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    public static Origin of(ConsumerRecord<?, ?> record) {
        var partition = number(record, PARTITION, Integer.BYTES).mapToInt(ByteBuffer::getInt).findFirst();
        var offset = number(record, OFFSET, Long.BYTES).mapToLong(ByteBuffer::getLong).findFirst();
        var timestamp = number(record, TIMESTAMP, Long.BYTES).mapToLong(ByteBuffer::getLong).filter(time -> time >= 0)
                .findFirst().orElse(Math.max(0, record.timestamp()));
        return new Origin(text(record, TOPIC), partition, offset, timestamp, text(record, GROUP), text(record, REASON),
                record.timestamp());
    }

    public boolean isOfDeadLetter() {
        return topic.isPresent();
    }

    /** The headers that this does not tell. */
    static List<Header> othersOf(ConsumerRecord<?, ?> record) {
        return headers(record).filter(header -> !TOLD.contains(header.key())).toList();
    }

    /** The headers that the message had before it became a dead letter. */
    public static List<Header> headersOfMessage(ConsumerRecord<?, ?> record) {
        return headers(record).filter(header -> !header.key().startsWith(PREFIX)).toList();
    }

    /** Where it came from, if it says so and the topic has that partition. */
    public Optional<Integer> partitionOf(String name, int partitions) {
        return topic.equals(Optional.of(name)) ? partition.stream().filter(number -> number >= 0 && number < partitions)
                .boxed().findFirst() : Optional.empty();
    }

    /** "from messages-2@312, group batch-consumer, at 2026-11-22 12:03:01: REASON"; empty when it is no dead letter. */
    Optional<String> sentence() {
        return topic.map(name -> "from " + SafeText.of(name)
                + (partition.isPresent() ? "-" + partition.getAsInt() : "")
                + (offset.isPresent() ? "@" + offset.getAsLong() : "")
                + group.map(id -> ", group " + SafeText.of(id)).orElse("")
                + ", at " + TIME.format(Instant.ofEpochMilli(at).atZone(ZoneId.systemDefault()))
                + ": " + SafeText.of(reason.orElse("no reason given")));
    }

    /** Nothing when it is no dead letter. */
    void fields(JsonGenerator json) throws IOException {
        if (topic.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("letter");
        json.writeStringField("topic", topic.get());
        if (partition.isPresent()) {
            json.writeNumberField("partition", partition.getAsInt());
        }
        if (offset.isPresent()) {
            json.writeNumberField("offset", offset.getAsLong());
        }
        json.writeNumberField("timestamp", timestamp);
        json.writeStringField("group", group.orElse(null));
        json.writeStringField("reason", reason.orElse(null));
        json.writeNumberField("at", at);
        json.writeEndObject();
    }

    private static Stream<Header> headers(ConsumerRecord<?, ?> record) {
        return StreamSupport.stream(record.headers().spliterator(), false);
    }

    private static Optional<byte[]> value(ConsumerRecord<?, ?> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name)).map(Header::value);
    }

    private static Optional<String> text(ConsumerRecord<?, ?> record, String name) {
        return value(record, name).map(bytes -> new String(bytes, UTF_8));
    }

    private static Stream<ByteBuffer> number(ConsumerRecord<?, ?> record, String name, int size) {
        return value(record, name).filter(bytes -> bytes.length == size).map(ByteBuffer::wrap).stream();
    }
}
