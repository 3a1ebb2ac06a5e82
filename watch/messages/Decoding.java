package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../consuming/Decoder.java
//SOURCES ../../encoding/Format.java
//SOURCES ../../encoding/NotNow.java
//SOURCES ../../encoding/Undecodable.java
//SOURCES AvroThread.java
//SOURCES Deadline.java
//SOURCES Decoded.java

import consuming.Decoder;
import encoding.Format;
import encoding.NotNow;
import encoding.Undecodable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads records as the consumers do, but waits for nothing: while a registry is away, its messages say so. All messages of one
 * request together wait no longer than two seconds for it, and what was not to be had is not asked for again at once.
 */
public final class Decoding implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration NOT_AGAIN_FOR = Duration.ofSeconds(3);
    private static final int MOST_REMEMBERED = 1000;
    private static final int AVRO_HEADER = 5;

    private record Missing(String problem, Deadline notAskedUntil) { }

    private final Map<Format, Decoder> decoders = new EnumMap<>(Format.class);
    private final AvroThread avro;

    /** By schema id. */
    private final Map<Integer, Missing> missing = new HashMap<>();
    private Duration left = PATIENCE;

    public Decoding(Function<Format, Decoder> decoders) {
        this.avro = new AvroThread(() -> decoders.apply(Format.AVRO));
        for (var format : new Format[] {Format.JSON, Format.LONG, Format.AUTO}) {
            this.decoders.put(format, decoders.apply(format));
        }
    }

    /** A request begins. */
    public void begin() {
        left = PATIENCE;
    }

    public Decoded decode(Format format, ConsumerRecord<byte[], byte[]> record) {
        if (isAvro(format, record.value())) {
            return avro(record);
        }
        try {
            return Decoded.as(decoders.get(format).decode(record));
        } catch (Undecodable e) {
            return Decoded.never(e.getMessage());
        } catch (NotNow e) {
            return Decoded.notNow(e.getMessage());
        }
    }

    private static boolean isAvro(Format format, byte[] value) {
        return format == Format.AVRO || format == Format.AUTO && value != null && value.length > 0
                && Format.of(value).equals(Optional.of(Format.AVRO));
    }

    private Decoded avro(ConsumerRecord<byte[], byte[]> record) {
        var schema = schema(record.value());
        var known = missing.get(schema);
        if (known != null && !known.notAskedUntil.isOver()) {
            return Decoded.notNow(known.problem);
        } else if (left.isZero() || left.isNegative()) {
            return Decoded.notNow("the schema registry did not answer in time for the messages before");
        }
        var begun = System.nanoTime();
        var decoded = avro.decode(record, left);
        if (decoded.isForNow()) {
            left = left.minusNanos(System.nanoTime() - begun);
            remember(schema, decoded.problem());
        }
        return decoded;
    }

    private void remember(int schema, String problem) {
        if (missing.size() >= MOST_REMEMBERED) {
            missing.clear();
        }
        missing.put(schema, new Missing(problem, Deadline.in(NOT_AGAIN_FOR)));
    }

    private static int schema(byte[] value) {
        return value == null || value.length < AVRO_HEADER ? 0 : ByteBuffer.wrap(value).getInt(1);
    }

    @Override
    public void close() {
        avro.close();
    }
}
