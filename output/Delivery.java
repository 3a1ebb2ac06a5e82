package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Event.java
//SOURCES Json.java
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
 */
public record Delivery(ConsumerRecord<byte[], byte[]> record, long id, String key, String text, Instant createdAt)
        implements Event {

    @Override
    public String name() {
        return "processed";
    }

    @Override
    public String line() {
        return "received " + Place.key(key) + ' ' + id + (text == null ? "" : ' ' + SafeText.quoted(text)) + " <- " + place();
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
    }

    /** As a line for other programs. */
    public String json() {
        return Json.object(this::fields);
    }
}
