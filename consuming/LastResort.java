package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES ../output/Details.java
//SOURCES ../output/Event.java
//SOURCES ../output/Report.java
//SOURCES DeadLetters.java
//SOURCES Failure.java
//SOURCES SkipLog.java
//SOURCES TryAgain.java

import cli.Problem;
import consuming.Failure.OnError;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import output.Details;
import output.Event;
import output.Report;

/** What becomes of a message that cannot be processed: the program stops, skips it, or sends it to the dead letters. */
public final class LastResort implements AutoCloseable {

    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final Optional<OnError> asked;
    private final Optional<DeadLetters> deadLetters;
    private final Report report;
    private final Function<ConsumerRecord<byte[], byte[]>, Details> details;
    private final Predicate<ConsumerRecord<byte[], byte[]>> expected;
    private final SkipLog log;
    private long skippedUnasked;

    /**
     * @param asked what the user wants, if anything was said
     * @param details what is shown of what is given up
     * @param expected those that nobody has to ask for to have them skipped
     */
    public LastResort(Optional<OnError> asked, Optional<DeadLetters> deadLetters, Report report,
            Function<ConsumerRecord<byte[], byte[]>, Details> details, Predicate<ConsumerRecord<byte[], byte[]>> expected) {
        this.asked = asked;
        this.deadLetters = deadLetters;
        this.report = report;
        this.details = details;
        this.expected = expected;
        this.log = new SkipLog(report::error);
    }

    /** Ends the program where that is what becomes of this message. */
    public void stopIfConfigured(Failure failure) {
        if (asked.orElse(failure.otherwise()) == OnError.STOP) {
            throw new Problem("Stopped at " + failure.place() + ": " + failure.reason() + ". It stays uncommitted. "
                    + "To go on without such messages: --on-error skip, or dlt to keep them in another topic.");
        }
    }

    /** A dead letter is sent and not waited for: {@link #awaitDeadLetters} has to come before the commit that covers it. */
    public void giveUp(Failure failure) throws TryAgain {
        stopIfConfigured(failure);
        if (deadLetters.isEmpty()) {
            tell("skipped", failure);
        } else if (!deadLetters.get().send(failure)) {
            throw new TryAgain(A_MOMENT); // the others would have to wait just as long
        }
    }

    /** Waits until each is acknowledged or refused. */
    public void awaitDeadLetters() {
        deadLetters.ifPresent(letters -> letters.await(letter -> tell("dead-lettered", letter), report::warn));
    }

    /** Waits until all are acknowledged: then a commit may cover their originals. */
    public void requireAcknowledged() throws TryAgain {
        awaitDeadLetters();
        if (!unacknowledged().isEmpty()) {
            throw new TryAgain(A_MOMENT);
        }
    }

    /** In each partition the first record whose dead letter is not acknowledged: from there on it is to be given up again. */
    public Map<TopicPartition, OffsetAndMetadata> unacknowledged() {
        return deadLetters.map(DeadLetters::unacknowledged).orElse(Map.of());
    }

    /** To be called when partitions are gone: whoever gets them gives up their messages again. */
    public void forget(Collection<TopicPartition> partitions) {
        deadLetters.ifPresent(letters -> letters.forget(partitions));
    }

    /** "Done, all of it" is not true of a run that skipped what nobody had asked it to skip. */
    boolean skippedUnasked() {
        return skippedUnasked > 0;
    }

    void sayWhatWasSkippedUnasked() {
        if (skippedUnasked()) {
            report.error("Not all is done: " + skippedUnasked
                    + (skippedUnasked == 1 ? " undecodable message was" : " undecodable messages were")
                    + " skipped, and nobody had asked for that."
                    + " If it is right, say --on-error skip; to keep such messages, --on-error dlt.");
        }
    }

    @Override
    public void close() {
        log.finish();
        deadLetters.ifPresent(DeadLetters::close);
    }

    private void tell(String what, Failure failure) {
        var shown = details.apply(failure.record());
        report.event(new Event.GivenUp(what, failure.place(), failure.reason()), shown);
        log.add(what + " " + failure.place() + ": " + failure.reason(), shown.lines());
        if (asked.isEmpty() && !expected.test(failure.record())) {
            skippedUnasked++;
        }
    }
}
