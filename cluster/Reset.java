package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES ../output/SafeText.java
//SOURCES ../output/Stdout.java
//SOURCES Answers.java
//SOURCES Fleet.java
//SOURCES Group.java
//SOURCES Questions.java
//SOURCES ResetTo.java
//SOURCES Table.java

import cli.Problem;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import output.SafeText;
import output.Stdout;

/** Has a consumer group go on elsewhere: commits other offsets for it, while it has no members that would commit theirs. */
public final class Reset implements AutoCloseable {

    private final String group;
    private final Stdout out;
    private final Consumer<String> talk;
    private final Questions questions;
    private final Admin admin;

    public Reset(Fleet fleet, String group, Stdout out, Consumer<String> talk) {
        this.group = group;
        this.out = out;
        this.talk = talk;
        this.questions = Questions.to(fleet.runningAddresses());
        this.admin = questions.admin();
    }

    /** Prints from where to where; false when that is all, because it was not confirmed. */
    public boolean run(ResetTo to, boolean confirmed) {
        requireNoMembers();
        var before = committed();
        var after = new TreeMap<TopicPartition, Long>(Group.ORDER);
        after.putAll(offsets(to, before));
        var table = new Table("partition", "from", "to");
        after.forEach((partition, offset) -> table.row(SafeText.of(partition.toString()),
                before.containsKey(partition) ? before.get(partition) : "-", offset));
        table.lines().forEach(out::line);
        if (!confirmed) {
            talk.accept("Nothing was changed: add --yes to do it.");
            return false;
        }
        commit(after);
        talk.accept("Group " + SafeText.of(group) + " goes on from there.");
        return true;
    }

    private void requireNoMembers() {
        try {
            var members = answer(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group)).members();
            if (!members.isEmpty()) {
                throw new Problem("Group " + SafeText.of(group) + " has members (" + names(members) + "), who would commit their"
                        + " own offsets again: stop them first. One that was killed counts until its session has timed out,"
                        + " some 12 s.");
            }
        } catch (GroupIdNotFoundException e) {
            // Whoever has never been has no members; it may be given its first offsets.
        }
    }

    private static String names(Collection<MemberDescription> members) {
        return members.stream().map(member -> SafeText.of(member.clientId())).sorted().collect(Collectors.joining(", "));
    }

    private Map<TopicPartition, Long> committed() {
        var offsets = new HashMap<TopicPartition, Long>();
        try {
            answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).forEach((partition, commit) -> {
                if (commit != null) {
                    offsets.put(partition, commit.offset());
                }
            });
        } catch (GroupIdNotFoundException e) {
            // It has not committed anything yet.
        }
        return offsets;
    }

    private Map<TopicPartition, Long> offsets(ResetTo to, Map<TopicPartition, Long> before) {
        if (to instanceof ResetTo.Offsets named) {
            requireInLog(named.offsets());
            return named.offsets();
        }
        if (before.isEmpty()) {
            throw new Problem("Group " + SafeText.of(group) + " has committed nothing, so there is nothing to reset: a new group"
                    + " begins where its first consumer's --from says. Or name offsets: --to messages-0@0");
        }
        var partitions = ofTopics(before.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        var offsets = listed(partitions, OffsetSpec.latest()); // where nothing is as young as that, the end as it was before
        listed(partitions, ((ResetTo.Everywhere) to).spec()).forEach((partition, offset) -> {
            if (offset >= 0) {
                offsets.put(partition, offset);
            }
        });
        return offsets;
    }

    private void requireInLog(Map<TopicPartition, Long> offsets) {
        var topics = offsets.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        var there = answer(admin.listTopics().names());
        var partitions = ofTopics(topics.stream().filter(there::contains).collect(Collectors.toSet()));
        var first = listed(partitions, OffsetSpec.earliest());
        var end = listed(partitions, OffsetSpec.latest());
        offsets.forEach((partition, offset) -> {
            if (!partitions.contains(partition)) {
                throw new Problem("This cluster has no partition " + SafeText.of(partition.toString()) + ".");
            }
            if (offset < first.get(partition) || offset > end.get(partition)) {
                throw new Problem("The log of " + SafeText.of(partition.toString()) + " has no offset " + offset + ": choose one"
                        + " from " + first.get(partition) + ", its first, to " + end.get(partition) + ", its end.");
            }
        });
    }

    private List<TopicPartition> ofTopics(Set<String> topics) {
        return answer(admin.describeTopics(topics).allTopicNames()).values().stream().flatMap(topic -> topic.partitions()
                .stream().map(partition -> new TopicPartition(topic.name(), partition.partition()))).toList();
    }

    private Map<TopicPartition, Long> listed(Collection<TopicPartition> partitions, OffsetSpec spec) {
        var asked = partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        var offsets = new HashMap<TopicPartition, Long>();
        answer(admin.listOffsets(asked).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private void commit(Map<TopicPartition, Long> offsets) {
        var commits = offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
        try {
            answer(admin.alterConsumerGroupOffsets(group, commits).all());
        } catch (UnknownMemberIdException e) {
            throw new Problem("A member has just joined group " + SafeText.of(group)
                    + ", so nothing was changed: stop it, and try again.", e);
        }
    }

    /** Each within a time of its own: on a busy computer the first takes seconds, and the next shall not be short of them. */
    private static <T> T answer(KafkaFuture<T> future) {
        return new Answers(Questions.LIMIT).get(future);
    }

    @Override
    public void close() {
        questions.close();
    }
}
