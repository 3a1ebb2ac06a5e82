//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../cli/Problem.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES AvroTest.java
//SOURCES support/Records.java
//SOURCES support/RegistryServer.java
//SOURCES support/SchemaOptions.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static support.Records.received;

import cli.Problem;
import encoding.NotNow;
import encoding.Undecodable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
import support.RegistryServer.Request;
import support.SchemaOptions;
import support.Wait;

/** What a registry is asked and as whom, and what each of its answers comes to. */
@Tag("unit")
class RegistryTest {

    private static final Message MESSAGE = new Message(17, "k", "message 17", Instant.ofEpochMilli(1732144200000L));
    private static final byte[] VALUE = HexFormat.of().parseHex("000000000722146d65737361676520313780e5b7bde964");
    private static final ConsumerRecord<byte[], byte[]> RECORD = received("k", VALUE);
    private static final String OURS = AvroTest.OURS;

    @TempDir
    Path folder;

    private final RegistryServer server = RegistryServer.start().knows(7, OURS);

    @AfterEach
    void close() {
        server.close();
    }

    private Message.Encoding reader(String... properties) {
        return readerAt(server.url(), properties);
    }

    private static Message.Encoding readerAt(String url, String... properties) {
        var args = Arrays.stream(properties).flatMap(property -> Stream.of("-X", property));
        return readerWith(Stream.concat(Stream.of("-r", url), args).toArray(String[]::new));
    }

    private static Message.Encoding readerWith(String... args) {
        return new Message.Avro(SchemaOptions.of(args).toRead());
    }

    private static Message.Encoding writerAt(String url) {
        return new Message.Avro(SchemaOptions.of("-r", url).toWrite());
    }

    private static void assertReads(Message.Encoding encoding) throws Undecodable, NotNow {
        assertThat(encoding.decode(RECORD)).isEqualTo(MESSAGE);
    }

    private static void assertProblem(ThrowingCallable call, String... sentences) {
        assertThatThrownBy(call).isInstanceOf(Problem.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(sentences));
    }

    // --- Writing

    @Test
    void theProducerRegistersItsSchemaOnceUnderTheTopicsName() {
        var encoding = new Message.Avro(SchemaOptions.of("-r", server.url() + "/", "-t", "orders").toWrite());
        encoding.encode(new Message(1, "k", "t", Instant.EPOCH));
        assertThat(encoding.encode(MESSAGE)).isEqualTo(VALUE);
        var body = "{\"schema\":\"" + OURS.replace("\"", "\\\"") + "\"}";
        assertThat(server.requests()).containsExactly(new Request("POST", "/subjects/orders-value/versions", null, body));
    }

