//DEPS info.picocli:picocli:4.7.7
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../BatchConsumer.java
//SOURCES ../Cluster.java
//SOURCES ../Drill.java
//SOURCES ../Producer.java
//SOURCES ../Redrive.java
//SOURCES ../SingleConsumer.java
//SOURCES ../cli/Cli.java
//SOURCES ../cli/Connection.java
//SOURCES ../cli/Durations.java
//SOURCES ../output/Report.java
//SOURCES ../registry/RegistryOptions.java
//SOURCES ../sending/Keys.java
//SOURCES ../watch/control/ControlOptions.java
//SOURCES ../watch/lessons/LessonOptions.java
//SOURCES support/Jvm.java
//SOURCES support/Printed.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import cli.Cli;
import cli.Connection;
import cli.Durations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import output.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine;
import registry.RegistryOptions;
import sending.Keys;
import support.Jvm;
import support.Printed;
import watch.control.ControlOptions;
import watch.lessons.LessonOptions;

/** What can be said on the command line, what beats what, and what is wrong usage. */
@Tag("unit")
class OptionsTest {

    private static final String BOTH_CLUSTERS = "localhost:9094,localhost:9095,localhost:9096";
    private static final List<Supplier<Callable<Integer>>> PROGRAMS =
            List.of(Producer::new, SingleConsumer::new, BatchConsumer::new, Redrive::new);

    /** The options that all programs share, and a main method, so that it can be asked in another environment. */
    @Command
    static final class Options {

        @Mixin
        Connection connection;

        static Connection parsed(String... args) {
            var options = new Options();
            new CommandLine(options).parseArgs(args);
            return options.connection;
        }

        /** Says what it finds without options, with the file that is its argument, and with options. */
        public static void main(String... file) {
            for (var args : List.of("", "-c " + file[0], "-b option:1 -t other")) {
                var connection = parsed(args.isEmpty() ? new String[0] : args.split(" "));
                System.out.println(connection.settings(Map.of(), Set.of()).get("bootstrap.servers") + " " + connection.topic());
            }
        }
    }

    private record Outcome(int exit, String out, String err) {
    }

    @TempDir
    Path folder;

