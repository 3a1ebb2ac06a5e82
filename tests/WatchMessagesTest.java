//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../encoding/Format.java
//SOURCES ../output/Origin.java
//SOURCES ../watch/messages/Criteria.java
//SOURCES ../watch/messages/Decoded.java
//SOURCES ../watch/messages/Decoding.java
//SOURCES ../watch/messages/Kcat.java
//SOURCES ../watch/messages/LetterView.java
//SOURCES ../watch/messages/Merge.java
//SOURCES ../watch/messages/MessageView.java
//SOURCES ../watch/messages/Start.java
//SOURCES ../watch/messages/Wanted.java
//SOURCES ../watch/web/Query.java
//SOURCES support/Executables.java
//SOURCES support/RegistryServer.java
//SOURCES support/Repo.java
//SOURCES support/SchemaOptions.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import encoding.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import output.Origin;
import support.Executables;
import support.RegistryServer;
import support.Repo;
import support.SchemaOptions;
import watch.messages.Criteria;
import watch.messages.Decoded;
import watch.messages.Decoding;
import watch.messages.Kcat;
import watch.messages.LetterView;
import watch.messages.Merge;
import watch.messages.MessageView;
import watch.messages.MessageView.Limits;
import watch.messages.Start;
import watch.messages.Wanted;
import watch.web.Query;

/** What the page may ask of the messages, and what it is given: nothing is believed, and all is shown as text. */
@Tag("unit")
class WatchMessagesTest {

    private static final long AT = 1_732_144_200_000L;
    private static final String MESSAGE = "{\"id\":17,\"text\":\"message 17\",\"createdAt\":1732144200000}";
    private static final int MEBIBYTE = 1 << 20;
    private static final String BIDI = "\u202eevil\u202c\u2066";

    // --- Positions

