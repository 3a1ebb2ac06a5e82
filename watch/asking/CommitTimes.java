package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Times.java

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Looks up when the messages were written at which groups stand: only the message itself says it. By a consumer without a
 * group, in a thread of its own, with one message of each partition a second at most.
 */
final class CommitTimes implements Times, AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration ONE_POLL = Duration.ofMillis(100);
    private static final long ALL_POLLS = 700;
    private static final int REMEMBERED = 5000;

    private final Consumer<byte[], byte[]> consumer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<Place, Long> times = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private volatile List<Map<TopicPartition, Long>> wanted = List.of();
    private int round;

    private record Place(TopicPartition partition, long offset) {
    }

    CommitTimes(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        var thread = new Thread(this::run, "watch-times");
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on, these; of each partition one after the other. */
    void want(List<Map<TopicPartition, Long>> offsets) {
        wanted = offsets;
    }

    @Override
    public synchronized OptionalLong at(TopicPartition partition, long offset) {
        var time = times.get(new Place(partition, offset));
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }

    private synchronized void remember(TopicPartition partition, long offset, long time) {
        times.put(new Place(partition, offset), time);
    }

    private void run() {
        try (consumer) {
            do {
                fetch(next());
            } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException | WakeupException e) {
            // closed
        }
    }

    /** Each time another group's come first. */
    private Map<TopicPartition, Long> next() {
        var next = new HashMap<TopicPartition, Long>();
        var now = wanted;
        round++;
        for (var i = 0; i < now.size(); i++) {
            now.get((i + round) % now.size()).forEach((partition, offset) -> {
                if (at(partition, offset).isEmpty()) {
                    next.putIfAbsent(partition, offset);
                }
            });
        }
        return next;
    }

    private void fetch(Map<TopicPartition, Long> places) {
        consumer.assign(places.keySet());
        places.forEach(consumer::seek);
        var missing = new HashSet<>(places.keySet());
        var end = System.currentTimeMillis() + ALL_POLLS;
        while (!missing.isEmpty() && System.currentTimeMillis() < end) {
            try {
                var polled = consumer.poll(ONE_POLL);
                for (var partition : polled.partitions()) {
                    if (missing.remove(partition)) {
                        remember(partition, places.get(partition), polled.records(partition).get(0).timestamp());
                    }
                }
                consumer.pause(polled.partitions());
            } catch (OffsetOutOfRangeException e) { // deleted meanwhile
                missing.removeAll(e.partitions());
                consumer.assign(missing);
                missing.forEach(partition -> consumer.seek(partition, places.get(partition)));
            } catch (WakeupException e) {
                throw e;
            } catch (KafkaException e) {
                return; // then it is not known: no right to read, or no broker
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        consumer.wakeup();
    }
}