    /** As from a shell; only for what ends before there is a cluster to talk to. */
    private static Outcome run(Supplier<Callable<Integer>> program, String... args) {
        var out = System.out;
        var err = System.err;
        var outBytes = new ByteArrayOutputStream();
        var errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(ofThisThread(outBytes, out), true, UTF_8));
            System.setErr(new PrintStream(ofThisThread(errBytes, err), true, UTF_8));
            return new Outcome(Cli.run(program.get(), args), outBytes.toString(UTF_8), errBytes.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** Other tests run meanwhile, and what they print is not ours. */
    private static OutputStream ofThisThread(OutputStream ours, OutputStream others) {
        var us = Thread.currentThread();
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                (Thread.currentThread() == us ? ours : others).write(one);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                (Thread.currentThread() == us ? ours : others).write(bytes, from, count);
            }
        };
    }

    private static Object setting(String name, Map<String, Object> own, String... args) {
        return Options.parsed(args).settings(own, Set.of()).get(name);
    }

    private static Object bootstrap(String... args) {
        return setting("bootstrap.servers", Map.of(), args);
    }

    private String file(String... lines) {
        try {
            return Files.write(folder.resolve("client.properties"), List.of(lines)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aMisspeltSettingIsNamed() {
        var printed = new Printed();
        Options.parsed("-X", "aks=1", "-X", "acks=1", "-X", "schema.registry.url=http://localhost")
                .sayWhatIsUnknown(Set.of("acks"), printed.report(Report.Style.NONE));
        assertThat(printed.talk()).containsExactly(
                "-X aks: Kafka's client knows no setting of this name, so it changes nothing. Is it misspelt?");
    }

    /** A file may be for several clients: a setting is misspelt only when none of them knows it. */
    @Test
    void aMisspeltSettingOfAFileIsNamed() {
        var printed = new Printed();
        Options.parsed("-c", file("aks=1", "linger.ms=5", "fetch.min.bytes=1", "retry.backoff.ms=9", "basic.auth.user.info=a:b"))
                .sayWhatIsUnknown(Set.of("linger.ms"), printed.report(Report.Style.NONE));
        assertThat(printed.talk()).containsExactly(
                "--config aks: Kafka's client knows no setting of this name, so it changes nothing. Is it misspelt?");
    }

    // --- What beats what

    @Test
    void theFileBeatsTheDefaults() {
        assertThat(setting("linger.ms", Map.of("linger.ms", 5))).isEqualTo(5);
        assertThat(setting("linger.ms", Map.of("linger.ms", 5), "-c", file("linger.ms=6"))).isEqualTo("6");
    }

    @Test
    void anOptionBeatsTheFile() {
        assertThat(bootstrap("-c", file("bootstrap.servers=file:1"), "-b", "option:1")).isEqualTo("option:1");
        assertThat(Options.parsed("--topic", "other").topic()).isEqualTo("other");
    }

    @Test
    void aPropertyBeatsEverything() {
        assertThat(bootstrap("-c", file("bootstrap.servers=file:1"), "-b", "option:1", "-X", "bootstrap.servers=x:1"))
                .isEqualTo("x:1");
        assertThat(setting("linger.ms", Map.of("linger.ms", 5), "-c", file("linger.ms=6"), "--property", "linger.ms=7"))
                .isEqualTo("7");
    }

    @Test
    void aPropertyMayContainEqualSignsAndNothing() {
        var jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"a=b==\";";
        assertThat(setting("sasl.jaas.config", Map.of(), "-X", "sasl.jaas.config=" + jaas)).isEqualTo(jaas);
        assertThat(setting("client.id", Map.of("client.id", "ours"), "-X", "client.id=")).isEqualTo("");
    }

    @Test
    void eachProcessHasANameOfItsOwnUnlessTheUserGivesOne() {
        assertThat(setting("client.id", Map.of()).toString()).endsWith("-" + ProcessHandle.current().pid());
        assertThat(setting("client.id", Map.of(), "-c", file("client.id=mine"))).isEqualTo("mine");
        assertThat(setting("client.id", Map.of(), "-X", "client.id=mine")).isEqualTo("mine");
    }

    /** A process has several: the Admin that looks at the cluster, and the one that asks for the group. */
    @Test
    void otherClientsOfAProcessNameThemselves() {
        var settings = Map.<String, Object>of("client.id", "SingleConsumer-host-1", "bootstrap.servers", "b:1", "group.id", "g");
        assertThat(Connection.known(Set.of("client.id", "bootstrap.servers"), settings))
                .isEqualTo(Map.of("bootstrap.servers", "b:1"));
    }

    @Test
    void propertiesMayBeManyAndTheLastOfANameCounts() {
        var connection = Options.parsed("-X", "a=1", "-X", "b=2", "-X", "a=3");
        assertThat(connection.settings(Map.of(), Set.of())).containsEntry("a", "3").containsEntry("b", "2");
    }

    @Test
    void spacesAroundAValueInAFileDoNotCount() {
        assertThat(setting("linger.ms", Map.of(), "-c", file("  linger.ms =  6  ", "# a comment"))).isEqualTo("6");
    }

    static Stream<Arguments> environments() {
        return Stream.of(
                arguments("that is not set", Map.of(), List.of(BOTH_CLUSTERS + " messages", "file:1 messages", "option:1 other")),
                arguments("that is empty counts as not set",
                        Map.of("KAFKA_BOOTSTRAP_SERVERS", "", "KAFKA_TOPIC", "", "KAFKA_CONFIG", ""),
                        List.of(BOTH_CLUSTERS + " messages", "file:1 messages", "option:1 other")),
                arguments("beats the file and is beaten by an option",
                        Map.of("KAFKA_BOOTSTRAP_SERVERS", "env:1", "KAFKA_TOPIC", "of-env"),
                        List.of("env:1 of-env", "env:1 of-env", "option:1 other")),
                arguments("may name the file", Map.of("KAFKA_CONFIG", "FILE"),
                        List.of("file:1 messages", "file:1 messages", "option:1 other")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("environments")
    void anEnvironmentVariable(String name, Map<String, String> environment, List<String> expected) throws IOException {
        var config = file("bootstrap.servers=file:1");
        var builder = new ProcessBuilder(Jvm.command(Options.class, List.of(), config))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("KAFKA_"));
        environment.forEach((variable, value) -> builder.environment().put(variable, value.replace("FILE", config)));
        assertThat(new String(builder.start().getInputStream().readAllBytes(), UTF_8).lines().toList()).isEqualTo(expected);
    }

    // --- Values

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "1.5s, PT1.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "7d, PT168H", "PT5M, PT5M", "P1D, PT24H",
            "0s, PT0S", "' 1s ', PT1S", "0.5ms, PT0.0005S"})
    void aDurationIsReadAsPeopleWriteIt(String text, Duration duration) {
        assertThat(new Durations().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1.s", ".5s", "1 s", "5 minutes", "1w", "PT-5M", "-PT5M", "1e3s", "1s2ms"})
    void anythingElseIsNotADuration(String text) {
        assertThatThrownBy(() -> new Durations().convert(text)).isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is not a duration: write 250ms");
    }

    private static Keys keys(String text) {
        return new Keys.Converter().convert(text);
    }

    @Test
    void keysAreANumberOfUsersNoneOrRandom() {
        assertThat(keys("3").of(4)).isEqualTo("user-1");
        assertThat(keys("0").of(4)).isNull();
        assertThat(keys("uuid").of(4)).isNotEqualTo(keys("uuid").of(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "", "many", "1.5", "UUID "})
    void anythingElseIsNotANumberOfKeys(String text) {
        assertThatThrownBy(() -> keys(text)).isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is not a number of keys");
    }

    // --- Wrong usage

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong(Producer::new, "is not a rate", "--rate", "0"),
                wrong(Producer::new, "is not a rate", "--rate", "fast"),
                wrong(Producer::new, "is not a number of keys", "--keys", "-1"),
                wrong(Producer::new, "--count: '-1' is not a whole number: write 0, 1, 2 ...", "--count", "-1"),
                wrong(Producer::new, "--first-id: '-1' is not a whole number", "--first-id", "-1"),
                wrong(Producer::new, "--count: '1.5' is not a whole number", "--count", "1.5"),
                wrong(Producer::new, "--size: '1.5' is not a whole number: write 0, 1, 2 ...", "--size", "1.5"),
                wrong(Producer::new, "--size: '9999999999' is out of range: at most 2147483647.", "--size", "9999999999"),
                wrong(Producer::new, "--size 5 is too small: the message with id 0 needs ", "--size", "5"),
                wrong(Producer::new, "the message with id 999999 needs ", "--size", "46", "--count", "1000000"),
                wrong(Producer::new, "--size pads made-up texts", "--size", "100", "--input", "-"),
                wrong(Producer::new, "--input: there is no file /no/such", "--input", "/no/such"),
                wrong(Producer::new, "--format long carries ids only", "--format", "long", "--size", "100"),
                wrong(Producer::new, "--format long carries ids only", "--format", "long", "--input", "-"),
                wrong(Producer::new, "--count", "--count", "many"),
                wrong(Producer::new, "-X may not set key.serializer", "-X", "key.serializer=any"),
                wrong(Producer::new, "-X may not set value.serializer", "-X", "value.serializer=any"),
                wrong(SingleConsumer::new, "-X may not set group.id", "-X", "group.id=any"),
                wrong(SingleConsumer::new, "-X may not set enable.auto.commit", "-X", "enable.auto.commit=false"),
                wrong(SingleConsumer::new, "--from says where a group starts", "-X", "auto.offset.reset=latest"),
                wrong(SingleConsumer::new, "-X may not set key.deserializer", "-X", "key.deserializer=any"),
                wrong(SingleConsumer::new, "-X may not set value.deserializer", "-X", "value.deserializer=any"),
                wrong(SingleConsumer::new, "--commit", "--commit", "never"),
                wrong(SingleConsumer::new, "'yesterday' is no place to start: write earliest, latest", "--from", "yesterday"),
                wrong(SingleConsumer::new, "is not a duration", "--backoff", "5"),
                wrong(SingleConsumer::new, "--on-error", "--on-error", "ignore"),
                wrong(SingleConsumer::new, "--retries: '-1' is not a whole number", "--retries", "-1"),
                wrong(SingleConsumer::new, "--count: '-1' is not a whole number", "--count", "-1"),
                wrong(SingleConsumer::new, "--crash-after: 'x' is not a whole number", "--crash-after", "x"),
                wrong(SingleConsumer::new, "--property: should be in KEY=VALUE format but was acks", "-X", "acks"),
                wrong(SingleConsumer::new, "--output: 'pretty' is not one of text, json, none", "-o", "pretty"),
                wrong(BatchConsumer::new, "--min-batch: 'ten' is not a whole number", "--min-batch", "ten"),
                wrong(BatchConsumer::new, "--min-batch is 0 and --max-batch 5000", "--min-batch", "0"),
                wrong(BatchConsumer::new, "--min-batch is 11 and --max-batch 10", "--min-batch", "11", "--max-batch", "10"),
                wrong(BatchConsumer::new, "is not a duration", "--max-wait", "soon"),
                wrong(BatchConsumer::new, "-X may not set max.poll.records", "-X", "max.poll.records=1"),
                wrong(BatchConsumer::new, "-X may not set enable.auto.commit", "-X", "enable.auto.commit=true"),
                wrong(Redrive::new, "-X may not set group.id", "-X", "group.id=any"),
                wrong(Redrive::new, "-X may not set value.serializer", "-X", "value.serializer=any"),
                wrong(Redrive::new, "--topic is the topic that dead letters go back to: --topic orders.", "-t", "orders-dlt"));
    }

    private static Arguments wrong(Supplier<Callable<Integer>> program, String sentence, String... args) {
        return arguments(program, sentence, args);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void wrongUsageIsASentenceAndEndsWithTwo(Supplier<Callable<Integer>> program, String sentence, String[] args) {
        assertWrong(run(program, args), sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--output pretty", "--unknown", "stray", "-X no-equal-sign", "--topic",
            "--config no/such/file"})
    void someUsageIsWrongInEveryProgram(String line) {
        var args = line.split(" ");
        for (var program : PROGRAMS) {
            assertWrong(run(program, args), args[args.length - 1]);
        }
    }

    @ParameterizedTest
    @MethodSource("programsWithMessages")
    void aFormatIsOneOfAFew(Supplier<Callable<Integer>> program) {
        assertWrong(run(program, "--format", "xml"), "xml");
    }

    static List<Supplier<Callable<Integer>>> programsWithMessages() {
        return PROGRAMS.subList(0, 3);
    }

    @Test
    void aFileMayNotSetWhatThePromiseRestsOnEither() {
        assertWrong(run(Producer::new, "--config", file("value.serializer=any")), "--config may not set value.serializer");
        assertWrong(run(SingleConsumer::new, "--config", file("enable.auto.commit=false")),
                "--config may not set enable.auto.commit");
        assertWrong(run(BatchConsumer::new, "--config", file("group.id=any")), "--config may not set group.id");
    }

    @Test
    void whatWasTypedIsShownWithoutControlCharacters() {
        assertWrong(run(Producer::new, "--rate", "\u001b[2J\n2026 INFO fake"), "\\u001b[2J\\n2026 INFO fake");
    }

    @ParameterizedTest
    @CsvSource({"--faults=meteorite, There is no fault", "--rate=-5, is not a number of messages a second",
            "--count=1, --count must be 2 or more", "--min-isr=3, --min-isr must be 1 or 2",
            "--topic=theirs, need --bootstrap-server", "--port=70000, leaves no room", "--config=/nowhere, there is no file",
            "--report=/nowhere/report.html, there is no folder"})
    void aDrillThatMakesNoSenseDoesNotBegin(String option, String sentence) {
        var data = folder.resolve("data");
        assertWrong(run(Drill::new, "--data", data.toString(), option), sentence);
        assertThat(data).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--brokers 10", "--port 65500", "--topic no/such/name", "--min-isr 3",
            "--brokers 1 --replication-factor 2", "kill", "kill two", "start 2 --registry-port 8090"})
    void aClusterThatCannotBeIsOneSentence(String line) {
        var words = Stream.concat(Stream.of("--data", folder.toString()), Stream.of(line.split(" "))).toArray(String[]::new);
        var refused = run(Cluster::new, words);
        assertWrong(refused, "");
        assertThat(refused.err()).hasLineCount(2);
        assertThat(folder).isEmptyDirectory();
    }

    /** What Watch.java makes of its options before it begins. Itself it stays outside: its small memory would be all tests'. */
    @Command
    static final class WatchOptions implements Callable<Integer> {

        @Mixin
        Connection connection;

        @Mixin
        RegistryOptions registry;

        @Mixin
        ControlOptions controlling;

        @Mixin
        LessonOptions lessons;

        @Override
        public Integer call() {
            if (lessons.areGiven()) {
                return lessons.run(Map.of());
            }
            controlling.check(lessons, connection);
            return Cli.DONE;
        }
    }

    @ParameterizedTest
    @CsvSource({"-b, localhost:1", "-c, file", "-X, retries=1", "-r, http://localhost:1"})
    void thePageControlsThisComputersClusterOnly(String option, String value) {
        assertWrong(run(WatchOptions::new, "--control", "--data", folder.toString(), option, value),
                "--control is for the cluster of Cluster.java on this computer, and finds it by itself: leave out " + option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--control", "--lesson=two-groups"})
    void withoutItsClusterNeitherPageNorLessonBegins(String option) {
        var nowhere = folder.resolve("nowhere");
        var refused = run(WatchOptions::new, "--data", nowhere.toString(), option);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("There is no cluster in " + nowhere, "--detach").hasLineCount(1);
    }

    @Test
    void aLessonThatThereIsNotIsASentence() {
        assertWrong(run(WatchOptions::new, "--lesson", "meteorite"), "There is no lesson 'meteorite'. There are: two-groups, ");
    }

    private static void assertWrong(Outcome outcome, String sentence) {
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains(sentence).endsWith("See --help." + System.lineSeparator())
                .doesNotContain("Exception", "\tat ");
    }

    // --- Help

    @Test
    void helpListsExitCodesDefaultsAndAllThatIsNotHidden() {
        for (var program : PROGRAMS) {
            var help = run(program, "--help");
            assertThat(help.exit()).isZero();
            assertThat(help.err()).isEmpty();
            assertThat(help.out()).contains("Exit codes:", "wrong usage", "130, 143", "Default: text")
                    .doesNotContain("--crash-after", "--fail-every", "--work", "generate-completion", "${", "Default: null");
            var options = new CommandLine(program.get()).getCommandSpec().options();
            assertThat(options).allMatch(option -> option.description().length > 0 && !option.description()[0].isBlank(),
                    "has a description");
            assertThat(options.stream().filter(option -> !option.hidden()).flatMap(option -> Stream.of(option.names())))
                    .isNotEmpty().allMatch(help.out()::contains);
        }
        assertThat(run(Producer::new, "--help").out()).contains("Default: 10");
        assertThat(run(BatchConsumer::new, "--help").out().replaceAll("\\s+", " "))
                .contains("Default: batch-consumer", "Default: 5000, or 500 with --exec.", "Default: 100ms", "Default: earliest");
    }

    @Test
    void theVersionIsThatOfTheScriptAndOfTheClient() {
        assertThat(run(Producer::new, "--version").out())
                .matches("At Least Once \\d+\\.\\d+\\.\\d+, kafka-clients \\d+\\.\\d+\\.\\d+\\R");
    }

    @Test
    void aCompletionScriptCanBeMade() {
        var made = run(SingleConsumer::new, "generate-completion");
        assertThat(made.exit()).isZero();
        assertThat(made.out()).contains("SingleConsumer", "--exit-at-end").startsWith("#!");
    }
}
