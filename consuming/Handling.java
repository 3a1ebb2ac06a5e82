package consuming;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Durations.java
//SOURCES ../cli/Natural.java
//SOURCES ../output/Report.java
//SOURCES ../cli/Stop.java
//SOURCES ../preflight/Target.java
//SOURCES Attempts.java
//SOURCES Backoff.java
//SOURCES Command.java
//SOURCES DeadLetters.java
//SOURCES FirstRecords.java
//SOURCES Handler.java
//SOURCES LastResort.java
//SOURCES OnError.java
//SOURCES Teaching.java

import cli.Durations;
import cli.Natural;
import cli.Stop;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import output.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import preflight.Target;

/** How messages are handled, and what then becomes of those that can't be: the options that both consumers share. */
public final class Handling {

    @Option(names = "--exec", paramLabel = "COMMAND",
            description = "Process by this shell command instead of printing: JSON lines on its stdin; an exit code that is not 0 is a failure.")
    String command;

    @Option(names = "--retries", paramLabel = "N", defaultValue = "10", converter = Natural.class, description = "How often what fails is tried again.")
    long retries;

    @Option(names = "--backoff", paramLabel = "D", defaultValue = "100ms", converter = Durations.class,
            description = "The pause before the first retry; it doubles up to 30s.")
    Duration backoff;

    @Option(names = "--on-error", paramLabel = "WHAT",
            description = "What then becomes of it, and of a message that cannot be decoded: stop, skip or dlt (to TOPIC-dlt). Default: stop for failures, skip for undecodable messages.")
    OnError onError;

    @Mixin
    Teaching teaching;

    public Handler handler(Report report, Stop stop) {
        var own = command == null ? Handler.NOTHING_BUT_PRINTING : Command.of(command, report.style(), stop);
        var handler = teaching.trouble(own, stop);
        if (command == null && !teaching.takesTime()) {
            return handler;
        }
        return messages -> {
            report.flush(); // what is done so far is seen, however long this takes
            handler.handle(messages);
        };
    }

    /** To be called after each processed message, before anything that covers it is committed. */
    public void crashIfAsked(Report report) {
        teaching.crash(report);
    }

    public Attempts attempts(Report report) {
        return new Attempts(retries, new Backoff(backoff), report);
    }

    /** Dead letters that have nowhere to go are found out about now, and not with the first of them. */
    public void checkDeadLetters(Admin admin, Target target) {
        if (onError == OnError.DLT) {
            DeadLetters.check(admin, target);
        }
    }

    public FirstRecords firstRecords() {
        return onError == OnError.SKIP ? FirstRecords.beyondDoubt() : new FirstRecords(Duration.ofSeconds(2));
    }

    public LastResort lastResort(Map<String, Object> clientSettings, String group, Report report, Stop stop) {
        var deadLetters = onError == OnError.DLT ? Optional.of(DeadLetters.open(clientSettings, group, stop)) : Optional.<DeadLetters>empty();
        return new LastResort(Optional.ofNullable(onError), deadLetters, report);
    }
}
