package watch.lessons;

//SOURCES ../processes/PrintedEvent.java
//SOURCES ../processes/Script.java
//SOURCES Count.java
//SOURCES LessonContext.java
//SOURCES Program.java

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import watch.processes.PrintedEvent;
import watch.processes.Script;

/** A producer and a consumer at work on a topic of three partitions, while a broker that has two of them is away. */
record Traffic(LessonContext lesson, String topic, Program producer, Program consumer) {

    private static final int PARTITIONS = 3;
    private static final int ENOUGH = 10;

    /**
     * Partition 0 is led by the broker, partition 1 is on two others alone, and of partition 2 the broker has the copy. Each has
     * a leader of its own: what a leader cannot acknowledge yet holds up all that a producer sends to that leader.
     */
    static Traffic around(LessonContext lesson, int broker) {
        var others = lesson.allBut(broker);
        var topic = lesson.topic(Map.of(0, List.of(broker, others.get(0)), 1, List.of(others.get(0), others.get(1)),
                2, List.of(others.get(1), broker)));
        var consumer = lesson.start("consumer", Script.BATCH_CONSUMER, "-t", topic, "-g", lesson.group("group"),
                "--max-wait", "300ms");
        var producer = lesson.start("producer", Script.PRODUCER, "-t", topic, "--rate", "50", "--keys", "1000");
        var traffic = new Traffic(lesson, topic, producer, consumer);
        lesson.until("messages flow", () -> traffic.flowsSince(0) && consumer.count("processed", 0) > ENOUGH);
        return traffic;
    }

    /** Until another broker leads partition 0; returns when that was, as milliseconds since 1970. */
    long awaitOtherLeader(int broker) {
        lesson.until("another broker leads partition 0",
                () -> lesson.topics().leader(topic, 0).filter(leader -> leader != broker).isPresent());
        return lesson.say("broker " + leader() + " leads partition 0 now");
    }

    int leader() {
        return lesson.topics().leader(topic, 0).orElse(0);
    }

    /** Until all partitions take messages again, as far as is known from what was acknowledged since then. */
    void awaitFlow(long since) {
        lesson.until("all partitions take messages again", () -> flowsSince(since));
    }

    private boolean flowsSince(long since) {
        for (var partition = 0; partition < PARTITIONS; partition++) {
            if (acked(partition).stream().filter(at -> at >= since).count() < ENOUGH) {
                return false;
            }
        }
        return true;
    }

    /** Ends the producer, and then the consumer when it has processed all; false when something acknowledged is missing. */
    boolean finish() {
        lesson.stop(producer);
        lesson.until("all that was acknowledged is processed", () -> lost().isEmpty());
        lesson.stop(consumer);
        return lost().isEmpty();
    }

    private Set<Long> lost() {
        var lost = new HashSet<>(producer.ids("acked"));
        lost.removeAll(consumer.ids("processed"));
        return lost;
    }

    /** The longest time without an acknowledgement in this partition. */
    private String longestPause(int partition) {
        return Count.seconds(producer.longestPause("acked", event -> event.place().partition() == partition));
    }

    private List<Long> acked(int partition) {
        return producer.events("acked").stream().filter(event -> event.place().partition() == partition)
                .map(PrintedEvent::at).toList();
    }

    /** For partitions 0, 1 and 2. */
    String pauses() {
        return "The longest time without an acknowledgement: partition 0, which it led, " + longestPause(0)
                + "; partition 2, of which it had the other copy, " + longestPause(2)
                + "; partition 1, of which it had no copy, " + longestPause(1) + ".";
    }

    /** A commit is answered when every copy in sync has it, and the silent broker counts as in sync for a while. */
    String standstill() {
        var paused = "The longest time in which the consumer processed nothing, from any partition, was "
                + Count.seconds(consumer.longestPause("processed", any -> true)) + ".";
        return consumer.sentences("is processed but not committed yet").isEmpty() ? paused : paused
                + " A commit of it had to be repeated: commits are written to the topic __consumer_offsets, which has three"
                + " copies, and a silent broker that leads there or has a copy holds them up until the cluster gives it up.";
    }

    String balance() {
        var notAcked = producer.events("failed").size() + producer.events("unknown").size();
        return Count.of(producer.ids("acked").size(), "message") + " were acknowledged, " + notAcked
                + " were not. All that were acknowledged were processed, "
                + (consumer.events("processed").size() - consumer.ids("processed").size()) + " of them more than once.";
    }
}
