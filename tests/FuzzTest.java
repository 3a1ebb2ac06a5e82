//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../encoding/NotNow.java
//SOURCES support/RegistryServer.java
//SOURCES support/SchemaOptions.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import encoding.Undecodable;
import com.sun.management.ThreadMXBean;
import encoding.NotNow;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import support.RegistryServer;
import support.SchemaOptions;

/** Good values, spoilt by chance: each is a message or undecodable, soon and for little memory. The same ones every time. */
@Tag("unit")
class FuzzTest {

    private static final int HEADER = 5;

    /** A record with all that Avro has, most of it unknown to us. */
    private static final String LARGER = """
            {"type":"record","name":"Message","fields":[{"name":"more","type":{"type":"array","items":["null","double",{"type":"map","values":"Message"},
            {"type":"enum","name":"E","symbols":["A","B"]},{"type":"fixed","name":"F","size":3},"bytes","boolean","int","float"]}},
            {"name":"text","type":"string"},{"name":"createdAt","type":"long"},{"name":"id","type":"int"}]}""";

    @ParameterizedTest
    @EnumSource(Message.Format.class)
    void anyBytesAreAMessageOrUndecodable(Message.Format format) {
        fuzz(format, 50_000);
    }

    static void fuzz(Message.Format format, int times) {
        try (var server = RegistryServer.start().knows(8, LARGER).knows(7, LARGER.replaceFirst("\\{\"name\":\"more.*\\n.*\\n", "{\"name\":\"more\",\"type\":\"null\"},\n"))) {
            var schemas = SchemaOptions.of("-r", server.url());
            fuzz(format.encoding(schemas::toRead), seeds(new Message.Avro(schemas.toWrite())), times);
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
            most = i < times / 10 ? 0 : Math.max(most, threads.getCurrentThreadAllocatedBytes() - before); // the first ones load classes
        }
        assertThat(messages).isBetween(times / 200, times - times / 200);
        assertThat(most).isLessThan(16 << 20);
    }

    private static boolean isMessage(Message.Encoding encoding, byte[] value) {
        try {
            return encoding.decode("k", value).key().equals("k");
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
        return List.of(json.encode(plain), json.encode(odd), new Message.LongId().encode(plain), avro.encode(plain), avro.encode(odd), larger,
                "{\"a\":[{}],\"id\":1,\"text\":\"\",\"createdAt\":0}".getBytes(UTF_8), withItems());
    }

    /** By the larger schema: items of each kind, a block that says its length, and a message within the message. */
    private static byte[] withItems() {
        var text = "\0\0\0\0\b" + "\12" + "\0" + "\2" + "\0\0\0\0\0\0\370\77" + "\6\2" + "\10abc" + "\12\4xy" + "\3\4\14\1" + "\2" + "\4" + "\2\2k\0\2t\0\2\0" + "\0" + "\2t\2\2";
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
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
