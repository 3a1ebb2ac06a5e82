//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../output/Delivery.java
//SOURCES ../output/Event.java
//SOURCES ../output/Place.java
//SOURCES ../output/Report.java
//SOURCES ../drill/ledger/Incident.java
//SOURCES ../drill/ledger/Ledger.java
//SOURCES support/Printed.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import drill.ledger.ConsumerAccount;
import drill.ledger.Incident;
import drill.ledger.Ledger.Account;
import drill.ledger.Ledger;
import drill.ledger.ProducerAccount;
import drill.ledger.Verdict.Duplicate;
import drill.ledger.Verdict;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import output.Delivery;
import output.Event;
import output.Place;
import output.Report;
import support.Printed;

/** The drill's ledger, with made-up histories: it finds what breaks the promise, and only that. */
@Tag("unit")
class LedgerTest {

    private static final String SINGLE = "single-consumer";
    private static final String BATCH = "batch-consumer";
    private static final long BEGAN = 1_732_144_200_000L;
    private static final long SECOND_PRODUCER = Ledger.IDS_PER_PRODUCER;

    private final Ledger ledger = new Ledger(0, BEGAN, List.of(SINGLE, BATCH));
    private final ProducerAccount producer = ledger.producer();
    private final ConsumerAccount single = ledger.consumer(SINGLE);
    private final ConsumerAccount batch = ledger.consumer(BATCH);

    private long clock = BEGAN;

    // --- lost

    @Test
    void whatBothGroupsProcessedIsNotLost() {
        for (var id = 0; id < 50_000; id++) {
            acked(producer, id, id % 3, id / 3);
            processed(single, id, id % 3, id / 3);
            processed(batch, id, id % 3, id / 3);
        }
        var verdict = verdict();
        assertThat(verdict.held()).isTrue();
        assertThat(verdict.acked()).isEqualTo(50_000);
        assertThat(verdict.groups()).allMatch(group -> group.processed() == 50_000 && group.allDuplicates() == 0);
    }

    @Test
    void lostIsWhatWasAcknowledgedAndAGroupNeverProcessed() {
        for (var id = 0; id < 10; id++) {
            acked(producer, id, 0, id);
        }
        for (var id = 0; id < 9; id++) {
            processed(single, id, 0, id);
        }
        for (var id = 2; id < 9; id++) {
            processed(batch, id, 0, id);
        }
        assertThat(verdict().held()).isFalse();
        assertThat(group(SINGLE).lost()).isEqualTo(1);
        assertThat(group(SINGLE).firstLost()).containsExactly(9L);
        assertThat(group(BATCH).lost()).isEqualTo(3);
        assertThat(group(BATCH).firstLost()).containsExactly(0L, 1L, 9L);
        assertThat(group(BATCH).lostByAll()).as("gone from the log, as nobody found it").isEqualTo(1);
        assertThat(verdict().lost()).isEqualTo(3);
    }

    @Test
    void eachProducerProcessHasItsOwnIdsAndIsJudgedAlone() {
        var second = ledger.producer();
        acked(producer, 5, 0, 0);
        acked(second, SECOND_PRODUCER + 5, 0, 1);
        processed(single, 5, 0, 0);
        processed(batch, 5, 0, 0);
        processed(batch, SECOND_PRODUCER + 5, 0, 1);
        assertThat(group(SINGLE).firstLost()).containsExactly(SECOND_PRODUCER + 5);
        assertThat(group(BATCH).lost()).isZero();
        assertThat(group(BATCH).outOfOrder()).isZero();
    }

    @Test
    void skippedAndDeadLetteredAreCountedByPlaceAndDoNotCountAsProcessed() {
        acked(producer, 0, 1, 7);
        processed(batch, 0, 1, 7);
        givenUp(single, "skipped", 7, "why \\\"not\\\"");
        givenUp(single, "skipped", 7, "again");
        givenUp(batch, "dead-lettered", 8, "");
        assertThat(group(SINGLE).skipped()).isEqualTo(1);
        assertThat(group(SINGLE).lost()).isEqualTo(1);
        assertThat(group(BATCH).deadLettered()).isEqualTo(1);
        assertThat(group(BATCH).lost()).isZero();
    }

