//DEPS info.picocli:picocli:4.7.7
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../BatchConsumer.java
//SOURCES ../Message.java
//SOURCES ../Producer.java
//SOURCES ../SingleConsumer.java
//SOURCES ../cli/Problem.java
//SOURCES ../output/Report.java
//SOURCES ../consuming/ConsumerOptions.java
//SOURCES ../consuming/Run.java
//SOURCES ../consuming/Starts.java
//SOURCES ../cli/Stop.java
//SOURCES support/Acknowledging.java
//SOURCES support/LogConsumer.java
//SOURCES support/Printed.java
//SOURCES support/Said.java
//SOURCES support/RegistryServer.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cli.Problem;
import cli.Stop;
import consuming.ConsumerOptions;
import consuming.Run;
import consuming.Starts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import output.Report;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine;
import support.Acknowledging;
import support.LogConsumer;
import support.Printed;
import support.Said;
import support.RegistryServer;

/** The three programs with --format avro: what they do when the registry is there, is not there, or does not know. */
@Tag("unit")
class AvroProgramsTest {

    private static final String SCHEMA = """
            {"type":"record","name":"Message","fields":[{"name":"id","type":"long"},{"name":"text","type":"string"},
            {"name":"createdAt","type":"long"}]}""";

    private final Stop stop = new Stop();
    private final Printed printed = new Printed();
    private final Report report = printed.report(Report.Style.JSON);
    private final Acknowledging brokers = new Acknowledging();
    private final LogConsumer consumer = new LogConsumer(stop, printed::doneWith);
    private Duration longestLag = Duration.ofSeconds(10);
    private RegistryServer server = RegistryServer.start().knows(7, SCHEMA);

    @AfterEach
    void close() {
        server.close();
    }

    private enum Program { SINGLE, BATCH }

    private void consume(Program program, String... more) {
        var args = Stream.concat(Stream.of("-r", server.url(), "--backoff", "1ms"), Arrays.stream(more)).toArray(String[]::new);
        if (program == Program.SINGLE) {
            var app = parsed(new SingleConsumer(), args);
            consumer.commitsByItself(true);
            app.new Loop(consumer, run(app.options)).run();
        } else {
            var app = parsed(new BatchConsumer(), Stream.concat(Arrays.stream(args), Stream.of("--min-batch", "3"))
                    .toArray(String[]::new));
            app.new Loop(consumer, run(app.options)).run();
        }
    }

    private Run run(ConsumerOptions options) {
        options.registryMayLag(longestLag);
        return options.run(options.settings(), report, stop, Starts.earliest(), Optional.empty(),
                options.lastResort(Map.of(), report, stop));
    }

    private void produce(String... args) {
        var all = Stream.concat(Stream.of("-r", server.url(), "-f", "avro", "--rate", "max"), Arrays.stream(args))
                .toArray(String[]::new);
        parsed(new Producer(), all).new Loop(brokers, report, stop).run();
    }

    private static <T> T parsed(T app, String... args) {
        new CommandLine(app).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
        return app;
    }

    private static byte[] avro(int schema, int id) {
        return HexFormat.of().parseHex("00%08x%02x0278%s".formatted(schema, 2 * id, "80e5b7bde964"));
    }

    // --- Sending

