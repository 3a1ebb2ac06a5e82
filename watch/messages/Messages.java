package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Connection.java
//SOURCES ../../cli/KafkaProblems.java
//SOURCES ../../cli/Problem.java
//SOURCES ../../consuming/Decoder.java
//SOURCES ../../encoding/Format.java
//SOURCES ../../output/Place.java
//SOURCES ../web/Answer.java
//SOURCES ../web/Resource.java
//SOURCES Decoding.java
//SOURCES Kcat.java
//SOURCES LetterList.java
//SOURCES Listing.java
//SOURCES LogOffsets.java
//SOURCES MessageLog.java
//SOURCES MessageView.java
//SOURCES OneMessage.java
//SOURCES Reader.java
//SOURCES Readers.java
//SOURCES Refused.java
//SOURCES Search.java
//SOURCES Tail.java

import cli.Connection;
import cli.KafkaProblems;
import cli.Problem;
import consuming.Decoder;
import encoding.Format;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import output.Place;
import watch.web.Answer;
import watch.web.Resource;

/** What the page can ask of the messages in the logs. It joins no group, commits nothing, writes nothing. */
public final class Messages implements MessageLog, AutoCloseable {

    private static final Duration IDLE_FOR = Duration.ofSeconds(30);

    private static final Map<String, Object> SETTINGS = Map.of(
            ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic", // for want of a group it is only a client with one thread less
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted", // what is in the log is shown
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none", // a position that is gone is said, and not passed over
            // What a broker may send at once: four readers together stay far below what Watch may use.
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 20,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 19,
            // An idle fetch is answered soon: the next request to that broker waits for it.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100,
            // A frozen broker is given up soon, and a new leader found.
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
            ConsumerConfig.METADATA_MAX_AGE_CONFIG, 2_000);

    /** Of no use without a group, or not what the decoders take. */
    private static final Set<String> UNUSED = Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

    private final LogOffsets offsets;
    private final Readers readers;
    private final Kcat kcat;
    private final OneMessage one;
    private final LetterList letters;
    private final AtomicInteger opened = new AtomicInteger();

    /**
     * @param clientSettings where the cluster is, and how to log in
     * @param decoders by the name of an encoding; that of Avro may ask a registry, and is used by one thread at a time
     */
    public Messages(Map<String, Object> clientSettings, Function<Format, Decoder> decoders) {
        this(clientSettings, decoders, IDLE_FOR);
    }

    /** For tests, which cannot wait as long until what nobody uses is closed. */
    public Messages(Map<String, Object> clientSettings, Function<Format, Decoder> decoders, Duration idleFor) {
        this.offsets = new LogOffsets(clientSettings);
        this.readers = new Readers(() -> new Reader(() -> consumer(clientSettings), new Decoding(decoders)), idleFor);
        this.kcat = Kcat.of(clientSettings);
        this.one = new OneMessage(offsets, readers, kcat);
        this.letters = new LetterList(offsets, readers);
    }

    /** By the name that stands behind /api/. */
    public Map<String, Resource> resources() {
        return Map.of(
                "messages", answering(new Listing(offsets, readers, kcat)),
                "tail", answering(new Tail(offsets, readers)),
                "search", answering(new Search(offsets, readers, kcat)),
                "message", answering(one),
                "letters", answering(letters));
    }

    private static Resource answering(Resource resource) {
        return query -> {
            try {
                return resource.get(query);
            } catch (Refused e) {
                return Answer.refused(e.status(), e.getMessage());
            } catch (WakeupException e) {
                return Answer.refused(Answer.BUSY, "Watch ends.");
            } catch (KafkaException e) {
                return Answer.refused(KafkaProblems.endsAll(e) ? Answer.WRONG : Answer.BUSY, KafkaProblems.sentence(e));
            } catch (Problem e) {
                return Answer.refused(Answer.BUSY, e.getMessage());
            }
        };
    }

    @Override
    public Optional<MessageView> message(Place place) {
        return tried(() -> one.at(place));
    }

    @Override
    public List<Place> letters(Place message) {
        return tried(() -> letters.of(message)).orElse(List.of());
    }

    /** What programs have printed of it can be shown without. */
    private static <T> Optional<T> tried(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (Refused | KafkaException | Problem e) {
            return Optional.empty();
        }
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> clientSettings) {
        var settings = Connection.known(ConsumerConfig.configNames(), clientSettings);
        settings.keySet().removeAll(UNUSED);
        settings.putAll(SETTINGS);
        var program = clientSettings.getOrDefault(ConsumerConfig.CLIENT_ID_CONFIG, "Watch");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, program + "-messages-" + opened.incrementAndGet());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        readers.close();
        offsets.close();
    }
}
