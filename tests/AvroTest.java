//DEPS org.apache.avro:avro:1.12.2
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../SingleConsumer.java
//SOURCES ../cli/Problem.java
//SOURCES ../encoding/Format.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES MessageTest.java
//SOURCES support/Records.java
//SOURCES support/RegistryServer.java
//SOURCES support/SchemaOptions.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static support.Records.received;

import cli.Problem;
import encoding.Format;
import encoding.NotNow;
import encoding.Undecodable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import support.RegistryServer;
import support.SchemaOptions;

/** Avro in Confluent's wire format, byte by byte; schemas that differ; and what becomes of bytes that are something else. */
@Tag("unit")
class AvroTest {

    private static final Instant MADE = Instant.ofEpochMilli(1732144200000L);
    private static final String GOOD = "000000000722146d65737361676520313780e5b7bde964";
    private static final int MEBIBYTE = 1 << 20;

    private static final String FIELDS = "{'name':'id','type':'long'},{'name':'text','type':'string'},"
            + "{'name':'createdAt','type':{'type':'long','logicalType':'timestamp-millis'}}";
    static final String OURS = record(FIELDS);

    @TempDir
    Path folder;

    private final RegistryServer server = RegistryServer.start().knows(7, OURS);
    private final Message.Encoding avro = new Message.Avro(SchemaOptions.of("-r", server.url()).toWrite());

    @AfterEach
    void close() {
        server.close();
    }

    private static String record(String fields) {
        return ("{'type':'record','name':'Message','fields':[" + fields + "]}").replace('\'', '"');
    }

