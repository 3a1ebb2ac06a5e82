package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The messages that are written now, or a sample of them, by a consumer without a group. Where there are too many it does not
 * read them all, but looks at the newest a few times a second: that costs the cluster and this computer little.
 */
public final class Flow implements AutoCloseable {

    public record Message(int partition, long offset, String key, String text, long at) {
    }

    /** Messages a second that are shown. */
    private static final int SHOWN = 50;

    /** Messages a second up to which all are read. */
    private static final int READ = 500;

    private static final int LOOKS = 5;
    private static final Duration ONE_LOOK = Duration.ofMillis(1000 / LOOKS);

    /** What nobody takes is forgotten. */
    private static final int KEPT = 2 * SHOWN;

    private final Consumer<byte[], byte[]> consumer;
    private final Function<ConsumerRecord<byte[], byte[]>, Message> message;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Message> seen = new ArrayDeque<>();
    private volatile Map<TopicPartition, Long> ends = Map.of();
    private final Map<TopicPartition, Long> starts = new ConcurrentHashMap<>();
    private volatile double perSecond;
    private double left = SHOWN;
    private long leftAt = System.currentTimeMillis();
    private double due;

    Flow(Consumer<byte[], byte[]> consumer, Function<ConsumerRecord<byte[], byte[]>, Message> message) {
        this.consumer = consumer;
        this.message = message;
        var thread = new Thread(this::run, "watch-flow");
        thread.setDaemon(true);
        thread.start();
    }

    /** How far the partitions reach, as far as that is known. */
    public void reaches(Map<TopicPartition, Long> ends, double perSecond) {
        ends.forEach(starts::putIfAbsent);
        this.ends = ends;
        this.perSecond = perSecond;
    }

    /** What came since the last time. */
    public List<Message> take() {
        synchronized (seen) {
            var taken = List.copyOf(seen);
            seen.clear();
            return taken;
        }
    }

    private void run() {
        try (consumer) {
            while (closed.getCount() > 0) {
                if (look()) {
                    closed.await(ONE_LOOK.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException | WakeupException e) {
            // closed
        }
    }

    /** True when the next look is to wait. */
    private boolean look() {
        try {
            var known = ends;
            assign(known);
            if (known.isEmpty()) {
                return true;
            }
            var isFast = perSecond > READ;
            if (isFast) {
                jump(known);
            }
            show(consumer.poll(ONE_LOOK), System.currentTimeMillis());
            return isFast;
        } catch (WakeupException e) {
            throw e;
        } catch (OffsetOutOfRangeException e) {
            e.partitions().forEach(partition -> consumer.seek(partition, ends.getOrDefault(partition, 0L)));
            return true;
        } catch (KafkaException e) {
            return true; // no right to read, or no broker: then nothing moves
        }
    }

    /** A partition begins at its end, as it was at first. */
    private void assign(Map<TopicPartition, Long> known) {
        var added = new HashSet<>(known.keySet());
        added.removeAll(consumer.assignment());
        if (!added.isEmpty()) {
            var all = new HashSet<>(consumer.assignment());
            all.addAll(added);
            consumer.assign(all);
            added.forEach(partition -> consumer.seek(partition, starts.get(partition)));
        }
    }

    private void jump(Map<TopicPartition, Long> known) {
        known.forEach((partition, end) -> {
            if (end > consumer.position(partition, ONE_LOOK) + SHOWN) {
                consumer.seek(partition, end - 1);
            }
        });
    }

    /** As many as may be shown by now; of more than that, each n-th. */
    private void show(ConsumerRecords<byte[], byte[]> polled, long now) {
        if (polled.isEmpty()) {
            return;
        }
        left = Math.min(SHOWN, left + SHOWN * (now - leftAt) / 1000.0);
        leftAt = now;
        var share = Math.min(1, left / polled.count());
        for (var record : mixed(polled)) {
            due += share;
            if (due >= 1) {
                due -= 1;
                left -= 1;
                keep(message.apply(record));
            }
        }
    }

    private static Collection<ConsumerRecord<byte[], byte[]>> mixed(ConsumerRecords<byte[], byte[]> polled) {
        var mixed = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        polled.forEach(mixed::add);
        mixed.sort((one, other) -> Long.compare(one.timestamp(), other.timestamp()));
        return mixed;
    }

    private void keep(Message message) {
        synchronized (seen) {
            seen.add(message);
            if (seen.size() > KEPT) {
                seen.remove();
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        consumer.wakeup();
    }
}
