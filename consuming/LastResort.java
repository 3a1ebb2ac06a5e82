package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Cli.java
//SOURCES ../output/Event.java
//SOURCES ../output/Place.java
//SOURCES ../cli/Problem.java
//SOURCES ../output/Report.java
//SOURCES ../cli/Stop.java
//SOURCES DeadLetters.java
//SOURCES ../encoding/NotNow.java
//SOURCES OnError.java
//SOURCES SkipLog.java

import cli.Cli;
import cli.Problem;
import cli.Stop;
import encoding.NotNow;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Event;
import output.Place;
import output.Report;

/** What becomes of a message that cannot be decoded, or that failed once too often. After it, its offset may be committed. */
public final class LastResort implements AutoCloseable {

    private final Optional<OnError> asked;
    private final Optional<DeadLetters> deadLetters;
    private final Report report;
    private final SkipLog log;

    /** @param asked what the user wants; without a word a failure stops the program, and what cannot be decoded is skipped */
    public LastResort(Optional<OnError> asked, Optional<DeadLetters> deadLetters, Report report) {
        this.asked = asked;
        this.deadLetters = deadLetters;
        this.report = report;
        this.log = new SkipLog(report::talk);
    }

    public void undecodable(ConsumerRecord<byte[], byte[]> record, String reason) throws NotNow {
        giveUp(asked.orElse(OnError.SKIP), record, "it cannot be decoded: " + reason);
    }

    /** Whether a failure, after all its retries, ends the program: then there is no need to find the culprit in a batch. */
    public boolean stopsOnFailure() {
        return onFailure() == OnError.STOP;
    }

    public void failed(ConsumerRecord<byte[], byte[]> record, String reason) throws NotNow {
        giveUp(onFailure(), record, "it cannot be processed: " + reason);
    }

    /** "Done, all of it" is not true of a run that skipped what nobody had asked it to skip. */
    public int exitCode(Stop stop) {
        var skipped = report.progress().count("skipped");
        if (stop.requested() || skipped == 0 || asked.isPresent()) {
            return stop.exitCode();
        }
        var what = skipped == 1 ? " undecodable message was skipped" : " undecodable messages were skipped";
        report.talk("Not all is done: " + skipped + what + ", and nobody had asked for that. "
                + "If it is right, say --on-error skip; to keep such messages, --on-error dlt.");
        return Cli.FAILED;
    }

    @Override
    public void close() {
        log.finish();
        deadLetters.ifPresent(DeadLetters::close);
    }

    private OnError onFailure() {
        return asked.orElse(OnError.STOP);
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
