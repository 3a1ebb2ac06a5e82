package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Stop.java

import cli.Stop;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Waiting without losing the place in the group. Who does not poll for max.poll.interval.ms is thrown out of it, so a pause
 * goes on polling; and what a poll returns counts as taken, so all partitions are paused meanwhile, and so are those that
 * are assigned meanwhile, because they arrive unpaused.
 */
public final class BackOff {

    private final Consumer<byte[], byte[]> consumer;
    private final Stop stop;
    private final Predicate<TopicPartition> paused;
    private boolean waiting;

    /** @param paused what is paused for another reason, and stays so */
    public BackOff(Consumer<byte[], byte[]> consumer, Stop stop, Predicate<TopicPartition> paused) {
        this.consumer = consumer;
        this.stop = stop;
        this.paused = paused;
    }

    /** Polls for so long without taking anything; a stop ends it early. */
    public void pollPausedFor(Duration pause) {
        if (pause.isZero()) {
            return;
        }
        waiting = true;
        consumer.assignment().forEach(this::pause);
        var end = System.nanoTime() + pause.toNanos();
        for (var left = pause.toNanos(); left > 0 && !stop.requested(); left = end - System.nanoTime()) {
            giveBack(consumer.poll(Duration.ofNanos(left)));
        }
        waiting = false;
        consumer.paused().stream().filter(paused.negate())
                .forEach(partition -> ifStillOurs(() -> consumer.resume(List.of(partition))));
    }

    /** To be called when partitions are assigned. */
    public void assigned(Collection<TopicPartition> partitions) {
        if (waiting) {
            partitions.forEach(this::pause);
        }
    }

    private void pause(TopicPartition partition) {
        ifStillOurs(() -> consumer.pause(List.of(partition)));
    }

    /** There should be nothing; but what a poll returns is never dropped. */
    private void giveBack(ConsumerRecords<byte[], byte[]> records) {
        for (var partition : records.partitions()) {
            ifStillOurs(() -> consumer.seek(partition, records.records(partition).get(0).offset()));
        }
    }

    /** In the new groups the client's own thread may take a partition away just before it is sought, paused or resumed. */
    public static void ifStillOurs(Runnable call) {
        try {
            call.run();
        } catch (IllegalStateException e) {
            // Its next owner starts at the commit.
        }
    }
}
