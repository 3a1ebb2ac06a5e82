package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES GroupsState.java
//SOURCES Rate.java
//SOURCES Times.java
//SOURCES TopicState.java

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** What is known of one group. */
public final class GroupMemory {

    /** How late a group was is shown for so long, while it is not known how late it is. */
    private static final long LATE_HOLDS = 5000;
    private static final int ASKED = 5;

    private static final Set<String> AT_REST = Set.of("Stable", "Empty", "Dead");

    private final String name;
    private final String type;
    private String state;
    private List<Member> members = List.of();
    private Map<TopicPartition, Long> commits = Map.of();
    private Long committedAt;
    private Long heardAt;
    private final Map<TopicPartition, Behind> behind = new HashMap<>();
    private final Map<TopicPartition, Deque<Asked>> asked = new HashMap<>();
    private final Map<TopicPartition, Late> late = new HashMap<>();
    private final Map<String, Long> passed = new HashMap<>();
    private final Map<String, Rate> rates = new HashMap<>();
    private Set<String> topics = Set.of();

    public record Member(String client, String host, List<TopicPartition> partitions) {

        List<Integer> of(String topic) {
            return partitions.stream().filter(partition -> partition.topic().equals(topic)).map(TopicPartition::partition)
                    .sorted().toList();
        }
    }

    /** A commit, and an end that was asked for when the commit was known. */
    private record Behind(long committed, long end, long at) {

        long messages() {
            return Math.max(0, end - committed);
        }
    }

    /** The group stood there then: when that message was written is to be looked up, and it has moved on meanwhile. */
    private record Asked(long offset, long at) {
    }

    private record Late(long millis, long at) {
    }

    public GroupMemory(String name, String type, String state) {
        this.name = name;
        this.type = type;
        this.state = state;
    }

    String type() {
        return type;
    }

    Long heardAt() {
        return heardAt;
    }

    public void has(String state, List<Member> members, long now) {
        this.state = state;
        this.members = members;
        heardAt = now;
        findTopics();
    }

    /** @param now when the answer came: ends that are asked for from now on are not before these commits */
    public void committed(Map<TopicPartition, Long> offsets, long now) {
        offsets.forEach((partition, offset) -> passed.merge(partition.topic(),
                Math.max(0, offset - commits.getOrDefault(partition, offset)), Long::sum));
        commits = offsets;
        committedAt = now;
        behind.keySet().retainAll(offsets.keySet());
        passed.forEach((topic, messages) -> rates.computeIfAbsent(topic, any -> new Rate()).count(now, messages));
        findTopics();
    }

    private void findTopics() {
        topics = Stream.concat(commits.keySet().stream(), members.stream().flatMap(member -> member.partitions().stream()))
                .map(TopicPartition::topic).collect(Collectors.toSet());
    }

    public void end(TopicPartition partition, long end, long askedAt) {
        var commit = commits.get(partition);
        if (commit != null && askedAt >= committedAt) {
            behind.put(partition, new Behind(commit, end, askedAt));
        }
    }

    boolean isIn(String state) {
        return this.state.equals(state);
    }

    /** It may have other partitions soon. */
    boolean isUnsettled() {
        return !AT_REST.contains(state) || topics.isEmpty() && !members.isEmpty();
    }

    boolean isOf(String topic) {
        return topics.contains(topic);
    }

    /** The first message of each partition that it has not committed, where there is one. */
    public Map<TopicPartition, Long> waiting(String topic, long now) {
        var waiting = new HashMap<TopicPartition, Long>();
        behind.forEach((partition, one) -> {
            if (partition.topic().equals(topic) && one.messages() > 0 && partition.partition() < TopicState.MOST) {
                waiting.put(partition, one.committed());
                var places = asked.computeIfAbsent(partition, any -> new ArrayDeque<>());
                places.addFirst(new Asked(one.committed(), now));
                if (places.size() > ASKED) {
                    places.removeLast();
                }
            }
        });
        return waiting;
    }

    public GroupsState.Group state(String topic, Times times, long now) {
        var owners = new TreeMap<Integer, String>();
        var shown = new ArrayList<GroupsState.Member>();
        for (var member : members) {
            shown.add(new GroupsState.Member(member.client(), member.host(), member.of(topic)));
            member.of(topic).forEach(partition -> owners.put(partition, member.client()));
        }
        var numbers = new TreeMap<Integer, GroupsState.Partition>();
        owners.forEach((number, owner) -> numbers.put(number, partition(new TopicPartition(topic, number), owner, times, now)));
        commits.keySet().stream().filter(partition -> partition.topic().equals(topic)).forEach(partition ->
                numbers.computeIfAbsent(partition.partition(), any -> partition(partition, null, times, now)));
        var all = numbers.values();
        var rate = rates.get(topic);
        return new GroupsState.Group(name, state, type, sum(all.stream().map(GroupsState.Partition::behind)),
                all.stream().map(GroupsState.Partition::behindMs).filter(one -> one != null).max(Long::compare).orElse(null),
                rate == null ? null : rate.perSecond(now), shown, all.stream().limit(TopicState.MOST).toList(),
                askedAt(topic));
    }

    /** A coordinator may be silent, or the leader of one of the partitions: then all of this is as old as that. */
    private Long askedAt(String topic) {
        var ends = behind.entrySet().stream().filter(one -> one.getKey().topic().equals(topic)).map(one -> one.getValue().at());
        return heardAt == null || committedAt == null ? null
                : Stream.concat(Stream.of(heardAt, committedAt), ends).min(Long::compare).orElseThrow();
    }

    /** Null where none is known. */
    private static Long sum(Stream<Long> numbers) {
        return numbers.filter(number -> number != null).reduce(Long::sum).orElse(null);
    }

    private GroupsState.Partition partition(TopicPartition partition, String owner, Times times, long now) {
        var known = behind.get(partition);
        if (known == null) {
            return new GroupsState.Partition(partition.partition(), commits.get(partition), null, null, null, owner);
        }
        return new GroupsState.Partition(partition.partition(), known.committed(), known.end(), known.messages(),
                known.messages() == 0 ? Long.valueOf(0) : behindMs(partition, times, now), owner);
    }

    private Long behindMs(TopicPartition partition, Times times, long now) {
        for (var place : asked.getOrDefault(partition, new ArrayDeque<>())) {
            var written = times.at(partition, place.offset());
            if (written.isPresent()) {
                late.put(partition, new Late(Math.max(0, place.at() - written.getAsLong()), place.at()));
                break; // the newest one
            }
        }
        var known = late.get(partition);
        return known == null || now - known.at() > LATE_HOLDS ? null : Long.valueOf(known.millis());
    }
}
