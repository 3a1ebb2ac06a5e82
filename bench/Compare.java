///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Measures the programs against Kafka's own performance tools, side by side: ./jbang bench/Compare.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.apache.kafka:kafka-tools:4.3.1
//DEPS org.slf4j:slf4j-simple:2.0.20

//SOURCES ../cli/Cli.java
//SOURCES ../cli/Problem.java

//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.defaultLogLevel=error

import cli.Cli;
import cli.Problem;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends and reads messages of 100 bytes with Kafka's performance tools and with our programs, in turn, on one cluster of its
 * own. What counts is the ratio of each pair: it holds when the machine's speed drifts, and on other machines.
 */
@Command(name = "Compare.java", mixinStandardHelpOptions = true,
        description = "Measures the programs against Kafka's own performance tools.")
class Compare implements Callable<Integer> {

    private static final int SIZE = 100;
    private static final Pattern OURS = Pattern.compile("in [0-9.]+ s: ([0-9,.]+) msg/s");
    private static final Pattern PRODUCER_TOOL = Pattern.compile("([0-9.]+) records/sec");

    @Option(names = "--messages", paramLabel = "N", defaultValue = "2000000",
            description = "How many messages each run sends or reads.")
    long messages;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
            description = "How often each pair is run; the median is what counts.")
    int rounds;

    @Option(names = "--memory", description = "Also compare the memory that 1 and 10 million messages take.")
    boolean memory;

    @Option(names = "--against", paramLabel = "FOLDER",
            description = "Compare with the programs of another checkout instead of with Kafka's tools.")
    Path against;

    @Option(names = "--port", defaultValue = "19394", description = "Where the cluster of its own listens.")
    int port;

    @Option(names = "-X", paramLabel = "KEY=VALUE", description = "A setting for our producer, to try another.")
    List<String> properties = List.of();

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean verbose;

    private final Path repository = Path.of(System.getProperty("user.dir"));

    public static void main(String... args) {
        System.exit(Cli.run(new Compare(), args));
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.exists(repository.resolve("Producer.java"))) {
            throw new Problem("Run this from the folder that holds Producer.java: ./jbang bench/Compare.java");
        }
        var data = Files.createTempDirectory("compare");
        run(script(repository, "Cluster.java", "--detach", "--data", data.toString(), "--port", String.valueOf(port)));
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            compareProducers(admin);
            compareConsumers(admin);
            if (memory) {
                compareMemory(admin);
            }
        } finally {
            run(script(repository, "Cluster.java", "down", "--data", data.toString()));
            delete(data);
        }
        return Cli.DONE;
    }

    private void compareProducers(Admin admin) throws Exception {
        var ratios = new ArrayList<Double>();
        for (var round = 1; round <= rounds; round++) {
            var other = topic(admin, "other-" + round);
            var theirs = against == null ? rate(PRODUCER_TOOL, run(sendByTool(other)))
                    : rate(OURS, run(send(against, other, messages)));
            var our = rate(OURS, run(send(repository, topic(admin, "ours-" + round), messages)));
            ratios.add(show("send", round, theirs, our));
        }
        System.out.printf(Locale.ROOT, "Producer.java --rate max sends %.2f times what %s sends%n", median(ratios),
                against == null ? "kafka-producer-perf-test" : "that of " + against);
    }

    private void compareConsumers(Admin admin) throws Exception {
        var topic = topic(admin, "to-read");
        run(send(repository, topic, messages));
        var ratios = new ArrayList<Double>();
        for (var round = 1; round <= rounds; round++) {
            var theirs = against == null ? fetched(run(readByTool(topic, "other-" + round)))
                    : rate(OURS, run(read(against, "SingleConsumer.java", topic, "-g", "other-" + round)));
            var our = rate(OURS, run(read(repository, "SingleConsumer.java", topic, "-g", "ours-" + round)));
            ratios.add(show("read", round, theirs, our));
        }
        System.out.printf(Locale.ROOT, "SingleConsumer.java decodes and counts %.2f times what %s%n", median(ratios),
                against == null ? "kafka-consumer-perf-test only fetches" : "that of " + against + " does");
    }

    private void compareMemory(Admin admin) throws Exception {
        for (var millions : new int[] {1, 10}) {
            var topic = topic(admin, "memory-" + millions);
            var producer = peak(send(repository, topic, millions * 1_000_000L));
            var single = peak(read(repository, "SingleConsumer.java", topic));
            var batch = peak(read(repository, "BatchConsumer.java", topic));
            System.out.printf("%2d million messages: peak memory of"
                    + " producer %d MB, single consumer %d MB, batch consumer %d MB%n", millions, producer, single, batch);
        }
    }

    private List<String> send(Path checkout, String topic, long count) {
        var command = new ArrayList<>(script(checkout, "Producer.java", "-b", bootstrap(), "-t", topic, "-o", "none",
                "--rate", "max", "--count", String.valueOf(count), "--size", String.valueOf(SIZE)));
        properties.forEach(property -> command.addAll(List.of("-X", property)));
        return command;
    }

    private List<String> read(Path checkout, String script, String topic, String... options) {
        var command = new ArrayList<>(script(checkout, script, "-b", bootstrap(), "-t", topic, "-o", "none", "--exit-at-end"));
        command.addAll(List.of(options));
        return command;
    }

    private List<String> sendByTool(String topic) {
        return tool("ProducerPerformance", "--topic", topic, "--num-records", String.valueOf(messages),
                "--record-size", String.valueOf(SIZE), "--throughput", "-1",
                "--producer-props", "bootstrap.servers=" + bootstrap(), "acks=all");
    }

    private List<String> readByTool(String topic, String group) {
        return tool("ConsumerPerformance", "--bootstrap-server", bootstrap(), "--topic", topic,
                "--messages", String.valueOf(messages), "--group", group, "--timeout", "60000");
    }

    private static List<String> script(Path checkout, String script, String... args) {
        var command = Stream.of("jbang", script).map(file -> checkout.toAbsolutePath().resolve(file).toString());
        return Stream.concat(command, Stream.of(args)).toList();
    }

    /** As Kafka's own scripts start them. */
    private static List<String> tool(String name, String... args) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = Stream.of(java, "-Xmx512M", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp", System.getProperty("java.class.path"), "org.apache.kafka.tools." + name);
        return Stream.concat(command, Stream.of(args)).toList();
    }

    private String topic(Admin admin, String name) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, 3, (short) 2).configs(Map.of("min.insync.replicas", "1")))).all().get();
        return name;
    }

    private String bootstrap() {
        return "localhost:" + port;
    }

    private static double show(String what, int round, double theirs, double our) {
        var ratio = our / theirs;
        System.out.printf(Locale.ROOT,
                "%s, round %d: theirs %,.0f msg/s, ours %,.0f msg/s: %.2f%n", what, round, theirs, our, ratio);
        return ratio;
    }

    private static double median(List<Double> ratios) {
        return ratios.stream().sorted().skip(ratios.size() / 2).findFirst().orElseThrow();
    }

    /** The last rate that was printed is that of the whole run. */
    private static double rate(Pattern pattern, String output) {
        var last = pattern.matcher(output).results().reduce((first, second) -> second)
                .orElseThrow(() -> new Problem("No rate in what was printed: " + output));
        return Double.parseDouble(last.group(1).replace(",", ""));
    }

    /** The last column: messages a second of the fetching alone, without joining the group. */
    private static double fetched(String output) {
        var lines = output.strip().split("\n");
        var columns = lines[lines.length - 1].split(",\\s*");
        return Double.parseDouble(columns[columns.length - 1]);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new Problem(String.join(" ", command) + " ended with " + process.exitValue() + ": " + output);
        }
        return output;
    }

    /** The most memory that a process held, in MB, as the kernel tells. */
    private static long peak(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
        var peak = 0L;
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, highWater(process.pid()));
        }
        return peak;
    }

    private static long highWater(long pid) throws IOException {
        var status = Path.of("/proc/" + pid + "/status");
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst().orElse(0);
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
