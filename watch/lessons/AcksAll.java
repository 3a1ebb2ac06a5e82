package watch.lessons;

//SOURCES Count.java
//SOURCES FollowerLeads.java
//SOURCES Lesson.java

/** With acks=all nothing is acknowledged that a broker in sync does not have: the same fault as in acks-one. */
final class AcksAll implements Lesson {

    @Override
    public String name() {
        return "acks-all";
    }

    @Override
    public String title() {
        return "acks=all does not lose them, in the same fault";
    }

    @Override
    public String preview() {
        return "The same as in the lesson acks-one, but with acks=all: the leader acknowledges a message when every copy in sync"
                + " has it. While the other broker stands still, nothing is acknowledged, and the producer waits. The leader"
                + " gets kill -9, and the other broker leads with what it has.";
    }

    @Override
    public int brokers() {
        return 3;
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var seen = FollowerLeads.happens(lesson, "-X", "acks=all");
        return Outcome.of(seen.lost().isEmpty() && seen.acked().size() > seen.duringFreeze().size(),
                "acks=all, which these programs set by themselves. The price is that the producer waits for the slowest copy in"
                        + " sync.",
                "While broker " + seen.follower() + " stood still, broker " + seen.leader() + " acknowledged "
                        + Count.of(seen.duringFreeze().size(), "message") + ".",
                "Of " + Count.of(seen.acked().size(), "acknowledged message") + " in all, " + seen.lost().size()
                        + " are lost: a consumer that reads the topic from its beginning finds all that were acknowledged.");
    }
}
