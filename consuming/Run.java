package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Cli.java
//SOURCES ../cli/Stop.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../output/Report.java
//SOURCES ../preflight/LeaderWatch.java
//SOURCES Attempts.java
//SOURCES Commits.java
//SOURCES Decoder.java
//SOURCES FirstRecords.java
//SOURCES Handler.java
//SOURCES LastResort.java
//SOURCES Limit.java
//SOURCES Standby.java
//SOURCES Starts.java
//SOURCES TryAgain.java

import cli.Cli;
import cli.Stop;
import encoding.NotNow;
import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import output.Report;
import preflight.LeaderWatch;

/** All that a consumer's loop needs and that is not Kafka: as the options have it, and as the cluster was found. */
public record Run(String member, Report report, Stop stop, Starts starts, Limit limit, FirstRecords firstRecords,
        Handler handler, Attempts attempts, LastResort lastResort, Commits commits, Standby standby, LeaderWatch leaderWatch)
        implements AutoCloseable {

    private static final Duration A_MOMENT = Duration.ofMillis(200);

    /** Stopped, or at its end. */
    public boolean isOver(Consumer<?, ?> consumer) {
        return stop.requested() || starts.areSettled() && limit.isReached(report, consumer);
    }

    /** No further message is to be processed. */
    public boolean isEnough() {
        return stop.requested() || limit.countIsReached(report);
    }

    /**
     * To be called after each poll. Nothing is processed before the group's start is committed and the format is beyond doubt.
     */
    public void requireReady(Consumer<?, ?> consumer, ConsumerRecords<byte[], byte[]> polled, Decoder decoder) throws TryAgain {
        try {
            if (!starts.areCommitted(consumer, member, report) || firstRecords.areInDoubt(polled, decoder)) {
                throw new TryAgain(A_MOMENT);
            }
            report.received(polled);
        } catch (NotNow e) {
            throw attempts.later(e);
        }
    }

    /** What a stop interrupts is left to the next run. */
    public void throwIfStopping() throws TryAgain {
        if (stop.requested()) {
            throw new TryAgain(Duration.ZERO);
        }
    }

    /** What was printed is out; how far behind this member is, and whether it has anything to do at all, is said. */
    public void showProgress(Consumer<?, ?> consumer) {
        report.flush();
        report.lag(consumer);
        standby.see(consumer.assignment());
        leaderWatch.see(consumer.assignment());
    }

    /** To be called when partitions are gone, and how: revoked or lost. */
    public void forget(Collection<TopicPartition> partitions, String how) {
        starts.forget(partitions);
        lastResort.forget(partitions);
        report.rebalanced(member, how, partitions);
    }

    public int exitCode() {
        if (commits.haveFailedAtStop() || !stop.requested() && lastResort.skippedUnasked()) {
            return Cli.FAILED;
        }
        return stop.exitCode();
    }

    @Override
    public void close() {
        lastResort.close();
        report.finish();
        if (!stop.requested()) {
            lastResort.sayWhatWasSkippedUnasked();
        }
    }
}
