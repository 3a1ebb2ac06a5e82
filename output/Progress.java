package output;

//DEPS org.hdrhistogram:HdrHistogram:2.2.2

//SOURCES Delivery.java
//SOURCES Event.java
//SOURCES LetterEvent.java

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Counts what was reported, and only that: for a line each second where that is wanted, and for the summary.
 * Several threads report.
 */
public final class Progress implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofHours(24);

    /** What the computer's clock shows when {@code System.nanoTime()} is 0: so that one look serves two. */
    private final long epochNanos = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
    private final Map<String, long[]> counts = new LinkedHashMap<>();
    private final Histogram latency = new Histogram(micros(LONGEST), 3);
    private long messages;
    private long bytes;
    private String levelName;
    private long level;
    private OptionalLong beganAt = OptionalLong.empty();
    private long lastAt;
    private ScheduledExecutorService ticker;
    private long messagesBefore;
    private long bytesBefore;
    private long tickedAt = System.nanoTime();

    /** What else is worth knowing each second: how much is in flight, or how far behind we are. */
    public synchronized void show(String name, long value) {
        levelName = name;
        level = value;
    }

    /** It is not known at present. */
    public synchronized void showNothing() {
        levelName = null;
    }

    /** There is something to do. */
    synchronized void begin() {
        beganBy(System.nanoTime());
    }

    private void beganBy(long at) {
        if (beganAt.isEmpty() || at - beganAt.getAsLong() < 0) {
            beganAt = OptionalLong.of(at);
        }
    }

    /** How many events of this name there were. */
    public synchronized long count(String event) {
        var count = counts.get(event);
        return count == null ? 0 : count[0];
    }

    synchronized void count(Event event) {
        counts.computeIfAbsent(event.name(), name -> new long[1])[0]++;
        if (event instanceof Event.Acked acked) {
            done(acked.size());
            beganBy(lastAt - acked.latency().toNanos());
            latency.recordValue(micros(acked.latency().compareTo(LONGEST) < 0 ? acked.latency() : LONGEST));
        } else if (event instanceof Delivery processed) {
            done(processed.record().serializedValueSize());
            recordAge(processed.createdAt());
        } else if (event instanceof LetterEvent.Redriven redriven) {
            done(redriven.letter().serializedValueSize());
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

    synchronized Event.Summary summary() {
        var sums = new LinkedHashMap<String, Long>();
        counts.forEach((name, count) -> sums.put(name, count[0]));
        return new Event.Summary(sums, bytes, lasted(), latencies());
    }

    /** From the beginning of what was done first to the end of what was done last. */
    private Duration lasted() {
        return messages == 0 ? Duration.ZERO : Duration.ofNanos(lastAt - beganAt.getAsLong());
    }

    @Override
    public void close() {
        if (ticker != null) {
            ticker.shutdownNow();
        }
    }

    private void done(long size) {
        lastAt = System.nanoTime();
        beganBy(lastAt);
        messages++;
        bytes += size;
    }

    /** How old a message was when it was done; it may claim to be of any time, or say nothing. */
    private void recordAge(Instant createdAt) {
        if (createdAt != null) {
            var now = (epochNanos + lastAt) / 1_000_000;
            var age = now - Math.min(now, Math.max(now - LONGEST.toMillis(), createdAt.toEpochMilli()));
            latency.recordValue(age * 1000);
        }
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /** Since the last such line, and in all. */
    public synchronized String line() {
        var now = System.nanoTime();
        var seconds = (now - tickedAt) / 1e9;
        var line = String.format(Locale.ROOT, "%,d messages, %,.0f msg/s, %.2f MB/s%s",
                messages, (messages - messagesBefore) / seconds, (bytes - bytesBefore) / seconds / 1e6,
                levelName == null ? "" : String.format(Locale.ROOT, ", %s %,d", levelName, level));
        messagesBefore = messages;
        bytesBefore = bytes;
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