    @Test
    void messagesOfOthersAreNotOurs() {
        processed(single, SECOND_PRODUCER * 7, 0, 0);
        assertThat(group(SINGLE).foreign()).isEqualTo(1);
        assertThat(group(SINGLE).processed()).isZero();
        assertThat(verdict().held()).isTrue();
    }

    // --- never acknowledged

    @Test
    void whatWasNeverAcknowledgedMayBeFoundAndNeedNot() {
        acked(producer, 0, 0, 0);
        notAcked("unknown", 1);
        notAcked("unknown", 2);
        for (var reader : List.of(single, batch)) {
            processed(reader, 0, 0, 0);
            processed(reader, 1, 0, 1);
            processed(reader, 3, 0, 2); // its acknowledgement died with the producer
        }
        var verdict = verdict();
        assertThat(verdict.unknown()).isEqualTo(2);
        assertThat(verdict.unacknowledgedFound()).isEqualTo(2);
        assertThat(verdict.held()).isTrue();
    }

    @Test
    void whatFailedForCertainMustNotBeFound() {
        notAcked("failed", 1);
        notAcked("failed", 2);
        assertThat(verdict().held()).isTrue();
        processed(single, 2, 0, 0);
        assertThat(verdict().failedFound()).isEqualTo(1);
        assertThat(verdict().held()).isFalse();
    }

    @Test
    void anAcknowledgementThatComesAfterTheMessageWasProcessedCounts() {
        processed(single, 0, 2, 9);
        processed(batch, 0, 2, 9);
        acked(producer, 0, 2, 9);
        assertThat(verdict().unacknowledgedFound()).isZero();
        assertThat(verdict().acked()).isEqualTo(1);
        assertThat(verdict().lost()).isZero();
    }

    // --- again

    @Test
    void whatIsReadAgainAfterAKillOrARebalanceIsExplained() {
        assigned(single, 0, 1, 2);
        for (var id = 0; id < 10; id++) {
            acked(producer, id, 0, id);
            processed(single, id, 0, id);
            processed(batch, id, 0, id);
        }
        var kill = ledger.began("single-killed", "single-1 killed", Set.of(SINGLE));
        ledger.began("batch-killed", "batch-1 killed", Set.of(BATCH));
        ledger.killed(single);
        clock = System.currentTimeMillis() + 1;
        var next = ledger.consumer(SINGLE);
        assigned(next, 0);
        for (var id = 7; id < 10; id++) {
            processed(next, id, 0, id);
        }
        var third = ledger.consumer(SINGLE);
        assigned(third, 0);
        processed(third, 9, 0, 9);
        assertDuplicates(SINGLE, Map.of(Duplicate.AFTER_KILL, 3L, Duplicate.AFTER_REBALANCE, 1L, Duplicate.WRITTEN_TWICE, 0L));
        assertThat(group(SINGLE).processed()).isEqualTo(10);
        assertThat(kill.duplicates()).as("put down to the last fault that hurt this group").isEqualTo(4);
        assertThat(verdict().held()).isTrue();
    }

    @Test
    void theCopyThatIsReadSecondWasWrittenTwiceWhicheverThatIs() {
        acked(producer, 0, 0, 5);
        processed(single, 0, 0, 4);
        processed(single, 0, 0, 5);
        processed(batch, 0, 0, 5);
        processed(batch, 0, 0, 4);
        for (var name : List.of(SINGLE, BATCH)) {
            assertDuplicates(name, Map.of(Duplicate.AFTER_KILL, 0L, Duplicate.AFTER_REBALANCE, 0L, Duplicate.WRITTEN_TWICE, 1L));
            assertThat(group(name).processed()).isEqualTo(1);
        }
        assertThat(verdict().writtenTwice()).as("one copy too many, whoever reads it").isEqualTo(1);
        assertThat(verdict().lost()).isZero();
    }

