package watch.lessons;

//SOURCES ../processes/Script.java
//SOURCES Changes.java
//SOURCES Count.java
//SOURCES Lesson.java

import watch.lessons.Changes.Kind;
import watch.processes.Script;

/** Who has a schema needs no registry; who does not have it waits for one, and skips nothing. */
final class RegistryAway implements Lesson {

    private static final int ENOUGH = 40;

    @Override
    public String name() {
        return "registry-away";
    }

    @Override
    public String title() {
        return "The schema registry is away";
    }

    @Override
    public String preview() {
        return "Messages are Avro: each has the number of its schema, and the schema is in the registry. The registry gets"
                + " kill -9. Programs at work know their schema and go on. A consumer that starts now knows none: it waits,"
                + " and skips nothing, until the registry is back.";
    }

    @Override
    public boolean needsRegistry() {
        return true;
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var topic = lesson.topic(1);
        lesson.known(Kind.SUBJECT, topic + "-value");
        var url = lesson.registryUrl();
        var producer = lesson.start("producer", Script.PRODUCER, "-t", topic, "-r", url, "-f", "avro", "--rate", "20");
        var early = lesson.start("early", Script.SINGLE_CONSUMER, "-t", topic, "-g", lesson.group("early"), "-r", url,
                "-f", "avro");
        lesson.until("both work", () -> early.count("processed", 0) > ENOUGH);

        var killed = lesson.killRegistry();
        var late = lesson.start("late", Script.SINGLE_CONSUMER, "-t", topic, "-g", lesson.group("late"), "-r", url, "-f", "avro");
        lesson.until("'late' waits", () -> !late.sentences("Waiting: the schema registry").isEmpty());
        lesson.until("'early' goes on", () -> early.count("processed", killed) > ENOUGH);
        var meanwhile = late.events("processed").size();
        var started = lesson.startRegistry();
        var earlyMeanwhile = early.count("processed", killed) - early.count("processed", started);
        lesson.until("'late' works", () -> late.count("processed", 0) > ENOUGH);
        lesson.stop(producer);
        var sent = producer.ids("acked");
        lesson.until("both have processed all",
                () -> early.ids("processed").containsAll(sent) && late.ids("processed").containsAll(sent));
        lesson.stop(early, late);
        return Outcome.of(meanwhile == 0 && earlyMeanwhile > 0,
                "a schema never changes, so a program asks for it once and keeps it. That the registry does not answer is no"
                        + " fault of the message: the program waits for it, without a limit, and this does not count as a retry.",
                "The registry was away for " + Count.seconds(started - killed) + " at least.",
                "In that time 'early' processed " + Count.of(earlyMeanwhile, "message") + ", and 'late' " + meanwhile + ".",
                "In the end each of the two processed all " + Count.of(sent.size(), "acknowledged message") + "; "
                        + (early.events("skipped").size() + late.events("skipped").size()) + " were skipped.");
    }
}
