package encoding;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Undecodable.java

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What every value is asked before anything reads it. */
public final class RecordValue {

    static final int LONGEST = 1 << 20;

    private RecordValue() {
    }

    /** At least one byte, and at most a mebibyte. */
    public static byte[] of(ConsumerRecord<byte[], byte[]> record) throws Undecodable {
        var value = record.value();
        if (value == null) {
            throw new Undecodable("no value at all (a tombstone)");
        } else if (value.length == 0) {
            throw new Undecodable("an empty value");
        } else if (value.length > LONGEST) {
            throw new Undecodable("a value of %,d bytes; the limit is %,d".formatted(value.length, LONGEST));
        }
        return value;
    }
}
