package support;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../output/Details.java
//SOURCES ../../output/Report.java
//SOURCES ../../cli/Stop.java
//SOURCES ../../consuming/DeadLetters.java
//SOURCES ../../consuming/LastResort.java

import cli.Stop;
import consuming.DeadLetters;
import consuming.LastResort;
import consuming.Failure.OnError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import output.Details;
import output.Report;

/** The topic of dead letters: each is acknowledged when, and only when, its sender waits for that. */
public final class Letters {

    private final List<ProducerRecord<byte[], byte[]>> acknowledged = new ArrayList<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();

    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(
            false, null, new ByteArraySerializer(), new ByteArraySerializer()) {

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> letter) {
            super.send(letter);
            return new WhenAsked(() -> answer(letter));
        }
    };

    public LastResort lastResort(String group, Report report, Stop stop) {
        return new LastResort(Optional.of(OnError.DLT), Optional.of(new DeadLetters(producer, group, stop)), report,
                record -> Details.NONE, record -> false);
    }

    public void failNext(RuntimeException failure) {
        failures.add(failure);
    }

    public List<ProducerRecord<byte[], byte[]>> acknowledged() {
        return List.copyOf(acknowledged);
    }

    public List<ProducerRecord<byte[], byte[]>> sent() {
        return producer.history();
    }

    public boolean closed() {
        return producer.closed();
    }

    private RecordMetadata answer(ProducerRecord<byte[], byte[]> letter) {
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        acknowledged.add(letter);
        return null;
    }

    private static final class WhenAsked extends FutureTask<RecordMetadata> {

        WhenAsked(Callable<RecordMetadata> answer) {
            super(answer);
        }

        @Override
        public RecordMetadata get(long time, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            run();
            return super.get(time, unit);
        }
    }
}