    @Test
    void aCopyThatIsReadOnceMoreIsReadAgainAndNotWrittenAgain() {
        acked(producer, 0, 0, 5);
        processed(single, 0, 0, 4);
        processed(single, 0, 0, 5);
        processed(single, 0, 0, 4);
        processed(single, 0, 0, 5);
        assertDuplicates(SINGLE, Map.of(Duplicate.AFTER_KILL, 0L, Duplicate.AFTER_REBALANCE, 2L, Duplicate.WRITTEN_TWICE, 1L));
        assertThat(verdict().writtenTwice()).isEqualTo(1);
    }

    @Test
    void anAcknowledgementForAnotherPlaceThanTheOneThatWasReadIsASecondCopy() {
        processed(single, 0, 0, 4);
        acked(producer, 0, 0, 5);
        processed(single, 0, 0, 5);
        processed(batch, 0, 0, 4);
        assertThat(verdict().writtenTwice()).isEqualTo(1);
        assertThat(group(SINGLE).duplicates()).containsEntry(Duplicate.WRITTEN_TWICE, 1L);
        assertThat(group(BATCH).duplicates()).containsEntry(Duplicate.WRITTEN_TWICE, 0L);
    }

    @Test
    void withIdempotenceNothingMayBeWrittenTwiceAndWithoutItMay() {
        acked(producer, 0, 0, 5);
        for (var reader : List.of(single, batch)) {
            processed(reader, 0, 0, 4);
            processed(reader, 0, 0, 5);
        }
        assertThat(verdict().held()).isFalse();
        assertThat(ledger.verdict(Verdict.Writes.AT_LEAST_ONCE).held()).isTrue();
    }

    /** The client has acknowledgements without an offset: of a batch that the broker had already, and no longer knows where. */
    @Test
    void anAcknowledgementThatDoesNotSayWhereIsNoSecondCopy() {
        acked(producer, 0, 0, -1);
        processed(batch, 1, 0, 8);
        acked(producer, 1, 0, -1);
        acked(producer, 2, 0, -1);
        processed(single, 0, 0, 7);
        processed(batch, 0, 0, 7);
        processed(single, 1, 0, 8);
        var verdict = verdict();
        assertThat(ledger.strange()).isNull();
        assertThat(verdict).extracting(Verdict::acked, Verdict::writtenTwice, Verdict::outOfOrder).containsExactly(3L, 0L, 0L);
        assertThat(group(SINGLE).lost()).isEqualTo(1);
        assertThat(group(BATCH).lost()).isEqualTo(1);
    }

    @Test
    void aCopyBehindALaterMessageIsNoDisorder() {
        acked(producer, 1, 0, 5);
        acked(producer, 0, 0, 6);
        for (var reader : List.of(single, batch)) {
            processed(reader, 0, 0, 4);
            processed(reader, 1, 0, 5);
            processed(reader, 0, 0, 6);
        }
        assertThat(verdict().writtenTwice()).isEqualTo(1);
        assertThat(verdict().outOfOrder()).isZero();
        assertThat(verdict().groups()).allMatch(group -> group.outOfOrder() == 0);
    }

    // --- order

    @Test
    void whatIsFirstProcessedAfterALaterMessageOfItsPartitionIsOutOfOrder() {
        acked(producer, 0, 0, 0);
        acked(producer, 1, 0, 1);
        acked(producer, 2, 1, 0);
        acked(producer, 3, 0, 2);
        processed(batch, 0, 0, 0);
        processed(batch, 1, 0, 1);
        processed(batch, 3, 0, 2);
        processed(batch, 2, 1, 0); // another partition
        processed(single, 1, 0, 1);
        processed(single, 0, 0, 0);
        processed(single, 2, 1, 0);
        processed(single, 3, 0, 2);
        assertThat(group(SINGLE).outOfOrder()).isEqualTo(1);
        assertThat(group(BATCH).outOfOrder()).isZero();
        assertThat(verdict().held()).isFalse();
    }

