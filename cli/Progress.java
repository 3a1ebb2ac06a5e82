package cli;

//DEPS org.hdrhistogram:HdrHistogram:2.2.2

//SOURCES Event.java

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Counts what was reported, and only that: for a line each second where that is wanted, and for the summary. */
public final class Progress implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofHours(24);

    private final Map<String, LongAdder> counts = new LinkedHashMap<>();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Histogram latency = new Histogram(micros(LONGEST), 3);
    private volatile String levelName = "in flight";
    private volatile long level;
    private long firstAt;
    private long lastAt;
    private ScheduledExecutorService ticker;
    private long messagesBefore;
    private long bytesBefore;
    private long tickedAt = System.nanoTime();

    /** What else is worth knowing each second: how much is in flight, or how far behind we are. */
    public void show(String name, long value) {
        levelName = name;
        level = value;
    }

    /** How many events of this name there were. */
    public long count(String event) {
        var count = counts.get(event);
        return count == null ? 0 : count.sum();
    }

    void count(Event event) {
        counts.computeIfAbsent(event.name(), name -> new LongAdder()).increment();
        if (event instanceof Event.Acked acked) {
            done(acked.size(), acked.latency());
        } else if (event instanceof Event.Processed processed) {
            done(processed.delivery().record().serializedValueSize(), processed.delivery().age());
        }
    }

    void tick(Consumer<String> talk) {
        ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        ticker.scheduleAtFixedRate(() -> talk.accept(line()), 1, 1, TimeUnit.SECONDS);
    }

    Event.Summary summary() {
        var sums = new LinkedHashMap<String, Long>();
        counts.forEach((name, count) -> sums.put(name, count.sum()));
        return new Event.Summary(sums, bytes.sum(), Duration.ofNanos(lastAt - firstAt), latencies());
    }

    @Override
    public void close() {
        if (ticker != null) {
            ticker.shutdownNow();
        }
    }

    private void done(long size, Duration took) {
        lastAt = System.nanoTime();
        if (messages.sum() == 0) {
            firstAt = lastAt;
        }
        messages.increment();
        bytes.add(size);
        if (took != null) {
            // A message may claim to be made at any time: thousands of years do not fit into a long of nanoseconds.
            latency.recordValue(took.isNegative() ? 0 : micros(took.compareTo(LONGEST) < 0 ? took : LONGEST));
        }
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private String line() {
        var now = System.nanoTime();
        var seconds = (now - tickedAt) / 1e9;
        var messagesNow = messages.sum();
        var bytesNow = bytes.sum();
        var line = String.format(Locale.ROOT, "%,d messages, %,.0f msg/s, %.2f MB/s, %s %,d", messagesNow,
                (messagesNow - messagesBefore) / seconds, (bytesNow - bytesBefore) / seconds / 1e6, levelName, level);
        messagesBefore = messagesNow;
        bytesBefore = bytesNow;
        tickedAt = now;
        return line;
    }

    private Map<String, Double> latencies() {
        var millis = new LinkedHashMap<String, Double>();
        if (latency.getTotalCount() > 0) {
            for (var percentile : new double[] {50, 95, 99, 99.9}) {
                millis.put("p" + String.valueOf(percentile).replace(".0", ""), latency.getValueAtPercentile(percentile) / 1e3);
            }
            millis.put("max", latency.getMaxValue() / 1e3);
        }
        return millis;
    }
}
