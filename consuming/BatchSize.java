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

    @Option(names = "--max-batch", paramLabel = "N",
            description = "A batch has at most this many. Default: 5000, or 500 with --exec.")
    Integer max;

    @Option(names = "--max-wait", paramLabel = "D", converter = Durations.class,
            description = "A smaller batch is taken when its oldest message has waited this long. Default: it waits for ever.")
    Duration wait;

    /**
     * Polled only while a batch has fewer than the least, so many at once never make it larger than the most.
     *
     * @param usually the most, unless the user says otherwise
     */
    public int maxPollRecords(int usually) {
        var most = max == null ? usually : max;
        if (min < 1 || most < min) {
            throw new ParameterException(program.commandLine(), "--min-batch is " + min + " and --max-batch " + most
                    + ": the first must be at least 1, the second at least as much.");
        }
        return most - min + 1;
    }

    int min() {
        return min;
    }

    Optional<Duration> longestWait() {
        return Optional.ofNullable(wait);
    }
}
