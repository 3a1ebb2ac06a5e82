//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../watch/asking/BrokerStates.java
//SOURCES ../watch/asking/ClusterState.java
//SOURCES ../watch/asking/GroupMemory.java
//SOURCES ../watch/asking/GroupsState.java
//SOURCES ../watch/asking/Picture.java
//SOURCES ../watch/asking/Times.java
//SOURCES ../watch/asking/TopicState.java
//SOURCES ../watch/story/Plot.java
//SOURCES ../watch/story/Sentence.java
//SOURCES ../watch/story/Story.java

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import watch.asking.BrokerStates;
import watch.asking.ClusterState.Broker;
import watch.asking.ClusterState.Presence;
import watch.asking.ClusterState;
import watch.asking.GroupMemory;
import watch.asking.GroupsState;
import watch.asking.Picture;
import watch.asking.Times;
import watch.asking.TopicState;
import watch.story.Plot;
import watch.story.Sentence.Level;
import watch.story.Sentence;
import watch.story.Story;

/** What Watch tells of made-up pictures: what has changed, for how long it was so, and nothing else. */
@Tag("unit")
class WatchStateTest {

    private static final TopicState.Partition LED_BY_2 = partition(0, 2, List.of(2, 3), 2, 3);

    private static final Times NOT_KNOWN = (partition, offset) -> OptionalLong.empty();

    private final Story story = new Story();

    private List<String> see(long at, List<Broker> brokers, TopicState topic, GroupsState.Group... groups) {
        return see(new Picture(at, new ClusterState("id", "localhost:1", 1, at, null, brokers), topic,
                new GroupsState(at, 0, Arrays.asList(groups))));
    }

    private List<String> see(Picture picture) {
        return story.see(picture).stream().map(Sentence::text).toList();
    }

    private List<String> seeGroups(long at, GroupsState.Group... groups) {
        return see(at, allUp(), topic(LED_BY_2), groups);
    }

    private static List<Broker> allUp() {
        return brokers(Presence.UP, 0);
    }

    /** Three, of which the second is in this state since then. */
    private static List<Broker> brokers(Presence second, long since) {
        return List.of(new Broker(1, "localhost", 9094, Presence.UP, 0), new Broker(2, "localhost", 9095, second, since),
                new Broker(3, "localhost", 9096, Presence.UP, 0));
    }

    private static TopicState topic(TopicState.Partition... partitions) {
        return new TopicState("messages", null, 2, 1, 1L, List.of(partitions), 0);
    }

    private static TopicState.Partition partition(int number, Integer leader, List<Integer> replicas, Integer... inSync) {
        return new TopicState.Partition(number, leader, replicas, List.of(inSync), 0L, 100L, 1L, 1.0);
    }

    private static GroupsState.Group group(Long behind, Long behindMs, String... owners) {
        var partitions = IntStream.range(0, owners.length)
                .mapToObj(number -> new GroupsState.Partition(number, 1L, 2L, behind, behindMs, owners[number])).toList();
        var members = Arrays.stream(owners).filter(owner -> owner != null).distinct()
                .map(owner -> new GroupsState.Member(owner, "/127.0.0.1", List.of())).toList();
        return new GroupsState.Group("batch", "Stable", "consumer", behind, behindMs, 1.0, members, partitions, 1L);
    }

    @Test
    void aClusterAtRestIsNoStory() {
        var group = group(0L, 0L, "A", "B");
        assertThat(see(1000, allUp(), topic(LED_BY_2), group)).isEmpty();
        assertThat(see(2000, allUp(), topic(LED_BY_2), group)).isEmpty();
        assertThat(story.told()).isEqualTo(new Story.Told(1, List.of()));
    }

    @Test
    void aBrokerThatDiesIsSilentThenAwayThenBack() {
        see(1000, allUp(), topic(LED_BY_2));
        assertThat(see(3000, brokers(Presence.SILENT, 900), topic(LED_BY_2)))
                .containsExactly("broker 2 does not answer", "messages-0 waits for its leader, broker 2");
        assertThat(see(10_000, brokers(Presence.AWAY, 900), topic(partition(0, 3, List.of(2, 3), 3)))).containsExactly(
                "broker 2 is away: the cluster goes on without it",
                "messages-0 had no leader that answered for 9.1 s; broker 3 leads it now",
                "the copy of messages-0 on broker 2 is not in sync");
        assertThat(see(31_900, allUp(), topic(partition(0, 3, List.of(2, 3), 3)))).containsExactly("broker 2 is back after 31 s");
        assertThat(see(32_000, allUp(), topic(partition(0, 3, List.of(2, 3), 2, 3))))
                .containsExactly("all copies of messages-0 are in sync again after 22 s");
        assertThat(see(40_000, allUp(), topic(LED_BY_2)))
                .containsExactly("broker 2 leads messages-0 now, before that it was broker 3");
    }

