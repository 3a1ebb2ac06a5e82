package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions of a topic end, and when that was asked. */
final class Ends {

    /** Who wants to know each end, and when it was asked. */
    @FunctionalInterface
    interface Listener {

        void heard(TopicPartition partition, long end, long askedAt);
    }

    record End(long offset, long askedAt) {
    }

    private final Map<TopicPartition, End> ends = new HashMap<>();
    private final Listener listener;

    Ends(Listener listener) {
        this.listener = listener;
    }

    void heard(TopicPartition partition, long end, long askedAt) {
        ends.put(partition, new End(end, askedAt));
        listener.heard(partition, end, askedAt);
    }

    /** Null while it is not known. */
    End end(TopicPartition partition) {
        return ends.get(partition);
    }
}
