package watch.lessons;

//SOURCES ../processes/PrintedEvent.java
//SOURCES ../processes/Script.java
//SOURCES Count.java
//SOURCES Lesson.java

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import watch.processes.PrintedEvent;
import watch.processes.Script;

/** A partition has one reader in a group, and another takes over when that one is killed. */
final class MembersShare implements Lesson {

    private static final int PARTITIONS = 2;
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "members-share";
    }

    @Override
    public String title() {
        return "Two members share, a third stands by and takes over";
    }

    @Override
    public String preview() {
        return "The topic has two partitions, and three members of one group want to read them: each partition goes to one"
                + " member, so the third has nothing to do. Then one of the two is killed. It cannot say goodbye, so the"
                + " group waits 12 seconds for a sign of life before the third gets its partition.";
    }

    @Override
    public Outcome run(LessonContext lesson) {
        var topic = lesson.topic(PARTITIONS);
        var group = lesson.group("group");
        var members = List.of(member(lesson, "A", topic, group), member(lesson, "B", topic, group));
        var producer = lesson.start("producer", Script.PRODUCER, "-t", topic, "--rate", "20", "--keys", "1000");
        lesson.until("A and B have a partition each", () -> members.stream().allMatch(one -> one.partitions().size() == 1));
        var third = member(lesson, "C", topic, group);
        lesson.until("C is a member", () -> lesson.topics().members(group) == PARTITIONS + 1);
        lesson.until("both partitions are read", () -> members.stream().allMatch(one -> one.count("processed", 0) >= 20));
        lesson.say("the group has three members, and C has " + Count.of(third.partitions().size(), "partition"));

        var victim = members.get(0);
        var partition = victim.partitions().iterator().next();
        var killed = lesson.kill(victim);
        lesson.until("C has processed something", () -> third.count("processed", 0) > 0);
        lesson.pause(A_MOMENT);
        lesson.stop(producer);
        var sent = producer.ids("acked");
        var processed = new HashSet<Long>();
        lesson.until("all is processed", () -> {
            List.of(victim, members.get(1), third).forEach(one -> processed.addAll(one.ids("processed")));
            return processed.containsAll(sent);
        });
        var taken = third.partitions().contains(partition);
        lesson.stop(members.get(1), third);

        var idle = third.events("processed").stream().map(PrintedEvent::at).min(Comparator.naturalOrder()).orElseThrow() - killed;
        var again = victim.ids("processed");
        again.retainAll(third.ids("processed"));
        return Outcome.of(taken,
                "the number of partitions limits how many members of a group have work. How long the group waits for a"
                        + " dead one is group.consumer.session.timeout.ms, here 12 s, a setting of the brokers.",
                "A read partition " + partition + ", B the other one, and C nothing, until A was killed.",
                "For " + Count.seconds(idle) + " nobody read partition " + partition + "; then C had it and went on where A had"
                        + " committed. " + Count.of(again.size(), "message") + " that A had processed came again.",
                "All " + Count.of(sent.size(), "acknowledged message") + " were processed.");
    }

    private static Program member(LessonContext lesson, String name, String topic, String group) {
        return lesson.start(name, Script.BATCH_CONSUMER, "-t", topic, "-g", group, "--min-batch", "5", "--max-wait", "500ms");
    }
}
