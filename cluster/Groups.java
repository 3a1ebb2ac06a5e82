package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/SafeText.java
//SOURCES Answers.java
//SOURCES Table.java

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import output.SafeText;

/** The consumer groups: which member has which partition, and how far behind it is. */
final class Groups {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private final Admin admin;
    private final Answers answers;

    Groups(Admin admin, Answers answers) {
        this.admin = admin;
        this.answers = answers;
    }

    Table table() {
        var table = new Table("group", "partition", "member", "committed", "end", "lag");
        var names = answers.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid()).stream()
                .map(GroupListing::groupId).sorted().toList();
        var described = admin.describeConsumerGroups(names).describedGroups();
        var committed = admin.listConsumerGroupOffsets(names.stream()
                .collect(Collectors.toMap(Function.identity(), name -> new ListConsumerGroupOffsetsSpec())));
        for (var name : names) {
            try {
                var members = answers.get(described.get(name)).members();
                rows(table, SafeText.of(name), members, answers.get(committed.partitionsToOffsetAndMetadata(name)));
            } catch (KafkaException e) {
                table.row(SafeText.of(name), "no answer: " + SafeText.of(e.getMessage()), "", "", "", "");
            }
        }
        return table;
    }

    private void rows(Table table, String group, Collection<MemberDescription> members,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        var assigned = members.stream().flatMap(member -> member.assignment().topicPartitions().stream());
        var partitions = Stream.concat(committed.keySet().stream(), assigned).distinct().sorted(ORDER).toList();
        var ends = ends(partitions);
        var total = 0L;
        var unknown = false;
        for (var partition : partitions) {
            var offset = Optional.ofNullable(committed.get(partition)).map(OffsetAndMetadata::offset);
            var end = Optional.ofNullable(ends.get(partition));
            var lag = offset.flatMap(from -> end.map(to -> to - from));
            table.row(group, SafeText.of(partition.toString()), owner(members, partition),
                    shown(offset, "-"), shown(end, "?"), shown(lag, "?"));
            total += lag.orElse(0L);
            unknown |= lag.isEmpty();
        }
        var size = members.size() + (members.size() == 1 ? " member" : " members");
        table.row(group, "all", size, "", "", total + (unknown ? " or more" : ""));
    }

    private static String shown(Optional<Long> offset, String otherwise) {
        return offset.map(String::valueOf).orElse(otherwise);
    }

    /** Without those that have no leader to ask. */
    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        var result = admin.listOffsets(partitions.stream()
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())));
        var ends = new HashMap<TopicPartition, Long>();
        for (var partition : partitions) {
            try {
                ends.put(partition, answers.get(result.partitionResult(partition)).offset());
            } catch (KafkaException e) {
                // shown as unknown
            }
        }
        return ends;
    }

    private static String owner(Collection<MemberDescription> members, TopicPartition partition) {
        return members.stream().filter(member -> member.assignment().topicPartitions().contains(partition)).findFirst()
                .map(member -> SafeText.of(member.clientId())).orElse("-");
    }
}
