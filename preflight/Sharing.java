package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/SafeText.java
//SOURCES Target.java

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import output.SafeText;

/**
 * A group and how it has shared a topic, seen by a member that has no partition of it.
 *
 * @param owners   how many members have partitions of the topic
 * @param assigned how many partitions they have
 */
public record Sharing(String group, String topic, int partitions, GroupState state, int members, int owners, int assigned) {

    /** Asks the cluster, by a client of its own. */
    public static Sharing ask(Map<String, Object> clientSettings, String group, String topic) {
        try (var asking = Target.ask(clientSettings)) {
            var admin = asking.admin();
            var partitions = Target.describe(admin, topic).partitions().size();
            try {
                return of(Target.answer(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group)), topic,
                        partitions);
            } catch (GroupIdNotFoundException e) {
                return new Sharing(group, topic, partitions, GroupState.EMPTY, 0, 0, 0); // nobody has joined it yet
            }
        }
    }

    private static Sharing of(ConsumerGroupDescription group, String topic, int partitions) {
        var owned = group.members().stream().mapToInt(member -> (int) member.assignment().topicPartitions().stream()
                .filter(partition -> partition.topic().equals(topic)).count()).filter(count -> count > 0).summaryStatistics();
        return new Sharing(group.groupId(), topic, partitions, group.groupState(), group.members().size(),
                (int) owned.getCount(), (int) owned.getSum());
    }

    public String sentence() {
        return isShared() ? noneIsLeft() : notYet();
    }

    /** In a group at rest nobody has more partitions than he must while another has none. */
    private boolean isShared() {
        return state == GroupState.STABLE && owners == partitions;
    }

    private String noneIsLeft() {
        return "No partition is left for this member: the %s of %s %s to %s%s of group %s. It stands by until one of them leaves."
                .formatted(count(partitions, "partition"), SafeText.of(topic), partitions == 1 ? "belongs" : "belong",
                        owners == members - 1 ? "the " : "", count(owners, "other member"), SafeText.of(group));
    }

    private String notYet() {
        return "Nothing is assigned to this member yet: group %s is %s, %s, %d of %s assigned.%s".formatted(SafeText.of(group),
                state, count(members, "member"), assigned, count(partitions, "partition"),
                members > 1 ? " A member that was killed keeps its place until its session times out." : "");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
