package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/Report.java
//SOURCES Backoff.java
//SOURCES HandlingFailed.java
//SOURCES ../encoding/NotNow.java

import encoding.NotNow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import output.Report;

/** How often something was tried, and how long to wait before it is tried again. */
public final class Attempts {

    private final long retries;
    private final Backoff backoff;
    private final Report report;
    private final Map<Object, Integer> failures = new HashMap<>();
    private int waits;

    Attempts(long retries, Backoff backoff, Report report) {
        this.retries = retries;
        this.backoff = backoff;
        this.report = report;
    }

    /** The pause before the next try; empty when there were enough. */
    public Optional<Duration> failed(Object what, HandlingFailed reason) {
        var count = failures.merge(what, 1, Integer::sum);
        if (count > retries) {
            return Optional.empty();
        }
        var pause = backoff.pause(count);
        report.talk(what + " failed: " + reason.getMessage() + "; retry " + count + " of " + retries + " in " + pause.toMillis() + " ms");
        return Optional.of(pause);
    }

    /** The pause before looking again; this is no failure and never comes to an end by itself. */
    public Duration pauseFor(NotNow reason) {
        var pause = backoff.pause(++waits);
        report.talk("Waiting: " + reason.getMessage() + "; looking again in " + pause.toMillis() + " ms");
        return pause;
    }

    /** It is done with, one way or the other. */
    public void over(Object what) {
        waits = 0;
        if (!failures.isEmpty()) {
            failures.remove(what);
        }
    }
}