    @Test
    void aStartIsSaidInFiveWays() {
        assertThat(Start.of("end")).isEqualTo(new Start.End());
        assertThat(Start.of("begin")).isEqualTo(new Start.Begin());
        assertThat(Start.of("811")).isEqualTo(new Start.Offset(811));
        assertThat(Start.of("time:1732144200000")).isEqualTo(new Start.Time(AT));
        assertThat(Start.of("0:811,12:22")).isEqualTo(new Start.Positions(Map.of(0, 811L, 12, 22L)));
        assertThat(Start.of("9223372036854775807")).isEqualTo(new Start.Offset(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1.5", "latest", "END", "time:", "time:-1", "time:now", "0:", ":5", ":", "0:1,",
            ",0:1", "0:1:2", "0:1,0:2", "0:-1", "4294967296:1", "9223372036854775808", "99999999999999999999",
            "0:9223372036854775808", "\u0663", "0:1\n1:2", "1e3", "0x10"})
    void whatIsNoPositionIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> Start.of(text)).isInstanceOf(Query.Wrong.class).message().matches("[\\x20-\\x7e]+\\.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic=a/b", "topic=", "partition=0", "topic=%3Cscript%3E", "topic=a%0ab", "topic=m&partition=-1",
            "topic=m&partition=2147483648", "topic=m&partition=x", "topic=m&format=xml", "topic=m&format=JSON",
            "topic=%E2%80%AEm", "topic=m%20n", "topic='"})
    void whatIsNoQuestionIsRefusedInASentence(String query) {
        assertThatThrownBy(() -> Wanted.of(Query.of(query))).isInstanceOf(Query.Wrong.class)
                .message().matches("[\\x20-\\x7e]+\\.");
    }

    @Test
    void allPartitionsAndAutoUnlessSaid() {
        assertThat(Wanted.of(Query.of("topic=my.topic_1-x"))).isEqualTo(wanted("my.topic_1-x", Format.AUTO));
        assertThat(Wanted.of(Query.of("topic=m&partition=all&format=avro"))).isEqualTo(wanted("m", Format.AVRO));
        assertThat(Wanted.of(Query.of("topic=m&partition=2&format=long")))
                .isEqualTo(new Wanted("m", OptionalInt.of(2), Format.LONG));
    }

    private static Wanted wanted(String topic, Format format) {
        return new Wanted(topic, OptionalInt.empty(), format);
    }

    // --- The command

    private static Kcat kcat(Object... settings) {
        return Kcat.of(IntStream.range(0, settings.length / 2).boxed()
                .collect(Collectors.toMap(pair -> settings[2 * pair].toString(), pair -> settings[2 * pair + 1])));
    }

    @Test
    void theCommandIsOneOfKcat() {
        var kcat = kcat("bootstrap.servers", List.of("localhost:9094", "localhost:9095"));
        var one = new Wanted("messages", OptionalInt.of(1), Format.LONG);
        assertThat(kcat.one(one, 811)).isEqualTo("kcat -C -q -b localhost:9094,localhost:9095 -X isolation.level=read_uncommitted"
                + " -t messages -p 1 -o 811 -c 1 -e -s 'value=>q' -f '%T %p@%o %k %s\\n'");
        var all = wanted("messages", Format.AUTO);
        assertThat(kcat.list(all, Start.of("end"), 50)).contains(" -t messages -o -50 -e ").endsWith(" | sort -V | tail -n 50")
                .doesNotContain(" -p ");
        assertThat(kcat.list(all, Start.of("time:5"), 50)).contains(" -o s@5 -e ").endsWith(" | sort -V | head -n 50");
        assertThat(kcat.list(one, Start.of("begin"), 50)).contains(" -o beginning -c 50 -e ").doesNotContain("sort");
        assertThat(kcat.list(all, Start.of("0:1"), 50)).isNull();
    }

    @Test
    void noSecretIsInTheCommand() {
        var command = kcat("bootstrap.servers", "kafka:9094", "security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", "... password=\"hunter2\";", "ssl.truststore.password", "hunter2",
                "ssl.keystore.key", "hunter2", "basic.auth.user.info", "user:hunter2").one(wanted("m", Format.JSON), 1);
        assertThat(command).contains("-b kafka:9094 -X security.protocol=sasl_ssl -X sasl.mechanism=SCRAM-SHA-512 ")
                .doesNotContain("hunter2");
    }

    /** Whatever a word is made of, a shell gives it back as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"it's", "$(touch /tmp/no)", "`id`", "a;b", "a|b", "a b", "\"", "\\", "'", "''", "'\\''", "-e", "--",
            "*", "~", "!x", "#", "&", "<a>", "=", "$HOME", "\u00e4\u00f6\u00fc \ud83d\ude80", "{a,b}", "[a-z]", "%s"})
    void aShellTakesEachWordAsItIs(String word) throws IOException {
        var command = kcat("bootstrap.servers", word)
                .search(wanted(word, Format.AUTO), Start.of("begin"), criteria(word, word, null, null));
        var shown = shell("kcat() { printf '%s\\n' \"$@\"; }; perl() { cat; printf '%s\\n' \"$@\"; }; " + command);
        assertThat(shown.subList(0, 4)).containsExactly("-C", "-q", "-b", word);
        assertThat(shown.subList(6, 10)).containsExactly("-t", word, "-o", "beginning");
        assertThat(shown.subList(shown.size() - 3, shown.size())).containsExactly("--", word, word);
    }

    /** Of messages in which a line, a key or a number ends where nobody expects it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"user-3 | | 0@0 0@3", "user-3 | message 3 | 0@3", "| user-3 | 0@1 0@2 0@4",
            "| message 3 | 0@3 0@4 0@5", "| 3456 | 0@6", "| -o | 0@7", "-o | | ''", "100 | | ''", "| hello | 0@8", "0@7 | | ''"})
    void theCommandOfASearchFindsWhatTheSearchFinds(String key, String text, String places, @TempDir Path folder)
            throws IOException {
        assumeTrue(Executables.onPath("perl").isPresent(), "there is no perl here: apt-get install perl");
        var criteria = criteria(key, text, null, null);
        var records = List.of(record("user-3", "{}"), record("other", "a user-3 here"),
                record((byte[]) null, "user-3".getBytes(UTF_8)), record("a\nuser-3", "two\nlines: message 3\n"),
                record("1 2 3 0@9\nk", "user-3\n6 3 100 0@9\nuser-3 message 3"), record("\n", "message 3"),
                record("".getBytes(UTF_8), number(1234567)), record("k", "-o 100"), record("k", "hello 88"),
                record("k".getBytes(UTF_8), null), record((byte[]) null, null));
        for (var format : List.of(Format.AUTO, Format.LONG)) {
            assertThat(finds(criteria, format, records, folder))
                    .isEqualTo(places.isEmpty() ? List.of() : List.of(places.split(" ")))
                    .isEqualTo(IntStream.range(0, records.size()).filter(at -> matches(criteria, format, records.get(at)))
                            .mapToObj(at -> "0@" + at).toList());
        }
    }

    private static boolean matches(Criteria criteria, Format format, ConsumerRecord<byte[], byte[]> record) {
        try (var decoding = decoding()) {
            return criteria.match(record, () -> decoding.decode(format, record));
        }
    }

    /** With a kcat that prints these. */
    private static List<String> finds(Criteria criteria, Format format, List<ConsumerRecord<byte[], byte[]>> records,
            Path folder) throws IOException {
        var printed = new ByteArrayOutputStream();
        for (var record : records) {
            printed.write((length(record.key()) + " " + length(record.value()) + " 100 0@" + records.indexOf(record) + "\n")
                    .getBytes(UTF_8));
            printed.write(record.key() == null ? new byte[0] : record.key());
            printed.write(record.value() == null ? new byte[0] : record.value());
            printed.write('\n');
        }
        var file = Files.write(folder.resolve("printed"), printed.toByteArray());
        var command = kcat("bootstrap.servers", "b:1").search(wanted("m", format), Start.of("begin"), criteria);
        assertThat(command).contains(" -f '%K %S %T %p@%o\\n%k%s\\n' | perl ");
        return shell("kcat() { cat " + file + "; }; " + command).stream().filter(line -> line.startsWith("100 0@"))
                .map(line -> line.split(" ")[1]).toList();
    }

    private static int length(byte[] bytes) {
        return bytes == null ? -1 : bytes.length;
    }

    @Test
    void aSearchThatGoesOnInOnePartitionHasACommandToo() {
        var one = new Wanted("m", OptionalInt.of(2), Format.AUTO);
        var criteria = criteria("k", null, null, null);
        var kcat = kcat("bootstrap.servers", "b:1");
        assertThat(kcat.search(one, Start.of("2:17"), criteria)).contains(" -p 2 -o 17 -e ");
        assertThat(kcat.search(one, Start.of("1:17"), criteria)).isNull();
        assertThat(kcat.search(wanted("m", Format.AUTO), Start.of("2:17"), criteria)).isNull();
        assertThat(kcat.search(one, Start.of("begin"), criteria("k", null, "id", "17"))).as("a field").isNull();
    }

    /** What only decoding shows, a command of a terminal does not find. */
    @Test
    void whatOnlyDecodingShowsIsKnown() {
        var escaped = record("user-3", "{\"id\":17,\"text\":\"gr\\u00fcn\",\"createdAt\":1732144200000}");
        assertThat(isInTerminal(criteria("user-3", "17", null, null), escaped)).isTrue();
        assertThat(isInTerminal(criteria("user-3", "gr\u00fcn", null, null), escaped)).isFalse();
        assertThat(isInTerminal(criteria(null, "3456", null, null), record(null, number(1234567)))).isTrue();
        assertThat(isInTerminal(criteria(null, "12d687", null, null), record(null, number(1234567)))).isFalse();
        var cafe = record(new byte[] {(byte) 0xca, (byte) 0xfe}, null);
        assertThat(isInTerminal(criteria("cafe", null, null, null), cafe)).isFalse();
    }

    private static boolean isInTerminal(Criteria criteria, ConsumerRecord<byte[], byte[]> record) {
        assertThat(isFound(criteria, record)).isTrue();
        try (var decoding = decoding()) {
            return criteria.isInTerminal(record, decoding.decode(Format.AUTO, record));
        }
    }

    private static List<String> shell(String script) throws IOException {
        var shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        shell.environment().put("LC_ALL", "C.UTF-8");
        try (var said = shell.start().inputReader(UTF_8)) {
            return said.lines().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\u001b[31m", "\0", "\u007f", "\u009b", BIDI, "a\u2028", "\u200b"})
    void whatATerminalMustNotGetMakesNoCommand(String word) {
        assertThat(search(criteria("k", "t", null, null))).isNotNull();
        assertThat(search(criteria(word, null, null, null))).isNull();
        assertThat(search(criteria(null, word, null, null))).isNull();
        assertThat(kcat("bootstrap.servers", word).one(wanted("m", Format.AUTO), 1)).isNull();
        assertThat(kcat("bootstrap.servers", "b:1").one(wanted(word, Format.AUTO), 1)).isNull();
    }

    private static String search(Criteria criteria) {
        return kcat("bootstrap.servers", "b:1").search(wanted("m", Format.AUTO), Start.of("begin"), criteria);
    }

    // --- What is shown

    private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value, Header... headers) {
        return new ConsumerRecord<>("messages", 1, 811, AT, TimestampType.CREATE_TIME, 0, 0, key, value,
                new RecordHeaders(headers), Optional.empty());
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value) {
        return record(key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static Decoding decoding(String... options) {
        var schema = Stream.of("--schema", Repo.file("message.avsc").toString());
        var all = Stream.concat(schema, Stream.of(options)).toArray(String[]::new);
        return new Decoding(format -> Message.encoding(format, () -> SchemaOptions.of(all).toRead())::delivery);
    }

    private static MessageView shown(ConsumerRecord<byte[], byte[]> record, Format format, Limits limits) {
        try (var decoding = decoding()) {
            return MessageView.of(record, format, decoding.decode(format, record), limits);
        }
    }

    private static MessageView shown(ConsumerRecord<byte[], byte[]> record) {
        return shown(record, Format.AUTO, Limits.IN_A_LIST);
    }

    @Test
    void aMessageIsShownWithItsFields() {
        var shown = shown(record("user-3", MESSAGE));
        assertThat(shown).isEqualTo(new MessageView(1, 811, AT, "user-3", null, "message 17", "json",
                new MessageView.Fields(17L, "message 17", AT), null, List.of(), MESSAGE.length(), false));
        assertThat(shown(record("user-3", MESSAGE), Format.JSON, Limits.IN_A_LIST)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"17, 17", "-1, -1", "9007199254740991, 9007199254740991"})
    void aLongIsShownAsANumber(long number, Long id) {
        var shown = shown(record(null, number(number)));
        assertThat(shown.format()).isEqualTo("long");
        assertThat(shown.text()).isEqualTo(String.valueOf(number));
        assertThat(shown.fields()).isEqualTo(new MessageView.Fields(id, null, null));
        assertThat(shown.key()).isNull();
        assertThat(shown.keyHex()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 9007199254740993L, -9007199254740993L})
    void aNumberThatABrowserWouldRoundIsText(long number) {
        assertThat(shown(record(null, number(number)), Format.LONG, Limits.IN_A_LIST).fields().id())
                .isEqualTo(String.valueOf(number));
    }

    static Stream<Arguments> undecodable() {
        return Stream.of(
                arguments("text", "hello", "hello", "none of our formats"),
                arguments("not our JSON", "{\"order\":1}", "{\"order\":1}", "JSON without the field id"),
                arguments("lines", "{\n\t}", "{\\n\\t}", "JSON without the field id"),
                arguments("a terminal's orders", "\u001b[31m red", "\\u001b[31m red", "none of our formats"),
                arguments("bidi", BIDI, "\\u202eevil\\u202c\\u2066", "none of our formats"),
                arguments("from right to left", "\u05e9\u05dc\u05d5\u05dd!", "\u05e9\u05dc\u05d5\u05dd!", "none of our formats"),
                arguments("markup", "<script>alert(1)</script>", "<script>alert(1)</script>", "none of our formats"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void undecodable(String name, String value, String text, String problem) {
        var shown = shown(record(value, value));
        assertThat(shown.format()).isEqualTo("bytes");
        assertThat(shown.text()).isEqualTo(text);
        assertThat(shown.key()).isEqualTo(text);
        assertThat(shown.problem()).contains(problem);
        assertThat(shown.fields()).isNull();
    }

    static Stream<byte[]> binary() {
        return Stream.of("636166e9", "c3", "eda080", "c080", "6100", "fffe61").map(HexFormat.of()::parseHex);
    }

    @ParameterizedTest
    @MethodSource
    void binary(byte[] bytes) {
        var digits = HexFormat.of().formatHex(bytes);
        var shown = shown(record(bytes, bytes, new RecordHeader("h", bytes)), Format.JSON, Limits.IN_A_LIST);
        assertThat(shown.text()).isEqualTo("0x" + digits);
        assertThat(shown.key()).isNull();
        assertThat(shown.keyHex()).isEqualTo(digits);
        assertThat(shown.headers()).containsExactly(new MessageView.HeaderView("h", "0x" + digits));
        assertThat(shown.problem()).isNotBlank();
    }

    @Test
    void aTombstoneAndAnEmptyValueSaySo() {
        assertThat(shown(record("k".getBytes(UTF_8), null)).problem()).contains("tombstone");
        assertThat(shown(record("k".getBytes(UTF_8), new byte[0])).problem()).contains("empty");
    }

    @Test
    void inAListAMebibyteIsCut() {
        for (var text : List.of("x".repeat(MEBIBYTE), "\u0001".repeat(MEBIBYTE), "\ud83d\ude80".repeat(MEBIBYTE / 4),
                "x" + "\ud83d\ude80".repeat(MEBIBYTE / 4), "\u0001x" + "\ud83d\ude80".repeat(MEBIBYTE / 4),
                "\u202e".repeat(MEBIBYTE / 3))) {
            var shown = shown(record(text, text));
            assertThat(shown.cut()).isTrue();
            assertThat(shown.text()).hasSizeBetween(1990, 2000);
            assertThat(shown.key()).hasSizeBetween(190, 200);
            assertThat(new String(shown.text().getBytes(UTF_8), UTF_8)).as("no half of a pair").isEqualTo(shown.text());
        }
        var bytes = new byte[MEBIBYTE];
        assertThat(shown(record(bytes, bytes)).text()).hasSize(2000).startsWith("0x0000");
    }

    @Test
    void aloneAMebibyteIsWhole() {
        var text = "x".repeat(MEBIBYTE - 100);
        var value = "{\"id\":1,\"text\":\"" + text + "\",\"createdAt\":1}";
        var shown = shown(record("k", value), Format.AUTO, Limits.ALONE);
        assertThat(shown.text()).isEqualTo(text);
        assertThat(shown.cut()).isFalse();
        assertThat(shown(record("k", value)).fields().text()).hasSize(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"id\":", "{\"id\":1,\"text\":\"t\",\"createdAt\":1,\"more\":["})
    void JSONNestedAsDeepAsItLikesIsText(String open) {
        var value = open.repeat(open.startsWith("{\"id\":1") ? 1 : 100_000) + "[".repeat(100_000);
        var shown = shown(record("k", value));
        assertThat(shown.format()).isEqualTo("bytes");
        assertThat(shown.problem()).isNotBlank();
        assertThat(criteria(null, null, "nothing", "1").match(record("k", value), () -> Decoded.never("no"))).isFalse();
    }

    @Test
    void aHundredThousandHeadersAreCut() {
        var headers = IntStream.range(0, 100_000).mapToObj(index -> header("name" + index, "v".repeat(300)))
                .toArray(Header[]::new);
        var shown = shown(record("k".getBytes(UTF_8), MESSAGE.getBytes(UTF_8), headers));
        assertThat(shown.headers()).hasSize(20).allMatch(header -> header.value().length() == 200);
        assertThat(shown.cut()).isTrue();
        var hostile = shown(record(null, number(1), new RecordHeader("\u001b[2J" + BIDI, null)));
        assertThat(hostile.headers()).containsExactly(new MessageView.HeaderView("\\u001b[2J\\u202eevil\\u202c\\u2066", ""));
    }

    // --- Avro, and a registry that is away

    /** Schema 7, and what AvroTest works out by hand. */
    private static final String AVRO = "000000000722146d65737361676520313780e5b7bde964";

    @Test
    void avroIsShownAsOtherMessagesAre() {
        try (var registry = RegistryServer.start().knows(7, Repo.text(Repo.file("message.avsc")));
                var decoding = decoding("-r", registry.url())) {
            var record = record(null, HexFormat.of().parseHex(AVRO));
            for (var format : List.of(Format.AUTO, Format.AVRO)) {
                var shown = MessageView.of(record, format, decoding.decode(format, record), Limits.IN_A_LIST);
                assertThat(shown.fields()).isEqualTo(new MessageView.Fields(17L, "message 17", AT));
                assertThat(shown.text()).isEqualTo("message 17");
                assertThat(shown.format()).isEqualTo("avro");
            }
            assertThat(criteria(null, null, "id", "17").match(record, () -> decoding.decode(Format.AUTO, record))).isTrue();
            assertThat(registry.requests()).as("asked once").hasSize(1);
            assertThat(decoding.decode(Format.AUTO, avro(8)).problem()).contains("the registry knows no schema 8");
            IntStream.range(0, 100).forEach(same -> decoding.decode(Format.AUTO, avro(8)));
            assertThat(registry.requests()).as("and not again at once for what it does not know").hasSize(2);
        }
    }

    private static ConsumerRecord<byte[], byte[]> avro(int schema) {
        return record(null, ByteBuffer.allocate(9).put((byte) 0).putInt(schema).putInt(1).array());
    }

    @Test
    void aRegistryThatIsAwayIsASentence() {
        try (var decoding = decoding("-r", "http://localhost:1")) {
            var decoded = decoding.decode(Format.AUTO, avro(7));
            assertThat(decoded.isForNow()).isTrue();
            assertThat(decoded.problem()).contains("the schema registry cannot be asked for a schema: http://localhost:1");
            assertThat(MessageView.of(avro(7), Format.AUTO, decoded, Limits.IN_A_LIST).text()).isEqualTo("0x000000000700000001");
        }
    }

    /** The first message waits, and the others say so at once; a later request does not wait again for the same schema. */
    @Test
    void aRegistryThatHangsIsNotWaitedForTwice() throws IOException {
        try (var registry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var decoding = decoding("-r", "http://127.0.0.1:" + registry.getLocalPort())) {
            assertThat(decoding.decode(Format.AVRO, record(null, new byte[] {1})).problem()).as("opened").contains("not Avro");
            for (var schemas : List.of(IntStream.range(0, 500), IntStream.range(0, 1))) {
                var begun = System.nanoTime();
                decoding.begin();
                var problems = schemas.mapToObj(schema -> decoding.decode(Format.AVRO, avro(schema)).problem()).toList();
                assertThat(problems).allMatch(problem -> problem.contains("did not answer in time"));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(3_900));
            }
            assertThat(decoding.decode(Format.AUTO, record("k", MESSAGE)).message()).isPresent();
        }
    }

    @Test
    void aRegistryWithoutAnAddressIsASentence() {
        try (var decoding = decoding("-r", "nonsense")) {
            assertThat(decoding.decode(Format.AVRO, avro(7)).problem()).contains("--registry: 'nonsense' is not the URL");
        }
    }

    // --- What a search looks for

    private static Criteria criteria(String key, String text, String field, String value) {
        var query = new ArrayList<String>();
        var names = List.of("key", "text", "field", "value");
        var values = new String[] {key, text, field, value};
        IntStream.range(0, 4).filter(index -> values[index] != null)
                .forEach(index -> query.add(names.get(index) + "=" + URLEncoder.encode(values[index], UTF_8)));
        return Criteria.of(Query.of(String.join("&", query)));
    }

    private static boolean isFound(Criteria criteria, ConsumerRecord<byte[], byte[]> record) {
        try (var decoding = decoding()) {
            return criteria.match(record, () -> decoding.decode(Format.AUTO, record));
        }
    }

    @Test
    void aSearchLooksForSomething() {
        assertThatThrownBy(() -> criteria(null, null, null, "17")).isInstanceOf(Query.Wrong.class);
        assertThatThrownBy(() -> criteria(" ", "", null, null)).isInstanceOf(Query.Wrong.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "user-3 |         |           |               | true", "ser     |         |           |               | true",
            "user-4 |         |           |               | false", "user-.  |         |           |               | false",
            "       | sage 17 |           |               | true", "        | .*      |           |               | false",
            "       | \u00fc   |           |               | true", "        | Message |           |               | false",
            "       |         | id        | 17            | true", "        |         | id        | 1             | false",
            "       |         | text      | message 17 \u00fc | true", "    |         | text      | message 17    | false",
            "       |         | createdAt | 1732144200000 | true", "        |         | nested    | 1             | false",
            "       |         | deep      | 1             | false", "       |         | yes       | true          | true",
            "       |         | price     | 1.50          | true", "        |         | price     | 1.5           | false",
            "user-3 | 17      | id        | 17            | true", "user-3  | 17      | id        | 18            | false",
            "user-4 | 17      | id        | 17            | false"})
    void aSearchFindsPartsAndFields(String key, String text, String field, String value, boolean found) {
        var message = "{\"id\":17,\"nested\":{\"deep\":1},\"text\":\"message 17 \\u00fc\",\"createdAt\":1732144200000,"
                + "\"yes\":true,\"price\":1.50}";
        assertThat(isFound(criteria(key, text, field, value), record("user-3", message))).isEqualTo(found);
    }

    @Test
    void aSearchFindsNumbersAndBytes() {
        var record = record(new byte[] {(byte) 0xca, (byte) 0xfe}, number(1234567));
        assertThat(isFound(criteria(null, "3456", null, null), record)).isTrue();
        assertThat(isFound(criteria(null, null, "id", "1234567"), record)).isTrue();
        assertThat(isFound(criteria("cafe", null, null, null), record)).isTrue();
        assertThat(isFound(criteria("0xCAFE", null, null, null), record)).isTrue();
        assertThat(isFound(criteria("cafe00", null, null, null), record)).isFalse();
        assertThat(isFound(criteria("k", null, null, null), record((byte[]) null, null))).isFalse();
        assertThat(isFound(criteria(null, "k", "f", ""), record((byte[]) null, null))).isFalse();
    }

    // --- Several partitions in one order

    private static MessageView at(int partition, long offset, long time) {
        return new MessageView(partition, offset, time, null, null, "", "json", null, null, List.of(), 0, false);
    }

    @Test
    void aPartitionsOrderIsKeptWhateverItsTimesSay() {
        var read = Map.of(0, List.of(at(0, 10, 900), at(0, 11, 100), at(0, 12, 200)), 1, List.of(at(1, 5, 500), at(1, 8, 950)));
        var merge = new Merge(read, Set.of(0, 1), MessageView.BY_TIME);
        assertThat(merge.first(3)).extracting(MessageView::offset).containsExactly(5L, 10L, 11L);
        assertThat(merge.next(0, 10, 13)).isEqualTo(12);
        assertThat(merge.next(1, 5, 20)).isEqualTo(6);
    }

    @Test
    void whatIsNotReadYetIsNotPassedOver() {
        var merge = new Merge(Map.of(0, List.of(at(0, 10, 100)), 1, List.of(at(1, 5, 500))), Set.of(1), MessageView.BY_TIME);
        assertThat(merge.first(3)).extracting(MessageView::offset).as("partition 0 may go on before 500").containsExactly(10L);
        assertThat(merge.next(0, 10, 11)).isEqualTo(11);
        assertThat(merge.next(1, 5, 20)).isEqualTo(5);
    }

    // --- Dead letters

    private static LetterView letter(Header... headers) {
        var record = record("k".getBytes(UTF_8), MESSAGE.getBytes(UTF_8), headers);
        return LetterView.of(shown(record), Origin.of(record), 2, null);
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, text.getBytes(UTF_8));
    }

    @Test
    void aLetterSaysWhyAndFromWhere() {
        var letter = letter(header(Origin.TOPIC, "messages"), new RecordHeader(Origin.PARTITION, new byte[] {0, 0, 0, 2}),
                new RecordHeader(Origin.OFFSET, number(312)), header(Origin.GROUP, "batch-consumer"),
                header(Origin.REASON, "exit code 1"));
        assertThat(letter).isEqualTo(new LetterView(1, 811, AT, "k", "message 17", new LetterView.From("messages", 2, 312L),
                "batch-consumer", "exit code 1", 2, null));
    }

    @Test
    void aLettersHeadersAreNotBelieved() {
        assertThat(letter().from()).isNull();
        assertThat(letter(header(Origin.TOPIC, "t".repeat(MEBIBYTE))).from()).isNull();
        var hostile = letter(header(Origin.TOPIC, "\u001b[2Jm"), header(Origin.PARTITION, "two"), header(Origin.OFFSET, ""),
                header(Origin.GROUP, BIDI), header(Origin.REASON, "\u0007".repeat(MEBIBYTE)));
        assertThat(hostile.from()).isEqualTo(new LetterView.From("\\u001b[2Jm", null, null));
        assertThat(hostile.group()).isEqualTo("\\u202eevil\\u202c\\u2066");
        assertThat(hostile.why()).hasSizeLessThanOrEqualTo(2000).startsWith("\\u0007");
    }
}
