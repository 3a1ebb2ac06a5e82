///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Runs two of each program on a cluster, kills what can be killed, and proves that nothing was lost: jbang Drill.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES BatchConsumer.java
//SOURCES Message.java
//SOURCES encoding/Format.java
//SOURCES Producer.java
//SOURCES SingleConsumer.java
//SOURCES cli/Cli.java
//SOURCES cli/Durations.java
//SOURCES cli/Natural.java
//SOURCES cli/Stop.java
//SOURCES drill/Drilling.java
//SOURCES drill/Findings.java
//SOURCES drill/HtmlReport.java
//SOURCES drill/JsonReport.java
//SOURCES drill/Programs.java
//SOURCES drill/TextReport.java

//RUNTIME_OPTIONS -Xmx1g -Djava.util.logging.config.file=/dev/null
//RUNTIME_OPTIONS -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider -Dslf4j.internal.verbosity=WARN

import static picocli.CommandLine.Help.Visibility.NEVER;

import cli.Cli;
import cli.Durations;
import cli.Natural;
import cli.Stop;
import drill.Drilling;
import drill.Findings;
import drill.HtmlReport;
import drill.JsonReport;
import drill.Programs.Role;
import drill.TextReport;
import encoding.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The proof: two of each program at work while brokers and programs are killed, frozen and restarted, and in the end a count
 * of what was acknowledged and not processed. It must be 0.
 */
@Command(name = "Drill", mixinStandardHelpOptions = true, exitCodeOnExecutionException = Drill.NOT_CARRIED_OUT,
        exitCodeList = {"0:the promise held", "1:it did not: something was lost or out of order", "2:wrong usage",
                "3:the drill could not be carried out, so there is no verdict", "130, 143:stopped by Ctrl-C or TERM, without a verdict"},
        description = "Starts a cluster and two of each program, breaks what can be broken while they work, and proves that nothing was lost.")
class Drill implements Callable<Integer> {

    static final int NOT_CARRIED_OUT = 3;

    private static final Duration LONGEST_STOP = Duration.ofSeconds(45);

    @Option(names = "--faults", paramLabel = "NAME,...", defaultValue = "default",
            description = "What is to go wrong: names with commas between, default (about 100 s), all (about 5 min), or none: a quiet tour. Names: ${sys:drill.faults}")
    String faults;

    @Option(names = "--seed", paramLabel = "N", description = "Repeats the order and the times of an earlier drill. Default: another each time")
    Long seed;

    @Option(names = "--rate", paramLabel = "N|max", defaultValue = "2000", description = "Messages a second, of both producers together.")
    String rate;

    @Option(names = "--count", paramLabel = "N", converter = Natural.class, description = "How many messages in all; then the faults take place meanwhile. Default: as many as the faults take")
    Long count;

    @Option(names = "--duration", paramLabel = "D", converter = Durations.class, description = "Send for at least so long. Default: as long as the faults take, without faults 20s")
    Duration duration;

    @Option(names = "--work", paramLabel = "D", converter = Durations.class, description = "How long each message takes its consumer. Default: no time")
    Duration work;

    @Option(names = {"-b", "--bootstrap-server"}, paramLabel = "HOST:PORT,...", description = "Drill on this cluster; its brokers are left alone. Default: a cluster of its own")
    String bootstrap;

    @Option(names = {"-r", "--registry"}, paramLabel = "URL,...", description = "Its schema registry, for the format avro.")
    String registry;

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", description = "Use this topic, which is there. Default: one of its own, on a cluster of others removed in the end")
    String topic;

    @Option(names = {"-c", "--config"}, paramLabel = "FILE", description = "Client properties (TLS, SASL, tuning) for all programs.")
    Path config;

    @Option(names = {"-X", "--property"}, paramLabel = "KEY=VALUE", showDefaultValue = NEVER, description = "One client property for all programs; repeatable.")
    Map<String, String> properties = new LinkedHashMap<>();

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", defaultValue = "json", description = "The encoding: json, long or avro (which starts a registry, too).")
    Format format;

    @Option(names = "--port", paramLabel = "PORT", description = "Where its own cluster listens. Default: 9094, or the next that are free")
    Integer port;

    @Option(names = "--min-isr", paramLabel = "N", defaultValue = "1", description = "How many copies its own cluster's topic must have in sync for a write.")
    int minInSync;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Where its own cluster and what the programs say is kept until the next drill. Default: at-least-once/drill in $$XDG_STATE_HOME, else in ~/.local/state")
    Path data;

    @Option(names = {"-o", "--output"}, paramLabel = "STYLE", defaultValue = "text", description = "What is written to stdout in the end: ${COMPLETION-CANDIDATES}.")
    Style style;

    @Option(names = "--report", paramLabel = "FILE", description = "Where the report for a browser goes. Default: report.html in the folder of --data")
    Path report;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    boolean verbose;

    @Spec
    CommandSpec spec;

    enum Style {

        TEXT, JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static void main(String... args) {
        System.setProperty("drill.faults", String.join(", ", Drilling.names()));
        System.exit(Cli.run(new Drill(), args));
    }

    @Override
    public Integer call() {
        var drilling = drilling();
        var stop = Stop.onSignals(LONGEST_STOP,
                "There is no verdict, and of a drill with -b its topic and groups may be left on the cluster.");
        return drilling.run(stop, System.err).map(this::report).orElseGet(stop::exitCode);
    }

    private Drilling drilling() {
        try {
            requireReportFolder();
            var where = new Drilling.Where(folder(), port, minInSync, bootstrap, registry, topic, config, properties, format.toString().toLowerCase(Locale.ROOT));
            var what = new Drilling.What(faults, seed == null ? new Random().nextInt(1_000_000) : seed, rate, count, duration, work);
            return new Drilling(where, what, Map.of(Role.PRODUCER, Producer.class.getName(), Role.SINGLE, SingleConsumer.class.getName(), Role.BATCH, BatchConsumer.class.getName()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Before the drill, since nobody wants to hear it afterwards. */
    private void requireReportFolder() {
        if (report != null && !Files.isWritable(report.toAbsolutePath().getParent())) {
            throw new IllegalArgumentException("--report: there is no folder " + report.toAbsolutePath().getParent() + " to write to.");
        }
    }

    private int report(Findings findings) {
        switch (style) {
            case TEXT -> new TextReport(findings).lines().forEach(System.out::println);
            case JSON -> System.out.println(new JsonReport(findings).line());
        }
        var file = report == null ? folder().resolve("report.html") : report;
        new HtmlReport(findings).write(file);
        System.err.println("The report for a browser: " + file);
        return findings.verdict().held() ? Cli.DONE : Cli.FAILED;
    }

    private Path folder() {
        return (data == null ? Drilling.byDefault() : data).toAbsolutePath().normalize();
    }
}
