package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES ../output/Delivery.java
//SOURCES Decoder.java
//SOURCES Failure.java
//SOURCES Run.java
//SOURCES TryAgain.java

import encoding.NotNow;
import encoding.Undecodable;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import output.Delivery;

/** What one poll returned: the messages, and the records that are none. */
public record Decoded(List<Delivery> messages, List<Failure> undecodable) {

    /** All of it, or nothing while something must be waited for. */
    public static Decoded of(ConsumerRecords<byte[], byte[]> polled, Decoder decoder, Run run) throws TryAgain {
        var decoded = new Decoded(new ArrayList<>(polled.count()), new ArrayList<>());
        for (var record : polled) {
            run.throwIfStopping(); // this one may ask a slow registry
            decoded.add(record, decoder, run);
        }
        return decoded;
    }

    private void add(ConsumerRecord<byte[], byte[]> record, Decoder decoder, Run run) throws TryAgain {
        try {
            messages.add(decoder.decode(record));
        } catch (NotNow e) {
            throw run.attempts().later(e);
        } catch (Undecodable e) {
            var failure = Failure.of(record, e);
            run.lastResort().stopIfConfigured(failure);
            undecodable.add(failure);
        }
    }
}
