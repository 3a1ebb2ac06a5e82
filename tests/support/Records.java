package support;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records as a consumer gets them, where only the key and the value matter. */
public final class Records {

    private Records() {
    }

    public static ConsumerRecord<byte[], byte[]> received(String key, byte[] value) {
        return new ConsumerRecord<>("any-topic", 0, 0, key == null ? null : key.getBytes(UTF_8), value);
    }
}
