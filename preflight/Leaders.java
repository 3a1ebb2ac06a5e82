package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The brokers that lead partitions: only they take and hand out messages. */
public interface Leaders {

    /** Asks them all: the partitions whose leaders do not answer. */
    Set<TopicPartition> silent(Set<TopicPartition> partitions);

    /** Asks any broker: who leads each partition that has a leader now. Empty when no broker answers. */
    Optional<Map<TopicPartition, Integer>> known(Set<TopicPartition> partitions);
}
