//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Json.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Said.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;
import static support.Lab.processed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Json;
import support.Lab;
import support.Labs;
import support.Said;

/** What options do on a cluster, and what is said when something is missing. */
@Tag("cluster")
@ExtendWith(Labs.class)
class CommandLineTest {

    private static final String EACH = "{0}";
    private static final List<String> ALL = List.of(
            "Producer.java --count 5 --rate max", "SingleConsumer.java --exit-at-end", "BatchConsumer.java --exit-at-end");

    /** All three ask the cluster first; what it answers they say alike, so for other answers one of them will do. */
    @Test
    @Execution(CONCURRENT)
    void aTopicThatDoesNotExistIsOneSentence(Lab lab) {
        var programs = ALL.stream().map(program -> lab.start(program, "-t", "nowhere")).toList();
        for (var program : programs) {
            assertThat(program.exitCode()).as(program.toString()).isEqualTo(1);
            assertThat(program.talk()).startsWith("There is no topic nowhere on this cluster. ").hasLineCount(1)
                    .contains("create it: ").contains("Cluster.java topic nowhere");
            assertThat(program.output()).isEmpty();
        }
    }

    @Test
    @Execution(CONCURRENT)
    void noBrokerIsOneSentenceAfterTenSeconds(Lab lab) {
        var producer = lab.producer("-b", "localhost:1");
        assertThat(producer.exitCode()).as(producer.toString()).isEqualTo(1);
        assertThat(producer.talk()).startsWith("No broker answers at localhost:1 within 10 s. ")
                .contains("jbang Cluster.java", "vagrant up", "--bootstrap-server").hasLineCount(1);
        assertThat(producer.output()).isEmpty();
    }

    @Test
    @Execution(CONCURRENT)
    void aControllersPortIsOneSentence(Lab lab) {
        var broker = lab.addresses().split("[:,]");
        var controller = broker[0] + ':' + (Integer.parseInt(broker[1]) + 100);
        var consumer = lab.batch("-b", controller);
        assertThat(consumer.exitCode()).as(consumer.toString()).isEqualTo(1);
        assertThat(consumer.talk()).startsWith("What answers at " + controller + " does not serve clients: ").hasLineCount(1);
        assertThat(consumer.output()).isEmpty();
    }

