package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Target.java

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How far a group was in a topic, and what the topic held, when the program started. */
public record Offsets(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {

    /** The commits are asked for first: others may commit meanwhile, and no commit lies beyond the end as it is after it. */
    public static Offsets of(Admin admin, Target target, String group) {
        var committed = target.committed(admin, group);
        var end = target.offsets(admin, OffsetSpec.latest());
        return new Offsets(committed, target.offsets(admin, OffsetSpec.earliest()), end);
    }

    /** Where the group goes on without --from: at its commit, else at the beginning. */
    public long next(TopicPartition partition) {
        return committed.getOrDefault(partition, first.get(partition));
    }
}
