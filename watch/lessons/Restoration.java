package watch.lessons;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Problem.java
//SOURCES ../../cli/Stop.java
//SOURCES ../../cluster/ClusterCommand.java
//SOURCES Brokers.java
//SOURCES Changes.java
//SOURCES Program.java
//SOURCES Subjects.java
//SOURCES Topics.java

import cli.Problem;
import cli.Stop;
import cluster.ClusterCommand;
import cluster.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import watch.lessons.Changes.Change;
import watch.lessons.Changes.Kind;

/** Leaves the cluster as it was, also when the lesson was stopped or has failed: nothing here ends because of a stop. */
final class Restoration {

    /** A group keeps a member that was killed for 12 s, and a coordinator that has just moved does not answer. */
    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final Duration LONGEST_END = Duration.ofSeconds(18);
    private static final Duration STEP = Duration.ofMillis(200);

    private final Brokers brokers;
    private final Topics topics;
    private final Changes changes;
    private final Consumer<String> talk;
    private final Stop never = new Stop();
    private boolean complete = true;

    Restoration(Brokers brokers, Topics topics, Changes changes, Consumer<String> talk) {
        this.brokers = brokers;
        this.topics = topics;
        this.changes = changes;
        this.talk = talk;
    }

    /** False when something could not be put right, which is then said. */
    boolean run(List<Program> programs) {
        var began = System.currentTimeMillis();
        services().forEach(change -> attempt(change, () -> brokers.thaw(change.name())));
        programs.forEach(Program::askToStop);
        services().forEach(change -> attempt(change, () -> brokers.start(change.name(), never, talk)));
        programs.forEach(program -> program.end(LONGEST_END));
        var end = System.nanoTime() + LONGEST.toNanos();
        changes.all(Kind.GROUP).forEach(change -> delete(change, end, () -> topics.deleteGroup(change.name())));
        changes.all(Kind.TOPIC).forEach(change -> delete(change, end, () -> topics.deleteTopic(change.name())));
        changes.all(Kind.SUBJECT).forEach(change -> delete(change, end, () -> deleteSubject(change.name())));
        awaitWhole(end);
        services().forEach(change -> awaitBack(change, began, end));
        return complete;
    }

    private List<Change> services() {
        return changes.all(Kind.SERVICE);
    }

    /** Without a registry there is none. */
    private void deleteSubject(String name) {
        brokers.fleet().registry().ifPresent(registry -> new Subjects(registry.url()).delete(name));
    }

    private void attempt(Change change, Runnable act) {
        try {
            act.run();
        } catch (Problem | KafkaException e) {
            var word = change.name();
            fails((word.equals(SchemaRegistry.WORD) ? "The registry" : "Broker " + word) + " is not back: " + e.getMessage()
                    + " To start it: " + command("start " + word));
        }
    }

    /** Until there is a definite answer. */
    private void delete(Change change, long end, Runnable deletion) {
        while (true) {
            try {
                deletion.run();
                changes.isPutRight(change);
                return;
            } catch (Problem | KafkaException e) {
                if (System.nanoTime() > end) {
                    fails("The lesson's " + change.toString().toLowerCase(Locale.ROOT) + " could not be deleted: "
                            + e.getMessage() + ". The next lesson does it, whichever it is.");
                    return;
                }
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    /** It runs; a broker has to lead again what it led, too. */
    private void awaitBack(Change change, long began, long end) {
        var isBack = change.name().equals(SchemaRegistry.WORD)
                || until(end, () -> topics.isBack(Integer.parseInt(change.name()), began));
        if (isBack) {
            changes.isPutRight(change);
        } else {
            fails("Broker " + change.name() + " does not lead yet what it led. At most five minutes after it is in sync it does."
                    + " To see it: " + command("status"));
        }
    }

    private static boolean until(long end, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        return true;
    }

    private void awaitWhole(long end) {
        var missing = missing();
        while (missing.isPresent() && System.nanoTime() < end) {
            LockSupport.parkNanos(STEP.toNanos());
            missing = missing();
        }
        missing.ifPresent(what -> fails("The cluster is not whole yet: " + what + ". To see it: " + command("status")));
    }

    private Optional<String> missing() {
        return topics.missing(brokers.fleet().layout().brokers());
    }

    private void fails(String sentence) {
        complete = false;
        talk.accept(sentence);
    }

    private String command(String words) {
        return ClusterCommand.of(brokers.fleet().layout().folder(), words);
    }
}