    @Test
    @Execution(CONCURRENT)
    void aDeadEntryAmongTheAddressesDoesNoHarm(Lab lab) {
        lab.produce(0, 10);
        var consumer = lab.single("-b", "localhost:1," + lab.addresses(), "--exit-at-end");
        assertThat(consumer.exitCode()).as(consumer.toString()).isZero();
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 10));
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"1048576", "5000000"}) // the client's own limit, and one that lets the brokers say no
    @Execution(CONCURRENT)
    void aMessageThatIsTooLargeFailsAndTheOthersArrive(String limit, Lab lab) {
        var large = new Random(17).ints(2_000_000, '0', 'z').filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        var lines = lab.file("lines", "small\n" + large + "\nsmall, too\n");
        var producer = lab.producer("--input", lines.toString(), "-X", "max.request.size=" + limit);
        assertThat(producer.exitCode()).isEqualTo(1);
        assertThat(producer.ids("acked")).containsExactlyInAnyOrder(0L, 2L);
        assertThat(producer.ids("failed")).containsExactly(1L);
        assertThat(producer.counted("unknown")).isZero();
        assertThat(producer.talk()).contains("1 message was not acknowledged", "id 1").doesNotContain("\tat ");
        assertThat(lab.end(lab.topic())).isEqualTo(2);
    }

    @Test
    @Execution(CONCURRENT)
    void retriesMayBeSetAsManyCoursesDoButAcknowledgementsMayNotBeWeakened(Lab lab) {
        assertThat(lab.producer("--count", "3", "--rate", "max", "-X", "retries=5").exitCode()).isZero();
        var weak = lab.producer("--count", "3", "--rate", "max", "-X", "acks=1");
        assertThat(weak.exitCode()).isEqualTo(2);
        assertThat(weak.talk()).contains("acks").doesNotContain("\tat ");
        assertThat(lab.end(lab.topic())).isEqualTo(3);
    }

    @Test
    @Execution(CONCURRENT)
    void textIsUTF8WhateverTheLocale(Lab lab) {
        var text = "Gr\u00fc\u00dfe, \u65e5\u672c\u8a9e \ud83d\ude80";
        var lines = lab.file("lines", text + "\n");
        var ascii = new HashMap<String, String>();
        ascii.put("LC_ALL", "C");
        ascii.put("LANG", null);
        var producer = lab.run(Lab.NOTHING, ascii, lab.command("Producer.java", "--input", lines.toString()));
        assertThat(producer.exitCode()).isZero();
        assertThat(lab.read(lab.topic())).singleElement()
                .satisfies(record -> assertThat(Json.object(new String(record.value(), UTF_8))).containsEntry("text", text));

        var json = lab.run(Lab.NOTHING, ascii, lab.command("SingleConsumer.java", "--exit-at-end"));
        assertThat(json.exitCode()).isZero();
        assertThat(json.events("processed")).singleElement()
                .satisfies(processed -> assertThat(processed.text("text")).isEqualTo(text));
        var lined = lab.run(Lab.NOTHING, ascii, 
                lab.command("BatchConsumer.java", "-o", "text", "--exec", "cat", "--exit-at-end"));
        assertThat(lined.exitCode()).isZero();
        assertThat(lined.output()).as("what the command got and printed, and then our own line")
                .contains("\"text\":\"" + text + "\"", "\"" + text + "\" <- ");
    }

    @Test
    @Execution(CONCURRENT)
    void everyLineOfAllThreeIsAnEventInJSON(Lab lab) {
        var producer = lab.producer("--count", "25", "--rate", "max");
        assertThat(producer.exitCode()).isZero();
        assertThat(producer.events("acked")).allSatisfy(acked -> assertThat(acked.fields())
                .containsOnlyKeys("v", "event", "id", "key", "topic", "partition", "offset", "latencyMillis", "at"));
        // what the command prints is talk then
        var single = lab.start("SingleConsumer.java --commit manual", "--exit-at-end", "--exec", "cat");
        var batch = lab.batch("--exit-at-end");
        for (var consumer : List.of(single, batch)) {
            assertThat(consumer.exitCode()).isZero();
            assertThat(consumer.events("processed")).hasSize(25).allSatisfy(processed -> assertThat(processed.fields())
                    .containsOnlyKeys("v", "event", "id", "key", "text", "createdAt", "topic", "partition", "offset", "at"));
            assertThat(consumer.events("assigned").get(0).partitions()).hasSize(Lab.PARTITIONS);
            assertThat(consumer.events("committed")).isNotEmpty()
                    .allSatisfy(committed -> assertThat(committed.fields()).containsKey("offsets"));
        }
        for (var program : List.of(producer, single, batch)) {
            assertThat(program.output()).endsWith("\n");
            assertThat(program.output().lines().toList()).hasSameSizeAs(program.events());
            assertThat(program.events().stream().map(Said::event).reduce((before, last) -> last)).contains("summary");
        }
        assertThat(single.talk()).contains("{\"id\":24,");
    }

    @Test
    @Execution(CONCURRENT)
    void aGroupStartsWhereItIsTold(Lab lab) {
        var old = System.currentTimeMillis() - 2 * 3600_000;
        for (int id = 0; id < 30; id++) {
            lab.send(new ProducerRecord<>(lab.topic(), id % Lab.PARTITIONS, old, "old".getBytes(), Lab.message(id).getBytes()));
        }
        lab.produce(30, 60);
        var young = lab.single("--from", "1h", "--exit-at-end");
        assertThat(young.exitCode()).isZero();
        assertThat(young.processed()).containsExactlyInAnyOrderElementsOf(ids(30, 60));
        var again = lab.single("--from", "earliest", "--exit-at-end");
        assertThat(again.exitCode()).isZero();
        assertThat(again.processed()).as("the group has offsets, so it goes on from them").isEmpty();
        assertThat(again.talk()).contains(" has commits and goes on from them: --from earliest changes nothing.",
                "Cluster.java reset " + lab.group("SingleConsumer.java") + " --to earliest");
        assertThat(young.talk()).doesNotContain("changes nothing");
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    @Execution(CONCURRENT)
    void twoMembersBothExitAtTheEnd(String program, Lab lab) {
        lab.produce(0, 300);
        var first = lab.start(program, "--exit-at-end");
        var second = lab.start(program, "--exit-at-end");
        assertThat(first.exitCode()).isZero();
        assertThat(second.exitCode()).isZero();
        assertThat(processed(first, second)).containsExactlyInAnyOrderElementsOf(ids(0, 300));
        assertThat(lab.committed(program)).isEqualTo(300);
    }

    @Test
    @Execution(CONCURRENT)
    void keysIdsAndSizesAreAsAskedFor(Lab lab) {
        var producer = lab.producer("--count", "10", "--rate", "max", "--keys", "uuid", "--first-id", "10", "--size", "1000");
        assertThat(producer.exitCode()).isZero();
        var records = lab.read(lab.topic());
        assertThat(records).allMatch(record -> record.value().length == 1000);
        assertThat(records).extracting(record -> new String(record.value(), UTF_8).replaceAll("^\\{\"id\":(\\d+),.*", "$1"))
                .containsExactlyInAnyOrderElementsOf(ids(10, 20).stream().map(String::valueOf).toList());
        assertThat(records).extracting(record -> new String(record.key(), UTF_8)).doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    }

    @Test
    @Execution(CONCURRENT)
    void theEnvironmentSaysWhereAndWhat(Lab lab) {
        var there = Map.of("KAFKA_BOOTSTRAP_SERVERS", lab.addresses(), "KAFKA_TOPIC", lab.topic());
        var producer = lab.jbang(there, "Producer.java", List.of("--count", "3", "--rate", "max"));
        assertThat(producer.exitCode()).isZero();
        assertThat(producer.output()).hasLineCount(3).contains("acked user-2 2 -> " + lab.topic());
    }
}
