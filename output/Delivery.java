package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Json.java
//SOURCES Place.java
//SOURCES SafeText.java

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A record as it came from the log, with what it says. Text and time are null where the encoding has none. */
public record Delivery(ConsumerRecord<byte[], byte[]> record, long id, String key, String text, Instant createdAt) {

    public TopicPartition partition() {
        return new TopicPartition(record.topic(), record.partition());
    }

    public Place place() {
        return Place.of(record);
    }

    void fields(JsonGenerator json) throws IOException {
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

    /** As a line for people. */
    String line() {
        return "received " + Place.key(key) + ' ' + id + (text == null ? "" : ' ' + SafeText.quoted(text)) + " <- " + place();
    }
}