    @Test
    void readingAgainIsNoDisorder() {
        for (var id = 0; id < 5; id++) {
            acked(producer, id, 0, id);
            processed(single, id, 0, id);
        }
        for (var id = 1; id < 5; id++) {
            processed(single, id, 0, id);
        }
        assertThat(group(SINGLE).outOfOrder()).isZero();
    }

    /** Two processes' stdout are read by two threads: what comes in late did not happen late. */
    @Test
    void orderIsJudgedByWhenItHappenedAndNotByWhenItWasRead() {
        var other = ledger.consumer(SINGLE);
        acked(producer, 0, 0, 0);
        acked(producer, 1, 0, 1);
        clock = BEGAN + 500;
        processed(other, 1, 0, 1);
        clock = BEGAN + 100;
        processed(single, 0, 0, 0);
        assertThat(group(SINGLE).outOfOrder()).isZero();
        acked(producer, 2, 0, 2);
        processed(single, 2, 0, 2); // at 100 ms, before its predecessor at 500 ms
        assertThat(group(SINGLE).outOfOrder()).isEqualTo(1);
    }

    /** A member that was thrown out and its successor process the same messages, and what the first one wrote is read later. */
    @Test
    void aMessageCountsFromWhenItWasFirstProcessedWhoeverIsHeardFirst() {
        var successor = ledger.consumer(SINGLE);
        acked(producer, 0, 0, 0);
        acked(producer, 1, 0, 1);
        clock = BEGAN + 500;
        processed(successor, 0, 0, 0);
        clock = BEGAN + 100;
        processed(single, 0, 0, 0);
        processed(single, 1, 0, 1);
        clock = BEGAN + 510;
        processed(successor, 1, 0, 1);
        assertThat(group(SINGLE).outOfOrder()).isZero();
        assertThat(group(SINGLE).processed()).isEqualTo(2);
        assertThat(group(SINGLE).duplicates().values()).containsExactlyInAnyOrder(0L, 2L, 0L);
    }

    @Test
    void whatOneProcessDoesWithinAMillisecondKeepsItsOrder() {
        acked(producer, 0, 0, 0);
        acked(producer, 1, 0, 1);
        clock = BEGAN;
        enter(single, processedLine(1, 0, 1));
        enter(single, processedLine(0, 0, 0));
        assertThat(group(SINGLE).outOfOrder()).isEqualTo(1);
    }

    @Test
    void aMessageThatLiesBehindALaterOneOfTheSameProducerIsOutOfOrder() {
        acked(producer, 0, 0, 4);
        acked(producer, 1, 0, 3);
        acked(producer, 2, 0, 5);
        for (var reader : List.of(single, batch)) {
            processed(reader, 1, 0, 3);
            processed(reader, 0, 0, 4);
            processed(reader, 2, 0, 5);
        }
        assertThat(verdict().outOfOrder()).isEqualTo(1);
        assertThat(group(SINGLE).outOfOrder()).as("the group took them as they lay").isZero();
    }

    // --- lines

    @Test
    void aLineThatAKillCutOffIsNoEventWhereverItWasCut() {
        var whole = ackedLine(0, 0, 0) + "\n" + ackedLine(1, 0, 1) + "\n";
        var bytes = whole.getBytes(UTF_8);
        for (var cut = 0; cut <= bytes.length; cut++) {
            var one = new Ledger(0, BEGAN, List.of(SINGLE));
            var entered = one.enter(one.producer(), bytes, 0, cut);
            var lines = whole.substring(0, cut).chars().filter(c -> c == '\n').count();
            assertThat(one.acked()).as("cut at " + cut).isEqualTo(lines);
            assertThat(one.strange()).isNull();
            assertThat(entered).isEqualTo(whole.substring(0, cut).lastIndexOf('\n') + 1);
        }
    }

