//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Lesson.java
//SOURCES support/LessonPages.java
//SOURCES support/Repo.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lesson.both;
import static support.Lesson.without;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ResourceLock;
import support.Lab;
import support.Labs;
import support.Lesson;
import support.LessonPage;
import support.LessonPages;
import support.Repo;
import support.TestCluster;
import support.Wait;

/**
 * Lessons that break something, as Watch gives them: their figures are those of the programs' events, all that they say is on
 * its page, and afterwards the cluster is as it was.
 */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster is its own
@ResourceLock("a lesson") // one at a time
@ExtendWith({Labs.class, LessonPages.class})
@Labs.BreaksBrokers
class LessonsTest {

    private static final int BROKERS = 3;

    private final LessonPage page;
    private Map<String, Integer> leaders;

    LessonsTest(LessonPage page) {
        this.page = page;
    }

    /** A topic of somebody's own, and the one of the groups' offsets, which the first commit makes. */
    @BeforeEach
    void everyBrokerLeadsItsOwn(Lab lab, TestCluster cluster) throws Exception {
        lab.produce(0, 3);
        lab.commit("SingleConsumer.java", Map.of(0, 1L));
        cluster.awaitWhole();
        leaders = leaders(cluster);
    }

    @AfterEach
    void theClusterIsAsItWas(TestCluster cluster) throws Exception {
        try {
            for (var broker = 1; broker <= BROKERS; broker++) {
                assertThat(state(cluster.pid(broker))).as("broker " + broker + " runs").isIn("S", "R");
            }
            assertThat(leaders(cluster)).isEqualTo(leaders);
            assertThat(cluster.topics()).noneMatch(topic -> topic.startsWith("lesson-"));
            try (var admin = admin(cluster)) {
                assertThat(admin.listGroups().all().get()).noneMatch(group -> group.groupId().startsWith("lesson-"));
            }
        } finally {
            cluster.heal();
        }
    }

    private static Admin admin(TestCluster cluster) {
        return Admin.create(Map.of("bootstrap.servers", cluster.addresses()));
    }

    /** Of all partitions of all topics that were there before the lesson. */
    private Map<String, Integer> leaders(TestCluster cluster) throws ExecutionException, InterruptedException {
        try (var admin = admin(cluster)) {
            var names = leaders == null ? admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get()
                    : leaders.keySet().stream().map(partition -> partition.replaceFirst("-\\d+$", "")).distinct().toList();
            var leaders = new TreeMap<String, Integer>();
            admin.describeTopics(names).allTopicNames().get().forEach((name, topic) -> topic.partitions()
                    .forEach(one -> leaders.put(name + "-" + one.partition(), one.leader().id())));
            return leaders;
        }
    }

    /** S for one that waits, R for one that runs, T for one that is frozen. */
    private static String state(long pid) {
        return Repo.text(Path.of("/proc", String.valueOf(pid), "stat")).replaceFirst("(?s)^.*\\) (\\w) .*$", "$1");
    }

    private Lesson given(Lab lab, TestCluster cluster, String name) {
        var lesson = Lesson.startForPage(lab, cluster.data(), name);
        assertThat(lesson.exitCode()).as(lesson.toString()).isZero();
        page.shows(lesson.told());
        assertThat(lesson.timesOfLines().values()).as("each program's lines in order").isNotEmpty()
                .allSatisfy(times -> assertThat(times).isSorted());
        return lesson;
    }

