package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where a partition is read on: the offset with the leader epoch, by which the client notices when the log was cut off. */
public final class Position {

    private Position() {
    }

    public static OffsetAndMetadata of(ConsumerRecord<?, ?> record) {
        return new OffsetAndMetadata(record.offset(), record.leaderEpoch(), "");
    }

    /** Where to begin again to get all that was polled. */
    public static Map<TopicPartition, OffsetAndMetadata> ofFirst(ConsumerRecords<?, ?> polled) {
        return polled.partitions().stream().collect(toMap(identity(), partition -> of(polled.records(partition).get(0))));
    }

    /** Behind the last record of a poll some offsets may have no record, like the markers of a transaction: on to the next. */
    public static OffsetAndMetadata after(ConsumerRecord<?, ?> record, TopicPartition partition, ConsumerRecords<?, ?> polled) {
        var all = polled.records(partition);
        return record == all.get(all.size() - 1) ? polled.nextOffsets().get(partition) : after(record);
    }

    public static OffsetAndMetadata after(ConsumerRecord<?, ?> record) {
        return new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "");
    }
}
