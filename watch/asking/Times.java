package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** When messages were written. */
@FunctionalInterface
public interface Times {

    /** Of the message at this offset, or the next one that is there; empty while it is not known. */
    OptionalLong at(TopicPartition partition, long offset);
}
