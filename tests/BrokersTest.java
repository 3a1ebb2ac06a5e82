//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.Lab.ids;
import static support.Lab.processed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import support.Lab;
import support.Labs;
import support.Program;
import support.TestCluster;
import support.Wait;

/** Brokers die, stand still and come back while the programs work. One test at a time: all of them share the brokers. */
@Tag("faults")
@ExtendWith(Labs.class)
@Labs.BreakBrokersInTurn
class BrokersTest {

    /** The programs give themselves 15 s; the rest is the JVM's, on a busy computer. */
    static final Duration STOP_WITHIN = Duration.ofSeconds(18);

    /**
     * A client gives the frozen one up after 10 s, when others have taken over; if it was the active controller too, they do
     * so only after some 12 s, and the client has asked it once more. Kafka's own setting makes it 30 s.
     */
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(27);

    @AfterEach
    void heal(TestCluster cluster) {
        cluster.heal();
    }

    @Test
    @Tag("soak")
    void nothingIsLostWhenABrokerIsKilledAndComesBack(Lab lab, TestCluster cluster) {
        var single = lab.single();
        var batch = lab.batch("--max-wait", "500ms");
        var producer = lab.producer("--rate", "300").awaitEvents("acked", 300);
        single.awaitProcessed(100);
        batch.awaitProcessed(100);

        cluster.kill(2);
        List.of(producer, single, batch).forEach(program -> program.awaitTalk(" leader, broker 2, does not answer."));
        assertThat(producer.awaitTalk(" again after ").talk()).doesNotContain("broker 2 leads");
        var before = producer.ids("acked").size();
        producer.await("it sends to all partitions again", () -> partitions(producer, before).size() == Lab.PARTITIONS);
        cluster.start(2);
        cluster.awaitWhole();
        var after = producer.ids("acked").size();
        producer.await("it sends to all partitions still", () -> partitions(producer, after).size() == Lab.PARTITIONS)
                .signal("TERM");
        assertThat(producer.exitCode()).isEqualTo(143);
        assertThat(producer.ids("acked")).containsExactlyInAnyOrderElementsOf(ids(0, producer.counted("acked")));
        assertThat(lab.end(lab.topic())).as("retries made no duplicates").isEqualTo(producer.counted("acked"));

        for (var consumer : List.of(single, batch)) {
            consumer.await("all is processed", () -> Set.copyOf(consumer.processed()).containsAll(producer.ids("acked")))
                    .signal("TERM");
            assertThat(consumer.exitCode()).isEqualTo(143);
        }
        assertThat(lab.committed("SingleConsumer.java")).isEqualTo(producer.counted("acked"));
        assertThat(lab.committed("BatchConsumer.java")).isEqualTo(producer.counted("acked"));
    }

    private static Set<Long> partitions(Program producer, int after) {
        return producer.events("acked").stream().skip(after).map(acked -> acked.number("partition")).collect(Collectors.toSet());
    }

    /** Others take over after some 9 s, from a leader and from a coordinator: whoever does not notice waits for nothing. */
    @Test
    @Tag("soak")
    void aBrokerThatStandsStillIsNotWaitedForWhenOthersHaveTakenOver(Lab lab, TestCluster cluster) {
        var consumers = List.of(lab.single(), lab.batch("--max-wait", "500ms"));
        var producer = lab.producer("--rate", "300");
        consumers.forEach(consumer -> consumer.awaitProcessed(300));
        var frozen = System.currentTimeMillis();
        cluster.freeze(lab.coordinator("BatchConsumer.java"));
        var soon = frozen + 5_000; // later than anything that the frozen broker had answered
        for (var consumer : consumers) {
            consumer.await("it reads all partitions again", () -> processedAfter(soon, consumer).size() == Lab.PARTITIONS);
            assertThat(processedAfter(soon, consumer).values()).as(consumer.toString())
                    .allMatch(at -> at - frozen < GOES_ON_WITHIN.toMillis());
            assertThat(consumer.talk()).as("it is not missed by its group").doesNotContain(" lost ");
        }
        cluster.thaw();
        assertThat(producer.signal("TERM").exitCode()).isEqualTo(143);
        for (var consumer : consumers) {
            consumer.await("all is processed", () -> Set.copyOf(consumer.processed()).containsAll(producer.ids("acked")))
                    .signal("TERM");
            assertThat(consumer.exitCode()).isEqualTo(143);
        }
    }

    /** In each partition, when the first message after this was processed. */
    private static Map<Long, Long> processedAfter(long time, Program consumer) {
        return consumer.events("processed").stream().filter(processed -> processed.number("at") > time).collect(
                Collectors.toMap(processed -> processed.number("partition"), processed -> processed.number("at"), Math::min));
    }

