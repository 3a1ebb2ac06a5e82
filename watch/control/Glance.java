package watch.control;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What takes reading files to know: it is looked up once a second at most, and at once where it has just been changed. */
public final class Glance<T> {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final Supplier<T> look;
    private T seen;
    private long seenAt;

    /** @param nanos the time, as System.nanoTime() has it */
    public Glance(LongSupplier nanos, Supplier<T> look) {
        this.nanos = nanos;
        this.look = look;
    }

    public synchronized T get() {
        var now = nanos.getAsLong();
        if (seen == null || now - seenAt >= EVERY.toNanos()) {
            seen = look.get();
            seenAt = now;
        }
        return seen;
    }

    /** It is different by now. */
    public synchronized void isOutdated() {
        seen = null;
    }
}
