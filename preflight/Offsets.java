package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/KafkaProblems.java
//SOURCES ../output/Report.java
//SOURCES ../output/SafeText.java
//SOURCES Target.java

import cli.KafkaProblems;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import output.Report;
import output.SafeText;

/** How far a group was in a topic, and what the topic held, when the program started. */
public record Offsets(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {

    /** The topic is described by any broker, but only its leaders and the group's coordinator know this: they are waited for. */
    public static Offsets await(Admin admin, Target target, String group, Report report) {
        while (true) {
            try {
                return of(admin, target, group);
            } catch (RetriableException e) {
                report.warn("Waiting: the cluster cannot say yet how far group " + SafeText.of(group) + " is. "
                        + KafkaProblems.sentence(e));
            }
        }
    }

    /** The commits are asked for first: others may commit meanwhile, and no commit lies beyond the end as it is after it. */
    private static Offsets of(Admin admin, Target target, String group) {
        var committed = target.committed(admin, group);
        var end = target.offsets(admin, OffsetSpec.latest());
        return new Offsets(committed, target.offsets(admin, OffsetSpec.earliest()), end);
    }

    /** Where the group goes on without --from: at its commit, else at the beginning. */
    public long next(TopicPartition partition) {
        return committed.getOrDefault(partition, first.get(partition));
    }
}
