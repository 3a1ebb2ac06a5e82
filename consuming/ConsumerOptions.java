package consuming;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Connection.java
//SOURCES ../cli/Stop.java
//SOURCES ../encoding/Format.java
//SOURCES ../output/OutputOptions.java
//SOURCES ../output/Report.java
//SOURCES ../preflight/LeaderWatch.java
//SOURCES ../preflight/Offsets.java
//SOURCES ../preflight/Sharing.java
//SOURCES ../preflight/Target.java
//SOURCES ../registry/RegistryOptions.java
//SOURCES Handling.java
//SOURCES Reading.java
//SOURCES Run.java

import cli.Connection;
import cli.Stop;
import encoding.Format;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import output.OutputOptions;
import output.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import preflight.LeaderWatch;
import preflight.Offsets;
import preflight.Sharing;
import preflight.Target;
import registry.RegistryOptions;
import registry.Schemas;

/** The options that both consumers share, and what they come to before the loop begins. */
public final class ConsumerOptions {

    /** What -X and --config may not touch: with other values of these the programs would not keep their promise. */
    private static final Set<String> RESERVED = Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, // --from says it
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    @Mixin
    Connection connection;

    @Option(names = {"-g", "--group"}, paramLabel = "GROUP", description = "The consumer group.")
    String group;

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", defaultValue = "json", description = Format.TO_READ)
    Format format;

    @Mixin
    RegistryOptions registry;

    @Mixin
    Reading reading;

    @Mixin
    Handling handling;

    @Mixin
    OutputOptions output;

    /** @param group unless the user names another */
    public ConsumerOptions(String group) {
        this.group = group;
    }

    public String topic() {
        return connection.topic();
    }

    public Format format() {
        return format;
    }

    /** Settings of the client that both consumers have; what the user says beats them, but for those that are reserved. */
    public Map<String, Object> settings(String... reserved) {
        var settings = connection.settings(Map.of(
                // The default, latest, would pass over what was sent before the group's first commit.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                // A misspelt topic is an error, not a new topic.
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                // A frozen broker is given up when others have taken over from it, after some 9 s, and not after 30.
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                // Its partitions go on as soon as they have a new leader, also while its own answer is still waited for.
                ConsumerConfig.METADATA_MAX_AGE_CONFIG, 2_000,
                // An idle fetch is answered after a tenth of a second and not after half of one: close() waits for it.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100), reserved(reserved));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return settings;
    }

    private static Set<String> reserved(String... more) {
        return Stream.concat(RESERVED.stream(), Stream.of(more)).collect(Collectors.toSet());
    }

    /** How many messages a batch may have, unless the user says so. */
    public int largestBatch() {
        return handling.largestBatch();
    }

    public Schemas schemas(Consumer<?, ?> consumer) {
        return registry.toRead(connection, consumer);
    }

    /** For tests, which cannot wait as long. */
    public void registryMayLag(Duration longest) {
        registry.longestLag = longest;
    }

    /** Looks at the cluster first: without it, or without the topic, polls would return nothing for ever. */
    public Run begin(Map<String, Object> settings) {
        var report = output.report();
        connection.sayWhatIsUnknown(ConsumerConfig.configNames(), report);
        try (var asking = Target.ask(settings)) {
            var target = Target.find(asking.admin(), settings, topic(), report);
            settings.computeIfAbsent(ConsumerConfig.GROUP_PROTOCOL_CONFIG, unsaid -> target.groupProtocol(report));
            checkGroupProtocol(settings, report);
            var offsets = Offsets.await(asking.admin(), target, group, report);
            var starts = reading.starts(asking.admin(), target, offsets, group, report);
            handling.checkDeadLetters(asking.admin(), target);
            var stop = Stop.onSignals(STOP_WITHIN, "What was not committed is read again.");
            var end = reading.end(offsets, starts);
            var run = run(settings, report, stop, starts, end, lastResort(settings, report, stop));
            run.leaderWatch().start(settings);
            return run;
        }
    }

    /** The same where it is known already what the cluster would say. */
    public Run run(Map<String, Object> settings, Report report, Stop stop, Starts starts, Optional<EndOfTopic> end,
            LastResort lastResort) {
        var member = settings.get(ConsumerConfig.CLIENT_ID_CONFIG).toString();
        var standby = new Standby(report, Standby.LONG, () -> Sharing.ask(settings, group, topic()).sentence());
        return new Run(member, report, stop, starts, reading.limit(end), handling.firstRecords(), handling.handler(report, stop),
                handling.attempts(report, stop), lastResort, new Commits(report, stop), standby,
                new LeaderWatch(report, Set.of()));
    }

    public LastResort lastResort(Map<String, Object> clientSettings, Report report, Stop stop) {
        return handling.lastResort(clientSettings, group, report, stop);
    }

    private static void checkGroupProtocol(Map<String, Object> settings, Report report) {
        var isClassic = settings.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG).toString().equalsIgnoreCase("classic");
        if (isClassic) {
            // As our brokers have it for the new groups: the partitions of a killed member move after 12 s and not after 45,
            // and those of a living one within half a second of a member that joins, and not within 3.
            settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 12_000);
            settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
        } else if (Boolean.TRUE.equals(settings.get(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG))) {
            report.talk("group.protocol=consumer commits automatically from a second thread,"
                    + " now and then what it has just handed out, and a kill loses that."
                    + " To be safe, say --commit manual, or leave group.protocol out.");
        }
    }
}
