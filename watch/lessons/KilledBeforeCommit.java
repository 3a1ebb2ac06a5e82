package watch.lessons;

//SOURCES ../processes/PrintedEvent.java
//SOURCES ../processes/Script.java
//SOURCES Count.java
//SOURCES Lesson.java

import java.util.HashSet;
import watch.processes.PrintedEvent;
import watch.processes.Script;

/** What was processed and not committed when a consumer died is processed again: at least once. */
final class KilledBeforeCommit implements Lesson {

    private static final int MESSAGES = 60;

    @Override
    public String name() {
        return "killed-before-commit";
    }

    @Override
    public String title() {
        return "A consumer is killed before its commit";
    }

    @Override
    public String preview() {
        return "A consumer takes messages in batches of ten and commits after each batch. It dies in the middle of its third"
                + " batch, as by kill -9 (--crash-after 25): five messages are processed, and no commit covers them. Its"
                + " successor gets the partition after the group has heard nothing from the dead member for 12 seconds"
                + " (group.consumer.session.timeout.ms).";
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var topic = lesson.topic(1);
        var group = lesson.group("group");
        var producer = lesson.run("producer", Script.PRODUCER, "-t", topic, "--rate", "max", "--count", "" + MESSAGES);
        var first = lesson.run("first", Script.BATCH_CONSUMER, "-t", topic, "-g", group, "--max-batch", "10",
                "--crash-after", "25");
        var dead = lesson.say("'first' is dead, and the group does not know it yet");
        var successor = lesson.run("successor", Script.BATCH_CONSUMER, "-t", topic, "-g", group, "--max-batch", "10",
                "--exit-at-end");

        var sent = producer.ids("acked");
        var again = first.ids("processed");
        again.retainAll(successor.ids("processed"));
        var processed = new HashSet<>(first.ids("processed"));
        processed.addAll(successor.ids("processed"));
        var from = successor.began(0);
        var idle = successor.events("processed").stream().mapToLong(PrintedEvent::at).min().orElse(dead) - dead;
        return Outcome.of(!again.isEmpty() && processed.containsAll(sent),
                "when the offsets are committed: after the processing, so that nothing is lost, and at the latest after"
                        + " --max-batch messages, so that no more than these are processed twice. Make what you do with a message"
                        + " repeatable. Had the batch been committed before it was processed, its other messages would be lost:"
                        + " nobody would have read them again.",
                "'first' processed " + Count.of(first.ids("processed").size(), "message") + " and had made "
                        + Count.of(first.events("committed").size(), "commit") + " when it died.",
                "For " + Count.seconds(idle) + " nobody read the partition; then 'successor' began at offset " + from + ": "
                        + Count.of(again.size(), "message") + " were processed a second time.",
                "Of " + Count.of(sent.size(), "acknowledged message") + " none was lost: " + processed.size()
                        + " were processed.");
    }
}
