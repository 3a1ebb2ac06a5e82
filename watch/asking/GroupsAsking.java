package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES GroupMemory.java
//SOURCES GroupsState.java
//SOURCES Loop.java
//SOURCES Pace.java
//SOURCES Times.java
//SOURCES Turn.java

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * The groups: who is in them, what they have committed. Those that are shown are asked each second, the others now and then:
 * one of them may begin to read a topic that is looked at.
 */
final class GroupsAsking {

    private static final int PATIENCE = 2000;

    /** Of those that read a topic. */
    static final int MOST = 50;

    private final Admin admin;
    private final Loop loop;
    private final Times times;
    private final Turn listing = new Turn(1500);
    private final Turn near = new Turn(700);
    private final Turn all = new Turn(10_000);
    private final Map<String, GroupMemory> groups = new TreeMap<>();
    private final Set<String> awaited = new HashSet<>();
    private boolean listed;
    private Long completeAt;

    GroupsAsking(Admin admin, Loop loop, Times times) {
        this.admin = admin;
        this.loop = loop;
        this.times = times;
    }

    void ask(long now, Pace pace, Set<String> topics) {
        if (listing.take(now, pace)) {
            askWhichThereAre();
        }
        if (all.take(now, pace)) {
            ask(groups.keySet());
        } else if (near.take(now, pace)) {
            ask(Stream.concat(names(GroupMemory::isUnsettled),
                    topics.stream().flatMap(topic -> names(group -> group.isOf(topic)).limit(MOST))).collect(Collectors.toSet()));
        }
    }

    private Stream<String> names(Predicate<GroupMemory> wanted) {
        return groups.entrySet().stream().filter(group -> wanted.test(group.getValue())).map(Map.Entry::getKey);
    }

    private void askWhichThereAre() {
        var answer = admin.listGroups(new ListGroupsOptions().timeoutMs(PATIENCE));
        listing.open(1);
        loop.answered(answer.valid(), some -> loop.answered(answer.errors(), errors -> {
            listing.answered();
            heard(some.stream().filter(GroupsAsking::readsTopics).toList(), errors.isEmpty());
        }, error -> listing.answered()), error -> listing.answered());
    }

    /** Those of Connect and of streams have no commits of their own, or members of another kind. */
    private static boolean readsTopics(GroupListing group) {
        var type = group.type().orElse(GroupType.UNKNOWN);
        return type == GroupType.CONSUMER
                || type == GroupType.CLASSIC && (group.protocol().equals("consumer") || group.protocol().isEmpty());
    }

    /** @param complete whether all brokers have answered: only then one that is not named is gone */
    private void heard(Collection<GroupListing> listings, boolean complete) {
        var names = listings.stream().map(GroupListing::groupId).collect(Collectors.toSet());
        if (complete) {
            groups.keySet().retainAll(names);
        }
        var news = new HashSet<String>();
        for (var listing : listings) {
            var type = listing.type().orElse(GroupType.UNKNOWN).toString().toLowerCase(Locale.ROOT);
            var state = listing.groupState().map(String::valueOf).orElse("Unknown");
            var known = groups.get(listing.groupId());
            if (known == null || !known.type().equals(type)) {
                groups.put(listing.groupId(), new GroupMemory(listing.groupId(), type, state));
                news.add(listing.groupId());
            } else if (!known.isIn(state)) {
                news.add(listing.groupId());
            }
        }
        ask(news);
        listed = true;
        isComplete();
    }

    /** From then on a group that comes is a new one. */
    private void isComplete() {
        if (listed && awaited.isEmpty()) {
            completeAt = System.currentTimeMillis();
        }
    }

    private void isAnswered(String name) {
        awaited.remove(name);
        isComplete();
    }

    /** Those for which an answer is awaited are not asked again: their coordinator is slow, and the others' are not. */
    private void ask(Set<String> wanted) {
        var names = wanted.stream().filter(name -> !awaited.contains(name)).toList();
        if (names.isEmpty()) {
            return;
        }
        var descriptions = admin.describeConsumerGroups(names, new DescribeConsumerGroupsOptions().timeoutMs(PATIENCE))
                .describedGroups();
        var commits = admin.listConsumerGroupOffsets(names.stream().collect(Collectors.toMap(Function.identity(),
                name -> new ListConsumerGroupOffsetsSpec())), new ListConsumerGroupOffsetsOptions().timeoutMs(PATIENCE));
        awaited.addAll(names);
        for (var name : names) {
            loop.answered(descriptions.get(name), group -> known(name, group), error -> forgetIfGone(name, error));
            loop.answered(commits.partitionsToOffsetAndMetadata(name), offsets -> {
                groups.computeIfPresent(name, (any, memory) -> committed(memory, offsets));
                isAnswered(name);
            }, error -> isAnswered(name));
        }
    }

    private void known(String name, ConsumerGroupDescription group) {
        var members = group.members().stream().map(member -> new GroupMemory.Member(member.clientId(), member.host(),
                List.copyOf(member.assignment().topicPartitions()))).toList();
        groups.computeIfPresent(name, (any, memory) -> {
            memory.has(group.groupState().toString(), members, System.currentTimeMillis());
            return memory;
        });
    }

    private void forgetIfGone(String name, Throwable error) {
        if (error instanceof GroupIdNotFoundException) {
            groups.remove(name);
        }
    }

    private static GroupMemory committed(GroupMemory memory, Map<TopicPartition, OffsetAndMetadata> offsets) {
        var commits = new HashMap<TopicPartition, Long>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                commits.put(partition, offset.offset());
            }
        });
        memory.committed(commits, System.currentTimeMillis());
        return memory;
    }

    void end(TopicPartition partition, long end, long askedAt) {
        groups.values().forEach(group -> group.end(partition, end, askedAt));
    }

    /** The messages that are waited for, by group. */
    List<Map<TopicPartition, Long>> waiting(String topic, long now) {
        return groups.values().stream().map(group -> group.waiting(topic, now)).filter(waiting -> !waiting.isEmpty()).toList();
    }

    GroupsState state(String topic, long now) {
        var readers = groups.values().stream().filter(group -> group.isOf(topic)).toList();
        var askedAt = readers.stream().map(GroupMemory::heardAt).filter(at -> at != null).max(Long::compare).orElse(null);
        return new GroupsState(completeAt == null || askedAt == null ? completeAt : askedAt, Math.max(0, readers.size() - MOST),
                readers.stream().limit(MOST).map(group -> group.state(topic, times, now)).toList());
    }
}
