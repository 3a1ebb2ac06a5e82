package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/SafeText.java
//SOURCES Answers.java
//SOURCES Group.java
//SOURCES Table.java

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import output.SafeText;

/** The consumer groups: which member has which partition, and how far behind it is. */
final class Groups {

    private final Admin admin;
    private final Answers answers;

    Groups(Admin admin, Answers answers) {
        this.admin = admin;
        this.answers = answers;
    }

    Table table() {
        var table = new Table("group", "partition", "committed", "end", "behind", "member");
        var names = answers.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid()).stream()
                .map(GroupListing::groupId).sorted().toList();
        var described = admin.describeConsumerGroups(names).describedGroups();
        var committed = admin.listConsumerGroupOffsets(names.stream()
                .collect(Collectors.toMap(Function.identity(), name -> new ListConsumerGroupOffsetsSpec())));
        for (var name : names) {
            try {
                var group = group(answers.get(described.get(name)), committed.partitionsToOffsetAndMetadata(name));
                group.places().forEach(place -> table.row(Stream.concat(Stream.of(SafeText.of(name)), place.cells()).toArray()));
                table.row(SafeText.of(name), "all", "", "", group.behind(), group.size());
            } catch (KafkaException e) {
                table.row(SafeText.of(name), "no answer: " + SafeText.of(e.getMessage()), "", "", "", "");
            }
        }
        return table;
    }

    /** One of them; throws GroupIdNotFoundException. */
    Group group(String name) {
        var description = answers.get(admin.describeConsumerGroups(List.of(name)).describedGroups().get(name));
        return group(description, admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
    }

    /** The ends are asked for when the commits are known: what is committed in between puts nobody beyond the end. */
    private Group group(ConsumerGroupDescription description, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets) {
        var committed = answers.get(offsets);
        return Group.of(description, committed, ends(Group.partitions(description, committed)));
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
}
