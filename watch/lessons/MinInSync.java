package watch.lessons;

//SOURCES ../processes/Script.java
//SOURCES Count.java
//SOURCES Lesson.java

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import watch.processes.Script;

/** With one of two copies gone, min.insync.replicas says whether writes go on. */
final class MinInSync implements Lesson {

    private static final int ENOUGH = 40;
    private static final Duration MEANWHILE = Duration.ofSeconds(3);
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "min-insync";
    }

    @Override
    public String title() {
        return "min.insync.replicas 1 and 2 with a broker down";
    }

    @Override
    public String preview() {
        return "Two topics, each with one partition and two copies on the same two brokers. One has min.insync.replicas=1, the"
                + " other 2, and a producer writes to each. The broker with the second copy is killed. For about nine"
                + " seconds the leader waits for it, in both topics. Then one topic goes on with the copy that is left; the other"
                + " refuses until the broker is back.";
    }

    @Override
    public int brokers() {
        return 3;
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var two = lesson.allBut(lesson.controller());
        int leader = two.get(0);
        int follower = two.get(1);
        var replicas = Map.of(0, List.of(leader, follower));
        var first = lesson.topic("-min1", replicas, 1);
        var second = lesson.topic("-min2", replicas, 2);
        var one = lesson.start("min1", Script.PRODUCER, "-t", first, "--rate", "20");
        var other = lesson.start("min2", Script.PRODUCER, "-t", second, "--rate", "20");
        lesson.until("both are acknowledged", () -> one.count("acked", 0) > ENOUGH && other.count("acked", 0) > ENOUGH);

        lesson.kill(follower);
        lesson.until("the leader is alone in sync", () -> lesson.topics().inSync(first, 0).equals(Set.of(leader))
                && lesson.topics().inSync(second, 0).equals(Set.of(leader)));
        var alone = lesson.say("broker " + leader + " has the only copy in sync now");
        lesson.pause(MEANWHILE);
        lesson.until("the first goes on", () -> one.count("acked", alone) > ENOUGH);
        var started = lesson.start(follower);
        var oneMeanwhile = between(one, alone, started);
        var otherMeanwhile = between(other, alone, started);
        lesson.until("the other goes on", () -> other.count("acked", started) > ENOUGH);
        lesson.pause(A_MOMENT);
        lesson.stop(one, other);
        return Outcome.of(oneMeanwhile > 0 && otherMeanwhile == 0,
                "min.insync.replicas, a setting of the topic, with acks=all. With 1, writes go on although only one copy is"
                        + " left, and it is lost if its disk fails. With 2, no message is acknowledged that only one broker has,"
                        + " and the price is that nothing can be written while one of the two brokers is away. The producer"
                        + " waits, and loses nothing.",
                "From the moment broker " + leader + " was alone until broker " + follower + " was started again, "
                        + Count.seconds(started - alone) + " passed.",
                "In that time " + Count.of(oneMeanwhile, "message") + " were acknowledged with min.insync.replicas=1, and "
                        + otherMeanwhile + " with 2.",
                "The longest time without an acknowledgement was " + longestPause(one) + " with min.insync.replicas=1, and "
                        + longestPause(other) + " with 2.",
                "In the end " + one.ids("acked").size() + " messages were acknowledged with min.insync.replicas=1, and "
                        + other.ids("acked").size() + " with 2; "
                        + (one.events("failed").size() + other.events("failed").size()) + " failed.");
    }

    private static String longestPause(Program producer) {
        return Count.seconds(producer.longestPause("acked", any -> true));
    }

    private static long between(Program producer, long from, long to) {
        return producer.count("acked", from) - producer.count("acked", to);
    }
}
