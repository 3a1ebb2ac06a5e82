//DEPS org.apache.avro:avro:1.12.2
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Executables.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/Repo.java
//SOURCES support/TestRegistry.java
//SOURCES support/Theirs.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static support.Lab.ids;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Executables;
import support.Lab;
import support.Labs;
import support.Program;
import support.Repo;
import support.TestRegistry;
import support.Theirs;

/** Avro with a real registry, and beside the other encodings. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster stays whole
@ExtendWith(Labs.class)
@ResourceLock(value = TestRegistry.IS_THERE, mode = READ)
class AvroClusterTest {

    @Test
    void othersReadWhatWeWrite(Lab lab, TestRegistry registry) {
        assertThat(producer(lab, registry, "avro", "--count", "30", "--rate", "max").exitCode()).isZero();
        var records = lab.read(lab.topic());
        assertThat(records).hasSize(30);
        for (var record : records) {
            var message = Theirs.read(registry, record.value());
            assertThat(message.get("text")).hasToString("message " + message.get("id"));
            assertThat((Long) message.get("id")).isBetween(0L, 29L);
        }
        assumeTrue(Executables.onPath("kcat").isPresent(), "kcat is not installed");
        var schema = new Schema.Parser().parse(ourSchema());
        var ours = registry.ask("POST", "/subjects/" + lab.topic() + "-value", Theirs.body(schema));
        var kcat = lab.run(Lab.NOTHING, Map.of(), List.of("kcat", "-b", lab.addresses(), "-t", lab.topic(),
                "-C", "-e", "-q", "-s", "value=>bI", "-f", "%s\\n"));
        assertThat(kcat.exitCode()).isZero();
        assertThat(kcat.output().lines()).hasSize(30).allMatch(line -> line.equals("0" + ours.get("id")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SingleConsumer.java -f avro", "BatchConsumer.java -f auto"})
    void weReadWhatOthersWriteAndSkipWhatIsWrongWithItsReason(String consumer, Lab lab, TestRegistry registry) {
        var id = Theirs.register(registry, lab.topic(), Theirs.SCHEMA);
        ids(0, 30).forEach(number -> lab.send(new ProducerRecord<>(lab.topic(), Theirs.message(id, number))));
        var good = Theirs.message(id, 30);
        var unknown = Theirs.message(999_999, 31);
        var tooShort = Arrays.copyOf(good, good.length - 3);
        var tooLong = Arrays.copyOf(good, good.length + 3);
        var wrongMagic = good.clone();
        wrongMagic[0] = 1;
        Stream.of(unknown, tooShort, tooLong, wrongMagic, good)
                .forEach(value -> lab.send(new ProducerRecord<>(lab.topic(), value)));
        lab.flush();
        var program = consumer(lab, registry, consumer, "--exit-at-end");
        assertThat(program.exitCode()).as("some were skipped that nobody had asked to skip").isEqualTo(1);
        assertThat(program.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 31));
        assertThat(program.counted("skipped")).isEqualTo(4);
        assertThat(program.talk())
                .contains("the registry knows no schema 999999", "not what schema " + id + " says")
                .contains("3 bytes too many", "start with 0x01").doesNotContain("\tat ");
    }

    @Test
    void twoProducersWithTwoVersionsOfTheSchemaGetAlong(Lab lab, TestRegistry registry) {
        var withTag = ourSchema().replace("\"type\": \"string\"}",
                "\"type\": \"string\"}, {\"name\": \"tag\", \"type\": \"string\", \"default\": \"none\"}");
        var tagged = lab.file("tagged.avsc", withTag).toString();
        var producers = List.of(producer(lab, registry, "avro", "--count", "300", "--rate", "300"),
                producer(lab, registry, "avro", "--count", "300", "--rate", "300", "--first-id", "300", "--schema", tagged));
        var consumers = List.of(
                consumer(lab, registry, "SingleConsumer.java -f avro", "--count", "600", "--schema", tagged),
                consumer(lab, registry, "BatchConsumer.java -f avro", "--count", "600"));
        assertThat(producers).allMatch(producer -> producer.exitCode() == 0);
        for (var consumer : consumers) {
            assertThat(consumer.exitCode()).isZero();
            assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 600));
        }
        assertThat(lab.read(lab.topic()).stream().map(record -> ByteBuffer.wrap(record.value()).getInt(1)).distinct()).hasSize(2);
    }

    @Test
    @Tag("soak")
    void tenThousandInEachOfThreeEncodingsArriveCompleteInBothGroupsAndAvroIsSmallerThanJson(Lab lab, TestRegistry registry) {
        var producers = Stream.of("json", "long", "avro")
                .map(format -> producer(lab, registry, format, "--count", "10000", "--rate", "max")).toList();
        for (var producer : producers) {
            assertThat(producer.exitCode()).isZero();
            assertThat(producer.counted("acked")).isEqualTo(10_000);
        }
        var expected = ids(0, 10_000).stream().flatMap(id -> Stream.of(id, id, id)).toList();
        var consumers = Stream.of("SingleConsumer.java", "BatchConsumer.java")
                .map(script -> consumer(lab, registry, script, "-f", "auto", "--exit-at-end")).toList();
        for (var consumer : consumers) {
            assertThat(consumer.exitCode()).isZero();
            assertThat(consumer.processed().stream().sorted()).containsExactlyElementsOf(expected);
            assertThat(consumer.counted("skipped")).isZero();
        }
        var bytes = lab.read(lab.topic()).stream().map(ConsumerRecord::value)
                .collect(Collectors.groupingBy(AvroClusterTest::format, Collectors.summingInt(value -> value.length)));
        assertThat(bytes).containsEntry("long", 80_000);
        assertThat(bytes.get("avro")).isLessThan(bytes.get("json") / 2);
    }

    private static String format(byte[] value) {
        return value[0] == '{' ? "json" : value.length == Long.BYTES ? "long" : "avro";
    }

    private static String ourSchema() {
        return Repo.text(Repo.file("message.avsc"));
    }

    private static Program producer(Lab lab, TestRegistry registry, String format, String... options) {
        return lab.producer(with(registry, Stream.concat(Stream.of("-f", format), Stream.of(options))));
    }

    private static Program consumer(Lab lab, TestRegistry registry, String script, String... options) {
        return lab.start(script, with(registry, Stream.of(options)));
    }

    private static String[] with(TestRegistry registry, Stream<String> options) {
        return Stream.concat(Stream.of("-r", registry.url()), options).toArray(String[]::new);
    }
}
