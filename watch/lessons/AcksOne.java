package watch.lessons;

//SOURCES Count.java
//SOURCES FollowerLeads.java
//SOURCES Lesson.java

import java.util.HashSet;

/** With acks=1 the leader alone acknowledges, and what it alone had dies with it. */
final class AcksOne implements Lesson {

    @Override
    public String name() {
        return "acks-one";
    }

    @Override
    public String title() {
        return FollowerLeads.WITH_ONE;
    }

    @Override
    public String preview() {
        return "A partition has two copies, and the producer works with acks=1: the leader acknowledges what it has itself. The"
                + " broker with the other copy stands still for three seconds, too short for the cluster to notice. Then the"
                + " leader gets kill -9, and the other broker leads with what it has. The lesson \"" + FollowerLeads.WITH_ALL
                + "\" does the same with acks=all.";
    }

    @Override
    public int brokers() {
        return 3;
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var seen = FollowerLeads.happens(lesson, "-X", "acks=1", "-X", "enable.idempotence=false");
        return Outcome.of(!seen.lost().isEmpty(),
                "acks=1 lost them. Broker " + seen.follower() + " still counted as in sync, because replica.lag.time.max.ms"
                        + " (30 s) was not over, so it could lead, and broker " + seen.leader()
                        + " had not waited for it. When broker " + seen.leader() + " came back, it deleted the messages that"
                        + " only it had, to match the new leader.",
                "While broker " + seen.follower() + " stood still, broker " + seen.leader() + " acknowledged "
                        + Count.of(seen.duringFreeze().size(), "message") + stillReached(seen) + ".",
                "Of " + Count.of(seen.acked().size(), "acknowledged message") + " in all, " + seen.lost().size()
                        + " are lost: a consumer that reads the topic from its beginning does not find them."
                        + outsideTheFreeze(seen));
    }

    /** What was on its way to the follower when it froze is not lost. */
    private static String stillReached(FollowerLeads seen) {
        var reached = new HashSet<>(seen.duringFreeze());
        reached.removeAll(seen.lost());
        return reached.isEmpty() ? "" : ", of which " + reached.size() + " had still reached broker " + seen.follower();
    }

    /** Why more are lost than were acknowledged while the follower stood still, where it is so. */
    private static String outsideTheFreeze(FollowerLeads seen) {
        int before = seen.lostBefore().size();
        int after = seen.lostAfter().size();
        return (before == 0 ? "" : " " + before + " of them had been acknowledged just before broker " + seen.follower()
                        + " stood still, and not copied to it yet.")
                + (after == 0 ? "" : " " + after + " of them " + (after == 1 ? "was" : "were")
                        + " acknowledged at the moment of the kill.");
    }
}
