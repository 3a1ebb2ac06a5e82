package support;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's MockProducer, whose answers come in a thread of their own, in order, and at the latest while it is closed. */
public final class Acknowledging extends MockProducer<byte[], byte[]> {

    private final Map<Integer, RuntimeException> answers = new HashMap<>();
    private final Map<Integer, RuntimeException> refusals = new HashMap<>();
    private final Map<Integer, RuntimeException> thrown = new HashMap<>();
    private final Map<Integer, Runnable> whenSent = new HashMap<>();
    private final ExecutorService network = thread();
    private boolean atCloseOnly;
    private final AtomicInteger unanswered = new AtomicInteger();
    private int sent;
    private int unansweredAtClose;
    private Duration closeTimeout;

    public Acknowledging() {
        super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    // --- What the test says before; messages count from 0

    /** The brokers' answer to this message is an error. */
    public void answer(int index, RuntimeException error) {
        answers.put(index, error);
    }

    /** send() itself refuses this message: the callback has the error before send() returns. */
    public void refuse(int index, RuntimeException error) {
        refusals.put(index, error);
    }

    /** send() throws. */
    public void throwAt(int index, RuntimeException error) {
        thrown.put(index, error);
    }

    public void whenSent(int index, Runnable step) {
        whenSent.put(index, step);
    }

    public void answersAtCloseOnly() {
        atCloseOnly = true;
    }

    /** No answer comes before the program has nothing else to do than to wait for it. */
    public void answersWhenWaitedFor() {
        var program = Thread.currentThread();
        network.execute(() -> {
            while (program.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        });
    }

    // --- What the test asks after

    public int unansweredAtClose() {
        return unansweredAtClose;
    }

    public Duration closeTimeout() {
        return closeTimeout;
    }

    // --- What the program asks

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return List.of(new PartitionInfo(topic, 0, null, null, null));
    }

    /** MockProducer's own holds its lock meanwhile, and then nothing is answered. */
    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message) {
        return send(message, null);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback callback) {
        var index = sent++;
        whenSent.getOrDefault(index, () -> { }).run();
        if (thrown.containsKey(index)) {
            throw thrown.get(index);
        }
        if (refusals.containsKey(index)) {
            callback.onCompletion(null, refusals.get(index));
            return CompletableFuture.failedFuture(refusals.get(index));
        }
        unanswered.incrementAndGet();
        var future = super.send(message, callback);
        if (!atCloseOnly) {
            network.execute(() -> {
                unanswered.decrementAndGet();
                errorNext(answers.get(index));
            });
        }
        return future;
    }

    @Override
    public void close(Duration timeout) {
        if (closeTimeout != null) {
            return; // once more does nothing, as with the real one
        }
        closeTimeout = timeout;
        unansweredAtClose = unanswered.get();
        network.execute(() -> {
            while (completeNext()) { }
        });
        network.shutdown();
        try {
            if (!network.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new AssertionError("Answers take too long");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        super.close(timeout);
    }

    private static ExecutorService thread() {
        return Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "answers");
            thread.setDaemon(true);
            return thread;
        });
    }
}
