package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Stop.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../output/Place.java
//SOURCES ../output/Report.java
//SOURCES Handler.java
//SOURCES TryAgain.java

import cli.Stop;
import encoding.NotNow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Place;
import output.Report;

/** How often something was tried, and how long to wait before it is tried again: the pauses double, up to 30 s. */
public final class Attempts {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final long retries;
    private final Duration firstPause;
    private final Report report;
    private final Stop stop;
    private final Map<Object, Integer> failures = new HashMap<>();
    private int waits;

    Attempts(long retries, Duration firstPause, Report report, Stop stop) {
        this.retries = retries;
        this.firstPause = firstPause;
        this.report = report;
        this.stop = stop;
    }

    public void failed(ConsumerRecord<?, ?> record, Handler.Failed reason) throws TryAgain {
        failed(Place.of(record), reason);
    }

    /** Returns when it has failed once more than it may be retried. A stop is not its fault, so a failure then does not count. */
    public void failed(Object what, Handler.Failed reason) throws TryAgain {
        if (stop.requested()) {
            throw new TryAgain(Duration.ZERO);
        }
        var count = failures.merge(what, 1, Integer::sum);
        if (count <= retries) {
            var pause = pause(count);
            report.warn(what + " failed: " + reason.getMessage()
                    + "; retry " + count + " of " + retries + " in " + pause.toMillis() + " ms");
            throw new TryAgain(pause);
        }
    }

    /** It has failed once more than it may be retried. */
    public boolean areUsedUp(Object what) {
        return failures.getOrDefault(what, 0) > retries;
    }

    /** Something that has nothing to do with the message stands in the way; this is no failure and never used up. */
    public TryAgain later(NotNow reason) {
        var pause = pause(++waits);
        report.warn("Waiting: " + reason.getMessage() + "; looking again in " + pause.toMillis() + " ms");
        return new TryAgain(pause);
    }

    public void reset(ConsumerRecord<?, ?> record) {
        if (waits > 0 || !failures.isEmpty()) {
            reset(Place.of(record));
        }
    }

    /** It is done with, one way or the other. */
    public void reset(Object what) {
        waits = 0;
        failures.remove(what);
    }

    /** Never nothing at all: who waits has to poll. */
    Duration pause(int attempt) {
        var doublings = Math.min(attempt - 1, 20);
        var pause = firstPause.multipliedBy(1L << doublings).plusMillis(firstPause.isZero() ? 1 : 0);
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