    @Test
    void orOnlyLooksItUp() {
        var options = SchemaOptions.of("-r", server.url());
        new Message.Avro(options.toWriteWhatIsThere());
        assertThat(server.requests()).extracting(Request::path).containsExactly("/subjects/messages-value");
        server.answers(404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
        assertProblem(() -> new Message.Avro(options.toWriteWhatIsThere()),
                "no such schema in subject messages-value", "--no-register");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(401, "", "wants a login"),
                arguments(403, "{\"error_code\":40301,\"message\":\"not yours\"}",
                        "may not do that in the schema registry at http://localhost:"),
                arguments(409, "{\"error_code\":409,\"message\":\"READER_FIELD_MISSING_DEFAULT_VALUE\\u001b[2J\"}",
                        "does not fit those before it (READER_FIELD_MISSING_DEFAULT_VALUE\\u001b[2J)"),
                arguments(422, "{\"error_code\":42201,\"message\":\"Invalid Avro schema\"}", "invalid (Invalid Avro schema)"),
                arguments(404, "<html>", "is not a schema registry"),
                arguments(302, "", "is not a schema registry"),
                arguments(200, "<html>", "is not a schema registry"),
                arguments(200, "", "is not a schema registry"),
                arguments(200, "[".repeat(5000), "is not a schema registry"),
                arguments(200, "{\"id\":\"7\"}", "is not a schema registry"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("refusals")
    void whatWillNotPassIsOneSentenceAndNoMessageIsSkipped(int status, String body, String sentence) {
        server.answers(status, body);
        assertProblem(() -> writerAt(server.url()), sentence);
        assertProblem(() -> assertReads(reader()), sentence);
    }

    @Test
    void aRegistryThatComesUpLateIsWaitedFor() {
        var port = server.port();
        server.close();
        var encoding = CompletableFuture.supplyAsync(() -> writerAt("http://localhost:" + port));
        assertThatThrownBy(() -> encoding.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        try (var late = RegistryServer.startAt(port)) {
            encoding.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(late.requests()).hasSize(1);
        }
    }

    @Test
    void noRegistryAtAllIsASentenceWithinTenSeconds() {
        server.close();
        var start = System.nanoTime();
        assertProblem(() -> writerAt(server.url()), server.url() + " cannot be reached", "Cluster.java start registry");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8081", "ftp://localhost", "http://", "nowhere", "http://localhost:1,,http://localhost:2",
            "http://a b"})
    void whatIsNoURLIsNamed(String url) {
        assertProblem(() -> SchemaOptions.of("-r", url).toRead(), "is not the URL of a registry");
    }

    // --- Reading

    @Test
    void aSchemaIsFetchedOnce() throws Exception {
        var reader = reader();
        assertReads(reader);
        assertReads(reader);
        assertThat(server.requests()).extracting(Request::path).containsExactly("/schemas/ids/7");
    }

    // --- A schema that is not there, or not yet

    private static final Duration LAG = Duration.ofMillis(300);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    private Message.Encoding patientReader(String... urls) {
        logEndsAt(10);
        var options = SchemaOptions.of("-r", String.join(",", urls)).longestLag(LAG);
        return new Message.Avro(options.toRead(consumer));
    }

    private void logEndsAt(long offset) {
        consumer.assign(List.of(new TopicPartition("messages", 0)));
        consumer.seek(new TopicPartition("messages", 0), offset);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, int schema) {
        var value = ByteBuffer.allocate(VALUE.length).put(VALUE).putInt(1, schema).array();
        return new ConsumerRecord<>("messages", 0, offset, null, value);
    }

    private static void assertWaits(Message.Encoding reader, ConsumerRecord<byte[], byte[]> record, String reason) {
        assertThatThrownBy(() -> reader.decode(record)).isInstanceOf(NotNow.class).hasMessageContaining(reason);
    }

    private static void assertUndecodable(Message.Encoding reader, ConsumerRecord<byte[], byte[]> record) {
        assertUndecodable(reader, record, "knows no schema");
    }

    private static void assertUndecodable(Message.Encoding reader, ConsumerRecord<byte[], byte[]> record, String reason) {
        assertThatThrownBy(() -> reader.decode(record)).isInstanceOf(Undecodable.class).hasMessageContaining(reason);
    }

    /** How long it takes until it is certain. */
    private static Duration timeToCertainty(Message.Encoding reader, ConsumerRecord<byte[], byte[]> record) {
        var start = System.nanoTime();
        Wait.until("it is certain", () -> {
            try {
                throw new AssertionError("It was read: " + reader.decode(record));
            } catch (NotNow e) {
                return false;
            } catch (Undecodable e) {
                return true;
            }
        });
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void aSchemaThatTheRegistryDoesNotKnowYetIsWaitedFor() throws Exception {
        var reader = reader();
        for (var again = 0; again < 3; again++) {
            assertWaits(reader, record(0, 9), "the registry knows no schema 9 (404 (Schema not found)), or not yet");
        }
        server.knows(9, OURS);
        assertThat(reader.decode(record(0, 9)).id()).isEqualTo(17);
    }

    @Test
    void whatWasDeniedForLongEnoughIsUndecodableAndNotAskedForEachTime() throws Exception {
        var reader = patientReader(server.url());
        assertThat(timeToCertainty(reader, record(0, 9))).isGreaterThanOrEqualTo(LAG);
        var asked = server.requests().size();
        for (var offset = 1; offset < 10; offset++) {
            assertUndecodable(reader, record(offset, 9));
        }
        assertThat(server.requests()).hasSize(asked);
        assertReads(reader);
    }

    @Test
    void allThatWasInTheLogSharesOneWait() {
        var reader = patientReader(server.url());
        logEndsAt(2000);
        timeToCertainty(reader, record(0, 100));
        for (var offset = 1; offset < 2000; offset++) {
            assertUndecodable(reader, record(offset, 100 + offset));
        }
    }

    /** Its schema may have been registered meanwhile, under an id that was denied with good reason. */
    @Test
    void whatWasWrittenLaterIsWaitedForAnew() throws Exception {
        var reader = patientReader(server.url());
        timeToCertainty(reader, record(9, 8));
        assertWaits(reader, record(10, 8), "no schema 8");
        server.knows(8, OURS);
        assertThat(reader.decode(record(10, 8)).id()).isEqualTo(17);
    }

    @Test
    void andThenItMayBeCertainToo() {
        var reader = patientReader(server.url());
        timeToCertainty(reader, record(9, 8));
        logEndsAt(20);
        assertThat(timeToCertainty(reader, record(19, 8))).isGreaterThanOrEqualTo(LAG);
        assertUndecodable(reader, record(18, 8));
    }

    @Test
    void aPartitionOfWhichNothingIsKnownIsWaitedFor() {
        var reader = patientReader(server.url());
        timeToCertainty(reader, record(0, 9));
        var elsewhere = new ConsumerRecord<byte[], byte[]>("messages", 1, 0, null, record(0, 9).value());
        assertWaits(reader, elsewhere, "no schema 9");
    }

    @Test
    void whileOneOfThemIsDownNothingIsConcluded() {
        try (var other = RegistryServer.start()) {
            var reader = patientReader(other.url(), server.url());
            other.answers(503, "");
            assertWaits(reader, record(0, 9), other.url() + " answered 503");
            await(LAG);
            assertWaits(reader, record(0, 9), server.url() + " answered 404 (Schema not found)");
            other.worksAgain();
            assertThat(timeToCertainty(reader, record(0, 9))).as("counted from when both answered").isGreaterThanOrEqualTo(LAG);
        }
    }

    /** It may have been started again, and have all of its own log to read. */
    @Test
    void afterAnOutageTheWaitBeginsAnew() {
        var reader = patientReader(server.url());
        timeToCertainty(reader, record(0, 9));
        server.answers(503, "");
        assertWaits(reader, record(1, 10), "answered 503");
        server.worksAgain();
        assertThat(timeToCertainty(reader, record(1, 9))).isGreaterThanOrEqualTo(LAG);
    }

    /** The first wait was for a schema that came: what is denied after that was not denied before. */
    @Test
    void aSchemaThatIsFoundEndsTheWait() throws Exception {
        var reader = patientReader(server.url());
        assertWaits(reader, record(0, 9), "no schema 9");
        await(LAG);
        server.knows(9, OURS);
        reader.decode(record(0, 9));
        assertWaits(reader, record(1, 10), "no schema 10");
    }

    /** Nobody knows what the registries did meanwhile. */
    @Test
    void aWaitThatWasOverLongAgoDoesNotCount() {
        var reader = patientReader(server.url());
        timeToCertainty(reader, record(0, 9));
        assertUndecodable(reader, record(1, 9));
        await(LAG.multipliedBy(5));
        assertWaits(reader, record(2, 9), "no schema 9");
        assertThat(timeToCertainty(reader, record(2, 9))).isPositive();
    }

    private static void await(Duration time) {
        var start = System.nanoTime();
        Wait.until("it is later", () -> System.nanoTime() - start > time.toNanos());
    }

    @Test
    void ofTwoTheOneThatLagsIsOvertaken() throws Exception {
        try (var other = RegistryServer.start()) {
            var reader = patientReader(other.url(), server.url());
            assertWaits(reader, record(0, 9), "no schema 9");
            other.knows(9, OURS);
            assertThat(reader.decode(record(0, 9)).id()).isEqualTo(17);
        }
    }

    @Test
    void aSchemaThatIsNotAvroMakesAMessageUndecodable() {
        server.answers(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}");
        assertUndecodable(reader(), RECORD, "schema 7 is not Avro but PROTOBUF");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 429, 408})
    void whatMayPassIsWaitedForAndThenReadOn(int status) throws Exception {
        var reader = reader();
        server.answers(status, "{\"error_code\":50003,\"message\":\"no leader\"}");
        assertWaits(reader, RECORD, status + " (no leader)");
        server.worksAgain();
        assertReads(reader);
    }

    @Test
    void aRegistryThatIsDownIsWaitedFor() throws Exception {
        var reader = reader();
        server.close();
        assertWaits(reader, RECORD, "cannot be reached");
        try (var again = RegistryServer.startAt(server.port()).knows(7, OURS)) {
            assertReads(reader);
            assertThat(again.requests()).hasSize(1);
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerKeepsNobodyForLong() {
        server.answersNothing();
        var start = System.nanoTime();
        assertWaits(reader(), RECORD, "did not answer within 4 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void anAnswerWithoutEndIsNotTakenIn() {
        server.answers(200, "x".repeat(2 << 20));
        assertWaits(reader(), RECORD, "longer than 1048576 bytes");
    }

    // --- Several

    @Test
    void oneThatHangsLeavesTheOthersTheirTime() throws Exception {
        try (var other = RegistryServer.start().knows(7, OURS)) {
            server.answersNothing();
            assertReads(readerAt(server.url() + "," + other.url()));
        }
    }

    @Test
    void theNextIsAskedWhenOneIsDownAndGoesOnBeingAsked() throws Exception {
        try (var other = RegistryServer.start().knows(7, OURS)) {
            var reader = readerAt("http://localhost:1, " + other.url() + "," + server.url());
            assertReads(reader);
            assertWaits(reader, record(0, 9), "cannot be reached");
            assertThat(other.requests()).hasSize(2);
        }
    }

    @Test
    void whatOneDoesNotKnowAnotherMay() throws Exception {
        try (var other = RegistryServer.start()) {
            assertReads(readerAt(other.url() + "," + server.url()));
            assertThat(other.requests()).hasSize(1);
        }
    }

    @Test
    void whatBeatsWhatIsAsForAnySetting() throws Exception {
        var file = Files.writeString(folder.resolve("client.properties"), "schema.registry.url=" + server.url()).toString();
        assertReads(readerWith("-c", file, "-r", ""));
        assertReads(readerWith("-r", "http://localhost:1", "-X", "schema.registry.url=" + server.url()));
        assertWaits(readerWith("-c", file, "-r", "http://localhost:1"), RECORD, "cannot be reached");
    }

    // --- As whom

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "basic.auth.credentials.source=USER_INFO | basic.auth.user.info=ann:s3cret",
            "basic.auth.credentials.source=USER_INFO | schema.registry.basic.auth.user.info=ann:s3cret",
            "schema.registry.basic.auth.credentials.source=USER_INFO | basic.auth.user.info=ann:s3cret",
            "client.id=x | basic.auth.user.info=ann:s3cret",
            "basic.auth.credentials.source=SASL_INHERIT | "
                    + "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule "
                    + "required username=\"ann\" password=\"s3cret\";"})
    void theLoginIsWhereConfluentsClientsHaveIt(String first, String second) throws Exception {
        assertReadsAsAnn(reader(first, second));
    }

    @Test
    void aLoginInTheURLIsUsedAndNeverShown() throws Exception {
        var url = server.url().replace("//", "//ann:s3cret@");
        assertReadsAsAnn(readerAt(url));
        server.answers(401, "");
        assertNoSecret(() -> writerAt(url));
        server.answers(503, "");
        assertNoSecret(() -> assertReads(readerAt(url)));
        assertNoSecret(() -> SchemaOptions.of("-r", "ftp://ann:s3cret@localhost").toRead());
    }

    private void assertReadsAsAnn(Message.Encoding reader) throws Undecodable, NotNow {
        assertReads(reader);
        assertThat(server.requests()).extracting(Request::authorization).containsExactly("Basic YW5uOnMzY3JldA==");
    }

    private static void assertNoSecret(ThrowingCallable call) {
        assertThatThrownBy(call).satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret").isNotBlank());
    }

    @ParameterizedTest
    @CsvSource({"USER_INFO, needs basic.auth.user.info", "SASL_INHERIT, needs a sasl.jaas.config", "KERBEROS, not KERBEROS"})
    void aLoginThatIsNotThereIsAProblem(String source, String sentence) {
        assertProblem(() -> reader("basic.auth.credentials.source=" + source), sentence);
    }

    // --- TLS

    private static final String SSL = "schema.registry.ssl.";

    @Test
    void whatTheTrustStoreHasIsTrustedAndNothingElse() throws Exception {
        var keys = keys();
        var pem = folder.resolve("registry.pem");
        keytool(keys, "-exportcert", "-rfc", "-file", pem.toString());
        try (var secure = RegistryServer.startWith(tls(keys), false).knows(7, OURS)) {
            assertReads(readerAt(secure.url(), store("truststore", keys)));
            assertReads(readerAt(secure.url(), store("truststore", keys, SSL + "truststore.type=PKCS12")));
            assertReads(readerAt(secure.url(), SSL + "truststore.location=" + pem, SSL + "truststore.type=PEM"));
            assertProblem(() -> assertReads(readerAt(secure.url())), "No trusted TLS connection");
            assertProblem(() -> readerAt(secure.url(), store("truststore", keys, SSL + "truststore.password=wrong")),
                    "cannot read " + keys);
            assertProblem(() -> readerAt(secure.url(), SSL + "truststore.location=nowhere"), "cannot read nowhere");
        }
    }

    @Test
    void aRegistryMayAskWhoWeAre() throws Exception {
        var keys = keys();
        try (var secure = RegistryServer.startWith(tls(keys), true).knows(7, OURS)) {
            assertReads(readerAt(secure.url(), store("truststore", keys, store("keystore", keys))));
            var stranger = readerAt(secure.url(), store("truststore", keys));
            assertThatThrownBy(() -> assertReads(stranger)).isInstanceOfAny(Problem.class, NotNow.class);
        }
    }

    /** The properties of a store, with others that come after them. */
    private static String[] store(String which, Path keys, String... others) {
        var own = Stream.of(SSL + which + ".location=" + keys, SSL + which + ".password=password");
        return Stream.concat(own, Stream.of(others)).toArray(String[]::new);
    }

    private Path keys() throws Exception {
        var keys = folder.resolve("keys.p12");
        keytool(keys, "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        return keys;
    }

    private static SSLContext tls(Path keys) throws Exception {
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        var store = KeyStore.getInstance(keys.toFile(), "password".toCharArray());
        factory.init(store, "password".toCharArray());
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static void keytool(Path keys, String... args) throws Exception {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var command = new ArrayList<>(List.of(keytool));
        command.addAll(List.of(args));
        command.addAll(List.of("-alias", "registry", "-keystore", keys.toString(), "-storepass", "password"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }
}
