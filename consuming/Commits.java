package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/KafkaProblems.java
//SOURCES ../cli/Stop.java
//SOURCES ../output/Event.java
//SOURCES ../output/Report.java

import cli.KafkaProblems;
import cli.Stop;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.WakeupException;
import output.Event;
import output.Report;

/** Commits of explicit offsets, and what it means when one fails. */
public final class Commits {

    private static final Duration WITHIN = Duration.ofSeconds(3);

    private final Report report;
    private final Stop stop;
    private boolean failedAtStop;

    /** What the commit covers that has to be repeated. */
    private String uncommitted = "";

    public Commits(Report report, Stop stop) {
        this.report = report;
        this.stop = stop;
    }

    /** What the group has committed; empty while nobody can say, or when this member is one no longer. */
    static Optional<Map<TopicPartition, OffsetAndMetadata>> asked(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration within) {
        try {
            return Optional.of(partitions.isEmpty() ? Map.of() : consumer.committed(Set.copyOf(partitions), within));
        } catch (TimeoutException | UnknownMemberIdException | StaleMemberEpochException e) {
            return Optional.empty();
        }
    }

    /**
     * True when it is done. When not, it is to be made again after a poll, in which the client says where the partitions are
     * another member's by now. Stdout takes everything that was printed before the commit that covers it, or this throws.
     * After one that failed while the program stops no other is tried: the stop has a time limit.
     */
    public boolean commit(Consumer<?, ?> consumer, String what, Map<TopicPartition, OffsetAndMetadata> offsets) {
        report.flush();
        if (failedAtStop) {
            return false;
        }
        var done = tryTo(consumer, what, Map.copyOf(offsets));
        failedAtStop = stop.requested() && !done;
        uncommitted = done ? "" : what;
        return done;
    }

    /** What the last commit was to cover, when it was not done. */
    public String uncommitted() {
        return uncommitted;
    }

    /** Not all was in order then: what was processed last will be processed again. */
    public boolean haveFailedAtStop() {
        return failedAtStop;
    }

    /**
     * How to close the consumer: it leaves the group, so that others have its partitions at once. Where the last commit was not
     * answered it does not try: such a wait may take 10 s, whatever time limit close() is given.
     */
    public CloseOptions closeOptions() {
        var options = CloseOptions.timeout(WITHIN);
        return failedAtStop ? options.withGroupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP) : options;
    }

    private boolean tryTo(Consumer<?, ?> consumer, String what, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            sync(consumer, offsets);
            report.event(new Event.Committed(what, offsets));
            return true;
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            if (!what.equals(uncommitted)) { // once is enough
                report.warn(what + " is processed but not committed yet, so it may be processed again: "
                        + KafkaProblems.sentence(e));
            }
            return false;
        }
    }

    private static void sync(Consumer<?, ?> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, WITHIN);
        } catch (WakeupException e) {
            consumer.commitSync(offsets, WITHIN); // the stop signal came first; the poll loop sees it next
        }
    }
}
