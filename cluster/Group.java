package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/SafeText.java

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import output.SafeText;

/** A consumer group at one moment: its members, and how far it is in each partition that it has or has committed in. */
record Group(ConsumerGroupDescription description, List<Place> places) {

    static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    /** @param member the client id of the one that has the partition */
    record Place(TopicPartition partition, Optional<Long> committed, Optional<Long> end, Optional<String> member) {

        /** Unknown without a commit, without a leader to ask for the end, and where the log ends before the commit. */
        Optional<Long> behind() {
            return committed.flatMap(from -> end.map(to -> to - from)).filter(behind -> behind >= 0);
        }

        Stream<Object> cells() {
            return Stream.of(SafeText.of(partition.toString()), committed.map(String::valueOf).orElse("-"),
                    end.map(String::valueOf).orElse("?"), behind().map(String::valueOf).orElse("?"),
                    member.map(SafeText::of).orElse("-"));
        }
    }

    static Group of(ConsumerGroupDescription description, Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, Long> ends) {
        return new Group(description, partitions(description, committed).stream().map(partition -> new Place(partition,
                Optional.ofNullable(committed.get(partition)).map(OffsetAndMetadata::offset),
                Optional.ofNullable(ends.get(partition)), owner(description, partition))).toList());
    }

    /** Those that it has committed in, and those that its members have. */
    static List<TopicPartition> partitions(ConsumerGroupDescription description,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        var assigned = description.members().stream().flatMap(member -> member.assignment().topicPartitions().stream());
        return Stream.concat(committed.keySet().stream(), assigned).distinct().sorted(ORDER).toList();
    }

    private static Optional<String> owner(ConsumerGroupDescription description, TopicPartition partition) {
        return description.members().stream().filter(member -> member.assignment().topicPartitions().contains(partition))
                .findFirst().map(MemberDescription::clientId);
    }

    Collection<MemberDescription> members() {
        return description.members();
    }

    String size() {
        return members().size() + (members().size() == 1 ? " member" : " members");
    }

    /** Of all partitions together. */
    String behind() {
        var known = places.stream().flatMap(place -> place.behind().stream()).mapToLong(behind -> behind).sum();
        return known + (places.stream().allMatch(place -> place.behind().isPresent()) ? "" : " or more");
    }
}
