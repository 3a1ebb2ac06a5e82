package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Extent.java
//SOURCES MessageView.java
//SOURCES Reader.java
//SOURCES Wanted.java

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import watch.messages.MessageView.Limits;

/**
 * The messages of a part of a topic.
 *
 * @param messages by time
 * @param next by partition, where to go on from
 * @param silent of which nothing could be read
 */
record Part(List<MessageView> messages, Map<Integer, Long> next, Collection<Integer> silent) {

    /** Of all partitions together: far more than is shown, unless there are very many partitions. */
    private static final int MOST_READ = 2_000;

    /**
     * What is to be read.
     *
     * @param count how many messages at most
     */
    record Order(Reader reader, Wanted wanted, Extent extent, int count) {

        /** How many are read of one partition. */
        int most() {
            return Math.min(count, Math.max(1, MOST_READ / Math.max(1, extent.ends().size())));
        }

        MessageView view(ConsumerRecord<byte[], byte[]> record) {
            return MessageView.of(record, wanted.format(), reader.decode(wanted.format(), record), Limits.IN_A_LIST);
        }
    }

    static Part of(List<MessageView> messages, Map<Integer, Long> next, Set<Integer> silent) {
        return new Part(messages.stream().sorted(MessageView.BY_TIME).toList(), next, silent);
    }
}
