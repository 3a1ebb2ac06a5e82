package watch.lessons;

//SOURCES ../../cli/Cli.java
//SOURCES ../../cli/Problem.java
//SOURCES ../../cli/Stop.java
//SOURCES ../../cluster/ClusterCommand.java
//SOURCES ../../cluster/Fleet.java
//SOURCES ../../output/OutputFailed.java
//SOURCES ../processes/Launcher.java
//SOURCES ../processes/Script.java
//SOURCES Brokers.java
//SOURCES Changes.java
//SOURCES Lesson.java
//SOURCES LessonContext.java
//SOURCES LessonFolder.java
//SOURCES Outcome.java
//SOURCES Program.java
//SOURCES Restoration.java
//SOURCES Telling.java
//SOURCES Topics.java
//SOURCES Transcript.java

import cli.Cli;
import cli.Problem;
import cli.Stop;
import cluster.ClusterCommand;
import cluster.Fleet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import output.OutputFailed;
import watch.lessons.Telling.Kind;
import watch.processes.Launcher;
import watch.processes.Script;

/** One lesson from its first to its last sentence, on a cluster that is whole before and after it. */
final class LessonRun {

    private static final int NAMES = 36 * 36 * 36 * 36;
    private static final Duration TO_BE_WHOLE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(200);
    private static final String HOW_TO_READ = "In the lines that follow, \"acked 216 -> 0@53\" means that message 216 was"
            + " acknowledged at offset 53 of partition 0, \"processed 216 <- 0@53\" that it was read from there, \"batch of 10"
            + " (full)\" that ten messages were taken together because there were enough of them, and \"(and 98 before)\" that"
            + " 98 lines of the same kind are left out.";

    private final Lesson lesson;
    private final Fleet fleet;
    private final Transcript transcript;
    private final Stop stop;
    private final Duration pause;

    /** @param pause for whoever reads what is printed */
    LessonRun(Lesson lesson, Fleet fleet, Transcript transcript, Stop stop, Duration pause) {
        this.lesson = lesson;
        this.fleet = fleet;
        this.transcript = transcript;
        this.stop = stop;
        this.pause = pause;
    }

    /** The exit code. */
    int run(Map<Script, String> programs) {
        requireRunning();
        try (var folder = LessonFolder.claim(fleet.layout().folder());
                var topics = new Topics(fleet.layout().addresses())) {
            var changes = Changes.in(folder.path().resolve("changes-" + fleet.layout().clusterId())); // --fresh makes another
            var brokers = new Brokers(fleet, changes);
            var restoration = new Restoration(brokers, topics, changes, this::tell);
            if (!changes.isEmpty()) {
                transcript.act("A lesson before this one was cut short: what it left is put right first.");
                restoration.run(List.of());
            }
            requireWhole(topics);
            introduce();
            var launcher = new Launcher(programs, fleet.layout().addresses());
            var context = new LessonContext("lesson-" + lesson.name() + "-" + suffix(),
                    new LessonContext.Parts(launcher, folder.path(), brokers, topics, changes, transcript, stop));
            return run(context, restoration);
        }
    }

    private int run(LessonContext context, Restoration restoration) {
        var outcome = Optional.<Outcome>empty();
        var restored = false;
        try {
            outcome = Optional.of(lesson.run(context));
        } catch (RuntimeException e) {
            if (!stop.requested()) {
                throw e; // whatever went wrong in one that was stopped, that is why
            }
        } finally {
            tell("the cluster is put back to what it was");
            restored = restoration.run(context.programs());
        }
        if (stop.requested() || outcome.isEmpty()) {
            return restored ? stop.exitCode() : Cli.FAILED;
        }
        conclude(outcome.get());
        return restored && outcome.get().shown() ? Cli.DONE : Cli.FAILED;
    }

    /** What is put right does not depend on who reads about it: in '| head' nobody may. */
    private void tell(String sentence) {
        try {
            transcript.act(sentence);
        } catch (OutputFailed | Problem e) {
            System.err.println(sentence);
        }
    }

    // --- what it needs

    private void requireRunning() {
        var folder = fleet.layout().folder();
        if (fleet.layout().brokers() < lesson.brokers()) {
            throw new Problem("The lesson " + lesson.name() + " needs three brokers, and the cluster in " + folder + " has "
                    + fleet.layout().brokers() + ": choose another with --data, or start over with '"
                    + ClusterCommand.of(folder, "--fresh --brokers 3 --detach") + "', which wipes all.");
        }
        if (lesson.needsRegistry()) {
            fleet.requiredRegistry();
        }
        if (fleet.running().isEmpty()) {
            throw new Problem("The cluster in " + folder + " does not run: '" + ClusterCommand.of(folder, "--detach")
                    + "' starts it.");
        }
    }

    private void requireWhole(Topics topics) {
        var folder = fleet.layout().folder();
        fleet.services().stream().filter(service -> !service.running()).findFirst().ifPresent(service -> {
            throw notWhole(service.name() + " does not run. '" + ClusterCommand.of(folder, "start " + service.word())
                    + "' starts it.");
        });
        awaitNothingMissing(topics).ifPresent(what -> {
            throw notWhole(what + ". '" + ClusterCommand.of(folder, "status") + "' shows more.");
        });
    }

    private static Problem notWhole(String why) {
        return new Problem("The cluster is not whole, so no lesson begins: " + why);
    }

    /** After a broker's start it takes some seconds until nothing is missing. */
    private Optional<String> awaitNothingMissing(Topics topics) {
        var end = System.nanoTime() + TO_BE_WHOLE.toNanos();
        var missing = topics.missing(fleet.layout().brokers());
        while (missing.isPresent() && System.nanoTime() < end) {
            if (stop.pause(STEP)) {
                return Optional.empty(); // the lesson notices it
            }
            missing = topics.missing(fleet.layout().brokers());
        }
        return missing;
    }

    private static String suffix() {
        return String.format("%4s", Integer.toString(new Random().nextInt(NAMES), 36)).replace(' ', '0');
    }

    // --- what is said before and after

    private void introduce() {
        transcript.text(Kind.TITLE, lesson.title());
        transcript.text(Kind.PREVIEW, lesson.preview());
        transcript.text(Kind.PREVIEW, HOW_TO_READ);
        stop.pause(pause);
    }

    private void conclude(Outcome outcome) {
        stop.pause(pause);
        transcript.text(Kind.HEADING, "What happened in this run");
        outcome.happened().forEach(happened -> transcript.text(Kind.OUTCOME, happened));
        transcript.text(Kind.OUTCOME, "What " + (outcome.shown() ? "decided" : "should have decided") + ": "
                + outcome.carried());
        if (!outcome.shown()) {
            transcript.text(Kind.OUTCOME, "This run has not shown what the lesson promises. Run it once more, on a computer with"
                    + " less to do.");
        }
    }
}
