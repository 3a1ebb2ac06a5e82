//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../encoding/Format.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES support/Records.java
//SOURCES support/RegistryServer.java
//SOURCES support/SchemaOptions.java

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static support.Records.received;

import com.sun.management.ThreadMXBean;
import encoding.Format;
import encoding.NotNow;
import encoding.Undecodable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import support.RegistryServer;
import support.SchemaOptions;

/** Good values, spoilt by chance: each is a message or undecodable, soon and for little memory. The same ones every time. */
@Tag("unit")
class FuzzTest {

    private static final int HEADER = 5;

    /** A record with all that Avro has, most of it unknown to us. */
    private static final String LARGER = record("""
            {"name":"more","type":{"type":"array","items":["null","double",{"type":"map","values":"Message"},
            {"type":"enum","name":"E","symbols":["A","B"]},{"type":"fixed","name":"F","size":3},
            "bytes","boolean","int","float"]}}""");

    private static String record(String firstField) {
        var record = """
                {"type":"record","name":"Message","fields":[%s,
                {"name":"text","type":"string"},{"name":"createdAt","type":"long"},{"name":"id","type":"int"}]}""";
        return record.formatted(firstField);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void anyBytesAreAMessageOrUndecodable(Format format) {
        fuzz(format, 15_000);
    }

    /** The simplest values are read without Jackson, but never with a blank before them. */
    @Test
    void aBlankBeforeJSONMakesNoDifference() {
        differWithABlank(30_000);
    }

    static void differWithABlank(int times) {
        var random = new Random(20261121);
        var seeds = jsonSeeds();
        var messages = 0;
        for (var i = 0; i < times; i++) {
            var value = spoilt(seeds.get(i % seeds.size()), random);
            var after = ByteBuffer.allocate(1 + value.length).put((byte) ' ').put(value).array();
            var message = decoded(value);
            assertThat(message).as(() -> new String(value, ISO_8859_1)).isEqualTo(decoded(after));
            messages += message.isPresent() ? 1 : 0;
        }
        assertThat(messages).isBetween(times / 20, times - times / 20);
    }

    private static Optional<Message> decoded(byte[] value) {
        try {
            return Optional.of(new Message.Json().decode(received("k", value)));
        } catch (Undecodable e) {
            return Optional.empty();
        }
    }

    private static List<byte[]> jsonSeeds() {
        return Stream.of("{\"id\":17,\"text\":\"message 17\",\"createdAt\":1732144200000}",
                "{\"id\":-0,\"x\":100000000000000000,\"text\":\"\",\"createdAt\":-999999999999999999,\"\":\"\"}",
                "{\"createdAt\":1000000000000000000,\"text\":\"t\",\"id\":10,\"y\":20,\"n\":null,\"l\":[]}")
                .map(text -> text.getBytes(UTF_8)).toList();
    }

    static void fuzz(Format format, int times) {
        try (var server = RegistryServer.start().knows(8, LARGER).knows(7, record("{\"name\":\"more\",\"type\":\"null\"}"))) {
            var schemas = SchemaOptions.of("-r", server.url());
            fuzz(Message.encoding(format, schemas::toRead), seeds(new Message.Avro(schemas.toWrite())), times);
        }
    }

    private static void fuzz(Message.Encoding encoding, List<byte[]> seeds, int times) {
        var random = new Random(20261121);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var messages = 0;
        var most = 0L;
        for (var i = 0; i < times; i++) {
            var value = spoilt(seeds.get(i % seeds.size()), random);
            var before = threads.getCurrentThreadAllocatedBytes();
            messages += isMessage(encoding, value) ? 1 : 0;
            var allocated = threads.getCurrentThreadAllocatedBytes() - before;
            most = i < times / 10 ? 0 : Math.max(most, allocated); // the first ones load classes
        }
        assertThat(messages).isBetween(times / 200, times - times / 200);
        assertThat(most).isLessThan(16 << 20);
    }

    private static boolean isMessage(Message.Encoding encoding, byte[] value) {
        try {
            return encoding.decode(received("k", value)).key().equals("k");
        } catch (Undecodable | NotNow e) { // the latter where the schema may still turn up
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400).doesNotContain("cannot be asked");
            return false;
        }
    }

    private static List<byte[]> seeds(Message.Encoding avro) {
        var plain = new Message(17, "k", "message 17", Instant.ofEpochMilli(1732144200000L));
        var odd = new Message(-300, "k", "\u00e4\ud83d\ude80\"\\\n", Instant.ofEpochMilli(-1));
        var json = new Message.Json();
        var larger = avro.encode(odd);
        larger[4] = 8;
        return List.of(json.encode(plain), json.encode(odd), new Message.LongId().encode(plain),
                avro.encode(plain), avro.encode(odd), larger, withItems(),
                "{\"a\":[{}],\"id\":1,\"text\":\"\",\"createdAt\":0}".getBytes(UTF_8));
    }

    /** By the larger schema: items of each kind, a block that says its length, and a message within the message. */
    private static byte[] withItems() {
        var text = "\0\0\0\0\b" + "\12" + "\0" + "\2" + "\0\0\0\0\0\0\370\77" + "\6\2" + "\10abc" + "\12\4xy" + "\3\4\14\1"
                + "\2" + "\4" + "\2\2k\0\2t\0\2\0" + "\0" + "\2t\2\2";
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] spoilt(byte[] seed, Random random) {
        var value = seed.clone();
        for (var change = 1 + random.nextInt(3); change > 0; change--) {
            var from = value.length > HEADER && random.nextInt(50) > 0 ? HEADER : 0; // an unknown schema is soon boring
            var at = from + random.nextInt(value.length - from);
            switch (random.nextInt(4)) {
                case 0 -> value[at] = (byte) random.nextInt(256);
                case 1 -> value[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> value[at] = (byte) "{}[]\",:0-e\\u".charAt(random.nextInt(12));
                default -> value = random.nextInt(4) == 0 ? Arrays.copyOf(value, 1 + at) : value;
            }
        }
        return value;
    }
}
