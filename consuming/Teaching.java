package consuming;

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../output/Delivery.java
//SOURCES ../cli/Durations.java
//SOURCES ../output/Report.java
//SOURCES ../cli/Stop.java
//SOURCES Handler.java

import cli.Durations;
import cli.Stop;
import java.time.Duration;
import java.util.List;
import output.Delivery;
import output.Report;
import picocli.CommandLine.Option;

/** Slow, failing and crashing handlers on purpose, to see what Kafka makes of them. Hidden unless asked for by name. */
public final class Teaching {

    private static final int KILLED = 137;
    private static final Duration GRACE = Duration.ofSeconds(4);

    @Option(names = "--work", paramLabel = "D", hidden = true, converter = Durations.class,
            description = "Time that each message takes.")
    Duration work = Duration.ZERO;

    @Option(names = "--fail-every", paramLabel = "N", hidden = true, description = "Every Nth message handled fails.")
    int failEvery;

    @Option(names = "--crash-after", paramLabel = "N", hidden = true, 
            description = "After N processed messages halt, closing nothing.")
    long crashAfter;

    private long handled;

    /** Takes its time and fails, as was asked for. */
    void trouble(List<Delivery> messages, Stop stop) throws Handler.Failed {
        for (var message : messages) {
            work(stop);
            failSometimes(message);
        }
    }

    boolean takesTime() {
        return !work.isZero();
    }

    /** After N processed messages and before anything that covers the last of them is committed. */
    void crash(Report report) {
        if (crashAfter > 0 && report.progress().count("processed") >= crashAfter) {
            report.flush();
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private void work(Stop stop) throws Handler.Failed {
        var left = work;
        while (left.compareTo(Duration.ZERO) > 0) {
            var slice = left.compareTo(Duration.ofMillis(100)) < 0 ? left : Duration.ofMillis(100);
            sleep(slice);
            left = left.minus(slice);
            if (stop.since().compareTo(GRACE) > 0) {
                throw new Handler.Failed("still at work " + GRACE.toSeconds() + " s after the stop");
            }
        }
    }

    private static void sleep(Duration duration) throws Handler.Failed {
        try {
            Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            throw new Handler.Failed("interrupted", e);
        }
    }

    private void failSometimes(Delivery message) throws Handler.Failed {
        if (failEvery > 0 && ++handled % failEvery == 0) {
            throw new Handler.Failed("simulated failure at id " + message.id());
        }
    }
}