    private static Message message(String text) {
        return new Message(17, "user-7", text, MADE);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** The good message, as if it had been written by schema 8. */
    private static byte[] bySchema8() {
        var value = bytes(GOOD);
        value[4] = 8;
        return value;
    }

    private static void assertRead(Message.Encoding encoding, byte[] value) throws Undecodable, NotNow {
        assertRead(encoding, value, message("message 17"));
    }

    private static void assertRead(Message.Encoding encoding, byte[] value, Message message) throws Undecodable, NotNow {
        assertThat(encoding.decode(received("user-7", value))).isEqualTo(message);
    }

    private Message.Encoding with(String schema) throws IOException {
        return new Message.Avro(SchemaOptions.of("-r", server.url(), "--schema", file(schema)).toWrite());
    }

    private String file(String schema) throws IOException {
        return Files.writeString(folder.resolve("own.avsc"), schema).toString();
    }

    // --- Golden bytes, worked out by hand from Avro's specification

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "17 | message 17 | 1732144200000 | " + GOOD,
            "-1 | \u00e4\0\ud83d\ude80 | -1 | 0000000007010ec3a400f09f9a8001",
            "9223372036854775807 | '' | -9223372036854775808 | 0000000007feffffffffffffffff0100ffffffffffffffffff01"})
    void aMessageIsWrittenAndReadExactlyLikeThis(long id, String text, long createdAt, String hex) throws Undecodable, NotNow {
        var message = new Message(id, "user-7", text, Instant.ofEpochMilli(createdAt));
        assertThat(HexFormat.of().formatHex(avro.encode(message))).isEqualTo(hex);
        assertRead(avro, bytes(hex), message);
    }

    @Test
    void itIsLessThanHalfOfTheSameInJSON() {
        var message = message("message 17");
        assertThat(avro.encode(message).length * 2).isLessThan(new Message.Json().encode(message).length);
    }

    @Test
    void avroItselfReadsWhatWeWrite() throws IOException {
        var value = avro.encode(message("message 17"));
        var reader = new GenericDatumReader<GenericRecord>(new Schema.Parser().parse(OURS));
        var record = reader.read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
        assertThat(record).hasToString("{\"id\": 17, \"text\": \"message 17\", \"createdAt\": 1732144200000}");
    }

    // --- Round trips

    static Stream<Arguments> oddTexts() {
        return MessageTest.oddTexts();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddTexts")
    void anyTextArrivesAsItWasSent(String name, String text) throws Undecodable, NotNow {
        MessageTest.assertArrives(avro, message(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -65, -64, -1, 0, 1, 63, 64, Long.MAX_VALUE})
    void anyIdAndAnyTimeArriveAsTheyWereSent(long number) throws Undecodable, NotNow {
        MessageTest.assertArrives(avro, new Message(number, null, "t", Instant.ofEpochMilli(number)));
    }

    // --- Schemas that differ

    private static final String MORE = """
            {'name':'more','type':{'type':'array','items':['null','double',{'type':'map','values':'Message'},
            {'type':'enum','name':'E','symbols':['A','B']},{'type':'fixed','name':'F','size':3},
            'bytes','boolean','int','float']},'default':[]}""";

    private static final String LARGER = record("{'name':'tag','type':'string','default':'none'},"
            + "{'name':'createdAt','type':'long'},{'name':'id','type':'long'},{'name':'text','type':'string'}," + MORE);

    @Test
    void whatWeDoNotKnowIsPassedOver() throws Exception {
        var schema = new Schema.Parser().parse(LARGER);
        var items = schema.getField("more").schema();
        var enumeration = items.getElementType().getTypes().get(3);
        var inner = filled(schema, new GenericData.Array<>(items, Arrays.asList(1.5, null, true, 1, 1.5f)));
        var outer = filled(schema, new GenericData.Array<>(items, Arrays.asList(
                Map.of("k", inner), new GenericData.EnumSymbol(enumeration, "B"),
                new GenericData.Fixed(items.getElementType().getTypes().get(4), new byte[3]), ByteBuffer.wrap(new byte[5]))));
        var out = new ByteArrayOutputStream();
        out.writeBytes(bytes("0000000008"));
        var encoder = new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(outer, encoder);
        encoder.flush();
        server.knows(8, LARGER);
        assertRead(avro, out.toByteArray());
    }

    private static GenericRecord filled(Schema schema, Object more) {
        var record = new GenericData.Record(schema);
        record.put("tag", "x".repeat(100));
        record.put("id", 17L);
        record.put("text", "message 17");
        record.put("createdAt", MADE.toEpochMilli());
        record.put("more", more);
        return record;
    }

    @Test
    void anAddedFieldIsWrittenWithItsDefaultAndOldMessagesAreReadWithTheNewSchema() throws Exception {
        var newer = with(LARGER);
        assertRead(newer, bytes(GOOD));
        var value = newer.encode(message("message 17"));
        value[4] = 8;
        server.knows(8, LARGER);
        assertRead(avro, value);
    }

    @Test
    void anIntWhereWeHaveALongAndBytesWhereWeHaveAStringAreRead() throws Exception {
        server.knows(8, record("{'name':'id','type':'int'},{'name':'text','type':'bytes'},{'name':'createdAt','type':'long'}"));
        assertRead(avro, bySchema8());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'name':'Message','namespace':'com.example'", "'name':'com.example.Letter'"})
    void itDoesNotMatterWhatOthersCallTheRecord(String name) throws Exception {
        server.knows(8, OURS.replace("\"name\":\"Message\"", name.replace('\'', '"')));
        assertRead(avro, bySchema8());
    }

    @Test
    void aRemovedFieldIsReadAsItsDefaultIfOurSchemaHasOne() throws Exception {
        server.knows(8, record("{'name':'id','type':'long'},{'name':'createdAt','type':'long'}"));
        var value = bytes("00000000082280e5b7bde964");
        MessageTest.assertUndecodable(avro, value, "text");
        var withDefault = with(OURS.replace("\"type\":\"string\"", "\"type\":\"string\",\"default\":\"none\""));
        assertRead(withDefault, value, message("none"));
    }

    @Test
    void aSchemaOfStringsAsJavaHasThemIsNoDifferent() throws Exception {
        var strings = with(OURS.replace("\"string\"", "{\"type\":\"string\",\"avro.java.string\":\"String\"}"));
        MessageTest.assertArrives(strings, message("message 17"));
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                arguments("no JSON", "message", "is not an Avro schema"),
                arguments("no record", "\"long\"", "needs a field"),
                arguments("no text", OURS.replace("\"text\"", "\"title\""), "needs a field text of type string"),
                arguments("an id of another type", OURS.replaceFirst("\"long\"", "\"int\""), "needs a field id of type long"),
                arguments("another field without a default", LARGER.replace(",\"default\":\"none\"", ""), "give it a default"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void aSchemaOfOurOwnThatCannotBeUsedIsAProblem(String name, String schema, String reason) {
        assertThatThrownBy(() -> with(schema)).isInstanceOf(Problem.class)
                .hasMessageContaining(reason).hasMessageContaining("--schema");
    }

    // --- What is not a message

    static Stream<Arguments> undecodable() {
        return Stream.of(
                arguments("a tombstone", null, "no value at all"),
                arguments("empty", "", "an empty value"),
                arguments("one byte", "00", "not Avro"),
                arguments("no schema id", "00000000", "not Avro"),
                arguments("nothing but a header", "0000000007", "1 bytes wanted where 0 are left"),
                arguments("another first byte", "01" + GOOD.substring(2), "schema id; 23 bytes that start with 0x01"),
                arguments("truncated in the text", GOOD.substring(0, 24), "10 bytes wanted where 5 are left"),
                arguments("truncated in the time", GOOD.substring(0, GOOD.length() - 2), "1 bytes wanted"),
                arguments("a byte too many", GOOD + "00", "1 bytes too many"),
                arguments("a text of 2 GB", "000000000722feffffff0f", "2147483647 bytes wanted where 0 are left"),
                arguments("a text of 8 EB", "000000000722feffffffffffffffff01", "9223372036854775807 bytes wanted"),
                arguments("a text of -1 bytes", "0000000007220180", "a length of -1"),
                arguments("an id of more than 64 bits", "0000000007ffffffffffffffffffff01", "beyond 64 bits"),
                arguments("a text that is not UTF-8", "00000000072204c32800", "not UTF-8"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("undecodable")
    void whatIsNotAMessageIsUndecodableAndSaysWhy(String name, String hex, String reason) {
        MessageTest.assertUndecodable(avro, hex == null ? null : bytes(hex), reason);
    }

    @Test
    void moreThanAMebibyteIsUndecodable() {
        var value = avro.encode(message("x".repeat(MEBIBYTE)));
        MessageTest.assertUndecodable(avro, value, "the limit is 1,048,576");
    }

    static Stream<Arguments> hostile() {
        var endless = record("{'name':'x','type':{'type':'record','name':'A','fields':[{'name':'a','type':'A'}]}}");
        var laughs = "'long'";
        for (var i = 0; i < 60; i++) {
            var previous = i == 0 ? "long" : "R" + (i - 1);
            laughs = "{'type':'record','name':'R%d','fields':[{'name':'a','type':%s},{'name':'b','type':'%s'}]}"
                    .formatted(i, laughs, previous);
        }
        var list = record("{'name':'x','type':['null','Message']}," + FIELDS);
        var nulls = record("{'name':'x','type':{'type':'array','items':'null'}}," + FIELDS);
        var choice = record("{'name':'x','type':['null','long']}," + FIELDS);
        return Stream.of(
                arguments("a record that contains itself", endless, "00", "endless"),
                arguments("records that grow by powers", record("{'name':'x','type':" + laughs + "}"), "00", "endless"),
                arguments("a million records in one another", list, "02".repeat(MEBIBYTE - 10), "too deep"),
                arguments("an exabyte of nothing", nulls, "feffffffffffffffff01", "more than 1048576 items"),
                arguments("an exabyte of nothing, again and again", nulls, "80897a".repeat(10), "more than 1048576 items"),
                arguments("less than nothing", nulls, "ffffffffffffffffff01", "more than 1048576 items"),
                arguments("a choice that is none", choice, "7e", "not what schema 8 says"),
                arguments("a choice before the first", choice, "01", "not what schema 8 says"),
                arguments("no schema at all", "schema", "00", "schema 8 of the registry cannot be read by"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void neitherSchemaNorValueCostsMoreThanItsShare(String name, String schema, String hex, String reason) {
        server.knows(8, schema);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () ->
                MessageTest.assertUndecodable(avro, bytes("0000000008" + hex), reason));
    }

    @Test
    void aBadMessageDoesNotSpoilTheNext() throws Exception {
        for (var cut = 10; cut < GOOD.length(); cut += 2) {
            MessageTest.assertUndecodable(avro, bytes(GOOD.substring(0, cut)), "not what schema 7 says");
            assertRead(avro, bytes(GOOD));
        }
    }

    // --- Which format is it?

    @Test
    void whatLooksLikeAnotherFormatIsNamed() {
        var json = new Message.Json();
        var number = new Message.LongId();
        MessageTest.assertUndecodable(avro, json.encode(message("t")),
                "not Avro with a schema id; starts like JSON: try --format json");
        assertThatThrownBy(() -> assertRead(avro, number.encode(message("t"))))
                .isInstanceOf(NotNow.class).hasMessageEndingWith("or not yet; 8 bytes, maybe a number: try --format long");
        MessageTest.assertUndecodable(json, bytes(GOOD), "0x00 and schema id 7: Avro; try --format avro");
        MessageTest.assertUndecodable(number, bytes(GOOD), "0x00 and schema id 7: Avro; try --format avro");
    }

    private final Message.Encoding auto = Message.encoding(Format.AUTO, () -> SchemaOptions.of("-r", server.url()).toRead());

    @Test
    void autoTellsEachValueByItsBytes() throws Exception {
        assertRead(auto, new Message.Json().encode(message("t")), message("t"));
        assertRead(auto, new Message.LongId().encode(message("t")), new Message(17, "user-7", null, null));
        assertThat(server.requests()).noneMatch(request -> request.method().equals("GET"));
        assertRead(auto, bytes(GOOD));
    }

    @ParameterizedTest
    @CsvSource({"7b2261223a31327d, without the field id", "7b00000000000000, not JSON", "00, not Avro",
            "20, none of our formats; 1 bytes that start with 0x20"})
    void autoSaysWhatItTookTheValueFor(String hex, String reason) {
        MessageTest.assertUndecodable(auto, bytes(hex), reason);
    }

    @Test
    void whoDoesNotUseAvroDoesNotLoadIt() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-Xlog:class+load:stdout", "-cp", System.getProperty("java.class.path"),
                "SingleConsumer", "--help").redirectErrorStream(true).start();
        var loaded = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(loaded).contains("SingleConsumer source:").contains("encoding.Format source:");
        var notNeeded = "org\\.apache\\.avro|com\\.fasterxml\\.jackson\\.databind|java\\.net\\.http";
        assertThat(loaded.lines().filter(line -> line.matches(".*\\] (" + notNeeded + ")\\..*"))).isEmpty();
    }

    @Test
    void aSchemaThatNobodyKnowsMayStillComeInAutoToo() {
        assertThatThrownBy(() -> auto.decode(received("k", bytes("000102030405060708"))))
                .isInstanceOf(NotNow.class).hasMessageContaining("no schema 16909060");
    }

    @Test
    void manySchemasThatCannotBeReadDoNotFillTheMemory() {
        server.answers(200, "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}");
        for (var id = 100; id < 1110; id++) {
            MessageTest.assertUndecodable(avro, ByteBuffer.allocate(9).putInt(1, id).array(), "schema " + id + " is not Avro");
        }
    }
}
