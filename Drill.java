///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Runs two of each program on a cluster, kills what can be killed, and proves that nothing was lost: jbang Drill.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES BatchConsumer.java
//SOURCES Producer.java
//SOURCES SingleConsumer.java
//SOURCES drill/report/HtmlReport.java
//SOURCES drill/report/JsonReport.java
//SOURCES drill/report/TextReport.java
//SOURCES drill/run/DrillSetup.java

//RUNTIME_OPTIONS -Xmx1g -Djava.util.logging.config.file=/dev/null
//RUNTIME_OPTIONS -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider -Dslf4j.internal.verbosity=WARN

import static picocli.CommandLine.Help.Visibility.NEVER;

import cli.Cli;
import cli.Durations;
import cli.Natural;
import cli.Problem;
import cli.Stop;
import drill.faults.Fault;
import drill.report.Findings;
import drill.report.HtmlReport;
import drill.report.JsonReport;
import drill.report.TextReport;
import drill.run.DrillSettings;
import drill.run.DrillSetup;
import drill.system.Program.Role;
import encoding.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
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
        exitCodeList = {"0:the promise held", "1:it did not: something was lost, out of order or written twice", "2:wrong usage",
                "3:the drill could not be carried out, so there is no verdict",
                "130, 143:stopped by Ctrl-C or TERM, without a verdict"},
        description = "Starts a cluster and two of each program, breaks what can be broken while they work, and proves that "
                + "nothing was lost.")
class Drill implements Callable<Integer> {

    static final int NOT_CARRIED_OUT = 3;

    /** On a cluster of others the programs leave their groups, which are then deleted. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(90);

    private static final Map<Role, String> PROGRAMS = Map.of(Role.PRODUCER, Producer.class.getName(),
            Role.SINGLE, SingleConsumer.class.getName(), Role.BATCH, BatchConsumer.class.getName());

    @Option(names = "--faults", paramLabel = "NAME,...", defaultValue = "default",
            description = "What is to go wrong: names with commas between, default (about 100 s), all (about 5 min), "
                    + "or none: a quiet tour. Names: ${sys:drill.faults}")
    String faults;

    @Option(names = "--seed", paramLabel = "N",
            description = "Repeats the order and the times of an earlier drill. Default: another each time")
    Long seed;

    @Option(names = "--rate", paramLabel = "N|max", defaultValue = "2000",
            description = "Messages a second, of both producers together.")
    String rate;

    @Option(names = "--count", paramLabel = "N", converter = Natural.class,
            description = "How many messages in all; then the faults take place meanwhile. Default: as many as the faults take")
    Long count;

    @Option(names = "--duration", paramLabel = "D", converter = Durations.class,
            description = "Send for at least so long. Default: as long as the faults take, without faults 20s")
    Duration duration;

    @Option(names = "--work", paramLabel = "D", converter = Durations.class,
            description = "How long each message takes its consumer. Default: no time")
    Duration work;

    @Option(names = {"-b", "--bootstrap-server"}, paramLabel = "HOST:PORT,...",
            description = "Drill on this cluster; its brokers are left alone. Default: a cluster of its own")
    String bootstrap;

    @Option(names = {"-r", "--registry"}, paramLabel = "URL,...", description = "Its schema registry, for the format avro.")
    String registry;

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC",
            description = "Use this topic, which is there. Default: one of its own, on a cluster of others removed in the end")
    String topic;

    @Option(names = {"-c", "--config"}, paramLabel = "FILE",
            description = "Client properties (TLS, SASL, tuning) for all programs.")
    Path config;

    @Option(names = {"-X", "--property"}, paramLabel = "KEY=VALUE", showDefaultValue = NEVER,
            description = "One client property for all programs; repeatable.")
    Map<String, String> properties = new LinkedHashMap<>();

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", defaultValue = "json",
            description = "The encoding: json, long or avro (which starts a registry, too).")
    Format format;

    @Option(names = "--port", paramLabel = "PORT",
            description = "Where its own cluster listens. Default: 9094, or the next that are free")
    Integer port;

    @Option(names = "--min-isr", paramLabel = "N", defaultValue = "1",
            description = "How many copies its own cluster's topic must have in sync for a write.")
    int minInSync;

    @Option(names = "--data", paramLabel = "FOLDER",
            description = "Where its own cluster and what the programs say is kept until the next drill. "
                    + "Default: at-least-once/drill in $$XDG_STATE_HOME, else in $$HOME/.local/state")
    Path data;

    @Option(names = {"-o", "--output"}, paramLabel = "STYLE", defaultValue = "text",
            description = "What is written to stdout in the end: ${COMPLETION-CANDIDATES}.")
    Style style;

    @Option(names = "--report", paramLabel = "FILE",
            description = "Where the report for a browser goes. Default: report.html in the folder of --data")
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
        System.setProperty("drill.faults", Fault.words());
        System.exit(Cli.run(new Drill(), args));
    }

    @Override
    public Integer call() {
        return withoutErrors(this::drill);
    }

    /** At an Error the JVM ends with 1, and here 1 means that the promise did not hold. */
    static int withoutErrors(IntSupplier drill) {
        try {
            return drill.getAsInt();
        } catch (Error e) {
            throw new Problem("The drill could not be carried out, so there is no verdict: " + e + ". --verbose shows where.", e);
        }
    }

    private int drill() {
        var settings = settings();
        var stop = Stop.onSignals(LONGEST_STOP,
                "There is no verdict, and of a drill with -b its topic and groups may be left on the cluster.");
        return new DrillSetup(settings, PROGRAMS, stop, System.err).run().map(this::report).orElseGet(stop::exitCode);
    }

    private DrillSettings settings() {
        try {
            requireReportFolder();
            return new DrillSettings(
                    new DrillSettings.Where(folder(), port, minInSync, bootstrap, registry, topic, config, properties,
                            format.toString().toLowerCase(Locale.ROOT)),
                    new DrillSettings.Load(rate, count, duration, work),
                    new DrillSettings.Faults(faults, seed == null ? new Random().nextInt(1_000_000) : seed));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Checked before the drill: after it would be too late. */
    private void requireReportFolder() {
        var parent = report == null ? null : report.toAbsolutePath().getParent();
        if (parent != null && !Files.isWritable(parent)) {
            throw new IllegalArgumentException("--report: there is no folder " + parent + " to write to.");
        }
    }

    private int report(Findings findings) {
        switch (style) {
            case TEXT -> new TextReport(findings).lines().forEach(System.out::println);
            case JSON -> System.out.println(new JsonReport(findings).line());
        }
        var file = report == null ? folder().resolve("report.html") : report;
        try {
            new HtmlReport(findings).write(file);
            System.err.println("The report for a browser: " + file);
        } catch (Problem e) {
            System.err.println(e.getMessage()); // the verdict stands without it
        }
        return findings.verdict().held() ? Cli.DONE : Cli.FAILED;
    }

    private Path folder() {
        return (data == null ? DrillSetup.defaultFolder() : data).toAbsolutePath().normalize();
    }
}
