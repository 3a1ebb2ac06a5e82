package cli;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Event.java
//SOURCES KafkaProblems.java
//SOURCES Report.java
//SOURCES Target.java

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Where a member begins to read each partition that it is assigned: at the group's commit; without one, where --from says.
 * The client has auto.offset.reset for that, and it loses messages: it looks for "the end" or "5 s ago" anew at each start
 * and each rebalance until something is committed, and passes over what came before. Here --from is looked up once, at the
 * start of the program, and committed before any record is handled. Whatever has no such start begins at the earliest offset.
 */
public final class Starts {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private final String why;
    private final Map<TopicPartition, Long> offsets;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    /** @param offsets where partitions begin that have no commit */
    public Starts(String why, Map<TopicPartition, Long> offsets) {
        this.why = why;
        this.offsets = offsets;
    }

    public static Starts earliest() {
        return new Starts("earliest", Map.of());
    }

    /** As of now; but a group that has committed anything in the topic has begun already, and misses nothing of it. */
    static Starts latest(Admin admin, Target target, String group) {
        var hasBegun = !target.committed(admin, group).isEmpty();
        return hasBegun ? earliest() : new Starts("end", target.offsets(admin, OffsetSpec.latest()));
    }

    /** The same. Where a partition has nothing as young as that: its end, asked for first, so that nothing falls between. */
    static Starts ago(Duration ago, String why, Admin admin, Target target, String group) {
        if (!target.committed(admin, group).isEmpty()) {
            return earliest();
        }
        var starts = target.offsets(admin, OffsetSpec.latest());
        var young = target.offsets(admin, OffsetSpec.forTimestamp(System.currentTimeMillis() - ago.toMillis()));
        young.values().removeIf(offset -> offset < 0);
        starts.putAll(young);
        return new Starts(why, starts);
    }

    /** Of a partition without a commit; empty when that is the earliest offset. */
    OptionalLong of(TopicPartition partition) {
        var offset = offsets.get(partition);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** To be called when partitions are assigned. Says from where each will be read. */
    public List<Event.Start> seek(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var committed = committed(consumer, partitions);
        if (committed.isEmpty()) { // the client will ask again, and the earliest offset is where it begins if there is none
            var unknown = OptionalLong.empty();
            return partitions.stream().map(partition -> new Event.Start(partition, unknown, "commit or earliest")).toList();
        }
        return partitions.stream().map(partition -> start(consumer, partition, committed.get().get(partition))).toList();
    }

    private Event.Start start(Consumer<?, ?> consumer, TopicPartition partition, OffsetAndMetadata commit) {
        if (commit != null) {
            return new Event.Start(partition, OptionalLong.of(commit.offset()), "commit");
        }
        var offset = of(partition);
        if (offset.isEmpty()) {
            return new Event.Start(partition, offset, "earliest");
        }
        consumer.seek(partition, offset.getAsLong());
        uncommitted.put(partition, new OffsetAndMetadata(offset.getAsLong()));
        return new Event.Start(partition, offset, why);
    }

    /** To be called after each poll: false while a start could not be committed, and then nothing may be handled. */
    public boolean areCommitted(Consumer<?, ?> consumer, Report report) {
        if (uncommitted.isEmpty()) {
            return true;
        }
        try {
            consumer.commitSync(Map.copyOf(uncommitted), ANSWER_WITHIN);
            uncommitted.clear();
            return true;
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            report.talk("Where the group starts could not be committed yet, so nothing is read: " + KafkaProblems.sentence(e));
            return false;
        }
    }

    /** To be called when partitions are gone. */
    public void forget(Collection<TopicPartition> partitions) {
        uncommitted.keySet().removeAll(partitions);
    }

    private static Optional<Map<TopicPartition, OffsetAndMetadata>> committed(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        try {
            return Optional.of(consumer.committed(new HashSet<>(partitions), ANSWER_WITHIN));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }
}
