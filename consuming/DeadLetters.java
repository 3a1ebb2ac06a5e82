package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Connection.java
//SOURCES ../cli/KafkaProblems.java
//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES ../output/Origin.java
//SOURCES ../output/Place.java
//SOURCES ../output/SafeText.java
//SOURCES ../preflight/Target.java
//SOURCES Failure.java
//SOURCES Position.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Connection;
import cli.KafkaProblems;
import cli.Problem;
import cli.Stop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import output.Origin;
import output.Place;
import output.SafeText;
import preflight.Target;

/**
 * Keeps what could not be processed in another topic: same partition, key and bytes, with the headers by which Spring Kafka
 * knows dead letters too. They are sent as they come, and all of them are waited for at once.
 */
public final class DeadLetters implements AutoCloseable {

    /** As safe as the program's own messages; but waiting for them must not cost the place in the group (5 min). */
    private static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
            // Those of a poll are sent and then waited for: fuller requests, and none that waits for more.
            ProducerConfig.BATCH_SIZE_CONFIG, 131_072,
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);

    /** Of the 15 s that a stop may take. */
    private static final Duration WHEN_STOPPED = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final String group;
    private final Stop stop;

    private final Map<Place, Letter> underWay = new LinkedHashMap<>();
    private final Map<Place, Letter> refused = new LinkedHashMap<>();

    /** Those beside a refused one: when their records come again, they are not sent again. */
    private final Set<Place> acknowledged = new HashSet<>();

    private record Letter(Failure failure, Future<?> answer) { }

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
        var topic = SafeText.of(target.topic());
        var letters = SafeText.of(topicOf(target.topic()));
        var partitions = Target.describe(admin, topicOf(target.topic())).partitions().size();
        if (partitions < target.partitions()) {
            throw new Problem("Topic " + letters + " has " + partitions + " partitions"
                    + " and " + topic + " has " + target.partitions() + ": a dead letter keeps its partition,"
                    + " so give it as many (kafka-topics.sh --alter --partitions).");
        }
    }

    /**
     * False when the cluster takes nothing at present: it refuses this one at once, or, where it had refused it before, again.
     */
    boolean send(Failure failure) {
        var place = failure.place();
        if (acknowledged.contains(place) || underWay.containsKey(place)) {
            return true;
        }
        var wasRefused = refused.remove(place) != null;
        var letter = new Letter(failure, answer(letter(failure)));
        underWay.put(place, letter);
        return !wasRefused && !letter.answer.isDone() || reasonOfFailure(letter).isEmpty();
    }

    /** Returns when each is acknowledged or refused. Refused for good ends the program, refused for now is to be sent again. */
    void await(Consumer<Failure> whenAcknowledged, Consumer<String> talk) {
        for (var letter : underWay.values()) {
            var place = letter.failure.place();
            var reason = reasonOfFailure(letter);
            if (reason.isEmpty()) {
                acknowledged.add(place);
                whenAcknowledged.accept(letter.failure);
            } else {
                refused.put(place, letter);
                talk.accept("Waiting: the dead letter of " + place + " was not acknowledged: " + reason.get()
                        + " It is sent again.");
            }
        }
        underWay.clear();
        if (refused.isEmpty()) {
            acknowledged.clear();
        }
    }

    /** The first in each partition. */
    Map<TopicPartition, OffsetAndMetadata> unacknowledged() {
        var first = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var letters : List.of(underWay.values(), refused.values())) {
            for (var letter : letters) {
                first.merge(letter.failure.partition(), Position.of(letter.failure.record()), DeadLetters::lower);
            }
        }
        return first;
    }

    private static OffsetAndMetadata lower(OffsetAndMetadata one, OffsetAndMetadata other) {
        return one.offset() <= other.offset() ? one : other;
    }

    void forget(Collection<TopicPartition> partitions) {
        for (var places : List.of(underWay.keySet(), refused.keySet(), acknowledged)) {
            places.removeIf(place -> partitions.contains(place.topicPartition()));
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO); // all that was acknowledged is there, and nothing else was promised
    }

    public static String topicOf(String topic) {
        return topic + "-dlt";
    }

    private ProducerRecord<byte[], byte[]> letter(Failure failure) {
        var record = failure.record();
        var headers = new RecordHeaders(record.headers())
                .add(Origin.TOPIC, record.topic().getBytes(UTF_8))
                .add(Origin.PARTITION, ByteBuffer.allocate(Integer.BYTES).putInt(record.partition()).array())
                .add(Origin.OFFSET, ByteBuffer.allocate(Long.BYTES).putLong(record.offset()).array())
                .add(Origin.TIMESTAMP, ByteBuffer.allocate(Long.BYTES).putLong(record.timestamp()).array())
                .add(Origin.TIMESTAMP_TYPE, record.timestampType().toString().getBytes(UTF_8))
                .add(Origin.GROUP, group.getBytes(UTF_8))
                .add(Origin.REASON, failure.reason().getBytes(UTF_8));
        return new ProducerRecord<>(topicOf(record.topic()), record.partition(), record.key(), record.value(), headers);
    }

    private Future<?> answer(ProducerRecord<byte[], byte[]> letter) {
        try {
            return producer.send(letter);
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Empty when it is acknowledged. */
    private Optional<String> reasonOfFailure(Letter letter) {
        while (true) {
            try {
                letter.answer.get(100, TimeUnit.MILLISECONDS);
                return Optional.empty();
            } catch (TimeoutException e) {
                if (stop.since().compareTo(WHEN_STOPPED) > 0) {
                    return Optional.of("the program was stopped before.");
                }
            } catch (InterruptedException e) {
                return Optional.of("interrupted before.");
            } catch (ExecutionException e) {
                return Optional.of(passing(letter.failure, e.getCause()));
            }
        }
    }

    private static String passing(Failure failure, Throwable cause) {
        if (cause instanceof RetriableException) {
            return KafkaProblems.sentence(cause);
        }
        throw new Problem(failure.place() + " could not be written to " + SafeText.of(topicOf(failure.record().topic()))
                + ", so it stays uncommitted: " + KafkaProblems.sentence(cause), cause);
    }
}
