package watch.control;

//SOURCES ../../consuming/Processed.java
//SOURCES ../../output/Place.java
//SOURCES ../processes/PrintedEvent.java
//SOURCES Actor.java
//SOURCES Failed.java
//SOURCES GroupHistory.java
//SOURCES Life.java

import consuming.Processed;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import output.Place;
import watch.control.Life.Step;
import watch.control.Life.What;
import watch.processes.PrintedEvent;

/** What the programs have printed about the messages of one topic, by partition and offset: of the last hundred thousand. */
public final class Lives {

    private static final int MOST = 100_000;
    private static final int MOST_SENT_AGAIN = 10_000;
    private static final int BITS_OF_OFFSET = 48;

    private final String topic;
    private final Map<Long, Life> lives = new LinkedHashMap<>();
    private final Map<String, GroupHistory> groups = new HashMap<>();
    private final Map<String, Processed> processed = new HashMap<>();
    private final Map<Place, SentAgain> sentAgain = new LinkedHashMap<>();
    private final Map<Actor, Batch> failedBatches = new HashMap<>();

    /** One that failed, and how many of its messages have not come again. */
    private static final class Batch {

        private final Failed failed;
        private final long at = System.currentTimeMillis();
        private int left;

        Batch(Failed failed) {
            this.failed = failed;
            this.left = failed.messages();
        }

        /** When it is tried again, its messages are processed one after the other, from the first to the last. */
        boolean has(Place place) {
            return left < failed.messages() || place.equals(failed.first());
        }
    }

    /** What became of a dead letter. */
    record SentAgain(long at, Actor who, Place to) { }

    /** A step, and why it was taken where that is known. */
    record Explained(Step step, Optional<String> why) { }

    record Known(Long id, List<Explained> steps) { }

    public Lives(String topic) {
        this.topic = topic;
    }

    /** True when the group of this program has processed the message before. */
    public synchronized boolean see(Actor who, PrintedEvent event) {
        switch (event.name()) {
            case "acked" -> add(who, event, What.ACKNOWLEDGED);
            case "skipped" -> add(who, event, What.SKIPPED);
            case "dead-lettered" -> add(who, event, What.DEAD_LETTER);
            case "redriven" -> {
                sentAgain.put(event.place(), new SentAgain(event.at(), who, event.to()));
                forgetOldest(sentAgain, MOST_SENT_AGAIN);
                add(event.to(), null, new Step(event.at(), who, What.SENT_AGAIN, null, event.place(), false));
            }
            case "processed" -> {
                var isAgain = processed.computeIfAbsent(who.group(), any -> new Processed())
                        .add(event.place().partition(), event.place().offset());
                addFailedBatch(who, event);
                add(who, event, isAgain ? What.AGAIN : What.PROCESSED);
                return isAgain;
            }
            case "assigned" -> event.offsets().keySet().forEach(one -> group(who.group()).came(event.at(), who, one));
            case "revoked", "lost" -> {
                event.offsets().keySet().forEach(one -> group(who.group()).went(event.at(), who, one));
                failedBatches.remove(who); // what is left of it is another batch
            }
            case "committed" -> event.offsets().forEach(group(who.group())::committed);
            default -> { }
        }
        return false;
    }

    /** What it will try again. */
    public synchronized void see(Actor who, Failed failed) {
        if (failed.isBatch()) {
            failedBatches.put(who, new Batch(failed));
        } else {
            add(failed.first(), null, new Step(System.currentTimeMillis(), who, What.FAILED, failed.reason(), null, false));
        }
    }

    private void addFailedBatch(Actor who, PrintedEvent event) {
        var batch = failedBatches.get(who);
        if (batch != null && batch.has(event.place())) {
            add(event.place(), event.id(), new Step(batch.at, who, What.BATCH_FAILED, batch.failed.reason(), null, false));
            if (--batch.left == 0) {
                failedBatches.remove(who);
            }
        }
    }

    public synchronized void killed(Actor who) {
        failedBatches.remove(who);
        group(who.group()).killed(System.currentTimeMillis(), who);
    }

    /** As the brokers say it, of any group. */
    public synchronized void isCommitted(String group, int partition, long offset) {
        if (groups.containsKey(group)) {
            groups.get(group).committed(partition, offset);
        }
    }

    private GroupHistory group(String name) {
        return groups.computeIfAbsent(String.valueOf(name), any -> new GroupHistory());
    }

    private void add(Actor who, PrintedEvent event, What what) {
        var isCommitted = what == What.AGAIN
                && group(who.group()).hasCommitted(event.place().partition(), event.place().offset());
        add(event.place(), event.id(), new Step(event.at(), who, what, event.reason(), null, isCommitted));
    }

    private void add(Place place, Long id, Step step) {
        if (place == null || !place.topic().equals(topic)) {
            return;
        }
        lives.computeIfAbsent(key(place.partition(), place.offset()), any -> new Life()).add(id, step);
        forgetOldest(lives, MOST);
    }

    private static void forgetOldest(Map<?, ?> map, int most) {
        if (map.size() > most) {
            var oldest = map.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private static long key(int partition, long offset) {
        return ((long) partition << BITS_OF_OFFSET) + offset;
    }

    /** In the order in which it was printed; empty when nothing was, or when it is too long ago. */
    synchronized Optional<Known> life(int partition, long offset) {
        return Optional.ofNullable(lives.get(key(partition, offset))).map(life -> {
            var steps = life.steps();
            return new Known(life.id(), steps.stream().map(step -> new Explained(step, why(partition, steps, step))).toList());
        });
    }

    private Optional<String> why(int partition, List<Step> steps, Step step) {
        if (step.what() != What.AGAIN) {
            return Optional.ofNullable(step.reason());
        }
        return steps.subList(0, steps.indexOf(step)).stream().filter(before -> before.who().group() != null
                        && before.who().group().equals(step.who().group())
                        && (before.what() == What.PROCESSED || before.what() == What.AGAIN))
                .reduce((earlier, later) -> later).flatMap(first -> group(step.who().group()).why(partition, first, step));
    }

    /** Whether a dead letter was sent again by a program that was started here. */
    synchronized Optional<SentAgain> sentAgain(Place letter) {
        return Optional.ofNullable(sentAgain.get(letter));
    }
}