    /** The list of brokers is asked for by itself, so it may still miss one that was just elected again. */
    @Test
    void whoIsElectedAgainWasNotTheLeaderAllTheTimeThatItWasAway() {
        var led = topic(partition(0, 3, List.of(2, 3), 3));
        see(1000, brokers(Presence.AWAY, 900), led);
        see(34_000, brokers(Presence.AWAY, 900), led);
        assertThat(see(picture(34_200, 34_100, LED_BY_2, brokers(Presence.AWAY, 900))))
                .contains("broker 2 leads messages-0 now, before that it was broker 3").noneMatch(text -> text.contains("waits"));
        assertThat(see(picture(34_300, 34_100, LED_BY_2, brokers(Presence.AWAY, 900)))).isEmpty();
        assertThat(see(35_300, brokers(Presence.SILENT, 900), topic(LED_BY_2)))
                .contains("messages-0 waits for its leader, broker 2");
        assertThat(see(36_000, allUp(), topic(LED_BY_2)))
                .contains("messages-0 had no leader that answered for 1.8 s; broker 2 leads again");
    }

    private static Picture picture(long at, long askedAt, TopicState.Partition partition, List<Broker> brokers) {
        return new Picture(at, new ClusterState("id", "localhost:1", 1, askedAt, null, brokers), topic(partition),
                new GroupsState(at, 0, List.of()));
    }

    @Test
    void aBrokerThatStoodStillAnswersAgain() {
        see(1000, allUp(), topic(LED_BY_2));
        see(3000, brokers(Presence.SILENT, 1000), topic(LED_BY_2));
        assertThat(see(5200, brokers(Presence.UP, 5200), topic(LED_BY_2))).containsExactly("broker 2 answers again after 4.2 s",
                "messages-0 had no leader that answered for 4.2 s; broker 2 leads again");
    }

    /** Each answer comes from another broker, and not all have learned of it by then. */
    @Test
    void aBrokerThatIsAwayIsBackOnlyWhenItAnswersItself() {
        var states = new BrokerStates(2000);
        states.named(nodes(1, 2, 3), 1000);
        states.answers(3, 1000);
        states.isSilent(3, 2999);
        assertThat(stateOf3(states)).as("it may answer still").isEqualTo(Presence.UP);
        states.isSilent(3, 3000);
        assertThat(stateOf3(states)).isEqualTo(Presence.SILENT);
        states.named(nodes(1, 2), 10_000);
        assertThat(stateOf3(states)).isEqualTo(Presence.AWAY);
        states.named(nodes(1, 2, 3), 10_200);
        assertThat(stateOf3(states)).as("named by a broker that lags").isEqualTo(Presence.AWAY);
        states.named(nodes(1, 2), 10_400);
        states.answers(3, 10_500);
        assertThat(stateOf3(states)).as("an answer from before").isEqualTo(Presence.AWAY);
        states.named(nodes(1, 2, 3), 31_000);
        states.answers(3, 31_500);
        assertThat(states.all().get(2)).isEqualTo(new Broker(3, "localhost", 9096, Presence.UP, 31_500));
    }

    private static List<Node> nodes(int... ids) {
        return Arrays.stream(ids).mapToObj(id -> new Node(id, "localhost", 9093 + id)).toList();
    }

    private static Presence stateOf3(BrokerStates states) {
        return states.all().get(2).state();
    }

    @Test
    void whatIsNotAsItShouldBeIsSaidAtOnce() {
        assertThat(see(1000, brokers(Presence.AWAY, 1000), topic(partition(0, null, List.of(2, 3)))))
                .containsExactly("broker 2 is away", "messages-0 has no leader",
                        "the copy of messages-0 on brokers 2 and 3 is not in sync",
                        "messages-0 has fewer copies in sync than min.insync.replicas asks for: nothing can be written there"
                        + " with acks=all");
        assertThat(story.told().sentences()).filteredOn(sentence -> sentence.level() == Level.FAULT).hasSize(3);
    }

