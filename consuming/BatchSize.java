package consuming;

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../cli/Durations.java

import cli.Durations;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How large a batch is, and how long it may take to get that large. */
public final class BatchSize {

    @Spec(Spec.Target.MIXEE)
    CommandSpec program;

    @Option(names = "--min-batch", paramLabel = "N", defaultValue = "10",
            description = "A batch has at least this many messages.")
    int min;

    @Option(names = "--max-batch", paramLabel = "N", defaultValue = "500",
            description = "A batch has at most this many messages.")
    int max;

    @Option(names = "--max-wait", paramLabel = "D", converter = Durations.class,
            description = "A smaller batch is taken when its oldest message has waited this long. Default: it waits for ever.")
    Duration wait;

    public void check() {
        if (min < 1 || max < min) {
            throw new ParameterException(program.commandLine(), "--min-batch is " + min + " and --max-batch " + max
                    + ": the first must be at least 1, the second at least as much.");
        }
    }

    /** Polled only while a batch has fewer than the least, so many at once never make it larger than the most. */
    public int maxPollRecords() {
        return max - min + 1;
    }

    int min() {
        return min;
    }

    Optional<Duration> longestWait() {
        return Optional.ofNullable(wait);
    }
}
