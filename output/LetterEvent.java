package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Bytes.java
//SOURCES Event.java
//SOURCES Level.java
//SOURCES Place.java
//SOURCES SafeText.java

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What becomes of a dead letter that is to be sent again. The event's place is that of the letter. */
public sealed interface LetterEvent extends Event {

    ConsumerRecord<byte[], byte[]> letter();

    /** The brokers have its message. */
    record Redriven(ConsumerRecord<byte[], byte[]> letter, Place to) implements LetterEvent {

        @Override
        public String name() {
            return "redriven";
        }

        @Override
        public String line() {
            return "redriven " + subject(letter) + " -> " + to;
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            subjectFields(letter, json);
            json.writeObjectFieldStart("to");
            to.fields(json);
            json.writeEndObject();
        }
    }

    /** A dry run would send it as this message; without a partition the key decides. */
    record Sendable(ConsumerRecord<byte[], byte[]> letter, ProducerRecord<byte[], byte[]> message) implements LetterEvent {

        @Override
        public String name() {
            return "sendable";
        }

        @Override
        public String line() {
            return "would send " + subject(letter) + " -> " + SafeText.of(message.topic())
                    + (message.partition() == null ? "" : "-" + message.partition());
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            subjectFields(letter, json);
            json.writeObjectFieldStart("to");
            json.writeStringField("topic", message.topic());
            if (message.partition() != null) {
                json.writeNumberField("partition", message.partition());
            }
            json.writeEndObject();
        }
    }

    /** It stays where it is: refused, since it may not go there; or unknown, since its message was not acknowledged. */
    record Kept(String name, ConsumerRecord<byte[], byte[]> letter, String reason) implements LetterEvent {

        @Override
        public String line() {
            return name + ' ' + subject(letter) + ": " + SafeText.of(reason);
        }

        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            subjectFields(letter, json);
            json.writeStringField("reason", reason);
        }
    }

    /** user-3 messages-dlt-2@17 */
    private static String subject(ConsumerRecord<byte[], byte[]> letter) {
        return Place.key(Bytes.whole(letter.key())) + ' ' + Place.of(letter);
    }

    private static void subjectFields(ConsumerRecord<byte[], byte[]> letter, JsonGenerator json) throws IOException {
        json.writeStringField("key", Bytes.whole(letter.key()));
        Place.of(letter).fields(json);
    }
}