    @Test
    void twoMembersShareAndAThirdTakesOver(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "members-share");
        var acked = lesson.ids("producer", "acked");
        var killed = lesson.at("kill -9 for A");
        var takenOver = first(lesson, "C");
        assertThat(takenOver).isGreaterThan(killed);
        var again = both(lesson.ids("A", "processed"), lesson.ids("C", "processed")).size();
        var ofA = lesson.events("A", "processed"); // at first it may have had both
        var partition = ofA.get(ofA.size() - 1).get("partition").toString();
        assertThat(lesson.figures("A read partition (\\d), .* For ([\\d.]+) s nobody read partition (\\d); .* committed\\."
                + " (\\d+) messages? that A had processed came again\\. All (\\d+) acknowledged"))
                .isEqualTo(List.of(partition, Lesson.seconds(takenOver - killed), partition, "" + again, "" + acked.size()));
        var processed = new HashSet<Long>();
        List.of("A", "B", "C").forEach(member -> processed.addAll(lesson.ids(member, "processed")));
        assertThat(processed).containsAll(acked);
    }

    /** When it processed something for the first time. */
    private static long first(Lesson lesson, String consumer) {
        return lesson.events(consumer, "processed").stream().mapToLong(one -> (Long) one.get("at")).min().orElseThrow();
    }

    @Test
    void aConsumerIsKilledBeforeItsCommit(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "killed-before-commit");
        var again = both(lesson.ids("first", "processed"), lesson.ids("successor", "processed"));
        assertThat(again).isEqualTo(Set.of(20L, 21L, 22L, 23L, 24L));
        var takenOver = first(lesson, "successor");
        assertThat(lesson.figures("'first' processed (\\d+) messages and had made (\\d+) commits when it died\\. For ([\\d.]+) s"
                + " nobody read the partition; then 'successor' began at offset (\\d+): (\\d+) messages were processed a second"
                + " time\\. Of (\\d+) acknowledged messages none was lost: (\\d+) were")).isEqualTo(List.of("25", "2",
                        Lesson.seconds(takenOver - lesson.at("'first' is dead")), "20", "5", "60", "60"));
        assertThat(lesson.events("first", "committed")).hasSize(2);
        assertThat(lesson.ids("successor", "processed")).hasSize(40).contains(20L, 59L);
    }

    @Test
    void aBrokerDies(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "broker-dies");
        assertThat(lesson.figures("([\\d.]+) s later broker \\d led partition 0 instead"))
                .isEqualTo(List.of(lesson.seconds("kill -9 for broker", "leads partition 0 now")));
        assertTraffic(lesson);
    }

    @Test
    void aBrokerFreezes(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "broker-freezes");
        assertThat(lesson.figures("([\\d.]+) s later broker \\d led partition 0 instead"))
                .isEqualTo(List.of(lesson.seconds("is frozen", "leads partition 0 now")));
        assertThat(lesson.told("harm")).hasSize(1).first().asString().contains(" is frozen (kill -STOP)");
        assertThat(lesson.told("repair")).hasSize(1).first().asString().contains(" goes on (kill -CONT)");
        assertTraffic(lesson);
    }

    @Test
    void theControllerDies(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "controller-dies");
        assertThat(lesson.figures("([\\d.]+) s after its death it was known that broker \\d is, and ([\\d.]+) s after it broker"))
                .isEqualTo(List.of(lesson.seconds("kill -9 for broker", "is the active controller now"),
                        lesson.seconds("kill -9 for broker", "leads partition 0 now")));
        assertTraffic(lesson);
    }

    /** Nothing is lost, and what stood still for how long is as the acknowledgements have it. */
    private static void assertTraffic(Lesson lesson) {
        var acked = lesson.ids("producer", "acked");
        assertThat(lesson.ids("consumer", "processed")).containsAll(acked);
        assertThat(lesson.figures("led, ([\\d.]+) s; partition 2, of which it had the other copy, ([\\d.]+) s; partition 1, of"
                + " which it had no copy, ([\\d.]+) s")).isEqualTo(List.of(lesson.longestPause("producer", 0),
                        lesson.longestPause("producer", 2), lesson.longestPause("producer", 1)));
        var refused = lesson.said("consumer", "is processed but not committed yet") > 0;
        assertThat(lesson.figures("The longest time in which the consumer processed nothing, from any partition, was"
                + " ([\\d.]+) s\\. " + (refused ? "A commit of it had to be repeated: " : "\\d")))
                .isEqualTo(List.of(lesson.longestPause("consumer", "processed", any -> true)));
        var processed = lesson.events("consumer", "processed").size();
        assertThat(lesson.figures("(\\d+) messages were acknowledged, (\\d+) were not\\. .* processed, (\\d+) of them more"))
                .isEqualTo(List.of("" + acked.size(), "0", "" + (processed - lesson.ids("consumer", "processed").size())));
    }

    @Test
    void withAcksOneAcknowledgedMessagesAreLost(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "acks-one");
        assertThat(assertAcks(lesson)).isPositive();
        assertThat(during(lesson)).isGreaterThan(100);
        var lost = without(lesson.ids("producer", "acked"), lesson.ids("reader", "processed"));
        var frozen = lesson.at("is frozen");
        var killed = lesson.at("kill -9 for broker");
        assertSaysIf(without(lesson.ids("producer", "acked", at -> at > frozen && at <= killed), lost).size(), lesson,
                "of which (\\d+) had still reached broker \\d");
        assertSaysIf(both(lost, lesson.ids("producer", "acked", at -> at <= frozen)).size(), lesson,
                "(\\d+) of them [^.]*just before broker \\d");
        assertSaysIf(both(lost, lesson.ids("producer", "acked", at -> at > killed)).size(), lesson,
                "(\\d+) of them [^.]*the moment of the kill");
    }

    @Test
    void withAcksAllNoneIsLostInTheSameFault(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "acks-all");
        assertThat(assertAcks(lesson)).isZero();
        assertThat(during(lesson)).as("at most what was under way").isLessThan(10);
        assertThat(lesson.conclusion().contains("already had when it froze")).isEqualTo(during(lesson) > 0);
    }

    /** It says so with this figure, and does not where there are none. */
    private static void assertSaysIf(int count, Lesson lesson, String sentence) {
        var said = Pattern.compile(sentence).matcher(lesson.conclusion());
        assertThat(said.find()).as(lesson.conclusion()).isEqualTo(count > 0);
        assertThat(count == 0 ? 0 : Integer.parseInt(said.group(1))).isEqualTo(count);
    }

    /** How many messages are lost. */
    private static int assertAcks(Lesson lesson) {
        var acked = lesson.ids("producer", "acked");
        var lost = without(acked, lesson.ids("reader", "processed")).size();
        assertThat(lesson.figures("stood still, broker \\d acknowledged (\\d+) messages?[^.]*\\. Of (\\d+) acknowledged messages"
                + " in all, (\\d+) are lost")).isEqualTo(List.of("" + during(lesson), "" + acked.size(), "" + lost));
        return lost;
    }

    private static int during(Lesson lesson) {
        var frozen = lesson.at("is frozen");
        var killed = lesson.at("kill -9 for broker");
        return lesson.ids("producer", "acked", at -> at > frozen && at <= killed).size();
    }

    @Test
    void withABrokerDownMinInSyncDecidesWhetherWritesGoOn(Lab lab, TestCluster cluster) {
        var lesson = given(lab, cluster, "min-insync");
        var alone = lesson.at("has the only copy in sync now");
        var started = lesson.at("is started again");
        var one = lesson.ids("min1", "acked", at -> at >= alone && at < started).size();
        var other = lesson.ids("min2", "acked", at -> at >= alone && at < started).size();
        assertThat(one).isPositive();
        assertThat(other).isZero();
        assertThat(lesson.figures("started again, ([\\d.]+) s passed\\. In that time (\\d+) messages .*replicas=1, and (\\d+)"
                + " with 2\\. The longest time without an acknowledgement was ([\\d.]+) s with min.insync.replicas=1, and"
                + " ([\\d.]+) s with 2\\. In the end (\\d+) messages were acknowledged with min.insync.replicas=1, and (\\d+)"
                + " with 2; (\\d+) failed")).isEqualTo(List.of(Lesson.seconds(started - alone), "" + one, "" + other,
                        lesson.longestPause("min1", 0), lesson.longestPause("min2", 0),
                        "" + lesson.ids("min1", "acked").size(), "" + lesson.ids("min2", "acked").size(), "0"));
    }

    @Test
    void oneThatIsStoppedWhileABrokerIsDownPutsItBack(Lab lab, TestCluster cluster) {
        var lesson = Lesson.start(lab, cluster.data(), "broker-dies").awaitAct("kill -9 for broker");
        assertThat(lesson.program().signal("INT").exitCode()).as(lesson.toString()).isEqualTo(130);
        assertThat(lesson.conclusion()).isEmpty();
    }

    /** Nobody puts anything right then: a frozen broker goes on, the programs end, and the next lesson finds what is left. */
    @Test
    @Tag("soak")
    void ofOneThatIsKilledNothingStaysBehindForLong(Lab lab, TestCluster cluster) {
        var lesson = Lesson.start(lab, cluster.data(), "broker-freezes").awaitAct("is frozen");
        var children = lesson.program().process().descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("-o json")).toList();
        assertThat(children).hasSize(2);
        lesson.program().process().destroyForcibly();
        Wait.until("the programs have ended", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        Wait.until("the frozen broker goes on", () -> IntStream.rangeClosed(1, BROKERS)
                .noneMatch(broker -> state(cluster.pid(broker)).equals("T")));
        assertThat(cluster.topics()).anyMatch(topic -> topic.startsWith("lesson-broker-freezes-"));
        var next = given(lab, cluster, "two-groups");
        assertThat(next.program().output()).contains("what it left is put right first");
    }
}
