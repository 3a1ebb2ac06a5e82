package cli;

//DEPS info.picocli:picocli:4.7.7

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them (250ms, 1.5s, 30s, 5m, 2h, 7d) and as ISO 8601 does (PT5M). */
public final class Durations implements ITypeConverter<Duration> {

    private static final Pattern SHORT = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Map<String, Double> MILLIS = Map.of("ms", 1.0, "s", 1e3, "m", 60e3, "h", 3600e3, "d", 86400e3);

    @Override
    public Duration convert(String text) {
        var parts = SHORT.matcher(text.trim());
        if (parts.matches()) {
            return Duration.ofNanos((long) (Double.parseDouble(parts.group(1)) * MILLIS.get(parts.group(2)) * 1e6));
        }
        try {
            var duration = Duration.parse(text.trim());
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // said below, in our words
        }
        throw new TypeConversionException("'" + text + "' is not a duration: write 250ms, 30s, 5m, 2h, 7d or PT5M.");
    }
}
