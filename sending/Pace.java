package sending;

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../output/Report.java

import java.time.Duration;
import output.Report;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * When the next message is due. A debt of up to 100 ms is caught up; after a longer stall the schedule is shifted, because a
 * burst is not what was asked for. At an infinite rate a message is always due, and nothing is ever late.
 */
public final class Pace {

    private static final long LARGEST_DEBT = Duration.ofMillis(100).toNanos();
    private static final long SAY_AT_MOST_EVERY = Duration.ofSeconds(1).toNanos();

    private final double interval;
    private final Report report;
    private long origin = System.nanoTime();
    private long sinceOrigin;
    private long shifted;
    private long saidAt = origin - SAY_AT_MOST_EVERY;

    public Pace(double perSecond, Report report) {
        this.interval = Duration.ofSeconds(1).toNanos() / perSecond;
        this.report = report;
    }

    /** Messages a second, or max. */
    public static final class Rate implements ITypeConverter<Double> {

        @Override
        public Double convert(String text) {
            if (text.equals("max")) {
                return Double.POSITIVE_INFINITY;
            }
            try {
                var perSecond = Double.parseDouble(text);
                if (perSecond > 0 && Double.isFinite(perSecond)) {
                    return perSecond;
                }
            } catch (NumberFormatException e) {
                // said below, in our words
            }
            throw new TypeConversionException("'" + text + "' is not a rate: write messages a second, like 10 or 0.5, or max.");
        }
    }

    /** How long it is until the next message is due; not positive when it is time. */
    public long untilDue(long now) {
        return interval == 0 ? 0 : due() - now;
    }

    /** Takes the next place in the schedule: when this message should be sent. */
    public long take(long now) {
        if (interval == 0) {
            return now;
        }
        var debt = now - due();
        if (debt > LARGEST_DEBT) {
            shifted += debt;
            goOnFrom(now);
            say(now);
        }
        var due = due();
        sinceOrigin++;
        return due;
    }

    /** There was nothing to send until now, so nothing is late. */
    public void goOnFrom(long now) {
        origin = now;
        sinceOrigin = 0;
    }

    private long due() {
        return origin + (long) (sinceOrigin * interval);
    }

    private void say(long now) {
        if (now - saidAt >= SAY_AT_MOST_EVERY) {
            report.warn("Fell " + shifted / 1_000_000 + " ms behind the rate; going on from here without a burst.");
            shifted = 0;
            saidAt = now;
        }
    }
}
