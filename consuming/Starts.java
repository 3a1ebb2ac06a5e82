package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/KafkaProblems.java
//SOURCES ../output/Event.java
//SOURCES ../output/Report.java
//SOURCES ../preflight/Offsets.java
//SOURCES ../preflight/Target.java
//SOURCES BackOff.java
//SOURCES Commits.java

import cli.KafkaProblems;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import output.Event;
import output.Report;
import preflight.Offsets;
import preflight.Target;

/**
 * Where a member begins to read each partition that it is assigned: at the group's commit; without one, where --from says.
 * The client has auto.offset.reset for that, and it loses messages: it looks for "the end" or "5 s ago" anew at each start
 * and each rebalance until something is committed, and passes over what came before. Here --from is looked up once, at the
 * start of the program, and committed before any record is handled. Whatever has no such start begins at the earliest offset,
 * and so does a partition whose log does not have what its commit names.
 */
public final class Starts {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private final String why;
    private final Map<TopicPartition, Long> offsets;
    private final Map<TopicPartition, OutOfRange> outOfRange;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    /** Of these nobody could say yet whether the group has a commit. */
    private final Set<TopicPartition> unasked = new HashSet<>();

    private record OutOfRange(long commit, long earliest) { }

    private Starts(String why, Map<TopicPartition, Long> offsets, Map<TopicPartition, OutOfRange> outOfRange) {
        this.why = why;
        this.offsets = offsets;
        this.outOfRange = outOfRange;
    }

    /** @param offsets where partitions begin that have no commit */
    public Starts(String why, Map<TopicPartition, Long> offsets) {
        this(why, offsets, Map.of());
    }

    public static Starts earliest() {
        return new Starts("earliest", Map.of());
    }

    /** A group that has committed anything in the topic has begun already, whatever --from says, and misses nothing of it. */
    public static Starts ofBegunGroup(Offsets offsets) {
        var outOfRange = new HashMap<TopicPartition, OutOfRange>();
        offsets.committed().forEach((partition, commit) -> {
            var first = offsets.first().get(partition);
            if (first != null && (commit < first || commit > offsets.end().get(partition))) {
                outOfRange.put(partition, new OutOfRange(commit, first));
            }
        });
        return new Starts("earliest", Map.of(), outOfRange);
    }

    /** Where a partition has nothing as young as that: its end, which was asked for before, so that nothing falls between. */
    static Starts ago(Duration ago, String why, Admin admin, Target target, Offsets offsets) {
        var starts = new HashMap<>(offsets.end());
        var young = target.offsets(admin, OffsetSpec.forTimestamp(System.currentTimeMillis() - ago.toMillis()));
        young.values().removeIf(offset -> offset < 0);
        starts.putAll(young);
        return new Starts(why, starts);
    }

    /** Whether this partition begins elsewhere than at its commit or its earliest offset. */
    boolean has(TopicPartition partition) {
        return offsets.containsKey(partition) || outOfRange.containsKey(partition);
    }

    /** To be called when partitions are assigned. Says from where each will be read. */
    public List<Event.Start> seek(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var committed = Commits.asked(consumer, partitions, ANSWER_WITHIN); // asked again after the poll if nobody knows
        if (committed.isEmpty()) {
            unasked.addAll(partitions);
            // Or the client may hand out what lies before the start.
            partitions.stream().filter(this::isUnknown).forEach(one -> BackOff.ifStillOurs(() -> consumer.pause(List.of(one))));
            var unknown = OptionalLong.empty();
            return partitions.stream().map(partition -> new Event.Start(partition, unknown, "not known yet")).toList();
        }
        partitions.stream().filter(this::isUnknown).forEach(one -> BackOff.ifStillOurs(() -> consumer.resume(List.of(one))));
        unasked.removeAll(partitions);
        return partitions.stream().map(partition -> start(consumer, partition, committed.get().get(partition))).toList();
    }

    private Event.Start start(Consumer<?, ?> consumer, TopicPartition partition, OffsetAndMetadata commit) {
        var lost = outOfRange.get(partition);
        if (commit != null && lost != null && commit.offset() == lost.commit) {
            return begin(consumer, partition, lost.earliest, "earliest instead of " + lost.commit);
        } else if (commit != null) {
            return new Event.Start(partition, OptionalLong.of(commit.offset()), Event.Start.COMMIT);
        } else if (offsets.containsKey(partition)) {
            return begin(consumer, partition, offsets.get(partition), why);
        }
        return new Event.Start(partition, OptionalLong.empty(), "earliest");
    }

    private Event.Start begin(Consumer<?, ?> consumer, TopicPartition partition, long offset, String reason) {
        consumer.seek(partition, offset);
        uncommitted.put(partition, new OffsetAndMetadata(offset));
        return new Event.Start(partition, OptionalLong.of(offset), reason);
    }

    /** It is paused until somebody can say whether it begins at a commit or at its start. */
    public boolean isUnknown(TopicPartition partition) {
        return unasked.contains(partition) && offsets.containsKey(partition);
    }

    /** Nothing is left to be asked or committed. */
    public boolean areSettled() {
        return uncommitted.isEmpty() && unasked.isEmpty();
    }

    /** To be called after each poll: false while a start could not be committed, and then nothing may be handled. */
    public boolean areCommitted(Consumer<?, ?> consumer, String member, Report report) {
        if (!unasked.isEmpty()) {
            try {
                report.assigned(member, seek(consumer, Set.copyOf(unasked)));
            } catch (IllegalStateException e) {
                return false; // the client's own thread took a partition away meanwhile, and the next poll says so
            }
        }
        return unasked.isEmpty() && (uncommitted.isEmpty() || commit(consumer, report));
    }

    private boolean commit(Consumer<?, ?> consumer, Report report) {
        try {
            consumer.commitSync(Map.copyOf(uncommitted), ANSWER_WITHIN);
            uncommitted.clear();
            return true;
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            report.warn("Where the group starts could not be committed yet, so nothing is read: " + KafkaProblems.sentence(e));
            return false;
        }
    }

    /** To be called when partitions are gone. */
    public void forget(Collection<TopicPartition> partitions) {
        uncommitted.keySet().removeAll(partitions);
        unasked.removeAll(partitions);
    }
}
