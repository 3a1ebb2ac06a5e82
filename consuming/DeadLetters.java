package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Connection.java
//SOURCES ../cli/KafkaProblems.java
//SOURCES ../output/Place.java
//SOURCES ../cli/Problem.java
//SOURCES ../output/SafeText.java
//SOURCES ../cli/Stop.java
//SOURCES ../preflight/Target.java
//SOURCES ../encoding/NotNow.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Connection;
import cli.KafkaProblems;
import cli.Problem;
import cli.Stop;
import encoding.NotNow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import output.Place;
import output.SafeText;
import preflight.Target;

/** Keeps what could not be processed: same partition, key and bytes, with the headers by which Spring Kafka knows dead letters too. */
public final class DeadLetters implements AutoCloseable {

    /** As safe as the program's own messages; but who waits for it must not lose its place in the group (5 min). */
    private static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);

    private final Producer<byte[], byte[]> producer;
    private final String group;
    private final Stop stop;

    public DeadLetters(Producer<byte[], byte[]> producer, String group, Stop stop) {
        this.producer = producer;
        this.group = group;
        this.stop = stop;
    }

    static DeadLetters open(Map<String, Object> clientSettings, String group, Stop stop) {
        var settings = Connection.known(ProducerConfig.configNames(), clientSettings);
        settings.putAll(SETTINGS);
        return new DeadLetters(new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()), group, stop);
    }

    static void check(Admin admin, Target target) {
        var partitions = Target.describe(admin, topicOf(target.topic())).partitions().size();
        if (partitions < target.partitions()) {
            throw new Problem("Topic " + SafeText.of(topicOf(target.topic())) + " has " + partitions + " partitions and " + SafeText.of(target.topic()) + " has "
                    + target.partitions() + ": a dead letter keeps its partition, so give it as many (kafka-topics.sh --alter --partitions).");
        }
    }

    /** Returns when the dead letter is acknowledged, so that the original may be committed. */
    void send(ConsumerRecord<byte[], byte[]> record, String reason) throws NotNow {
        var headers = new RecordHeaders(record.headers())
                .add("kafka_dlt-original-topic", record.topic().getBytes(UTF_8))
                .add("kafka_dlt-original-partition", ByteBuffer.allocate(Integer.BYTES).putInt(record.partition()).array())
                .add("kafka_dlt-original-offset", ByteBuffer.allocate(Long.BYTES).putLong(record.offset()).array())
                .add("kafka_dlt-original-timestamp", ByteBuffer.allocate(Long.BYTES).putLong(record.timestamp()).array())
                .add("kafka_dlt-original-timestamp-type", record.timestampType().toString().getBytes(UTF_8))
                .add("kafka_dlt-original-consumer-group", group.getBytes(UTF_8))
                .add("kafka_dlt-exception-message", reason.getBytes(UTF_8));
        var letter = new ProducerRecord<>(topicOf(record.topic()), record.partition(), record.key(), record.value(), headers);
        try {
            await(producer.send(letter));
        } catch (RuntimeException e) {
            throw failed(record, e);
        } catch (ExecutionException e) {
            throw failed(record, e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO); // all that was acknowledged is there, and nothing else was promised
    }

    private static String topicOf(String topic) {
        return topic + "-dlt";
    }

    private void await(Future<?> acknowledgement) throws ExecutionException, NotNow {
        while (true) {
            try {
                acknowledgement.get(100, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (stop.requested()) {
                    throw new NotNow("stopped before a dead letter was acknowledged", e);
                }
            } catch (InterruptedException e) {
                throw new NotNow("interrupted before a dead letter was acknowledged", e);
            }
        }
    }

    private NotNow failed(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        if (cause instanceof RetriableException) {
            return new NotNow("the dead letter of " + Place.of(record) + " was not acknowledged: " + KafkaProblems.sentence(cause), cause);
        }
        throw new Problem(Place.of(record) + " could not be written to " + SafeText.of(topicOf(record.topic())) + ", so it stays uncommitted: " + KafkaProblems.sentence(cause), cause);
    }
}
