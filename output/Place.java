package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES SafeText.java

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where in the log a record lies: messages-1@811. */
public record Place(String topic, int partition, long offset) {

    public static Place of(RecordMetadata metadata) {
        return new Place(metadata.topic(), metadata.partition(), metadata.offset());
    }

    public static Place of(ConsumerRecord<?, ?> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }

    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    void fields(JsonGenerator json) throws IOException {
        json.writeStringField("topic", topic);
        json.writeNumberField("partition", partition);
        json.writeNumberField("offset", offset);
    }

    /** A key as one word of a line. */
    static String key(String key) {
        if (key == null) {
            return "(no key)";
        }
        return key.isEmpty() || key.contains(" ") ? SafeText.quoted(key) : SafeText.of(key);
    }

    @Override
    public String toString() {
        return SafeText.of(topic) + '-' + partition + '@' + offset;
    }
}
