package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Problem.java
//SOURCES ../../consuming/Decoder.java
//SOURCES ../../encoding/NotNow.java
//SOURCES ../../encoding/Undecodable.java
//SOURCES Decoded.java

import cli.Problem;
import consuming.Decoder;
import encoding.NotNow;
import encoding.Undecodable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;

/** Reads Avro in a thread of its own: a registry is asked on the way, and may take longer than a page waits. */
final class AvroThread implements AutoCloseable {

    private static final long IDLE_SECONDS = 30;

    /** Classes are loaded, and nobody is asked. */
    private static final Duration OPEN_WITHIN = Duration.ofSeconds(5);

    private static final Decoded LATE = Decoded.notNow("the schema registry did not answer in time");

    private final ThreadPoolExecutor thread;
    private final Supplier<Decoder> opening;
    private Decoder decoder;
    private boolean isOpen;

    /** @param opening Avro takes time to load, and most topics have none */
    AvroThread(Supplier<Decoder> opening) {
        this.opening = opening;
        this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            var made = new Thread(work, "avro");
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    Decoded decode(ConsumerRecord<byte[], byte[]> record, Duration within) {
        try {
            if (!isOpen) {
                var failure = await(thread.submit(this::open), OPEN_WITHIN, Optional.of(LATE));
                if (failure.isPresent()) {
                    return failure.get();
                }
                isOpen = true;
            }
            return await(thread.submit(() -> decode(record)), within, LATE);
        } catch (RejectedExecutionException e) {
            return Decoded.notNow("Watch ends");
        }
    }

    private static <T> T await(Future<T> answer, Duration within, T otherwise) {
        try {
            return answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return otherwise;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Avro cannot be read", e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw new InterruptException(e);
        }
    }

    /** Empty when it is open. */
    private Optional<Decoded> open() {
        try {
            decoder = opening.get();
            return Optional.empty();
        } catch (Problem e) {
            return Optional.of(Decoded.notNow(e.getMessage()));
        }
    }

    private Decoded decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Decoded.as(decoder.decode(record));
        } catch (Undecodable e) {
            return Decoded.never(e.getMessage());
        } catch (NotNow | Problem e) {
            return Decoded.notNow(e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
