package cli;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
// In place of those that Kafka brings: a few bytes can make that Snappy allocate 2 GB (CVE-2026-108106)
//DEPS org.xerial.snappy:snappy-java:1.1.10.12
//DEPS at.yawk.lz4:lz4-java:1.13.0

//SOURCES Problem.java
//SOURCES KafkaProblems.java
//SOURCES Values.java
//SOURCES ../output/Level.java
//SOURCES ../output/Look.java
//SOURCES ../output/OutputFailed.java
//SOURCES ../output/SafeText.java
//SOURCES ../output/Terminal.java

// A compiler that compiles itself no further than it must: a build takes two fifths of the CPU time
//JAVAC_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.AppInfoParser;
import output.Level;
import output.Look;
import output.OutputFailed;
import output.SafeText;
import output.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine;

/** Runs a command: its exit codes, its version, and its errors as sentences on stderr. */
public final class Cli {

    public static final int DONE = 0;
    public static final int FAILED = 1;

    private static final String VERSION = "0.1.0";

    private Cli() {
    }

    public static int run(Object command, String... args) {
        var line = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Cli::wrongUsage)
                .setExecutionExceptionHandler(Cli::failed);
        describe(line.getCommandSpec());
        addCompletion(line);
        Values.addConverters(line);
        return line.execute(args);
    }

    /** {@code generate-completion} prints a script for bash and zsh; it stays out of the help. */
    private static void addCompletion(CommandLine line) {
        if (line.getSubcommands().isEmpty()) {
            line.getCommandSpec().usageMessage().synopsisSubcommandLabel("");
        }
        line.addSubcommand("generate-completion", new AutoComplete.GenerateCompletion());
        line.getSubcommands().get("generate-completion").getCommandSpec().usageMessage().hidden(true);
    }

    private static void describe(CommandSpec spec) {
        spec.versionProvider(Cli::version);
        spec.usageMessage().autoWidth(true).showDefaultValues(true).sortOptions(false).sortSynopsis(false)
                .abbreviateSynopsis(true).exitCodeListHeading("%nExit codes:%n");
        if (spec.usageMessage().exitCodeList().isEmpty()) {
            spec.usageMessage().exitCodeList(exitCodes());
        }
        spec.subcommands().values().forEach(sub -> describe(sub.getCommandSpec()));
    }

    private static String[] version() {
        return new String[] {"At Least Once " + VERSION + ", kafka-clients " + AppInfoParser.getVersion()};
    }

    private static Map<String, String> exitCodes() {
        var codes = new LinkedHashMap<String, String>();
        codes.put("0", "done, all of it");
        codes.put("1", "something failed, also while it was being stopped");
        codes.put("2", "wrong usage");
        codes.put("130, 143", "stopped by Ctrl-C or TERM, all in order");
        return codes;
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        var line = e.getCommandLine();
        line.getErr().println(SafeText.whole(Values.sentence(e)));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
        line.getErr().println("See --help.");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception e, CommandLine line, ParseResult parsed) {
        var cause = KafkaProblems.cause(e);
        if (isGiven("--verbose", parsed)) {
            e.printStackTrace(line.getErr());
        } else if (!(cause instanceof OutputFailed output && output.closedPipe())) {
            var look = Look.on(Terminal.Stream.STDERR, isGiven("--time", parsed));
            line.getErr().println(look.of(Level.ERROR, SafeText.whole(sentence(cause))));
        }
        var spec = line.getCommandSpec();
        return cause instanceof ConfigException ? spec.exitCodeOnInvalidInput() : spec.exitCodeOnExecutionException();
    }

    private static String sentence(Throwable cause) {
        return cause instanceof Problem || cause instanceof OutputFailed ? cause.getMessage() : KafkaProblems.sentence(cause);
    }

    private static boolean isGiven(String option, ParseResult parsed) {
        return parsed.hasMatchedOption(option) || parsed.subcommands().stream().anyMatch(sub -> isGiven(option, sub));
    }
}
