package cluster;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Durations.java

import cli.Durations;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a consumer group is to go on. */
public sealed interface ResetTo {

    String HELP = "Where it is to go on in all topics that it has committed in: earliest, latest, or how long ago (5m, 2h, 7d);"
            + " or offsets, as consumers print them: messages-0@312,messages-1@40";

    /** The same for all partitions. */
    record Everywhere(OffsetSpec spec) implements ResetTo {
    }

    /** An offset for each of these. */
    record Offsets(Map<TopicPartition, Long> offsets) implements ResetTo {
    }

    final class Converter implements ITypeConverter<ResetTo> {

        /** As 'assigned' and 'committed' have it: messages-0@312 */
        private static final Pattern OFFSET = Pattern.compile("([a-zA-Z0-9._-]+)-(\\d{1,9})@(\\d{1,18})");

        @Override
        public ResetTo convert(String text) {
            return switch (text) {
                case "earliest" -> new Everywhere(OffsetSpec.earliest());
                case "latest" -> new Everywhere(OffsetSpec.latest());
                default -> text.contains("@") ? offsets(text) : ago(text);
            };
        }

        private static ResetTo ago(String text) {
            try {
                var millis = new Durations().convert(text).toMillis();
                return new Everywhere(OffsetSpec.forTimestamp(System.currentTimeMillis() - millis));
            } catch (TypeConversionException e) {
                throw wrong(text);
            }
        }

        private static ResetTo offsets(String text) {
            var offsets = new HashMap<TopicPartition, Long>();
            for (var part : text.split(",")) {
                var offset = OFFSET.matcher(part.strip());
                if (!offset.matches()) {
                    throw wrong(part.strip());
                }
                var partition = new TopicPartition(offset.group(1), Integer.parseInt(offset.group(2)));
                if (offsets.put(partition, Long.valueOf(offset.group(3))) != null) {
                    throw new TypeConversionException(partition + " is named twice.");
                }
            }
            return new Offsets(offsets);
        }

        private static TypeConversionException wrong(String text) {
            return new TypeConversionException("'" + text + "' is not a place to go on from: write earliest, latest, how long"
                    + " ago (30s, 5m, 2h, 7d), or offsets (messages-0@312,messages-1@40).");
        }
    }
}