    @Test
    void idsMayBeAsLongAsALong() {
        var first = 1_795_236_480_000_000_000L;
        var one = new Ledger(first, BEGAN, List.of(SINGLE));
        enter(one, one.producer(), ackedLine(first + 1, 0, 0));
        assertThat(one.strange()).isNull();
        assertThat(one.acked()).isEqualTo(1);
    }

    @Test
    void aLineThatIsNoEventIsNoticed() {
        var ok = "{\"v\":1,\"event\":\"summary\",\"latencyMillis\":{\"p50\":1.5},\"list\":[{\"a\":\"}\"},[]],\"at\":1}";
        for (var bad : List.of("", "{", "{}", "[]", "7", "SLF4J: hello", ok + "x", ok + ok, ok.substring(1),
                ok.replace("\"at\":1", "\"at\":\"1\""), ok.replace("\"at\":1", "\"at\":1.5"), ok.replace("\"v\":1", "\"v\":2"),
                ok.replace("summary", "sumary"), ok.replace("[]]", "[]"), ackedLine(0, 0, 0).replace("\"offset\":0,", ""),
                ackedLine(0, 0, 0).replace(":0", ":-1"), ackedLine(0, 0, 0).replace("\"offset\":0", "\"offset\":-2"),
                processedLine(0, 0, 0).replace("\"offset\":0", "\"offset\":-1"),
                ackedLine(0, 0, 0).replace("\"offset\":0", "\"offset\":9999999999999999999"),
                "{\"v\":1,\"event\":\"assigned\",\"partitions\":[\"messages\"],\"at\":1}")) {
            var one = new Ledger(0, BEGAN, List.of(SINGLE));
            enter(one, one.producer(), bad);
            assertThat(one.strange()).as(bad).isEqualTo(bad);
        }
        enter(producer, ok);
        assertThat(ledger.strange()).isNull();
        enter(producer, processedLine(1, 0, 1));
        assertThat(ledger.strange()).as("a producer processes nothing").isNotNull();
    }

    @Test
    void whatTheProgramsReallyPrintIsRead() {
        var printed = new Printed();
        var report = printed.report(Report.Style.JSON);
        var nasty = "\"},{\\ \u0000\u2028\ud83d\ude00 \"at\":7,\"id\":9,\n";
        report.event(new Event.Acked(3, nasty, new Place("messages", 2, 41), 100, Duration.ofMillis(5)));
        report.event(new Event.NotAcked("unknown", 4, nasty, "messages", nasty));
        report.event(new Event.NotAcked("failed", 5, null, "messages", nasty));
        report.finish();
        enter(producer, printed.out().stripTrailing());

        var read = new Printed();
        var reads = read.report(Report.Style.JSON);
        reads.rebalanced("me", "assigned",
                List.of(new TopicPartition("odd-1-name-2", 2), new TopicPartition("odd-1-name-2", 11)));
        var record = new ConsumerRecord<>("messages", 2, 41, (byte[]) null, new byte[100]);
        reads.event(new Delivery(record, 3, nasty, nasty, Instant.EPOCH));
        reads.event(new Delivery(record, 3, nasty, nasty, Instant.EPOCH).asAgain());
        reads.event(new Event.Batch(1, "full"));
        reads.event(new Event.Committed("batch of 1", Map.of(new TopicPartition("messages", 2), new OffsetAndMetadata(42))));
        reads.event(new Event.GivenUp("skipped", new Place("messages", 0, 8), nasty));
        reads.event(new Event.GivenUp("dead-lettered", new Place("messages", 0, 9), nasty));
        reads.rebalanced("me", "revoked", List.of(new TopicPartition("odd-1-name-2", 2)));
        reads.rebalanced("me", "lost", List.of(new TopicPartition("odd-1-name-2", 11)));
        reads.finish();
        for (var reader : List.of(single, batch)) {
            enter(reader, read.out().stripTrailing());
        }

        assertThat(ledger.strange()).isNull();
        var verdict = verdict();
        assertThat(verdict).extracting(Verdict::acked, Verdict::failed, Verdict::unknown, Verdict::lost)
                .containsExactly(1L, 1L, 1L, 0L);
        assertThat(group(SINGLE)).extracting(Verdict.Group::processed, Verdict.Group::skipped, Verdict.Group::deadLettered)
                .containsExactly(1L, 1L, 1L);
    }

