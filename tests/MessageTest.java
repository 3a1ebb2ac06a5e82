//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../encoding/NotNow.java

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import encoding.Undecodable;
import encoding.NotNow;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
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
    private static final int MEBIBYTE = 1 << 20;

    private final Message.Json json = new Message.Json();
    private final Message.LongId number = new Message.LongId();

    private Message decode(String value) throws Undecodable {
        return json.decode("user-7", value.getBytes(UTF_8));
    }

    private static Message message(String text) {
        return new Message(17, "user-7", text, MADE);
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
        assertThat(number.decode("k", bytes)).isEqualTo(new Message(id, "k", null, null));
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
                arguments("all controls", Stream.iterate(0, i -> i + 1).limit(0xa0).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString()),
                arguments("line ends", "a\nb\r\nc\u2028d\u2029e"),
                arguments("bidi", "\u202eevil\u202c\u2066x\u2069"),
                arguments("not in the first plane", "\ud834\udd1e"),
                arguments("JSON", GOOD),
                arguments("nearly a mebibyte", "x".repeat(MEBIBYTE - 100)),
                arguments("as many bytes in two per character", "\u00e4".repeat(MEBIBYTE / 2 - 50)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddTexts")
    void anyTextArrivesAsItWasSent(String name, String text) throws Undecodable {
        assertThat(json.decode("user-7", json.encode(message(text)))).isEqualTo(message(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void anyIdAndAnyTimeArriveAsTheyWereSent(long number) throws Undecodable {
        var message = new Message(number, null, "t", Instant.ofEpochMilli(number));
        assertThat(json.decode(null, json.encode(message))).isEqualTo(message);
    }

    // --- What is tolerated

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"id\":17,\"text\":\"message 17\",\"createdAt\":1732144200000,\"more\":1}",
            "{\"more\":{\"id\":18,\"list\":[1,{\"text\":\"no\"},[]]},\"createdAt\":1732144200000,\"text\":\"message 17\",\"id\":17}",
            " \t\r\n{ \"id\" : 17 , \"text\" : \"\\u006dessage 17\" , \"createdAt\" : 1732144200000 } \n"})
    void unknownFieldsAnyOrderAndSpacesAreTolerated(String value) throws Undecodable {
        assertThat(decode(value)).isEqualTo(message("message 17"));
    }

    @Test
    void aKeyIsReadFromTheRecordEvenIfItIsNotUTF8() throws Undecodable, NotNow {
        var value = GOOD.getBytes(UTF_8);
        assertThat(json.delivery(new ConsumerRecord<>("t", 0, 5, null, value)).key()).isNull();
        assertThat(json.delivery(new ConsumerRecord<>("t", 0, 5, new byte[0], value)).key()).isEmpty();
        assertThat(json.delivery(new ConsumerRecord<>("t", 0, 5, new byte[] {'a', (byte) 0xff}, value)).key()).isEqualTo("a\ufffd");
    }

    // --- What is not a message

    static Stream<Arguments> undecodable() {
        return Stream.of(
                arguments("a tombstone", null, "no value at all"),
                arguments("empty", bytes(""), "an empty value"),
                arguments("one byte", bytes("?"), "1 bytes that start with 0x3f"),
                arguments("one brace", bytes("{"), "not JSON"),
                arguments("random bytes", HexFormat.of().parseHex("9f86d081884c7d659a2feaa0c55ad015"), "not UTF-8; 16 bytes that start with 0x9f"),
                arguments("truncated", bytes(GOOD.substring(0, 30)), "not JSON"),
                arguments("bad UTF-8", new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"'}, "not UTF-8"),
                arguments("an overlong NUL", new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"'}, "not UTF-8"),
                arguments("UTF-16", GOOD.getBytes(UTF_16), "not UTF-8"),
                arguments("100,000 deep", bytes("[".repeat(100_000)), "not"),
                arguments("100,000 deep in a field", bytes("{\"x\":" + "[".repeat(100_000)), "depth"),
                arguments("33 deep in a field", bytes("{\"x\":" + "[".repeat(32) + "]".repeat(32) + "," + GOOD.substring(1)), "depth"),
                arguments("a number of 5,000 digits", bytes("{\"id\":" + "9".repeat(5_000) + ",\"text\":\"\",\"createdAt\":0}"), "length"),
                arguments("an unknown number of 65 digits", bytes("{\"x\":" + "9".repeat(65) + "," + GOOD.substring(1)), "length"),
                arguments("an id beyond 64 bits", bytes("{\"id\":9223372036854775808,\"text\":\"\",\"createdAt\":0}"), "out of range"),
                arguments("a duplicate field", bytes("{\"id\":1,\"id\":1,\"text\":\"\",\"createdAt\":0}"), "Duplicate field 'id'"),
                arguments("an unknown duplicate field", bytes("{\"x\":1,\"x\":1,\"id\":1,\"text\":\"\",\"createdAt\":0}"), "Duplicate field 'x'"),
                arguments("no id", bytes("{\"text\":\"\",\"createdAt\":0}"), "without the field id"),
                arguments("no text", bytes("{\"id\":1,\"createdAt\":0}"), "without the field text"),
                arguments("no time", bytes("{\"id\":1,\"text\":\"\"}"), "without the field createdAt"),
                arguments("null as id", bytes("{\"id\":null,\"text\":\"\",\"createdAt\":0}"), "id is not a whole number"),
                arguments("a string as id", bytes("{\"id\":\"1\",\"text\":\"\",\"createdAt\":0}"), "id is not a whole number"),
                arguments("a fraction as id", bytes("{\"id\":1.0,\"text\":\"\",\"createdAt\":0}"), "id is not a whole number"),
                arguments("a number as text", bytes("{\"id\":1,\"text\":1,\"createdAt\":0}"), "text is not a string"),
                arguments("a date as time", bytes("{\"id\":1,\"text\":\"\",\"createdAt\":\"2024-11-20\"}"), "createdAt is not a whole number"),
                arguments("a list", bytes("[" + GOOD + "]"), "not an object"),
                arguments("a string", bytes("\"" + "x".repeat(20) + "\""), "not an object"),
                arguments("a name", bytes("NaN"), "not JSON"),
                arguments("two objects", bytes(GOOD + GOOD), "more after its end"),
                arguments("a number after it", bytes(GOOD + "1"), "more after its end"),
                arguments("half a string after it", bytes(GOOD + "\"}"), "more after its end"),
                arguments("more than a mebibyte", bytes("{\"id\":1,\"text\":\"" + "x".repeat(MEBIBYTE) + "\",\"createdAt\":0}"), "the limit is 1,048,576"),
                arguments("a raw line end in a string", bytes("{\"id\":1,\"text\":\"a\nb\",\"createdAt\":0}"), "not JSON"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("undecodable")
    void whatIsNotAMessageIsUndecodableAndSaysWhy(String name, byte[] value, String reason) {
        assertThatThrownBy(() -> json.decode("k", value)).isInstanceOf(Undecodable.class).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 9, 1000})
    void aLongHasEightBytes(int length) {
        assertThatThrownBy(() -> number.decode("k", new byte[length])).isInstanceOf(Undecodable.class);
    }

    @Test
    void aLongThatIsMissingIsUndecodable() {
        assertThatThrownBy(() -> number.decode("k", null)).isInstanceOf(Undecodable.class).hasMessageContaining("tombstone");
    }

    @Test
    void whatLooksLikeAnotherFormatIsNamed() {
        var avro = HexFormat.of().parseHex("000000000722146d657373616765203137");
        assertThatThrownBy(() -> json.decode("k", number.encode(message("t")))).hasMessageContaining("try --format long");
        assertThatThrownBy(() -> number.decode("k", json.encode(message("t")))).hasMessageContaining("try --format json");
        assertThatThrownBy(() -> json.decode("k", avro)).hasMessageContaining("0x00 and schema id 7: Avro; try --format avro");
        assertThatThrownBy(() -> number.decode("k", avro)).hasMessageContaining("0x00 and schema id 7: Avro; try --format avro");
    }

    @Test
    void whatCameBeforeMakesNoDifference() throws Undecodable {
        var values = List.of(GOOD, "{\"id\":1,", GOOD + " ", GOOD + "\"}", GOOD, "{}", "nul", GOOD, "{\"" + "x".repeat(MEBIBYTE - 10) + "\":", GOOD);
        for (var value : values) {
            try {
                assertThat(json.decode("k", bytes(value))).isEqualTo(new Message.Json().decode("k", bytes(value)));
            } catch (Undecodable e) {
                assertThatThrownBy(() -> new Message.Json().decode("k", bytes(value))).hasMessage(e.getMessage());
            }
        }
    }

    @Test
    void aReasonIsOneLineFitForATerminal() {
        for (var value : List.of("\u001b[2J", "\u202egnp.exe", "a\nINFO all is well", "{\"\u001b[2J\":", "{\"id\":\u0085}")) {
            assertThatThrownBy(() -> decode(value)).isInstanceOf(Undecodable.class)
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400).matches("[\\x20-\\x7e]*"));
        }
    }

    @Test
    void hostileBytesAreRefusedQuickly() {
        var hostile = Stream.of("[".repeat(MEBIBYTE), "{\"a\":".repeat(MEBIBYTE / 5), "{\"id\":" + "9".repeat(MEBIBYTE - 10), "\"" + "\\u0000".repeat(MEBIBYTE / 6), "1e" + "9".repeat(MEBIBYTE - 2)).toList();
        var thread = ManagementFactory.getThreadMXBean();
        var before = thread.getCurrentThreadCpuTime(); // others may need the computer, too
        hostile.forEach(value -> assertThatThrownBy(() -> decode(value)).isInstanceOf(Undecodable.class));
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(2));
    }
}
