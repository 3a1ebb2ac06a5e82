//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../output/Place.java
//SOURCES ../watch/control/Actor.java
//SOURCES ../watch/control/Failed.java
//SOURCES ../watch/control/Glance.java
//SOURCES ../watch/control/LifeOfMessage.java
//SOURCES ../watch/control/Lives.java
//SOURCES ../watch/control/Wishes.java
//SOURCES ../watch/lessons/EventText.java
//SOURCES ../watch/messages/MessageLog.java
//SOURCES ../watch/messages/MessageView.java
//SOURCES ../watch/processes/PrintedEvent.java
//SOURCES ../watch/web/Query.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import output.Place;
import watch.control.Actor;
import watch.control.Failed;
import watch.control.Glance;
import watch.control.LifeOfMessage;
import watch.control.Lives;
import watch.control.Wishes;
import watch.lessons.EventText;
import watch.messages.MessageLog;
import watch.messages.MessageView;
import watch.processes.PrintedEvent;
import watch.web.Query;

/** What the page may choose of a program's options, and what Watch makes of what programs print. */
@Tag("unit")
class WatchControlStateTest {

    private static final Actor PRODUCER = new Actor("producer-1", null);
    private static final Actor A = new Actor("batch-consumer-1", "batch-consumer");
    private static final Actor B = new Actor("batch-consumer-2", "batch-consumer");
    private static final Actor C = new Actor("batch-consumer-3", "batch-consumer");
    private static final Actor OTHER = new Actor("single-consumer-1", "single-consumer");
    private static final Actor REDRIVE = new Actor("redrive-1", null);

    private final Map<Place, MessageView> inTheLog = new HashMap<>();
    private final Map<Place, List<Place>> letters = new HashMap<>();
    private final Lives lives = new Lives("messages");
    private final LifeOfMessage life = new LifeOfMessage("messages", lives, new Log(), partition -> Optional.of(2));

    private final class Log implements MessageLog {

        @Override
        public Optional<MessageView> message(Place place) {
            return Optional.ofNullable(inTheLog.get(place));
        }

        @Override
        public List<Place> letters(Place message) {
            return letters.getOrDefault(message, List.of());
        }
    }

    private void isInTheLog(long offset, long at, long id) {
        inTheLog.put(at(offset), new MessageView(0, offset, at, null, null, "message", "json",
                new MessageView.Fields(id, "message", at), null, List.of(), 10, false));
    }

    private static Place at(long offset) {
        return new Place("messages", 0, offset);
    }