    @Test
    void whatHappensToManyPartitionsIsOneSentence() {
        see(1000, allUp(), topic(many(2)));
        assertThat(see(2000, allUp(), topic(many(3)))).containsExactly(
                "broker 3 leads messages-0, messages-1, messages-2 and 97 more now, before that it was broker 2");
    }

    private static TopicState.Partition[] many(int leader) {
        return IntStream.range(0, 100).mapToObj(number -> partition(number, leader, List.of(2, 3), 2, 3))
                .toArray(TopicState.Partition[]::new);
    }

    @Test
    void theControllerMoves() {
        var topic = topic(LED_BY_2);
        for (var leads : Arrays.asList(1, null, 1)) {
            assertThat(see(new Picture(1000, new ClusterState("id", "a", leads, 1L, null, allUp()), topic,
                    new GroupsState(1L, 0, List.of())))).isEmpty();
        }
        assertThat(see(new Picture(2000, new ClusterState("id", "a", 3, 1L, null, allUp()), topic,
                new GroupsState(1L, 0, List.of()))))
                .containsExactly("broker 3 is the active controller now, before that it was broker 1");
    }

    @Test
    void partitionsMoveBetweenMembersAndItIsSaidHowLongNobodyHadThem() {
        seeGroups(1000, group(0L, 0L, "A", "A", "B"));
        assertThat(seeGroups(2000, group(0L, 0L, "A", null, "B"))).isEmpty();
        assertThat(seeGroups(3200, group(0L, 0L, "A", "B", "B")))
                .containsExactly("batch: messages-1 went from A to B, nobody had it for 1.2 s");
        assertThat(seeGroups(4000, group(0L, 0L, "B", "B", "B")))
                .containsExactly("batch has 1 member, it had 2", "batch: messages-0 went from A to B");
        seeGroups(5000, group(0L, 0L, "B", null, null));
        assertThat(seeGroups(6000, group(0L, 0L, "B", "B", "B")))
                .containsExactly("batch: B has messages-1 and messages-2 again, nobody had them for 1.0 s");
    }

    @Test
    void groupsComeGoAndComeBack() {
        seeGroups(1000);
        assertThat(seeGroups(2000, group(0L, 0L, "A", "A")))
                .containsExactly("batch is new here, with 1 member", "batch: A has messages-0 and messages-1");
        assertThat(seeGroups(3000, group(0L, 0L, null, null))).containsExactly("batch has no members any more");
        assertThat(seeGroups(15_000, group(0L, 0L, "B", "B"))).containsExactly("batch has 1 member again after 12 s",
                "batch: messages-0 and messages-1 went from A to B, nobody had them for 12 s");
    }

    @Test
    void aGroupFallsBehindAndCatchesUp() {
        seeGroups(1000, group(10L, 100L, "A"));
        assertThat(seeGroups(2000, group(1200L, 4000L, "A"))).containsExactly("batch is 1,200 messages, 4.0 s, behind");
        assertThat(seeGroups(3000, group(1500L, 5000L, "A"))).as("little more is no news").isEmpty();
        assertThat(seeGroups(4000, group(5000L, null, "A"))).containsExactly("batch is 5,000 messages behind");
        assertThat(seeGroups(5000, group(101L, 100L, "A"))).isEmpty();
        assertThat(seeGroups(14_000, group(100L, 100L, "A")))
                .containsExactly("batch has caught up after 12 s: it was up to 5,000 messages behind");
        assertThat(seeGroups(15_000, group(1L, 10_000L, "A"))).containsExactly("batch is 1 message, 10 s, behind");
    }

    @Test
    void theClusterIsGoneAndAnswersAgain() {
        var gone = new ClusterState("id", "a", null, 1000L, "No broker answers at a.", allUp());
        see(1000, allUp(), topic(LED_BY_2));
        assertThat(see(new Picture(2000, gone, topic(LED_BY_2), new GroupsState(1L, 0, List.of()))))
                .containsExactly("No broker answers at a.");
        assertThat(see(5100, allUp(), topic(LED_BY_2))).containsExactly("the cluster answers again after 3.1 s");
    }

    @Test
    void namesFromTheClusterAreMadeHarmless() {
        seeGroups(1000);
        assertThat(seeGroups(2000, group(0L, 0L, "\u001b[31mred\u202e"))).noneMatch(text -> text.contains("\u001b")
                || text.contains("\u202e"));
    }

