package drill.run;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Problem.java

import cli.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/**
 * What the drill has made on somebody else's cluster and deletes in the end. A deletion that fails is reported and
 * changes nothing else: the verdict stands.
 */
public final class Cleanup {

    private static final Duration STEP = Duration.ofMillis(500);

    private final List<Thing> things = new ArrayList<>();
    private final Duration patience;
    private final Consumer<String> talk;

    /**
     * Something that was made.
     *
     * @param what it is, for the user
     * @param byHand the command that deletes it
     */
    public record Thing(String what, String byHand, Runnable deletion) { }

    /** @param patience for all deletions: a group keeps a member that was killed until its session is over */
    public Cleanup(Duration patience, Consumer<String> talk) {
        this.patience = patience;
        this.talk = talk;
    }

    /** To be called before the thing is made: a request without an answer may have made it. */
    public void willDelete(Thing thing) {
        things.add(thing);
    }

    public void delete() {
        var end = System.nanoTime() + patience.toNanos();
        things.forEach(thing -> delete(thing, end));
    }

    private void delete(Thing thing, long end) {
        while (true) {
            try {
                thing.deletion().run();
                return;
            } catch (Problem | KafkaException e) {
                if (System.nanoTime() > end) {
                    talk.accept("The drill's " + thing.what() + " could not be deleted. " + e.getMessage()
                            + " To do it by hand: " + thing.byHand());
                    return;
                }
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    /** Leaves everything as it is. */
    public void leave() {
        if (!things.isEmpty()) {
            var all = things.stream().map(Thing::what).collect(Collectors.joining(", "));
            talk.accept(all + ": left as they are, for you to look at");
        }
    }
}