    // --- options

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "program=producer | PRODUCER | null | ",
            "program=producer,rate=max,count=7,keys=0,format=long | PRODUCER | null"
                    + " | --rate max --count 7 --keys 0 --format long",
            "program=producer,rate=10000 | PRODUCER | null | --rate 10000",
            "program=single-consumer | SINGLE_CONSUMER | single-consumer | ",
            "program=single-consumer,group=9,from=latest | SINGLE_CONSUMER | single-consumer-9 | --from latest",
            "program=single-consumer,failEvery=0,onError=dlt | SINGLE_CONSUMER | single-consumer | --on-error dlt",
            "program=batch-consumer,group=2,failEvery=5,format=auto | BATCH_CONSUMER | batch-consumer-2"
                    + " | --format auto --fail-every 5",
            "program=batch-consumer,maxBatch=3,maxWait=1500 | BATCH_CONSUMER | batch-consumer"
                    + " | --min-batch 3 --max-batch 3 --max-wait 1500ms",
            "program=batch-consumer,maxBatch=5000 | BATCH_CONSUMER | batch-consumer | --max-batch 5000"})
    void whatCanBeChosenBecomesOptions(String fields, String script, String group, String options) {
        var wanted = Wishes.of(query(fields));
        assertThat(wanted.script()).hasToString(script);
        assertThat(String.valueOf(wanted.group())).isEqualTo(group);
        assertThat(String.join(" ", wanted.options())).isEqualTo(options == null ? "" : options);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "rate=1 | program is missing",
            "program=sh | program must be one of batch-consumer, producer, single-consumer",
            "program=redrive | program must be one of",
            "program=watch | program must be one of",
            "program=producer,rate=0 | rate must be a whole number from 1 to 10000.",
            "program=producer,rate=1e9 | rate must be a whole number",
            "program=producer,count=1000001 | count must be a whole number",
            "program=producer,keys=uuid | keys must be a whole number",
            "program=producer,keys=1000001 | keys must be a whole number from 0 to 1000000.",
            "program=producer,format=auto | format must be one of avro, json, long",
            "program=producer,group=1 | A producer has no group.",
            "program=single-consumer,group=10 | group must be a whole number from 1 to 9.",
            "program=single-consumer,group=payments | group must be a whole number from 1 to 9.",
            "program=single-consumer,from=7d | from must be one of earliest, latest",
            "program=single-consumer,onError=retry | onError must be one of dlt, skip, stop",
            "program=single-consumer,maxBatch=5 | A single-consumer has no maxBatch.",
            "program=batch-consumer,maxBatch=0 | maxBatch must be a whole number from 1 to 5000.",
            "program=batch-consumer,maxWait=60001 | maxWait must be a whole number from 1 to 60000.",
            "program=batch-consumer,failEvery=-1 | failEvery must be a whole number",
            "program=batch-consumer,failEvery=100001 | failEvery must be a whole number from 0 to 100000.",
            "program=batch-consumer,group=0 | group must be a whole number from 1 to 9."})
    void allElseIsASentence(String fields, String sentence) {
        assertThatThrownBy(() -> Wishes.of(query(fields))).isInstanceOf(Query.Wrong.class).hasMessageContaining(sentence);
    }

    private static Query query(String fields) {
        return Query.of(fields.replace(',', '&'));
    }

    // --- the state of the services

    @Test
    void whatIsLookedUpIsASecondOldAtMostAndNewAfterAChange() {
        var nanos = new AtomicLong(-500);
        var looks = new AtomicInteger();
        var glance = new Glance<>(nanos::get, looks::incrementAndGet);
        assertThat(glance.get()).isEqualTo(1);
        nanos.addAndGet(999_999_999);
        assertThat(glance.get()).isEqualTo(1);
        nanos.addAndGet(1);
        assertThat(glance.get()).isEqualTo(2);
        glance.isOutdated();
        assertThat(glance.get()).isEqualTo(3);
        assertThat(glance.get()).isEqualTo(3);
    }

    // --- the life of a message

    private boolean prints(Actor who, String event, long at, String rest) {
        return lives.see(who, PrintedEvent.of("{\"v\":1,\"event\":\"" + event + "\"," + rest + ",\"at\":" + at + "}")
                .orElseThrow());
    }

    private boolean processes(Actor who, long at, long offset) {
        return prints(who, "processed", at, "\"id\":" + (100 + offset) + ",\"key\":null,\"text\":\"message\"," + place(offset));
    }

    private static String place(long offset) {
        return "\"topic\":\"messages\",\"partition\":0,\"offset\":" + offset;
    }

    private static final String PARTITION = "\"member\":\"x\",\"partitions\":[\"messages-0\"]";
    private static final String ANOTHER_PARTITION = PARTITION.replace("-0", "-1");

    private void getsPartition(Actor who, long at) {
        prints(who, "assigned", at, PARTITION + ",\"from\":{\"messages-0\":\"commit\"},\"offsets\":{\"messages-0\":8}");
    }

    private JsonNode life(long offset) {
        try {
            var answer = life.get(Query.of("partition=0&offset=" + offset));
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** "who what (why)" */
    private List<String> steps(long offset) {
        return StreamSupport.stream(life(offset).get("steps").spliterator(), false)
                .map(step -> step.get("who").asText() + " " + step.get("what").asText()
                        + (step.get("why").isNull() ? "" : " (" + step.get("why").asText() + ")")).toList();
    }

    private String lastText(long offset) {
        var steps = life(offset).get("steps");
        return steps.get(steps.size() - 1).get("text").asText();
    }

    @Test
    void aMessageIsFollowedFromTheLogToEachGroup() {
        isInTheLog(8, 1000, 108);
        getsPartition(A, 900);
        prints(PRODUCER, "acked", 1003, "\"id\":108,\"key\":\"user-1\"," + place(8) + ",\"latencyMillis\":3");
        assertThat(processes(OTHER, 1010, 8)).isFalse();
        assertThat(processes(A, 1007, 8)).isFalse();
        assertThat(steps(8)).containsExactly("broker 2 log", "producer-1 acknowledged",
                "batch-consumer (batch-consumer-1) processed", "single-consumer (single-consumer-1) processed");
        assertThat(life(8).get("id").asLong()).isEqualTo(108);
        assertThat(life(8).get("problem").isNull()).isTrue();
    }

    @Test
    void ofOneThatNobodyHerePrintedOnlyTheLogIsKnown() {
        isInTheLog(3, 1000, 7);
        assertThat(steps(3)).containsExactly("broker 2 log");
        assertThat(life(3).get("id").asLong()).isEqualTo(7);
        assertThat(life(3).get("problem").asText()).contains("none has printed anything about this message");
        prints(OTHER, "processed", 5, "\"id\":1,\"topic\":\"others\",\"partition\":0,\"offset\":4");
        assertThat(steps(4)).as("of another topic").isEmpty();
    }

    @Test
    void aKillBeforeTheCommitIsTheReasonWhereThePartitionWasTakenOver() {
        getsPartition(A, 900);
        processes(A, 1000, 8);
        processes(A, 1000, 9);
        processes(OTHER, 1001, 8);
        var later = isTakenOverFrom(A);
        assertThat(processes(B, later + 1, 8)).isTrue();
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-2) again (killed before its commit)");
        assertThat(lastText(8)).isEqualTo("batch-consumer-2 has processed it, and its group had done so before:"
                + " killed before its commit.");
        assertThat(steps(9)).hasSize(1);
    }

    @Test
    void aPartitionThatWentToAnotherMemberIsTheReason() {
        getsPartition(A, 900);
        processes(A, 1000, 8);
        prints(A, "lost", 1010, PARTITION);
        getsPartition(B, 1020);
        assertThat(processes(B, 1030, 8)).isTrue();
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-2) again"
                + " (partition 0 went from batch-consumer-1 to batch-consumer-2)");
        prints(B, "revoked", 1040, PARTITION);
        getsPartition(B, 1050);
        processes(B, 1060, 8);
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-2) again (partition 0 was taken from it and came back)");
    }

    @Test
    void noReasonIsMadeUp() {
        getsPartition(A, 900);
        processes(A, 1000, 8);
        processes(A, 1001, 8);
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-1) again");
        assertThat(lastText(8)).contains("Why is not known");

        lives.killed(A); // long after
        processes(A, 1002, 8);
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-1) again");
    }

    @Test
    void whatWasBeforeOrComesAfterwardsIsNoReason() {
        getsPartition(A, 900);
        prints(A, "revoked", 910, PARTITION);
        getsPartition(A, 920);
        processes(A, 1000, 8);
        processes(A, 1010, 8);
        prints(A, "revoked", 1020, PARTITION);
        getsPartition(A, 1030);
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-1) again");
    }

    @Test
    void aKillIsNoReasonWhereNobodyTookThePartitionOver() {
        processes(A, 1000, 8);
        lives.killed(A);
        processes(B, System.currentTimeMillis() + 5, 8);
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-2) again");
    }

    @Test
    void whatBefellAnotherPartitionOrAnotherMemberIsNoReason() {
        processes(A, 1000, 8);
        prints(A, "lost", 1010, ANOTHER_PARTITION);
        getsPartition(B, 1020);
        processes(B, 1030, 8);
        assertThat(steps(8)).as("another partition went").endsWith("batch-consumer (batch-consumer-2) again");

        processes(A, 2000, 9);
        prints(A, "lost", 2010, PARTITION);
        prints(B, "assigned", 2020, ANOTHER_PARTITION);
        processes(B, 2030, 9);
        assertThat(steps(9)).as("another partition came").endsWith("batch-consumer (batch-consumer-2) again");

        processes(A, 3000, 10);
        prints(A, "lost", 3010, PARTITION);
        getsPartition(C, 3020);
        processes(B, 3030, 10);
        assertThat(steps(10)).as("another got it").endsWith("batch-consumer (batch-consumer-2) again");

        processes(A, 3100, 12);
        prints(C, "lost", 3110, PARTITION);
        getsPartition(B, 3120);
        processes(B, 3130, 12);
        assertThat(steps(12)).as("it went from another").endsWith("batch-consumer (batch-consumer-2) again");

        processes(A, 4000, 11);
        var later = isTakenOverFrom(C);
        processes(B, later + 1, 11);
        assertThat(steps(11)).as("another was killed").endsWith("batch-consumer (batch-consumer-2) again");
    }

    /** Returns when B got the partition of one that was killed. */
    private long isTakenOverFrom(Actor killed) {
        lives.killed(killed);
        var later = System.currentTimeMillis() + 5;
        getsPartition(B, later);
        return later;
    }

    @Test
    void aCommitThatEndsBeforeTheMessageIsNotBeyondIt() {
        getsPartition(A, 900);
        processes(A, 1000, 8);
        lives.isCommitted("batch-consumer", 0, 8);
        var later = isTakenOverFrom(A);
        processes(B, later + 1, 8);
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-2) again (killed before its commit)");
    }

    /** As after 'Cluster.java reset'. */
    @Test
    void behindTheCommitAKillIsNoReason() {
        getsPartition(A, 900);
        processes(A, 1000, 8);
        lives.isCommitted("batch-consumer", 0, 9);
        var later = isTakenOverFrom(A);
        processes(B, later + 1, 8);
        assertThat(steps(8)).endsWith("batch-consumer (batch-consumer-2) again");
        assertThat(lastText(8)).contains("The group had committed beyond it");

        lives.isCommitted("batch-consumer", 0, 5); // set back
        processes(B, later + 2, 8);
        assertThat(lastText(8)).contains("The group had committed beyond it");
        processes(A, later + 2, 20);
        prints(A, "committed", later + 3, "\"offsets\":{\"messages-0\":21}");
        lives.killed(A);
        getsPartition(B, later + 10);
        processes(B, later + 11, 20);
        assertThat(lastText(20)).contains("The group had committed beyond it");
    }

    @Test
    void ofABatchThatFailedEveryMessageSaysSo() {
        says(A, "batch of 3 (messages-0@8 to messages-1@4) failed: simulated failure at id 17; retry 1 of 10 in 100 ms");
        says(A, "batch of 3 (messages-0@8 to messages-1@4) failed: simulated failure at id 17; retry 2 of 10 in 200 ms");
        var later = System.currentTimeMillis() + 5;
        processes(A, later, 7);
        processes(A, later, 8);
        processes(A, later, 9);
        processes(A, later, 10);
        processes(A, later, 11);
        for (var offset = 8; offset <= 10; offset++) {
            assertThat(steps(offset)).as("offset " + offset).containsExactly(
                    "batch-consumer (batch-consumer-1) failed (its batch failed)", "batch-consumer (batch-consumer-1) processed");
        }
        assertThat(steps(7)).hasSize(1);
        assertThat(steps(11)).hasSize(1);
    }

    @Test
    void aBatchIsAnotherWhenItsPartitionsWentOrItsConsumerIsGone() {
        says(A, "batch of 3 (messages-0@8 to messages-0@10) failed: simulated failure at id 17; retry 1 of 10 in 100 ms");
        var later = System.currentTimeMillis() + 5;
        prints(A, "revoked", later, PARTITION);
        processes(A, later + 1, 8);
        assertThat(steps(8)).containsExactly("batch-consumer (batch-consumer-1) processed");
        says(A, "batch of 3 (messages-0@9 to messages-0@11) failed: simulated failure at id 17; retry 1 of 10 in 100 ms");
        lives.killed(A);
        processes(A, later + 2, 9); // with its last breath
        assertThat(steps(9)).containsExactly("batch-consumer (batch-consumer-1) processed");
    }

    @Test
    void ofAMessageThatComesAgainAndAgainTheFirstAndTheLastStepsAreKept() {
        for (var at = 1000; at < 1050; at++) {
            processes(A, at, 8);
        }
        assertThat(steps(8)).hasSize(20).startsWith("batch-consumer (batch-consumer-1) processed");
        assertThat(life(8).at("/steps/1/at").asLong()).isEqualTo(1001);
        assertThat(life(8).at("/steps/19/at").asLong()).isEqualTo(1049);
    }

    @Test
    void aMessageThatFailsIsTriedAgainAndGivenUp() {
        says(OTHER, "messages-0@8 failed: simulated failure at id 17; retry 1 of 10 in 100 ms");
        says(OTHER, "messages-0@8 failed: simulated failure at id 17; retry 2 of 10 in 200 ms");
        says(OTHER, "SingleConsumer-host-42 assigned messages-0@312 (commit)");
        prints(OTHER, "skipped", System.currentTimeMillis() + 5, place(8) + ",\"reason\":\"it cannot be processed\"");
        assertThat(steps(8)).containsExactly("single-consumer (single-consumer-1) failed (simulated failure at id 17)",
                "single-consumer (single-consumer-1) skipped (it cannot be processed)");
    }

    private void says(Actor who, String line) {
        Failed.of(line).ifPresent(failed -> lives.see(who, failed));
    }

    @Test
    void aDeadLetterIsFollowedToTheMessageThatItBecomes() {
        letters.put(at(8), List.of(new Place("messages-dlt", 0, 3)));
        letters.put(at(9), List.of(new Place("messages-dlt", 0, 5)));
        prints(OTHER, "dead-lettered", 1000, place(8) + ",\"reason\":\"it cannot be decoded\"");
        assertThat(steps(8)).containsExactly("single-consumer (single-consumer-1) dead-letter (it cannot be decoded)");
        for (var letter = 3; letter <= 7; letter++) {
            prints(REDRIVE, "redriven", 2000, "\"key\":null,\"topic\":\"messages-dlt\",\"partition\":0,\"offset\":" + letter
                    + ",\"to\":{\"topic\":\"messages\",\"partition\":0,\"offset\":" + (87 + letter) + "}");
        }
        assertThat(steps(8)).hasSize(2).endsWith("redrive-1 sent again");
        assertThat(lastText(8)).isEqualTo("redrive-1 has sent it again: it is messages-0@90 now.");
        assertThat(steps(90)).containsExactly("redrive-1 sent again");
        assertThat(lastText(90)).contains("from the dead letter messages-dlt-0@3");
    }

    @Test
    void onlyTheLastHundredThousandAreRemembered() {
        for (var offset = 0; offset <= 100_000; offset++) {
            processes(A, 1000, offset);
        }
        assertThat(steps(0)).isEmpty();
        assertThat(steps(1)).hasSize(1);
        assertThat(steps(100_000)).hasSize(1);
        assertThat(processes(A, 1001, 0)).as("that it came before is known").isTrue();
    }

    @Test
    void whatIsNoEventIsPassedOver() {
        assertThat(PrintedEvent.of("")).isEmpty();
        assertThat(PrintedEvent.of("acked user-3 17")).isEmpty();
        assertThat(PrintedEvent.of("{\"v\":1,\"event\":\"processed\",\"id\":1")).isEmpty();
        assertThat(PrintedEvent.of("{\"v\":1,\"event\":\"summary\",\"latencyMillis\":{\"p50\":1.5},\"at\":5}"))
                .hasValueSatisfying(event -> assertThat(event.at()).isEqualTo(5));
    }

    /** As lessons show it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "acked | \"id\":7,\"key\":null,\"topic\":\"t\",\"partition\":1,\"offset\":9 | acked 7 -> 1@9",
            "processed | \"id\":7,\"key\":\"a\",\"topic\":\"t\",\"partition\":1,\"offset\":9 | processed 7 <- 1@9",
            "processed | \"id\":7,\"topic\":\"t\",\"partition\":1,\"offset\":9,\"again\":true | processed 7 <- 1@9 (again)",
            "committed | \"offsets\":{\"t-0\":14,\"t-1\":20} | committed 0@14 1@20",
            "batch | \"size\":12,\"why\":\"full\" | batch of 12 (full)",
            "assigned | \"member\":\"m\",\"partitions\":[\"t-0\",\"t-1\"],\"from\":{\"t-0\":\"commit\",\"t-1\":\"earliest\"},"
                    + "\"offsets\":{\"t-1\":8} | assigned partition 0, partition 1, from 1@8",
            "assigned | \"member\":\"m\",\"partitions\":[\"t-0\"],\"from\":{\"t-0\":\"commit\"},\"offsets\":{}"
                    + " | assigned partition 0",
            "lost | \"member\":\"m\",\"partitions\":[\"t-0\"] | lost partition 0",
            "skipped | \"topic\":\"t\",\"partition\":1,\"offset\":9,\"reason\":\"empty\" | skipped 1@9: empty",
            "failed | \"id\":7,\"key\":null,\"topic\":\"t\",\"reason\":\"too large\" | failed 7: too large",
            "unknown | \"key\":null,\"topic\":\"t-dlt\",\"partition\":1,\"offset\":9,\"reason\":\"no answer\""
                    + " | unknown 1@9: no answer",
            "redriven | \"key\":null,\"topic\":\"t-dlt\",\"partition\":1,\"offset\":9,"
                    + "\"to\":{\"topic\":\"t\",\"partition\":2,\"offset\":4} | redriven 1@9 -> 2@4",
            "summary | \"acked\":1,\"latencyMillis\":{\"p50\":1.5} | summary"})
    void anEventInAFewWords(String name, String fields, String text) {
        var line = "{\"v\":1,\"event\":\"" + name + "\"," + fields + ",\"at\":5}";
        assertThat(PrintedEvent.of(line).map(EventText::of)).contains(text);
    }
}
