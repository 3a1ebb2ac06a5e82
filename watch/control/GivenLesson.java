package watch.control;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../../output/SafeText.java
//SOURCES ../lessons/LessonOptions.java
//SOURCES ../processes/Child.java
//SOURCES ../story/Sentence.java
//SOURCES LessonState.java
//SOURCES Reading.java
//SOURCES Told.java

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import output.SafeText;
import watch.lessons.LessonOptions;
import watch.processes.Child;
import watch.story.Sentence.Level;

/** A lesson as a process of its own, and what it tells. */
final class GivenLesson {

    private static final int MOST = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is done to brokers and the registry is news for those who look at the picture, too. */
    private static final Map<String, Level> DEEDS = Map.of("harm", Level.WARN, "repair", Level.INFO);

    private final LessonOptions.Entry lesson;
    private final Child process;
    private final Reading stdout;
    private final Reading stderr;
    private final Told told;
    private final Deque<LessonState.Line> lines = new ArrayDeque<>();
    private long last;

    GivenLesson(LessonOptions.Entry lesson, Child process, Told told) {
        this.lesson = lesson;
        this.process = process;
        this.told = told;
        this.stdout = Reading.of(process.stdout(), "lesson-out", this::read);
        this.stderr = Reading.of(process.stderr(), "lesson-err",
                line -> add("problem", System.currentTimeMillis(), SafeText.whole(line)));
    }

    private void read(String line) {
        try {
            var json = JSON.readTree(line);
            var kind = json.path("kind").asText();
            var text = json.path("text").asText();
            add(kind, json.path("at").asLong(), text);
            if (DEEDS.containsKey(kind)) {
                told.tell(DEEDS.get(kind), "lesson: " + text);
            }
        } catch (JsonProcessingException e) {
            add("problem", System.currentTimeMillis(), SafeText.of(line));
        }
    }

    /** Of too many, the oldest events go, and not what the lesson is about. */
    private synchronized void add(String kind, long at, String text) {
        if (lines.size() == MOST) {
            lines.remove(lines.stream().filter(line -> line.kind().equals("event")).findFirst().orElse(lines.getFirst()));
        }
        lines.add(new LessonState.Line(++last, kind, at, text));
    }

    LessonOptions.Entry lesson() {
        return lesson;
    }

    synchronized List<String> outcome() {
        return lines.stream().filter(line -> line.kind().equals("outcome")).map(LessonState.Line::text).toList();
    }

    boolean isRunning() {
        return process.isAlive() || !stdout.isOver() || !stderr.isOver();
    }

    /** It ends by itself when it has put the cluster back, also if Watch is killed meanwhile. */
    void askToStop() {
        process.release();
        process.askToStop();
    }

    /** True when it has. */
    boolean endsWithin(Duration patience) {
        return process.endsWithin(patience);
    }

    synchronized LessonState state() {
        var isRunning = isRunning();
        return new LessonState(lesson.name(), lesson.title(), isRunning ? "runs" : "ended",
                isRunning ? null : process.exitCode(), List.copyOf(lines));
    }
}
