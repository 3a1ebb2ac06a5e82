package watch.control;

//SOURCES ../../cli/Problem.java
//SOURCES ../lessons/LessonOptions.java
//SOURCES ../processes/Child.java
//SOURCES ../processes/Launcher.java
//SOURCES ../processes/Script.java
//SOURCES ../story/Sentence.java
//SOURCES ../web/Query.java
//SOURCES GivenLesson.java
//SOURCES LessonState.java
//SOURCES Told.java

import cli.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import watch.lessons.LessonOptions;
import watch.processes.Child;
import watch.processes.Launcher;
import watch.processes.Script;
import watch.story.Sentence.Level;
import watch.web.Query;

/** The lessons, of which one is given at a time. */
final class Lessons implements AutoCloseable {

    /** To put the cluster back takes it this long at most, as a rule. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final List<String> JVM = List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            "-Djava.util.logging.config.file=/dev/null",
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider", "-Dslf4j.internal.verbosity=WARN");

    private final Launcher launcher;
    private final Path data;
    private final Told told;
    private final Consumer<String> talk;
    private final Map<String, List<String>> outcomes = new HashMap<>();
    private GivenLesson given;

    /**
     * What a list shows.
     *
     * @param outcome of its last run, while another is the one that is told
     */
    record Entry(String name, String title, String preview, boolean runs, List<String> outcome) { }

    /** @param data the folder of the cluster */
    Lessons(Launcher launcher, Path data, Told told, Consumer<String> talk) {
        this.talk = talk;
        this.launcher = launcher;
        this.data = data;
        this.told = told;
    }

    synchronized boolean isRunning() {
        return given != null && given.isRunning();
    }

    synchronized void start(String name) {
        var lesson = LessonOptions.all().stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow(() -> new Query.Wrong("There is no lesson of this name."));
        if (isRunning()) {
            throw new Problem("The lesson '" + given.lesson().title() + "' runs: wait for its end, or end it.");
        }
        if (given != null) {
            outcomes.put(given.lesson().name(), given.outcome());
        }
        outcomes.remove(name);
        var words = new ArrayList<>(JVM);
        words.add(launcher.mainClasses().get(Script.WATCH));
        words.addAll(LessonOptions.wordsForPage(name, data));
        // TERM and not KILL: without Watch, too, it has to put the cluster back
        given = new GivenLesson(lesson, Child.start("the lesson " + name, Launcher.java(words), "TERM"), told);
        told.tell(Level.INFO, "the lesson '" + lesson.title() + "' was started from the page");
    }

    synchronized void askToStop() {
        if (!isRunning()) {
            throw new Problem("No lesson runs.");
        }
        given.askToStop();
        told.tell(Level.INFO, "the lesson '" + given.lesson().title() + "' was ended from the page");
    }

    synchronized List<Entry> entries() {
        var running = isRunning() ? given.lesson().name() : "";
        return LessonOptions.all().stream()
                .map(one -> new Entry(one.name(), one.title(), one.preview(), one.name().equals(running),
                        outcomes.getOrDefault(one.name(), List.of()))).toList();
    }

    /** Of the one that runs, or the last one. */
    synchronized Optional<LessonState> state() {
        return Optional.ofNullable(given).map(GivenLesson::state);
    }

    /** Waits until the cluster is put back; longer than that it does without Watch. */
    @Override
    public void close() {
        GivenLesson left;
        synchronized (this) {
            left = isRunning() ? given : null;
        }
        if (left != null) {
            left.askToStop();
            talk.accept("The lesson '" + left.lesson().title() + "' puts the cluster back to what it was.");
            if (!left.endsWithin(PATIENCE)) {
                talk.accept("It has not ended yet, and goes on without Watch.");
            }
        }
    }
}
