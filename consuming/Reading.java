package consuming;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Durations.java
//SOURCES EndOfTopic.java
//SOURCES ../cli/Natural.java
//SOURCES ../output/Report.java
//SOURCES Starts.java
//SOURCES ../preflight/Target.java

import cli.Durations;
import cli.Natural;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import output.Report;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import preflight.Target;

/** Where a consumer starts and where it ends: the options that both consumers share. */
public final class Reading {

    /** What -X and --config may not touch: with other values of these the programs would not keep their promise. */
    public static final Set<String> RESERVED = Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, // --from says it
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

    @Option(names = "--from", paramLabel = "WHERE", defaultValue = "earliest", converter = Start.Converter.class,
            description = "Where a group starts that has committed nothing in the topic: earliest, latest, "
                    + "or a duration ago (30s, 5m, 2h, 7d).")
    Start from;

    @Option(names = "--count", paramLabel = "N", converter = Natural.class, description = "Stop after N processed messages.")
    Long count;

    @Option(names = "--exit-at-end", description = "Stop when the group has caught up with the end as it was at the start.")
    boolean exitAtEnd;

    /** Where this run begins, as --from has it. */
    public Starts starts(Admin admin, Target target, String group) {
        return Starts.ofBegunGroup(admin, target, group).orElseGet(() -> switch (from.word) {
            case "earliest" -> Starts.earliest();
            case "latest" -> Starts.latest(admin, target);
            default -> Starts.ago(from.ago, from.word.replaceFirst("(?<=\\d)(?=[a-z])", " ") + " ago", admin, target);
        });
    }

    /** When this run is over. */
    public Limit limit(Admin admin, Target target, String group, Starts starts) {
        var end = exitAtEnd ? Optional.of(EndOfTopic.asOfNow(admin, target, group, starts)) : Optional.<EndOfTopic>empty();
        return new Limit(count == null ? Long.MAX_VALUE : count, end);
    }

    public record Limit(long count, Optional<EndOfTopic> end) {

        public boolean isReached(Report report, Consumer<?, ?> consumer) {
            return countIsReached(report) || end.isPresent() && end.get().reachedByGroup(consumer);
        }

        public boolean countIsReached(Report report) {
            return count < Long.MAX_VALUE && left(report) <= 0;
        }

        /** How many messages are still to be processed. */
        public long left(Report report) {
            return count - report.progress().count("processed");
        }

        /** Nothing is left to poll for in this member's partitions, where that matters. */
        public boolean memberIsDone(Consumer<?, ?> consumer) {
            return end.isPresent() && end.get().reachedByMember(consumer);
        }
    }

    record Start(String word, Duration ago) {

        static final class Converter implements ITypeConverter<Start> {

            @Override
            public Start convert(String text) {
                return text.equals("earliest") || text.equals("latest") ? new Start(text, null) : new Start(text, new Durations().convert(text));
            }
        }
    }
}
