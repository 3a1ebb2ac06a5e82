package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../encoding/Undecodable.java
//SOURCES ../output/Delivery.java
//SOURCES ../output/Place.java
//SOURCES Handler.java

import encoding.Undecodable;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import output.Delivery;
import output.Place;

/**
 * A message that cannot be processed, however often it is tried.
 *
 * @param otherwise what becomes of it unless --on-error says so
 */
public record Failure(ConsumerRecord<byte[], byte[]> record, OnError otherwise, String reason) {

    /** What --on-error knows. */
    public enum OnError { STOP, SKIP, DLT }

    /** Its bytes will never be a message, so waiting for somebody to mend that would hold up all others for ever. */
    public static Failure of(ConsumerRecord<byte[], byte[]> record, Undecodable e) {
        return new Failure(record, OnError.SKIP, "it cannot be decoded: " + e.getMessage());
    }

    /** The fault may lie with the handler, so nothing is passed over unless the user says so. */
    public static Failure of(ConsumerRecord<byte[], byte[]> record, Handler.Failed e) {
        return new Failure(record, OnError.STOP, "it cannot be processed: " + e.getMessage());
    }

    /** Which of its messages it was, nobody knows yet. */
    public static Failure ofBatch(List<Delivery> batch, Handler.Failed e) {
        var what = "the batch of " + batch.size() + " that begins here cannot be processed: ";
        return new Failure(batch.get(0).record(), OnError.STOP, what + e.getMessage());
    }

    public TopicPartition partition() {
        return place().topicPartition();
    }

    public Place place() {
        return Place.of(record);
    }
}
