package watch.lessons;

//SOURCES ../processes/PrintedEvent.java
//SOURCES ../processes/Script.java
//SOURCES LessonContext.java
//SOURCES Program.java

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import watch.processes.PrintedEvent;
import watch.processes.Script;

/**
 * The fault of both lessons about acks: the follower stands still while the leader takes messages, then the leader dies, and
 * the follower leads with what it has. For the cluster it was in sync all the time.
 *
 * @param duringFreeze acknowledged while the follower stood still
 * @param lost acknowledged, and not in the topic any more
 * @param lostBefore those of them that were acknowledged before the follower stood still
 * @param lostAfter those that were acknowledged after it was decided to kill the leader
 */
record FollowerLeads(int leader, int follower, Set<Long> acked, Set<Long> duringFreeze, Set<Long> lost, Set<Long> lostBefore,
        Set<Long> lostAfter) {

    static final String WITH_ONE = "acks=1 loses acknowledged messages";
    static final String WITH_ALL = "acks=all does not lose them, in the same fault";

    /** Shorter than the 9 s after which a silent broker counts as gone, and is not in sync any more. */
    private static final Duration FREEZE = Duration.ofSeconds(3);
    private static final int ENOUGH = 50;

    /** @param settings of the producer */
    static FollowerLeads happens(LessonContext lesson, String... settings) {
        var two = lesson.allBut(lesson.controller());
        int leader = two.get(0);
        int follower = two.get(1);
        var topic = lesson.topic(Map.of(0, List.of(leader, follower)));
        var options = new String[settings.length + 4];
        System.arraycopy(new String[] {"-t", topic, "--rate", "50"}, 0, options, 0, 4);
        System.arraycopy(settings, 0, options, 4, settings.length);
        var producer = lesson.start("producer", Script.PRODUCER, options);
        lesson.until("messages are acknowledged", () -> producer.count("acked", 0) > ENOUGH);

        var frozen = lesson.freeze(follower);
        lesson.pause(FREEZE);
        var killed = lesson.kill(leader);
        lesson.thaw(follower);
        lesson.until("the follower leads", () -> lesson.topics().leader(topic, 0).filter(id -> id == follower).isPresent());
        var replaced = lesson.say("broker " + follower + " leads the partition now, with what it has");
        lesson.until("messages are acknowledged again", () -> producer.count("acked", replaced) > ENOUGH);
        lesson.stop(producer);
        lesson.start(leader);

        var reader = lesson.run("reader", Script.SINGLE_CONSUMER, "-t", topic, "-g", lesson.group("reader"), "--exit-at-end");
        var lost = new HashSet<>(producer.ids("acked"));
        lost.removeAll(reader.ids("processed"));
        return new FollowerLeads(leader, follower, producer.ids("acked"),
                acked(producer, event -> event.at() > frozen && event.at() <= killed), lost,
                acked(producer, event -> event.at() <= frozen && lost.contains(event.id())),
                acked(producer, event -> event.at() > killed && lost.contains(event.id())));
    }

    private static Set<Long> acked(Program producer, Predicate<PrintedEvent> some) {
        return producer.events("acked").stream().filter(some).map(PrintedEvent::id).collect(Collectors.toSet());
    }
}
