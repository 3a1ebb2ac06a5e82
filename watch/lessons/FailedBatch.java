package watch.lessons;

//SOURCES ../processes/Script.java
//SOURCES Count.java
//SOURCES Lesson.java

import java.util.HashSet;
import watch.processes.Script;

/** A batch that cannot be processed is not committed: it is tried again, and then left to the next run. */
final class FailedBatch implements Lesson {

    private static final String REFUSES_ONE = "! grep -q \"message 13\"";
    private static final String TAKES_ALL = "cat > /dev/null";

    @Override
    public String name() {
        return "failed-batch";
    }

    @Override
    public String title() {
        return "A batch fails and is read again";
    }

    @Override
    public String preview() {
        return "A consumer hands its messages to a command, ten at a time. The command fails when message 13 is among them, so"
                + " the second batch is tried three times and given up: the program stops. Then the command is mended, and"
                + " the consumer is started again.";
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var topic = lesson.topic(1);
        var group = lesson.group("group");
        var producer = lesson.run("producer", Script.PRODUCER, "-t", topic, "--rate", "max", "--count", "30");
        var broken = lesson.run("broken", Script.BATCH_CONSUMER, "-t", topic, "-g", group, "--max-batch", "10",
                "--retries", "2", "--exit-at-end", "--exec", REFUSES_ONE);
        lesson.say("'broken' ended with exit code " + broken.exitCode() + "; the command is mended");
        var mended = lesson.run("mended", Script.BATCH_CONSUMER, "-t", topic, "-g", group, "--max-batch", "10",
                "--exit-at-end", "--exec", TAKES_ALL);

        var sent = producer.ids("acked");
        var processed = new HashSet<>(broken.ids("processed"));
        processed.addAll(mended.ids("processed"));
        var twice = broken.ids("processed");
        twice.retainAll(mended.ids("processed"));
        var from = mended.began(0);
        var retries = broken.sentences("; retry ").size();
        return Outcome.of(broken.exitCode() == 1 && processed.containsAll(sent) && from == broken.ids("processed").size(),
                "when a batch is committed: after the command has ended with 0, not before. --retries says how often it is"
                        + " tried again, and --on-error what happens after that. With stop, the default, nothing of it is"
                        + " committed. With skip or dlt, each message is tried alone, and only what fails alone is passed over or"
                        + " put aside.",
                "'broken' processed " + Count.of(broken.ids("processed").size(), "message") + ", tried the next batch again "
                        + Count.of(retries, "time") + " and stopped with exit code "
                        + broken.exitCode() + ".",
                "'mended' began at offset " + from + ", where the failed batch begins, and processed "
                        + Count.of(mended.ids("processed").size(), "message") + ", "
                        + (twice.isEmpty() ? "none" : twice.size()) + " of which 'broken' had processed. The failed batch was"
                        + " given to the command " + Count.of(retries + 2, "time") + " in all: whatever the command did before it"
                        + " failed, it did again.",
                "All " + Count.of(sent.size(), "acknowledged message") + " were processed.");
    }
}