    @Test
    void theProducerWritesByTheIdThatTheRegistryGives() {
        produce("--count", "3");
        assertThat(printed.ids("acked")).containsExactly(0L, 1L, 2L);
        assertThat(brokers.history())
                .allSatisfy(record -> assertThat(HexFormat.of().formatHex(record.value())).startsWith("0000000007"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aSizeIsReachedAndPassedByAByteOrTwo() {
        produce("--count", "5", "--size", "1000", "--first-id", "1000000");
        assertThat(brokers.history()).hasSize(5).allSatisfy(record -> assertThat(record.value().length).isBetween(1000, 1002));
    }

    @Test
    void withoutARegistryNothingIsSent() {
        server.answers(409, "{\"message\":\"incompatible\"}");
        assertThatThrownBy(() -> produce("--count", "3")).isInstanceOf(Problem.class).hasMessageContaining("incompatible");
        assertThat(brokers.history()).isEmpty();
    }

    /** What a registry has once is there for good. */
    @Test
    void aSchemaThatIsOfNoUseToUsIsNotRegistered(@TempDir Path folder) throws IOException {
        var useless = Files.writeString(folder.resolve("useless.avsc"), SCHEMA.replace("text", "title"));
        assertThatThrownBy(() -> produce("--count", "3", "--schema", useless.toString())).isInstanceOf(Problem.class)
                .hasMessageContaining("needs a field text");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theProducerCannotGuess() {
        var app = parsed(new Producer(), "--format", "auto");
        assertThatThrownBy(app::call).isInstanceOf(ParameterException.class)
                .hasMessageContaining("--format auto is for consumers");
    }

    // --- Receiving

    @ParameterizedTest
    @EnumSource
    void aRegistryThatIsDownIsWaitedForAndNothingIsSkipped(Program program) {
        for (var id = 1; id <= 6; id++) {
            consumer.hasBytes(id % 2, avro(7, id));
        }
        server.close();
        consumer.inPoll(8, () -> server = RegistryServer.startAt(server.port()).knows(7, SCHEMA));
        consume(program, "-f", "avro", "--retries", "0", "--on-error", "skip");
        assertThat(printed.ids("processed")).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(printed.events("skipped")).isEmpty();
        assertThat(printed.talk())
                .anyMatch(line -> line.matches("Waiting: the schema registry cannot be asked.*looking again in 1 ms"))
                .anyMatch(line -> line.contains("again in 2 ms"));
        assertThat(consumer.committedAt(0) + consumer.committedAt(1)).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryThatLagsIsWaitedForAndNothingIsSkipped(Program program) {
        for (var id = 1; id <= 6; id++) {
            consumer.hasBytes(id % 2, avro(id > 2 ? 8 : 7, id));
        }
        consumer.inPoll(8, () -> server.knows(8, SCHEMA));
        consume(program, "-f", "avro", "--retries", "0");
        assertThat(printed.ids("processed")).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(printed.events("skipped")).isEmpty();
        assertThat(printed.talk()).anyMatch(line -> line.startsWith("Waiting: the registry knows no schema 8")
                && line.contains("or not yet; looking again in 1 ms"));
        assertThat(consumer.committedAt(0) + consumer.committedAt(1)).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatTheRegistryNeverGetsToKnowIsAnUndecodableMessage(Program program) {
        longestLag = Duration.ofMillis(20);
        consumer.hasBytes(0, avro(7, 1)).hasBytes(0, avro(99, 2)).hasBytes(0, avro(7, 3)).hasBytes(0, avro(7, 4));
        consume(program, "-f", "avro");
        assertThat(printed.ids("processed")).containsExactly(1L, 3L, 4L);
        assertThat(printed.events("skipped")).extracting(Said::place).containsExactly("messages-0@1");
        assertThat(printed.events("skipped").get(0).text("reason")).contains("knows no schema 99");
        assertThat(consumer.committedAt(0)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 302})
    void aRegistryThatRefusesUsEndsTheProgramWithNothingSkipped(int status) {
        consumer.hasBytes(0, avro(7, 1));
        server.answers(status, "");
        assertThatThrownBy(() -> consume(Program.SINGLE, "-f", "avro")).isInstanceOf(Problem.class);
        assertThat(printed.events("skipped")).isEmpty();
        assertThat(consumer.committedAt(0)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void autoReadsATopicInWhichTheFormatWasChanged(Program program) {
        consumer.has(0, 1).hasBytes(0, new byte[] {0, 0, 0, 0, 0, 0, 0, 2}).hasBytes(0, avro(7, 3));
        consume(program, "-f", "auto");
        assertThat(printed.ids("processed")).containsExactly(1L, 2L, 3L);
    }
}
