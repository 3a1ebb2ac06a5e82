package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES ../output/Delivery.java

import encoding.NotNow;
import encoding.Undecodable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Delivery;

/** Makes a message of a record's bytes. */
@FunctionalInterface
public interface Decoder {

    Delivery decode(ConsumerRecord<byte[], byte[]> record) throws Undecodable, NotNow;
}
