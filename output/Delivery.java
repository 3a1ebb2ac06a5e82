package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Event.java
//SOURCES Json.java
//SOURCES Level.java
//SOURCES Place.java
//SOURCES SafeText.java

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A message as it came from the log, with its record. Text and time are null where the encoding has none. As an event it says
 * that the message is processed: it is written after the processing, and before the commit that covers it.
 *
 * @param again this run has processed it before
 */
public record Delivery(ConsumerRecord<byte[], byte[]> record, long id, String key, String text, Instant createdAt, boolean again)
        implements Event {

    public Delivery(ConsumerRecord<byte[], byte[]> record, long id, String key, String text, Instant createdAt) {
        this(record, id, key, text, createdAt, false);
    }

    public Delivery asAgain() {
        return new Delivery(record, id, key, text, createdAt, true);
    }

    @Override
    public String name() {
        return "processed";
    }

    @Override
    public String line() {
        return "received " + Place.key(key) + ' ' + id + (text == null ? "" : ' ' + SafeText.quoted(text)) + " <- " + place()
                + (again ? " (again)" : "");
    }

    @Override
    public Level level() {
        return again ? Level.WARN : Level.INFO;
    }

    public TopicPartition partition() {
        return place().topicPartition();
    }

    public Place place() {
        return Place.of(record);
    }

    @Override
    public void fields(JsonGenerator json) throws IOException {
        json.writeNumberField("id", id);
        json.writeStringField("key", key);
        if (text != null) {
            json.writeStringField("text", text);
        }
        if (createdAt != null) {
            json.writeNumberField("createdAt", createdAt.toEpochMilli());
        }
        place().fields(json);
        if (again) {
            json.writeBooleanField("again", true);
        }
    }

    /** As a line for other programs. */
    public String json() {
        return Json.object(this::fields);
    }
}
