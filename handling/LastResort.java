package handling;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Event.java
//SOURCES ../cli/Place.java
//SOURCES ../cli/Problem.java
//SOURCES ../cli/Report.java
//SOURCES DeadLetters.java
//SOURCES NotNow.java
//SOURCES OnError.java
//SOURCES SkipLog.java

import cli.Event;
import cli.Place;
import cli.Problem;
import cli.Report;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What becomes of a message that cannot be decoded, or that failed once too often. After it, its offset may be committed. */
public final class LastResort implements AutoCloseable {

    private final OnError onFailure;
    private final OnError onUndecodable;
    private final Optional<DeadLetters> deadLetters;
    private final Report report;
    private final SkipLog log;

    public LastResort(OnError onFailure, OnError onUndecodable, Optional<DeadLetters> deadLetters, Report report) {
        this.onFailure = onFailure;
        this.onUndecodable = onUndecodable;
        this.deadLetters = deadLetters;
        this.report = report;
        this.log = new SkipLog(report::talk);
    }

    public void undecodable(ConsumerRecord<byte[], byte[]> record, String reason) throws NotNow {
        giveUp(onUndecodable, record, "it cannot be decoded: " + reason);
    }

    /** Whether a failure, after all its retries, ends the program: then there is no need to find the culprit in a batch. */
    public boolean stopsOnFailure() {
        return onFailure == OnError.STOP;
    }

    public void failed(ConsumerRecord<byte[], byte[]> record, String reason) throws NotNow {
        giveUp(onFailure, record, "it cannot be processed: " + reason);
    }

    @Override
    public void close() {
        log.finish();
        deadLetters.ifPresent(DeadLetters::close);
    }

    private void giveUp(OnError what, ConsumerRecord<byte[], byte[]> record, String reason) throws NotNow {
        var place = Place.of(record);
        switch (what) {
            case STOP -> throw new Problem("Stopped at " + place + ": " + reason
                    + ". It stays uncommitted. To go on without such messages: --on-error skip, or dlt to keep them in another topic.");
            case SKIP -> {
                report.event(new Event.GivenUp("skipped", place, reason));
                log.add("skipped " + place + ": " + reason);
            }
            case DLT -> {
                deadLetters.orElseThrow().send(record, reason);
                report.event(new Event.GivenUp("dead-lettered", place, reason));
                log.add("dead-lettered " + place + ": " + reason);
            }
        }
    }
}