    @Test
    void aCommitThatFailsIsMadeUpFor(Lab lab, TestCluster cluster, @TempDir Path folder) throws IOException {
        var go = folder.resolve("go");
        var handler = "touch %s; until test -e " + go + "; do sleep 0.05; done";
        var handling = List.of(folder.resolve("batch"), folder.resolve("manual"));
        var batch = lab.batch("--exec", handler.formatted(handling.get(0)), "--max-batch", "20", "--max-wait", "500ms");
        var manual = lab.start("SingleConsumer.java --commit manual", "--exec", handler.formatted(handling.get(1)));
        lab.produce(0, 150);
        Wait.until("both have messages in hand", () -> handling.stream().allMatch(Files::exists));
        cluster.freeze();
        Files.createFile(go);
        batch.awaitTalk("is processed but not committed");
        manual.awaitTalk("is processed but not committed");
        batch.awaitTalk(" for the whole topic: no broker answers.");
        manual.awaitTalk(" for the whole topic: no broker answers.");
        cluster.thaw();
        for (var consumer : List.of(batch, manual)) {
            consumer.await("all is processed", () -> Set.copyOf(consumer.processed()).containsAll(ids(0, 150)));
        }
        batch.await("all is committed", () -> lab.committed("BatchConsumer.java") == 150).signal("TERM");
        manual.await("all is committed", () -> lab.committed("SingleConsumer.java") == 150).signal("TERM");
        assertThat(batch.exitCode()).isEqualTo(143);
        assertThat(manual.exitCode()).isEqualTo(143);
    }

    /** Any broker can describe the topic; how far the group is, only its coordinator and the leaders can say. */
    @Test
    @Tag("soak")
    void aConsumerThatStartsWhileTheyAreAwayWaitsForThem(Lab lab, TestCluster cluster) {
        lab.produce(0, 30);
        cluster.kill(2);
        cluster.kill(3);
        var consumers = List.of(lab.single(), lab.batch());
        consumers.forEach(consumer -> consumer.awaitTalk("Waiting: the cluster cannot say yet how far group"));
        cluster.startAll();
        for (var consumer : consumers) {
            consumer.await("all is processed", () -> Set.copyOf(consumer.processed()).containsAll(ids(0, 30))).signal("TERM");
            assertThat(consumer.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void allStopInTimeWhenTheBrokersStandStill(Lab lab, TestCluster cluster) {
        stopsInTimeWithout(TestCluster::freeze, lab, cluster);
    }

    static void stopsInTimeWithout(Consumer<TestCluster> away, Lab lab, TestCluster cluster) {
        lab.produce(0, 3000);
        var consumers = List.of(lab.single("--work", "5ms", "-X", "max.poll.records=20"),
                lab.batch("--work", "5ms", "--max-batch", "20"),
                lab.start("SingleConsumer.java --commit manual", "-g", lab.topic() + "-manual", "--work", "5ms",
                        "-X", "max.poll.records=20"));
        var impatient = lab.single("-g", lab.topic() + "-impatient", "--work", "5ms", "-X", "max.poll.records=20");
        var producer = lab.producer("--rate", "200", "--first-id", "3000").awaitEvents("acked", 50);
        consumers.forEach(consumer -> consumer.awaitProcessed(50));
        impatient.awaitProcessed(50);

        away.accept(cluster);
        producer.signal("TERM");
        consumers.forEach(consumer -> consumer.signal("TERM"));
        var since = System.nanoTime();
        impatient.signal("INT");
        impatient.awaitTalk("revoked").signal("INT");
        assertThat(impatient.exitCode(left(since))).isIn(130, 1);
        assertThat(producer.exitCode(left(since))).as("some messages were on their way").isEqualTo(1);
        for (var consumer : consumers) {
            assertThat(consumer.exitCode(left(since))).as(consumer.toString()).isIn(143, 1);
            assertThat(consumer.talk()).doesNotContain("Could not stop in order");
        }
        cluster.heal();
        var acked = producer.ids("acked");
        assertThat(lab.read(lab.topic())).hasSizeGreaterThanOrEqualTo(3000 + acked.size());
        var rest = List.of(lab.single("--exit-at-end"), lab.batch("--exit-at-end"));
        for (int i = 0; i < 2; i++) {
            assertThat(rest.get(i).exitCode()).isZero();
            assertThat(processed(consumers.get(i), rest.get(i))).containsAll(ids(0, 3000)).containsAll(acked);
        }
    }

    private static Duration left(long since) {
        return STOP_WITHIN.minusNanos(System.nanoTime() - since);
    }
}
