package watch.lessons;

//SOURCES ../processes/Script.java
//SOURCES Count.java
//SOURCES Lesson.java

import watch.processes.Script;

/** Both groups read the same messages, each from its own offsets. */
final class TwoGroups implements Lesson {

    private static final int ENOUGH = 40;

    @Override
    public String name() {
        return "two-groups";
    }

    @Override
    public String title() {
        return "Two groups each get all messages";
    }

    @Override
    public String preview() {
        return "A producer sends some messages to a topic with three partitions. Two consumers read it, each as the only member"
                + " of a group of its own. Neither takes anything from the other: each group gets every message.";
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var topic = lesson.topic(3);
        var mail = lesson.start("mail", Script.SINGLE_CONSUMER, "-t", topic, "-g", lesson.group("mail"));
        var search = lesson.start("search", Script.BATCH_CONSUMER, "-t", topic, "-g", lesson.group("search"),
                "--max-wait", "300ms");
        var producer = lesson.start("producer", Script.PRODUCER, "-t", topic, "--rate", "20");
        lesson.until("some messages are acknowledged", () -> producer.ids("acked").size() >= ENOUGH);
        lesson.stop(producer);
        var sent = producer.ids("acked");
        lesson.until("both groups have processed all",
                () -> mail.ids("processed").containsAll(sent) && search.ids("processed").containsAll(sent));
        lesson.stop(mail, search);
        var both = mail.ids("processed").containsAll(sent) && search.ids("processed").containsAll(sent);
        return Outcome.of(both, "group.id (-g). The brokers keep one set of offsets for each group, and reading removes nothing"
                        + " from the topic. If both had the same group.id, they would share the messages.",
                Count.of(sent.size(), "message") + " were acknowledged.",
                "The group of 'mail' processed " + mail.ids("processed").size() + " of them, the group of 'search' "
                        + search.ids("processed").size() + ".");
    }
}