    /** Whoever asks for the ends first finds groups that are further than the end. */
    @Test
    void anEndCountsOnlyForCommitsThatWereKnownWhenItWasAskedFor() {
        var group = new GroupMemory("batch", "consumer", "Stable");
        var partition = new TopicPartition("messages", 0);
        group.committed(Map.of(partition, 10L), 100);
        group.end(partition, 8, 99);
        assertThat(group.state("messages", NOT_KNOWN, 100).behind()).as("asked too early").isNull();
        group.end(partition, 12, 100);
        assertThat(group.state("messages", NOT_KNOWN, 101).behind()).isEqualTo(2);
        group.committed(Map.of(partition, 15L), 200);
        group.end(partition, 14, 199);
        assertThat(group.state("messages", NOT_KNOWN, 201).partitions())
                .containsExactly(new GroupsState.Partition(0, 10L, 12L, 2L, null, null));
        group.end(partition, 20, 200);
        assertThat(group.state("messages", NOT_KNOWN, 202).partitions())
                .containsExactly(new GroupsState.Partition(0, 15L, 20L, 5L, null, null));
    }

    @Test
    void aGroupIsAsLateAsTheMessageAtItsCommitEvenIfItHasMovedOnMeanwhile() {
        var group = new GroupMemory("batch", "consumer", "Stable");
        var partition = new TopicPartition("messages", 0);
        group.committed(Map.of(partition, 10L), 1000);
        group.end(partition, 12, 1000);
        assertThat(group.waiting("messages", 5000)).containsExactly(Map.entry(partition, 10L));
        group.committed(Map.of(partition, 11L), 5500);
        group.end(partition, 12, 5500);
        Times times = (any, offset) -> offset == 10 ? OptionalLong.of(1200) : OptionalLong.empty();
        assertThat(group.state("messages", times, 6000).behindMs()).as("when that was asked").isEqualTo(3800);
        assertThat(group.state("messages", times, 20_000).behindMs()).as("too long ago").isNull();
        group.committed(Map.of(partition, 12L), 21_000);
        group.end(partition, 12, 21_000);
        assertThat(group.state("messages", times, 21_000).behindMs()).isZero();
    }

    @Test
    void aGroupIsAsOldAsTheOldestAnswerInIt() {
        var group = new GroupMemory("batch", "consumer", "Stable");
        var partition = new TopicPartition("messages", 0);
        group.has("Stable", List.of(), 1000);
        assertThat(askedAt(group)).as("nobody has said how far it is").isNull();
        group.committed(Map.of(partition, 10L), 2000);
        assertThat(askedAt(group)).isEqualTo(1000);
        group.has("Stable", List.of(), 3000);
        group.end(partition, 12, 2500);
        assertThat(askedAt(group)).isEqualTo(2000);
        group.committed(Map.of(partition, 10L), 9000);
        group.has("Stable", List.of(), 9000);
        assertThat(askedAt(group)).as("when the leader said where the partition ends").isEqualTo(2500);
    }

    private static Long askedAt(GroupMemory group) {
        return group.state("messages", NOT_KNOWN, 9000).askedAt();
    }

    @Test
    void aRateThatNobodyHasCountedForSecondsIsNotKnown() {
        var group = new GroupMemory("batch", "consumer", "Stable");
        var partition = new TopicPartition("messages", 0);
        group.committed(Map.of(partition, 10L), 1000);
        group.committed(Map.of(partition, 30L), 2000);
        assertThat(group.state("messages", NOT_KNOWN, 10_000).committedPerSecond()).isEqualTo(20);
        assertThat(group.state("messages", NOT_KNOWN, 10_001).committedPerSecond()).isNull();
    }

    @Test
    void theStoryIsBounded() {
        for (var at = 1; at <= 600; at++) {
            see(at * 1000L, allUp(), topic(partition(0, at % 2 + 2, List.of(2, 3), 2, 3)));
        }
        assertThat(story.told().sentences()).hasSize(200);
        assertThat(story.told().first()).isEqualTo(400);
        assertThat(story.told().newest()).isEqualTo(599);
        assertThat(story.told().sentences().get(0).n()).isEqualTo(400);
    }

