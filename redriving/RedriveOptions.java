package redriving;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Connection.java
//SOURCES ../cli/Stop.java
//SOURCES ../consuming/Commits.java
//SOURCES ../consuming/Standby.java
//SOURCES ../output/OutputOptions.java
//SOURCES ../output/Report.java
//SOURCES ../preflight/LeaderWatch.java
//SOURCES ../preflight/Sharing.java
//SOURCES Backlog.java
//SOURCES Redriving.java
//SOURCES Route.java

import cli.Connection;
import cli.Stop;
import consuming.Commits;
import consuming.Standby;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import output.OutputOptions;
import output.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import preflight.LeaderWatch;
import preflight.Sharing;

/** What the user says, and what it comes to before the loop begins. */
public final class RedriveOptions {

    /** What -X and --config may not touch: the promise rests on these. */
    private static final Set<String> RESERVED = Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    @Spec(Spec.Target.MIXEE)
    CommandSpec program;

    @Mixin
    Connection connection;

    @Option(names = "--to", paramLabel = "TARGET", description = "Send all letters of TOPIC-dlt to this topic, whatever topic"
            + " their headers name. Without it they go to TOPIC; one that names another is refused, and it and those behind it"
            + " in its partition stay.")
    String to;

    @Option(names = "--dry-run", description = "Show what would be sent; send nothing and commit nothing.")
    boolean dryRun;

    @Mixin
    OutputOptions output;

    public boolean dryRun() {
        return dryRun;
    }

    public Route route() {
        if (connection.topic().endsWith("-dlt")) {
            throw new ParameterException(program.commandLine(), "--topic is the topic that dead letters go back to: --topic "
                    + connection.topic().replaceFirst("-dlt$", "") + ".");
        }
        return new Route(connection.topic(), Optional.ofNullable(to));
    }

    /** Settings of both clients; what the user says beats them, but for those that are reserved. */
    public Map<String, Object> settings(Map<String, Object> own) {
        var settings = connection.settings(own, RESERVED);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, route().group());
        // What a commit names may be deleted by now: then the oldest that there is comes next.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /** Looks at the cluster first, and at both topics. */
    public Redriving begin(Map<String, Object> settings) {
        var report = output.report();
        var known = new HashSet<>(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        connection.sayWhatIsUnknown(known, report);
        var backlog = Backlog.find(settings, route(), report);
        new LeaderWatch(report, backlog.ofBothTopics()).start(settings);
        var stop = Stop.onSignals(STOP_WITHIN, "What was not committed is sent again by the next call.");
        return run(settings, report, stop, backlog);
    }

    /** The same where it is known already what the cluster would say. */
    public Redriving run(Map<String, Object> settings, Report report, Stop stop, Backlog backlog) {
        var member = settings.get(ConsumerConfig.CLIENT_ID_CONFIG).toString();
        var standby = new Standby(report, Standby.LONG,
                () -> Sharing.ask(settings, route().group(), route().letters()).sentence());
        return new Redriving(member, report, stop, backlog, new Commits(report, stop), standby);
    }
}
