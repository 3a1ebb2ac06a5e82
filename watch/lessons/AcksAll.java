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
        return FollowerLeads.WITH_ALL;
    }

    @Override
    public String preview() {
        return "The same as in the lesson \"" + FollowerLeads.WITH_ONE + "\", but with acks=all: the leader acknowledges a"
                + " message when every copy in sync has it. While the other broker stands still, almost nothing is"
                + " acknowledged: at most what that broker already had when it froze. The producer waits. The leader gets"
                + " kill -9, and the other broker leads with what it has.";
    }

    @Override
    public int brokers() {
        return 3;
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var seen = FollowerLeads.happens(lesson);
        return Outcome.of(seen.lost().isEmpty() && seen.acked().size() > seen.duringFreeze().size(),
                "acks=all, which is these programs' default. The price is that the producer waits for the slowest copy in sync.",
                "While broker " + seen.follower() + " stood still, broker " + seen.leader() + " acknowledged "
                        + Count.of(seen.duringFreeze().size(), "message") + alreadyCopied(seen) + ".",
                "Of " + Count.of(seen.acked().size(), "acknowledged message") + " in all, " + seen.lost().size()
                        + " are lost: a consumer that reads the topic from its beginning finds all that were acknowledged.");
    }

    /** Nothing else can be acknowledged meanwhile, as the follower counts as in sync all the time. */
    private static String alreadyCopied(FollowerLeads seen) {
        return seen.duringFreeze().isEmpty() || !seen.lost().isEmpty() ? ""
                : ", which broker " + seen.follower() + " already had when it froze";
    }
}