    /** Ten million messages take 240 MB, and nothing is left for the garbage collector to do. */
    @Test
    void aMessageTakes24BytesAndItsEventsNone() {
        var allocated = 0L;
        for (var from = 0; from < 400_000; from += 10_000) {
            allocated += allocatedFor(producer, "acked", from, from + 10_000);
            allocated += allocatedFor(single, "processed", from, from + 10_000);
            allocated += allocatedFor(batch, "processed", from, from + 10_000);
        }
        assertThat(verdict().groups()).allMatch(group -> group.processed() == 400_000 && group.lost() == 0);
        assertThat(allocated / 400_000.0).isBetween(24.0, 30.0);
    }

    private long allocatedFor(Account who, String event, int from, int to) {
        var lines = new StringBuilder();
        for (var id = from; id < to; id++) {
            lines.append("{\"v\":1,\"event\":\"").append(event).append("\",\"id\":").append(id)
                    .append(",\"key\":\"user-1\",\"topic\":\"messages\",\"partition\":0,\"offset\":").append(id)
                    .append(",\"at\":").append(BEGAN + id).append("}\n");
        }
        var bytes = lines.toString().getBytes(UTF_8);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadAllocatedBytes();
        ledger.enter(who, bytes, 0, bytes.length);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    // --- what it cost

    @Test
    void aGapInAcknowledgementsIsPutDownToTheFaultOfTheBrokersBeforeIt() {
        var now = System.currentTimeMillis();
        var one = new Ledger(0, now, List.of(SINGLE));
        var sends = one.producer();
        var reader = one.consumer(SINGLE);
        clock = now;
        enter(one, sends, ackedLine(0, 0, 0));
        enter(one, sends, ackedLine(1, 1, 0));
        enter(one, reader, processedLine(0, 0, 0));
        enter(one, reader, processedLine(1, 1, 0));
        var incident = one.began("broker-killed", "broker 2 killed", Set.of(Incident.BROKERS));
        one.mended(one.began("single-killed", "single-1 killed", Set.of(SINGLE)));
        clock = now + 400;
        enter(one, sends, ackedLine(2, 1, 1));
        clock = now + 9_300;
        for (var id = 3; id < 8; id++) {
            enter(one, sends, ackedLine(id, 0, id - 2));
        }
        one.mended(incident);
        assertThat(incident.gaps()).containsExactly(Map.entry(0, 9_300L));
        assertThat(incident.ackedAgain().orElseThrow()).isBetween(8_800L, 9_300L);
        assertThat(one.timeline().lagBySecond(0)).hasSize(10).endsWith(6);
        clock = now + 12_000;
        for (var id = 2; id < 8; id++) {
            enter(one, reader, processedLine(id, id == 2 ? 1 : 0, id == 2 ? 1 : id - 2));
        }
        assertThat(one.timeline().lagBySecond(0)).hasSize(13).endsWith(6, 6, 0);
        assertThat(one.timeline().ackedBySecond()[9]).isEqualTo(5);
        assertThat(one.timeline().processedBySecond(0)[12]).isEqualTo(6);
    }

    /** Each fault that was there meanwhile may be the cause; of those before only the last. What comes again is nothing new. */
    @Test
    void aGapInProcessingIsPutDownToTheFaultsOfItsTime() {
        var now = System.currentTimeMillis();
        var one = new Ledger(0, now, List.of(SINGLE, BATCH));
        var sends = one.producer();
        var reader = one.consumer(SINGLE);
        clock = now;
        for (var id = 0; id < 4; id++) {
            enter(one, sends, ackedLine(id, 0, id));
        }
        enter(one, reader, processedLine(0, 0, 0));
        var others = one.began("batch-killed", "batch-1 killed", Set.of(BATCH));
        var frozen = one.began("broker-frozen", "broker 2 frozen", Set.of(Incident.BROKERS));
        var killed = one.began("single-killed", "single-1 killed", Set.of(SINGLE));
        one.mended(frozen);
        one.mended(killed);
        clock = now + 8_000;
        enter(one, reader, processedLine(0, 0, 0));
        clock = now + 9_300;
        enter(one, reader, processedLine(1, 0, 1));
        clock = now + 9_700;
        enter(one, reader, processedLine(2, 0, 2));
        for (var incident : List.of(frozen, killed)) {
            assertThat(incident.processingGaps(SINGLE)).containsExactly(Map.entry(0, 9_300L));
            assertThat(incident.processingGaps(BATCH)).isEmpty();
        }
        assertThat(others.processingGaps(SINGLE)).isEmpty();
        clock = now + 19_700;
        enter(one, reader, processedLine(3, 0, 3));
        assertThat(frozen.processingGaps(SINGLE)).containsExactly(Map.entry(0, 9_300L));
        assertThat(killed.processingGaps(SINGLE)).containsExactly(Map.entry(0, 10_000L));
    }

    // --- how

    private Verdict verdict() {
        return ledger.verdict(Verdict.Writes.IDEMPOTENT);
    }

    private void assertDuplicates(String group, Map<Duplicate, Long> wanted) {
        assertThat(group(group).duplicates()).isEqualTo(wanted);
    }

    private Verdict.Group group(String name) {
        return verdict().groups().stream().filter(group -> group.name().equals(name)).findFirst().orElseThrow();
    }

    private void acked(Account who, long id, int partition, long offset) {
        enter(who, ackedLine(id, partition, offset));
    }

    private void notAcked(String how, long id) {
        enter(producer, "{\"v\":1,\"event\":\"%s\",\"id\":%d,\"key\":null,\"topic\":\"messages\",\"reason\":\"gone\",\"at\":%d}"
                .formatted(how, id, clock));
    }

    private void givenUp(Account who, String how, long offset, String reason) {
        enter(who, "{\"v\":1,\"event\":\"%s\",\"topic\":\"messages\",\"partition\":1,\"offset\":%d,\"reason\":\"%s\",\"at\":%d}"
                .formatted(how, offset, reason, clock));
    }

    /** Each a millisecond after the one before. */
    private void processed(Account who, long id, int partition, long offset) {
        enter(who, processedLine(id, partition, offset));
        clock++;
    }

    private void assigned(Account who, int... partitions) {
        var names = Arrays.stream(partitions).mapToObj(partition -> "\"messages-" + partition + "\"")
                .collect(Collectors.joining(","));
        enter(who, "{\"v\":1,\"event\":\"assigned\",\"partitions\":[%s],\"at\":%d}".formatted(names, clock));
    }

    private String ackedLine(long id, int partition, long offset) {
        return ("{\"v\":1,\"event\":\"acked\",\"id\":%d,\"key\":\"user-1\",\"topic\":\"messages\",\"partition\":%d,\"offset\":%d,"
                + "\"latencyMillis\":3,\"at\":%d}").formatted(id, partition, offset, clock);
    }

    private String processedLine(long id, int partition, long offset) {
        return ("{\"v\":1,\"event\":\"processed\",\"id\":%d,\"key\":\"user-1\",\"text\":\"message\",\"createdAt\":1,"
                + "\"topic\":\"messages\",\"partition\":%d,\"offset\":%d,\"at\":%d}").formatted(id, partition, offset, clock);
    }

    private void enter(Account who, String line) {
        enter(ledger, who, line);
    }

    private static void enter(Ledger ledger, Account who, String line) {
        var bytes = (line + "\n").getBytes(UTF_8);
        assertThat(ledger.enter(who, bytes, 0, bytes.length)).isEqualTo(bytes.length);
    }
}
