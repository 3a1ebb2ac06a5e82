package watch.lessons;

//SOURCES ../processes/Script.java
//SOURCES Changes.java
//SOURCES Count.java
//SOURCES Lesson.java

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import watch.lessons.Changes.Kind;
import watch.processes.Script;

/** What nobody can read is put aside, with the reason, and sent again when it can be read. */
final class DeadLetters implements Lesson {

    @Override
    public String name() {
        return "dead-letters";
    }

    @Override
    public String title() {
        return "Messages that nobody can read become dead letters, and are sent again";
    }

    @Override
    public String preview() {
        return "Twenty messages are JSON; three more come from a program that was set to another encoding. The consumer cannot"
                + " read those three. With --on-error dlt it puts them into the topic's dead letters and goes on. Then the"
                + " consumer learns the other encoding (-f auto), and Redrive.java sends the letters again.";
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var topic = lesson.topic(1);
        lesson.topic("-dlt", Map.of(0, List.of(lesson.brokerIds().get(0))), 1);
        lesson.known(Kind.GROUP, topic + "-redrive"); // the one that Redrive.java commits in
        var group = lesson.group("group");
        var json = lesson.run("producer", Script.PRODUCER, "-t", topic, "--rate", "max", "--count", "20");
        var odd = lesson.run("odd", Script.PRODUCER, "-t", topic, "--rate", "max", "--count", "3", "--first-id", "100",
                "-f", "long");
        var reader = lesson.run("reader", Script.SINGLE_CONSUMER, "-t", topic, "-g", group, "--exit-at-end",
                "--on-error", "dlt");
        lesson.say("the consumer is mended: it reads both encodings");
        var redrive = lesson.run("redrive", Script.REDRIVE, "-t", topic);
        var mended = lesson.run("mended", Script.SINGLE_CONSUMER, "-t", topic, "-g", group, "--exit-at-end", "-f", "auto");

        var sent = new HashSet<>(json.ids("acked"));
        sent.addAll(odd.ids("acked"));
        var processed = new HashSet<>(reader.ids("processed"));
        processed.addAll(mended.ids("processed"));
        var letters = reader.events("dead-lettered").size();
        return Outcome.of(letters == odd.ids("acked").size() && processed.containsAll(sent),
                "--on-error dlt: the commit that moves past such a message waits until its dead letter is acknowledged, so it"
                        + " cannot get lost in between. With --on-error skip it would be passed over, with stop the consumer"
                        + " would end.",
                "'reader' processed " + Count.of(reader.ids("processed").size(), "message") + " and put "
                        + Count.of(letters, "message") + " aside as dead letters.",
                "Redrive.java sent " + Count.of(redrive.events("redriven").size(), "letter") + " again, and 'mended' processed "
                        + Count.of(mended.ids("processed").size(), "message") + ".",
                "All " + Count.of(sent.size(), "acknowledged message") + " were processed in the end.");
    }
}
