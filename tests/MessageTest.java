//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES support/Records.java

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static support.Records.received;

import encoding.NotNow;
import encoding.Undecodable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.LongSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels, byte by byte, and what becomes of bytes that are no message. */
@Tag("unit")
class MessageTest {

    private static final Instant MADE = Instant.ofEpochMilli(1732144200000L);
    private static final String GOOD = "{\"id\":17,\"text\":\"message 17\",\"createdAt\":1732144200000}";
    private static final String AND_GOOD = "," + GOOD.substring(1);
    private static final int MEBIBYTE = 1 << 20;

    private final Message.Json json = new Message.Json();
    private final Message.LongId number = new Message.LongId();

    private Message decode(String value) throws Undecodable {
        return json.decode(received("user-7", bytes(value)));
    }

    private static Message message(String text) {
        return new Message(17, "user-7", text, MADE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** With single quotes, which are easier to read here. */
    private static byte[] quoted(String json) {
        return bytes(json.replace('\'', '"'));
    }

    static void assertArrives(Message.Encoding encoding, Message message) throws Undecodable, NotNow {
        assertThat(encoding.decode(received(message.key(), encoding.encode(message)))).isEqualTo(message);
    }

    static void assertUndecodable(Message.Encoding encoding, byte[] value, String reason) {
        assertThatThrownBy(() -> encoding.decode(received("k", value))).isInstanceOf(Undecodable.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(reason).hasSizeLessThan(400).matches("[\\x20-\\x7e]*"));
    }

    // --- Golden bytes

    @Test
    void JSONIsWrittenExactlyLikeThis() {
        assertThat(new String(json.encode(message("message 17")), UTF_8)).isEqualTo(GOOD);
    }

    @Test
    void aKeyIsInNoEncodingPartOfTheValue() {
        assertThat(new String(json.encode(message("t")), UTF_8)).doesNotContain("user-7");
        assertThat(number.encode(message("t"))).isEqualTo(number.encode(new Message(17, null, "t", MADE)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 17, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void aLongIsWrittenAsKafkaWritesIt(long id) throws Undecodable {
        var bytes = number.encode(new Message(id, "k", "t", MADE));
        assertThat(bytes).isEqualTo(new LongSerializer().serialize("any", id));
        assertThat(number.decode(received("k", bytes))).isEqualTo(new Message(id, "k", null, null));
    }

    @Test
    void aLongIsBigEndian() {
        assertThat(HexFormat.of().formatHex(number.encode(message("t")))).isEqualTo("0000000000000011");
    }

    // --- Round trips

    static Stream<Arguments> oddTexts() {
        return Stream.of(
                arguments("empty", ""),
                arguments("a space", " "),
                arguments("quotes and backslashes", "\"\\\"\\\\\""),
                arguments("emoji", "\ud83d\ude80\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67"),
                arguments("the character that stands for what is not UTF-8", "\ufffd a \ufffd"),
                arguments("NUL", "a\0b"),
                arguments("all controls", IntStream.range(0, 0xa0).mapToObj(Character::toString).collect(joining())),
                arguments("line ends", "a\nb\r\nc\u2028d\u2029e"),
                arguments("bidi", "\u202eevil\u202c\u2066x\u2069"),
                arguments("not in the first plane", "\ud834\udd1e"),
                arguments("JSON", GOOD),
                arguments("nearly a mebibyte", "x".repeat(MEBIBYTE - 100)),
                arguments("as many bytes in two per character", "\u00e4".repeat(MEBIBYTE / 2 - 50)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddTexts")
    void anyTextArrivesAsItWasSent(String name, String text) throws Undecodable, NotNow {
        assertArrives(json, message(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void anyIdAndAnyTimeArriveAsTheyWereSent(long number) throws Undecodable, NotNow {
        assertArrives(json, new Message(number, null, "t", Instant.ofEpochMilli(number)));
    }

    // --- What is tolerated

    @ParameterizedTest
    @ValueSource(strings = {
            "{'id':17,'text':'message 17','createdAt':1732144200000,'more':1}",
            "{'more':{'id':18,'list':[1,{'text':'no'},[]]},'createdAt':1732144200000,'text':'message 17','id':17}",
            "{'more':99999999999999999999,'other':1.5e400,'createdAt':1732144200000,'text':'message 17','id':17}",
            " \t\r\n{ 'id' : 17 , 'text' : '\\u006dessage 17' , 'createdAt' : 1732144200000 } \n"})
    void unknownFieldsAnyOrderAndSpacesAreTolerated(String value) throws Undecodable {
        assertThat(json.decode(received("user-7", quoted(value)))).isEqualTo(message("message 17"));
    }

    @Test
    void aKeyIsReadFromTheRecordEvenIfItIsNotUTF8() throws Undecodable, NotNow {
        assertThat(keyOf(null)).isNull();
        assertThat(keyOf(new byte[0])).isEmpty();
        assertThat(keyOf(new byte[] {'a', (byte) 0xff})).isEqualTo("a\ufffd");
    }

    private String keyOf(byte[] key) throws Undecodable, NotNow {
        return json.delivery(new ConsumerRecord<>("t", 0, 5, key, bytes(GOOD))).key();
    }

    // --- What is not a message

    static Stream<Arguments> undecodable() {
        var random = HexFormat.of().parseHex("9f86d081884c7d659a2feaa0c55ad015");
        return Stream.of(
                arguments("a tombstone", null, "no value at all"),
                arguments("empty", bytes(""), "an empty value"),
                arguments("one byte", bytes("?"), "1 bytes that start with 0x3f"),
                arguments("one brace", bytes("{"), "not JSON"),
                arguments("random bytes", random, "not UTF-8; 16 bytes that start with 0x9f"),
                arguments("truncated", bytes(GOOD.substring(0, 30)), "not JSON"),
                arguments("bad UTF-8", new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"'}, "not UTF-8"),
                arguments("an overlong NUL", new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"'}, "not UTF-8"),
                arguments("UTF-16", GOOD.getBytes(UTF_16), "not UTF-8"),
                arguments("100,000 deep", bytes("[".repeat(100_000)), "not"),
                arguments("100,000 deep in a field", quoted("{'x':" + "[".repeat(100_000)), "depth"),
                arguments("33 deep in a field", quoted("{'x':" + "[".repeat(32) + "]".repeat(32) + AND_GOOD), "depth"),
                arguments("a number of 5,000 digits", quoted("{'id':" + "9".repeat(5_000) + AND_GOOD), "length"),
                arguments("an unknown number of 65 digits", quoted("{'x':" + "9".repeat(65) + AND_GOOD), "length"),
                arguments("an unknown fraction of 65 digits", quoted("{'x':0." + "9".repeat(65) + AND_GOOD), "length"),
                arguments("an id beyond 64 bits", quoted("{'id':9223372036854775808,'text':'','createdAt':0}"), "out of range"),
                arguments("a duplicate field", quoted("{'id':1,'id':1,'text':'','createdAt':0}"), "Duplicate field 'id'"),
                arguments("an unknown duplicate field", quoted("{'x':1,'x':1" + AND_GOOD), "Duplicate field 'x'"),
                arguments("an unknown one, empty", quoted("{'x':null,'x':null" + AND_GOOD), "Duplicate field 'x'"),
                arguments("no id", quoted("{'text':'','createdAt':0}"), "without the field id"),
                arguments("no text", quoted("{'id':1,'createdAt':0}"), "without the field text"),
                arguments("no time", quoted("{'id':1,'text':''}"), "without the field createdAt"),
                arguments("null as id", quoted("{'id':null,'text':'','createdAt':0}"), "id is not a whole number"),
                arguments("a string as id", quoted("{'id':'1','text':'','createdAt':0}"), "id is not a whole number"),
                arguments("a zero before the id", quoted("{'id':01,'text':'','createdAt':0}"), "not JSON"),
                arguments("a sign without an id", quoted("{'id':-,'text':'','createdAt':0}"), "not JSON"),
                arguments("a comma at the end", quoted("{'id':1,'text':'','createdAt':0,}"), "not JSON"),
                arguments("an empty object", quoted("{}"), "without the field id"),
                arguments("a fraction as id", quoted("{'id':1.0,'text':'','createdAt':0}"), "id is not a whole number"),
                arguments("a number as text", quoted("{'id':1,'text':1,'createdAt':0}"), "text is not a string"),
                arguments("a date as time", quoted("{'id':1,'text':'','createdAt':'2024-11-20'}"), "createdAt is not a whole"),
                arguments("a list", bytes("[" + GOOD + "]"), "not an object"),
                arguments("a string", bytes("\"" + "x".repeat(20) + "\""), "not an object"),
                arguments("a name", bytes("NaN"), "not JSON"),
                arguments("two objects", bytes(GOOD + GOOD), "more after its end"),
                arguments("a number after it", bytes(GOOD + "1"), "more after its end"),
                arguments("half a string after it", bytes(GOOD + "\"}"), "more after its end"),
                arguments("more than a mebibyte", quoted("{'x':'" + "x".repeat(MEBIBYTE) + "'" + AND_GOOD),
                        "the limit is 1,048,576"),
                arguments("a raw line end in a string", quoted("{'id':1,'text':'a\nb','createdAt':0}"), "not JSON"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("undecodable")
    void whatIsNotAMessageIsUndecodableAndSaysWhy(String name, byte[] value, String reason) {
        assertUndecodable(json, value, reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 9, 1000})
    void aLongHasEightBytes(int length) {
        assertUndecodable(number, new byte[length], length == 0 ? "an empty value" : "not a number of 8 bytes");
    }

    @Test
    void aLongThatIsMissingIsUndecodable() {
        assertUndecodable(number, null, "tombstone");
    }

    @Test
    void whatLooksLikeAnotherFormatIsNamed() {
        var avro = HexFormat.of().parseHex("000000000722146d657373616765203137");
        assertUndecodable(json, number.encode(message("t")), "try --format long");
        assertUndecodable(number, json.encode(message("t")), "try --format json");
        assertUndecodable(json, avro, "0x00 and schema id 7: Avro; try --format avro");
        assertUndecodable(number, avro, "0x00 and schema id 7: Avro; try --format avro");
    }

    @Test
    void whatCameBeforeMakesNoDifference() throws Undecodable {
        var longName = "{\"" + "x".repeat(MEBIBYTE - 10) + "\":";
        for (var value : List.of(GOOD, "{\"id\":1,", GOOD + " ", GOOD + "\"}", GOOD, "{}", "nul", GOOD, longName, GOOD)) {
            var alone = received("user-7", bytes(value));
            try {
                assertThat(decode(value)).isEqualTo(new Message.Json().decode(alone));
            } catch (Undecodable e) {
                assertThatThrownBy(() -> new Message.Json().decode(alone)).hasMessage(e.getMessage());
            }
        }
    }

    @Test
    void aReasonIsOneLineFitForATerminal() {
        for (var value : List.of("\u001b[2J", "\u202egnp.exe", "a\nINFO all is well", "{\"\u001b[2J\":", "{\"id\":\u0085}")) {
            assertUndecodable(json, bytes(value), "not JSON");
        }
    }

    /** Jackson likes to remember names: six thousand messages with such names would take a heap of 1 GB. */
    @Test
    void theNamesOfUnknownFieldsAreNotKept() throws Undecodable {
        var before = used();
        for (var id = 0; id < 1000; id++) {
            decode("{\"" + id + "x".repeat(40_000) + "\":0" + AND_GOOD);
        }
        assertThat(used() - before).isLessThan(16 << 20);
    }

    private static long used() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    @Test
    void hostileBytesAreRefusedQuickly() {
        var hostile = List.of("[".repeat(MEBIBYTE), "{\"a\":".repeat(MEBIBYTE / 5), "{\"id\":" + "9".repeat(MEBIBYTE - 10),
                "\"" + "\\u0000".repeat(MEBIBYTE / 6), "1e" + "9".repeat(MEBIBYTE - 2));
        var thread = ManagementFactory.getThreadMXBean();
        var before = thread.getCurrentThreadCpuTime(); // others may need the computer, too
        hostile.forEach(value -> assertThatThrownBy(() -> decode(value)).isInstanceOf(Undecodable.class));
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(2));
    }
}
