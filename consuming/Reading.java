package consuming;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Durations.java
//SOURCES ../cli/Launch.java
//SOURCES ../cli/Natural.java
//SOURCES ../output/Report.java
//SOURCES ../output/SafeText.java
//SOURCES ../preflight/Offsets.java
//SOURCES ../preflight/Target.java
//SOURCES EndOfTopic.java
//SOURCES Limit.java
//SOURCES Starts.java

import cli.Durations;
import cli.Launch;
import cli.Natural;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import output.Report;
import output.SafeText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import preflight.Offsets;
import preflight.Target;

/** Where a consumer starts and where it ends. */
public final class Reading {

    @Option(names = "--from", paramLabel = "WHERE", converter = From.Converter.class,
            description = "Where a group starts that has committed nothing in the topic: earliest, latest, "
                    + "or a duration ago (30s, 5m, 2h, 7d). Default: earliest")
    From from;

    @Option(names = "--count", paramLabel = "N", converter = Natural.class, description = "Stop after N processed messages.")
    Long count;

    @Option(names = "--exit-at-end", description = "Stop when the group has caught up with the end as it was at the start.")
    boolean exitAtEnd;

    Starts starts(Admin admin, Target target, Offsets offsets, String group, Report report) {
        if (!offsets.committed().isEmpty()) {
            sayThatItHasBegun(group, report);
            return Starts.ofBegunGroup(offsets);
        } else if (from == null) {
            return Starts.earliest();
        }
        return switch (from.word) {
            case "earliest" -> Starts.earliest();
            case "latest" -> new Starts("end", offsets.end());
            default -> Starts.ago(from.ago, from.word.replaceFirst("(?<=\\d)(?=[a-z])", " ") + " ago", admin, target, offsets);
        };
    }

    private void sayThatItHasBegun(String group, Report report) {
        if (from != null) {
            report.warn("Group " + SafeText.of(group) + " has commits and goes on from them: --from " + from.word
                    + " changes nothing. Choose another --group, or move this one: "
                    + Launch.command("Cluster.java reset " + Launch.word(SafeText.of(group)) + " --to " + from.word));
        }
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
                return new From(text, text.equals("earliest") || text.equals("latest") ? null : ago(text));
            }

            private static Duration ago(String text) {
                try {
                    return new Durations().convert(text);
                } catch (TypeConversionException e) {
                    throw new TypeConversionException("'" + text + "' is no place to start: write earliest, latest,"
                            + " or how long ago, as in 30s, 5m, 2h or 7d.");
                }
            }
        }
    }
}
