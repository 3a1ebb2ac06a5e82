//DEPS org.apache.avro:avro:1.12.2
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Json.java
//SOURCES support/Lab.java
//SOURCES support/Program.java
//SOURCES support/Repo.java
//SOURCES support/TestCluster.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static support.Lab.ids;
import static support.Lab.processed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import support.Json;
import support.Lab;
import support.Program;
import support.Repo;
import support.TestCluster;

/** Avro with a real registry, on a cluster that has one. The other side is Avro's own library and plain HTTP. */
@Tag("cluster")
class AvroClusterTest {

    private static final List<String> CONSUMERS = List.of("SingleConsumer.java", "BatchConsumer.java");

    /** Someone else's: other order, a field that we do not know. */
    private static final Schema THEIRS = new Schema.Parser().parse("""
            {"type": "record", "name": "Message", "fields": [
                {"name": "text", "type": "string"}, {"name": "tags", "type": {"type": "map", "values": "double"}},
                {"name": "createdAt", "type": "long"}, {"name": "id", "type": "long"}]}""");

    private static TestCluster cluster;

    private Lab lab;

    @BeforeAll
    static void start() {
        cluster = TestCluster.startWithRegistry();
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open(TestInfo test) {
        lab = cluster.lab(test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void anotherImplementationReadsWhatWeWrite() throws Exception {
        assertThat(producer("--count", "30", "--rate", "max").exitCode()).isZero();
        var records = lab.read(lab.topic());
        assertThat(records).hasSize(30);
        for (var record : records) {
            var bytes = ByteBuffer.wrap(record.value());
            assertThat(bytes.get()).isZero();
            var schema = new Schema.Parser().parse((String) ask("GET", "/schemas/ids/" + bytes.getInt(), null).get("schema"));
            var decoder = DecoderFactory.get().binaryDecoder(record.value(), bytes.position(), bytes.remaining(), null);
            var message = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
            assertThat(decoder.isEnd()).isTrue();
            assertThat(message.get("text")).hasToString("message " + message.get("id"));
            assertThat((Long) message.get("id")).isBetween(0L, 29L);
        }
    }

    @Test
    void weReadWhatAnotherImplementationWrites() throws Exception {
        var id = register(THEIRS);
        for (var number = 0L; number < 30; number++) {
            send(wire(id, theirs(number)));
        }
        lab.flush();
        for (var script : CONSUMERS) {
            for (var format : List.of("avro", "auto")) {
                var consumer = consumer(script, "-f", format, "-g", lab.group(script) + format, "--exit-at-end");
                assertThat(consumer.exitCode()).isZero();
                assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 30));
            }
        }
    }

    @Test
    void whatIsNotAvroOfThisRegistryIsSkippedWithItsReason() throws Exception {
        var id = register(THEIRS);
        var good = wire(id, theirs(1));
        send(wire(999_999, theirs(2)));
        send(Arrays.copyOf(good, good.length - 3));
        send(Arrays.copyOf(good, good.length + 3));
        send(good);
        var wrongMagic = good.clone();
        wrongMagic[0] = 1;
        send(wrongMagic);
        lab.flush();
        for (var script : CONSUMERS) {
            var consumer = consumer(script, "-f", "avro", "--exit-at-end");
            assertThat(consumer.exitCode()).isZero();
            assertThat(consumer.processed()).containsExactly(1L);
            assertThat(consumer.counted("skipped")).isEqualTo(4);
            assertThat(consumer.talk()).contains("the registry knows no schema 999999", "not what schema " + id + " says", "3 bytes too many").doesNotContain("\tat ");
        }
    }

    @Test
    void aRegistryThatIsKilledUnderLoadLosesAndSkipsNothing() {
        var producer = producer("--rate", "150");
        var single = consumer("SingleConsumer.java", "-f", "avro");
        var batch = consumer("BatchConsumer.java", "-f", "auto", "--max-wait", "1s");
        single.awaitProcessed(1);
        batch.awaitProcessed(1);
        cluster.killRegistry();

        var late = Stream.of("avro", "auto").map(format -> consumer("SingleConsumer.java", "-f", format, "-g", lab.group("late") + format)).toList();
        late.forEach(consumer -> consumer.awaitTalk("cannot be reached"));
        var before = single.processed().size();
        single.awaitProcessed(before + 50); // by the schema that it has
        assertThat(late).allMatch(consumer -> consumer.processed().isEmpty());
        cluster.startRegistry();

        assertThat(producer.signal("TERM").exitCode()).isEqualTo(143);
        var count = producer.events("acked").size();
        for (var consumer : Stream.concat(Stream.of(single, batch), late.stream()).toList()) {
            consumer.awaitProcessed(count).signal("TERM");
            assertThat(consumer.exitCode()).isEqualTo(143);
            assertThat(Set.copyOf(consumer.processed())).containsAll(ids(0, count));
            assertThat(consumer.counted("skipped")).isZero();
        }
    }

    @Test
    void twoProducersWithTwoVersionsOfTheSchemaGetAlong() {
        var tagged = lab.file("tagged.avsc", Repo.text(Repo.file("message.avsc")).replace("\"type\": \"string\"}", "\"type\": \"string\"}, {\"name\": \"tag\", \"type\": \"string\", \"default\": \"none\"}"));
        var producers = List.of(producer("--count", "300", "--rate", "300"),
                producer("--count", "300", "--rate", "300", "--first-id", "300", "--schema", tagged.toString()));
        var consumers = CONSUMERS.stream().map(script -> consumer(script, "-f", "avro", "--count", "600")).toList();
        var newer = consumer("SingleConsumer.java", "-f", "avro", "--count", "600", "-g", lab.group("newer"), "--schema", tagged.toString());
        assertThat(producers).allMatch(producer -> producer.exitCode() == 0);
        for (var consumer : Stream.concat(consumers.stream(), Stream.of(newer)).toList()) {
            assertThat(consumer.exitCode()).isZero();
            assertThat(processed(consumer)).containsExactlyInAnyOrderElementsOf(ids(0, 600));
        }
        assertThat(lab.read(lab.topic()).stream().map(record -> ByteBuffer.wrap(record.value()).getInt(1)).distinct()).hasSize(2);
    }

    @Test
    void kcatReadsTheRawBytes() throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, "kcat"))), "kcat is not installed");
        assertThat(producer("--count", "20", "--rate", "max").exitCode()).isZero();
        var ours = ask("POST", "/subjects/" + lab.topic() + "-value", body(new Schema.Parser().parse(Repo.text(Repo.file("message.avsc")))));
        var kcat = lab.run(Lab.NOTHING, Map.of(), List.of("kcat", "-b", lab.addresses(), "-t", lab.topic(), "-C", "-e", "-q", "-s", "value=>bI", "-f", "%s\\n"));
        assertThat(kcat.exitCode()).isZero();
        assertThat(kcat.output().lines()).hasSize(20).allMatch(line -> line.equals("0" + ours.get("id")));
    }

    // --- the other side

    private int register(Schema schema) throws IOException, InterruptedException {
        return ((Long) ask("POST", "/subjects/" + lab.topic() + "-value/versions", body(schema)).get("id")).intValue();
    }

    private static String body(Schema schema) {
        return "{\"schema\": \"" + schema.toString().replace("\"", "\\\"") + "\"}";
    }

    private static Map<String, Object> ask(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(cluster.registry() + path)).header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.object(response.body());
    }

    private static GenericRecord theirs(long id) {
        var record = new GenericData.Record(THEIRS);
        record.put("id", id);
        record.put("text", "message " + id);
        record.put("tags", Map.of("weight", 0.5));
        record.put("createdAt", System.currentTimeMillis());
        return record;
    }

    private static byte[] wire(int schema, GenericRecord record) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).putInt(1, schema).array());
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private void send(byte[] value) {
        lab.send(new ProducerRecord<>(lab.topic(), value));
    }

    // --- our side

    private Program producer(String... options) {
        return lab.producer(with(Stream.concat(Stream.of("-f", "avro"), Stream.of(options))));
    }

    private Program consumer(String script, String... options) {
        return lab.start(script, with(Stream.of(options)));
    }

    private static String[] with(Stream<String> options) {
        return Stream.concat(Stream.of("-r", cluster.registry()), options).toArray(String[]::new);
    }
}
