package drill;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Ground.java
//SOURCES Halt.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Values that no encoding of ours takes for a message. */
final class Poison {

    private static final List<byte[]> VALUES = List.of(new byte[0], new byte[] {0}, "{".getBytes(UTF_8), "{\"id\":12}".getBytes(UTF_8), "[]".getBytes(UTF_8),
            new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2}, "{\"id\":\"one\",\"text\":3}".getBytes(UTF_8), "not json at all".getBytes(UTF_8));
    private static final Duration STEP = Duration.ofMillis(50);
    private static final int ROUNDS = 5;

    private Poison() {
    }

    static void send(Ground ground, Halt halt) {
        var settings = new HashMap<>(ground.settings());
        settings.keySet().retainAll(ProducerConfig.configNames());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (var round = 0; round < ROUNDS; round++) {
                for (var value : VALUES) {
                    producer.send(new ProducerRecord<>(ground.topic(), value));
                    halt.pause(STEP);
                }
            }
        }
    }
}
