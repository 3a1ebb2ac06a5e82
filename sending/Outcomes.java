package sending;

//SOURCES ../cli/Problem.java
//SOURCES ../output/Report.java
//SOURCES Keys.java
//SOURCES NotAcknowledged.java
//SOURCES Spread.java

import cli.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import output.Event;
import output.Report;

/**
 * What became of the messages. Answers arrive in the client's thread, which must never wait for a slow terminal or disk: it
 * only queues what became of a message, and the program's own thread reports it.
 */
public final class Outcomes {

    private static final long LONGEST_WAIT = Duration.ofMillis(100).toNanos();

    private final Report report;
    private final BlockingQueue<Event> arrived = new LinkedBlockingQueue<>();
    private final NotAcknowledged notAcknowledged = new NotAcknowledged();
    private final Spread spread = new Spread();
    private long inFlight;

    public Outcomes(Report report) {
        this.report = report;
    }

    /** One more message was sent: its outcome will arrive, if it has not arrived already. */
    public void expectOne() {
        inFlight++;
    }

    /** To be called in any thread; all the rest is for the program's own. */
    public void add(Event outcome) {
        arrived.add(outcome);
    }

    public boolean areComplete() {
        return inFlight == 0;
    }

    public void reportArrived() {
        for (var outcome = arrived.poll(); outcome != null; outcome = arrived.poll()) {
            report(outcome);
        }
    }

    public void await() {
        await(LONGEST_WAIT);
    }

    /** Waits for the next outcome, but not for long: a stop has to be noticed. Before that, all that is known is shown. */
    public void await(long nanos) {
        if (arrived.isEmpty()) {
            report.flush();
        }
        try {
            var outcome = arrived.poll(Math.min(nanos, LONGEST_WAIT), TimeUnit.NANOSECONDS);
            if (outcome != null) {
                report(outcome);
            }
        } catch (InterruptedException e) {
            throw new Problem("Interrupted while waiting for the brokers' answers.", e);
        }
    }

    /** Says which messages were not acknowledged; empty when all of them were. */
    public Optional<String> failure() {
        return notAcknowledged.sentence();
    }

    /** Says how many messages went where, and why, when one partition has much more than its share. */
    public void explainSpread(int partitions, Keys keys) {
        spread.sentence(partitions, keys).ifPresent(report::talk);
    }

    private void report(Event outcome) {
        inFlight--;
        report.progress().show("in flight", inFlight);
        report.event(outcome);
        if (outcome instanceof Event.NotAcked message) {
            notAcknowledged.add(message.id(), message.reason());
        } else if (outcome instanceof Event.Acked message) {
            spread.add(message.place().partition());
        }
    }
}
