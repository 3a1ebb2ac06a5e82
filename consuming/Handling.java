package consuming;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Durations.java
//SOURCES ../cli/Natural.java
//SOURCES ../cli/Stop.java
//SOURCES ../output/Headers.java
//SOURCES ../output/RawRecord.java
//SOURCES ../output/Report.java
//SOURCES ../preflight/Target.java
//SOURCES Attempts.java
//SOURCES Command.java
//SOURCES DeadLetters.java
//SOURCES Failure.java
//SOURCES FirstRecords.java
//SOURCES Handler.java
//SOURCES LastResort.java
//SOURCES Processed.java
//SOURCES Teaching.java

import cli.Durations;
import cli.Natural;
import cli.Stop;
import consuming.Failure.OnError;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Details;
import output.Headers;
import output.Origin;
import output.RawRecord;
import output.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import preflight.Target;

/** How messages are processed, and what becomes of those that cannot be. */
public final class Handling {

    /** A commit takes as long as some thousand messages do: with smaller batches most of the time would go into commits. */
    private static final int LARGEST_BATCH = 5_000;

    /** At two a second it is done within the five minutes of max.poll.interval.ms, after which the member is expelled. */
    private static final int LARGEST_SLOW_BATCH = 500;

    @Option(names = "--exec", paramLabel = "COMMAND", description = "Process by this shell command instead of printing: "
            + "JSON lines on its stdin; an exit code that is not 0 is a failure.")
    String command;

    @Option(names = "--retries", paramLabel = "N", defaultValue = "10", converter = Natural.class,
            description = "How often what fails is tried again.")
    long retries;

    @Option(names = "--backoff", paramLabel = "D", defaultValue = "100ms", converter = Durations.class,
            description = "The pause before the first retry; it doubles up to 30s.")
    Duration backoff;

    @Option(names = "--on-error", paramLabel = "WHAT",
            description = "What then becomes of it, and of a message that cannot be decoded: stop, skip or dlt (to TOPIC-dlt)."
                    + " Default: stop for failures, skip for undecodable messages.")
    OnError onError;

    @Option(names = "--headers", description = "Show the headers of each message, and of what is skipped: where a dead letter is"
            + " from, and why it is one. A dead letter that cannot be decoded is then shown as far as it goes, and not a fault.")
    boolean headers;

    @Mixin
    Teaching teaching;

    /** Processes messages and then says so. Where there is no command, saying so is the processing. */
    public Handler handler(Report report, Stop stop) {
        var processed = new Processed();
        var exec = command == null ? Optional.<Command>empty() : Optional.of(Command.of(command, report.style(), stop));
        return messages -> {
            if (takesTime()) {
                report.flush(); // what is done so far is seen, however long this takes
            }
            teaching.trouble(messages, stop);
            if (exec.isPresent()) {
                exec.get().handle(messages);
            }
            for (var message : messages) {
                var event = processed.add(message.record()) ? message.asAgain() : message;
                report.event(event, headers ? new Headers(message.record()) : Details.NONE);
                teaching.crash(report);
            }
        };
    }

    private boolean takesTime() {
        return command != null || teaching.takesTime();
    }

    /** How many messages a batch may have, unless the user says so. */
    int largestBatch() {
        return takesTime() ? LARGEST_SLOW_BATCH : LARGEST_BATCH;
    }

    public Attempts attempts(Report report, Stop stop) {
        return new Attempts(retries, backoff, report, stop);
    }

    /** Dead letters that have nowhere to go are found out about now, and not with the first of them. */
    void checkDeadLetters(Admin admin, Target target) {
        if (onError == OnError.DLT) {
            DeadLetters.check(admin, target);
        }
    }

    public FirstRecords firstRecords() {
        return onError == OnError.SKIP ? FirstRecords.beyondDoubt() : new FirstRecords(Duration.ofSeconds(2), this::isToBeShown);
    }

    public LastResort lastResort(Map<String, Object> clientSettings, String group, Report report, Stop stop) {
        var letters = onError == OnError.DLT ? DeadLetters.open(clientSettings, group, stop) : null;
        return new LastResort(Optional.ofNullable(onError), Optional.ofNullable(letters), report,
                headers ? RawRecord::new : record -> Details.NONE, this::isToBeShown);
    }

    /** Whoever reads dead letters expects some that cannot be decoded: to have them shown is all that was asked for. */
    private boolean isToBeShown(ConsumerRecord<byte[], byte[]> record) {
        return headers && command == null && Origin.of(record).isOfDeadLetter();
    }
}