    @Test
    void ofManyGroupsThePlotHasTheFirstOnesByPartition() {
        var plot = new Plot();
        var cluster = new ClusterState("id", "a", 1, 1L, null, allUp());
        var partitions = IntStream.range(0, 20).mapToObj(number ->
                new GroupsState.Partition(number, 1L, 1L, number == 2 ? null : Long.valueOf(number), 0L, null)).toList();
        var groups = IntStream.range(0, 20).mapToObj(number -> new GroupsState.Group("group-" + (char) ('a' + number), "Stable",
                "consumer", 9L, 0L, 1.0, List.of(), partitions, 1_000_000L)).toList();
        plot.add(new Picture(1_000_000, cluster, topic(LED_BY_2), new GroupsState(1L, 0, groups)));
        plot.add(new Picture(1_001_000, cluster, topic(LED_BY_2), new GroupsState(1L, 0, List.of())));
        assertThat(plot.all().groups()).hasSize(12);
        assertThat(plot.all().groups().get("group-d").partitions()).containsOnlyKeys(0, 1, 3, 4, 5, 6, 7)
                .containsEntry(7, Arrays.asList(7L, null));
        assertThat(plot.all().groups().get("group-d").behind()).containsExactly(9L, null);
        assertThat(plot.all().groups().get("group-e").partitions()).isEmpty();
    }

    @Test
    void thePlotHasEachSecondOfTheLastQuarterOfAnHour() {
        var plot = new Plot();
        plot.add(picture(1_000_300, 1_000_300));
        plot.add(picture(1_005_900, 1_005_900));
        assertThat(plot.all().from()).isEqualTo(1_000_000);
        assertThat(plot.all().written()).as("nobody asked in between").containsExactly(1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
        assertThat(plot.all().inSync()).containsOnly(2);
        assertThat(plot.all().groups().get("batch").behind()).hasSize(6).containsOnly(7L);
        assertThat(plot.all().groups().get("batch").partitions()).containsOnlyKeys(0);
        assertThat(plot.all().groups().get("batch").partitions().get(0)).hasSize(6).containsOnly(7L);
        for (var second = 0; second < 2000; second++) {
            plot.add(picture(1_006_000 + second * 1000L, 1_006_000 + second * 1000L));
        }
        assertThat(plot.all().written()).hasSize(900);
        assertThat(plot.newest().at()).isEqualTo(3_005_000);
        assertThat(plot.all().from()).isEqualTo(3_005_000 - 899 * 1000);
        plot.mark(List.of(new Sentence(1, 3_004_000, Sentence.Kind.BROKER, Level.FAULT, "broker 2 does not answer"),
                new Sentence(2, 3_004_000, Sentence.Kind.GROUP, Level.INFO, "batch has 1 member, it had 2"),
                new Sentence(3, 3_004_000, Sentence.Kind.LAG, Level.WARN, "batch is 1,200 messages behind"),
                new Sentence(4, 3_004_000, Sentence.Kind.TOPIC, Level.INFO, "messages has 3 partitions")));
        assertThat(plot.all().marks()).as("faults and rebalances").extracting(Plot.Mark::text)
                .containsExactly("broker 2 does not answer", "batch has 1 member, it had 2");
        assertThat(plot.newMarks()).as("for the next frame").isEqualTo(plot.all().marks());
        assertThat(plot.newMarks()).isEmpty();
    }

    @Test
    void whatNobodyHasAnsweredForSecondsIsAGapInThePlot() {
        var plot = new Plot();
        plot.add(picture(20_000, 12_000));
        plot.add(picture(21_000, 12_000));
        assertThat(plot.all().inSync()).containsExactly(2, null);
        assertThat(plot.all().groups().get("batch").behind()).containsExactly(7L, null);
    }

    @Test
    void whatWasWhileTheComputerSleptIsAGapInThePlot() {
        var plot = new Plot();
        plot.add(picture(20_000, 20_000));
        plot.add(picture(40_000, 40_000));
        assertThat(plot.all().written()).hasSize(21);
        assertThat(plot.all().written().subList(1, 12)).containsOnlyNulls();
        assertThat(plot.all().written().subList(12, 21)).containsOnly(1.0);
    }

    private static Picture picture(long at, long askedAt) {
        var group = group(7L, 0L, "A");
        return new Picture(at, new ClusterState("id", "a", 1, askedAt, null, allUp()),
                new TopicState("messages", null, 2, 1, askedAt, List.of(LED_BY_2), 0),
                new GroupsState(askedAt, 0, List.of(new GroupsState.Group(group.name(), group.state(), group.type(),
                        group.behind(), group.behindMs(), 1.0, group.members(), group.partitions(), askedAt))));
    }
}
