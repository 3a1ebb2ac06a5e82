package consuming;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Durations.java
//SOURCES ../cli/Natural.java
//SOURCES ../preflight/Offsets.java
//SOURCES ../preflight/Target.java
//SOURCES EndOfTopic.java
//SOURCES Limit.java
//SOURCES Starts.java

import cli.Durations;
import cli.Natural;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import preflight.Offsets;
import preflight.Target;

/** Where a consumer starts and where it ends. */
public final class Reading {

    @Option(names = "--from", paramLabel = "WHERE", defaultValue = "earliest", converter = From.Converter.class,
            description = "Where a group starts that has committed nothing in the topic: earliest, latest, "
                    + "or a duration ago (30s, 5m, 2h, 7d).")
    From from;

    @Option(names = "--count", paramLabel = "N", converter = Natural.class, description = "Stop after N processed messages.")
    Long count;

    @Option(names = "--exit-at-end", description = "Stop when the group has caught up with the end as it was at the start.")
    boolean exitAtEnd;

    Starts starts(Admin admin, Target target, Offsets offsets) {
        if (!offsets.committed().isEmpty()) {
            return Starts.ofBegunGroup(offsets);
        }
        return switch (from.word) {
            case "earliest" -> Starts.earliest();
            case "latest" -> new Starts("end", offsets.end());
            default -> Starts.ago(from.ago, from.word.replaceFirst("(?<=\\d)(?=[a-z])", " ") + " ago", admin, target, offsets);
        };
    }

    Optional<EndOfTopic> end(Offsets offsets, Starts starts) {
        return exitAtEnd ? Optional.of(EndOfTopic.asOf(offsets, starts)) : Optional.empty();
    }

    Limit limit(Optional<EndOfTopic> end) {
        return new Limit(count == null ? Long.MAX_VALUE : count, end);
    }

    record From(String word, Duration ago) {

        static final class Converter implements ITypeConverter<From> {

            @Override
            public From convert(String text) {
                var ago = text.equals("earliest") || text.equals("latest") ? null : new Durations().convert(text);
                return new From(text, ago);
            }
        }
    }
}
