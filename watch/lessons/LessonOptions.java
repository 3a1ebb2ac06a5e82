package watch.lessons;

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../../cli/Cli.java
//SOURCES ../../cli/Problem.java
//SOURCES ../../cli/Stop.java
//SOURCES ../../cluster/ClusterCommand.java
//SOURCES ../../cluster/Fleet.java
//SOURCES ../../cluster/Storage.java
//SOURCES ../../output/Stdout.java
//SOURCES ../../output/Terminal.java
//SOURCES ../processes/Script.java
//SOURCES Lesson.java
//SOURCES LessonRun.java
//SOURCES Lessons.java
//SOURCES TellingLines.java
//SOURCES TellingText.java
//SOURCES Transcript.java

import cli.Cli;
import cli.Problem;
import cli.Stop;
import cluster.ClusterCommand;
import cluster.Fleet;
import cluster.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import output.Stdout;
import output.Terminal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import watch.processes.Script;

/** The options for lessons, and what they do. */
public final class LessonOptions {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(150);
    private static final Duration TO_READ = Duration.ofSeconds(4);
    private static final String FOR_PAGE = "--for-page";

    @Option(names = "--lesson", paramLabel = "NAME", description = "Give this lesson, in the terminal, on the cluster of"
            + " Cluster.java: some break brokers, and all leave it as it was.")
    String name;

    @Option(names = "--lessons", description = "List the lessons.")
    boolean list;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Which cluster of Cluster.java: the folder of its data."
            + " Default: at-least-once/cluster in $$XDG_STATE_HOME, else in $$HOME/.local/state")
    Path data;

    @Option(names = "--events", hidden = true, paramLabel = "FILE",
            description = "Write all that the lesson's programs print to this file, as JSON lines.")
    Path events;

    @Option(names = "--no-pauses", hidden = true, description = "Leave no time to read, as where stdout is no terminal.")
    boolean noPauses;

    @Option(names = FOR_PAGE, hidden = true,
            description = "Print each line as a JSON object, for Watch's page, and leave time to read it there.")
    boolean forPage;

    @Spec(Spec.Target.MIXEE)
    CommandSpec program;

    /** What a list of lessons shows of each. */
    public record Entry(String name, String title, String preview) { }

    public static List<Entry> all() {
        return Lessons.all().stream().map(lesson -> new Entry(lesson.name(), lesson.title(), lesson.preview())).toList();
    }

    /** What follows the name of Watch on the command line that gives the lesson for its page. */
    public static List<String> wordsForPage(String lesson, Path data) {
        return List.of("--lesson", lesson, FOR_PAGE, "--data", data.toString());
    }

    public boolean areGiven() {
        return list || name != null;
    }

    /**
     * The exit code.
     *
     * @param programs the main classes of the programs
     */
    public int run(Map<Script, String> programs) {
        return list ? list() : give(programs);
    }

    private static int list() {
        var out = new Stdout();
        Lessons.all().forEach(lesson -> out.line(String.format("%-22s%s", lesson.name(), lesson.title())));
        return Cli.DONE;
    }

    private int give(Map<Script, String> programs) {
        var lesson = Lessons.named(name).orElseThrow(() -> new ParameterException(program.commandLine(),
                "There is no lesson '" + name + "'. There are: "
                        + Lessons.all().stream().map(Lesson::name).collect(Collectors.joining(", ")) + "."));
        var fleet = fleet();
        var stop = Stop.onSignals(LONGEST_STOP, "Brokers may be down: '" + ClusterCommand.of(folder(), "status")
                + "' shows them, '" + ClusterCommand.of(folder(), "start N") + "' starts one."
                + " The next lesson puts right what this one has left, whichever it is.");
        try (var transcript = new Transcript(forPage ? new TellingLines() : new TellingText(), Optional.ofNullable(events))) {
            return new LessonRun(lesson, fleet, transcript, stop, pause()).run(programs);
        }
    }

    private Duration pause() {
        return noPauses || !forPage && !Terminal.isTerminal(Terminal.Stream.STDOUT) ? Duration.ZERO : TO_READ;
    }

    /** The cluster of Cluster.java that is meant. */
    public Fleet fleet() {
        return Storage.read(folder()).map(Fleet::new).orElseThrow(() -> new Problem("There is no cluster in " + folder()
                + ": '" + ClusterCommand.of(folder(), "--detach") + "' makes one, --data names another folder."));
    }

    private Path folder() {
        return (data == null ? Storage.byDefault() : data).toAbsolutePath().normalize();
    }
}
