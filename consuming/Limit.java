package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/Report.java
//SOURCES EndOfTopic.java

import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import output.Report;

/** When a run is over by itself: after so many processed messages, or at the end of the topic. */
public record Limit(long count, Optional<EndOfTopic> end) {

    boolean isReached(Report report, Consumer<?, ?> consumer) {
        return countIsReached(report) || end.isPresent() && end.get().reachedByGroup(consumer);
    }

    public boolean countIsReached(Report report) {
        return count < Long.MAX_VALUE && left(report) <= 0;
    }

    /** How many messages are still to be processed. */
    public long left(Report report) {
        return count - report.progress().count("processed");
    }

    /** Nothing is left to poll for in this member's partitions, where that matters. */
    public boolean memberIsDone(Consumer<?, ?> consumer) {
        return end.isPresent() && end.get().reachedByMember(consumer);
    }
}
