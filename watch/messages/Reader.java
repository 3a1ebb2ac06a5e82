package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../encoding/Format.java
//SOURCES Decoded.java
//SOURCES Decoding.java
//SOURCES Scan.java

import encoding.Format;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a request reads with: a consumer outside all groups, and the decoders. Only one request has it at a time. */
final class Reader implements AutoCloseable {

    /** A frozen broker would be waited for. */
    private static final Duration CLOSE_WITHIN = Duration.ofMillis(300);

    private final Supplier<Consumer<byte[], byte[]>> opening;
    private final Decoding decoding;
    private volatile Consumer<byte[], byte[]> consumer;
    private volatile boolean ending;

    Reader(Supplier<Consumer<byte[], byte[]>> opening, Decoding decoding) {
        this.opening = opening;
        this.decoding = decoding;
    }

    Scan scan(String topic, Map<Integer, Long> from, Map<Integer, Long> until) {
        if (consumer == null) {
            consumer = opening.get();
            if (ending) {
                consumer.wakeup(); // end() came in between, and found none
            }
        }
        return new Scan(consumer, topic, from, until);
    }

    Decoded decode(Format format, ConsumerRecord<byte[], byte[]> record) {
        return decoding.decode(format, record);
    }

    void begin() {
        decoding.begin();
    }

    /** Keeps the connections and gives back the memory: what is fetched already is not what the next request wants. */
    void rest() {
        if (consumer != null) {
            consumer.unsubscribe();
        }
    }

    /** From another thread: whatever it waits for, it need not any more. */
    void end() {
        ending = true;
        if (consumer != null) {
            consumer.wakeup();
        }
        decoding.close();
    }

    @Override
    public void close() {
        decoding.close();
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
        }
    }
}
