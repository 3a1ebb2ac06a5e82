package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/SafeText.java
//SOURCES Table.java

import cli.SafeText;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Who reads, and how far behind. */
final class Groups {

    private static final Comparator<TopicPartition> ORDER = Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private final Admin admin;
    private final Duration patience;

    Groups(Admin admin, Duration patience) {
        this.admin = admin;
        this.patience = patience;
    }

    Table table() throws ExecutionException, TimeoutException, InterruptedException {
        var table = new Table("group", "partition", "member", "committed", "end", "lag");
        var names = get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid()).stream().map(GroupListing::groupId).sorted().toList();
        var groups = get(admin.describeConsumerGroups(names).all());
        var committed = get(admin.listConsumerGroupOffsets(names.stream().collect(Collectors.toMap(name -> name, name -> new ListConsumerGroupOffsetsSpec()))).all());
        var ends = ends(committed);
        for (var name : names) {
            group(table, groups.get(name), committed.get(name), ends);
        }
        return table;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> ends(Map<String, Map<TopicPartition, OffsetAndMetadata>> committed)
            throws ExecutionException, TimeoutException, InterruptedException {
        var partitions = committed.values().stream().flatMap(offsets -> offsets.keySet().stream()).distinct().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        var result = admin.listOffsets(partitions);
        var ends = new HashMap<TopicPartition, ListOffsetsResultInfo>();
        for (var partition : partitions.keySet()) {
            var end = result.partitionResult(partition);
            try {
                ends.put(partition, get(end));
            } catch (ExecutionException e) {
                // without a leader it has no known end: shown as such
            }
        }
        return ends;
    }

    private static void group(Table table, ConsumerGroupDescription group, Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, ListOffsetsResultInfo> ends) {
        var name = SafeText.of(group.groupId());
        var total = 0L;
        for (var partition : committed.keySet().stream().sorted(ORDER).toList()) {
            var offset = committed.get(partition);
            var end = ends.get(partition);
            var known = offset != null && end != null;
            var lag = known ? end.offset() - offset.offset() : 0;
            total += lag;
            table.row(name, SafeText.of(partition.toString()), member(group.members(), partition), offset == null ? "-" : offset.offset(), end == null ? "?" : end.offset(), known ? lag : "?");
        }
        table.row(name, "all", group.members().size() + (group.members().size() == 1 ? " member" : " members"), "", "", total);
    }

    private static String member(java.util.Collection<MemberDescription> members, TopicPartition partition) {
        return members.stream().filter(member -> member.assignment().topicPartitions().contains(partition)).findFirst()
                .map(member -> SafeText.of(member.clientId())).orElse("-");
    }

    private <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
