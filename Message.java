//DEPS org.apache.avro:avro:1.12.2
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES encoding/Format.java
//SOURCES encoding/JsonObject.java
//SOURCES encoding/NotNow.java
//SOURCES encoding/RecordValue.java
//SOURCES encoding/Undecodable.java
//SOURCES output/Delivery.java
//SOURCES registry/AvroRecords.java
//SOURCES registry/Schemas.java

import static java.nio.charset.StandardCharsets.UTF_8;

import encoding.Format;
import encoding.JsonObject;
import encoding.NotNow;
import encoding.RecordValue;
import encoding.Undecodable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Delivery;
import registry.AvroRecords;
import registry.Schemas;

/**
 * What travels: an id, a text and when it was made, under a key. The key is the record's own and never part of the value.
 * Text and time are null where the encoding has no room for them.
 */
public record Message(long id, String key, String text, Instant createdAt) {

    /** The schemas are asked for only where they are needed: Avro takes time to load. */
    public static Encoding encoding(Format format, Supplier<Schemas> schemas) {
        return switch (format) {
            case JSON -> new Json();
            case LONG -> new LongId();
            case AVRO -> new Avro(schemas.get());
            case AUTO -> new Auto(schemas);
        };
    }

    /** How a message becomes the value of a record, and a record becomes a message. */
    public sealed interface Encoding {

        byte[] encode(Message message);

        Message decode(ConsumerRecord<byte[], byte[]> record) throws Undecodable, NotNow;

        /** The message together with the record that it came in. */
        default Delivery delivery(ConsumerRecord<byte[], byte[]> record) throws Undecodable, NotNow {
            var message = decode(record);
            return new Delivery(record, message.id, message.key, message.text, message.createdAt);
        }
    }

    /** {@code {"id":17,"text":"message 17","createdAt":1732144200000}} in UTF-8: the longest, and readable by anything. */
    public record Json() implements Encoding {

        @Override
        public byte[] encode(Message message) {
            return JsonObject.write(json -> {
                json.writeNumberField("id", message.id);
                json.writeStringField("text", message.text);
                json.writeNumberField("createdAt", message.createdAt.toEpochMilli());
            });
        }

        @Override
        public Message decode(ConsumerRecord<byte[], byte[]> record) throws Undecodable {
            var json = JsonObject.read(RecordValue.of(record));
            return new Message(json.number("id"), keyOf(record), json.text("text"),
                    Instant.ofEpochMilli(json.number("createdAt")));
        }
    }

    /** The id alone, as a big-endian number of 8 bytes: what Kafka's own LongSerializer writes. Text and time do not travel. */
    public record LongId() implements Encoding {

        @Override
        public byte[] encode(Message message) {
            return ByteBuffer.allocate(Long.BYTES).putLong(message.id).array();
        }

        @Override
        public Message decode(ConsumerRecord<byte[], byte[]> record) throws Undecodable {
            var value = RecordValue.of(record);
            if (value.length != Long.BYTES) {
                throw Undecodable.as(Format.LONG, value, "not a number of 8 bytes");
            }
            return new Message(ByteBuffer.wrap(value).getLong(), keyOf(record), null, null);
        }
    }

    /** Avro's binary encoding behind the id of its schema, which a registry keeps: small, and fields may come and go. */
    public static final class Avro implements Encoding {

        private static final Map<String, Schema.Type> FIELDS =
                Map.of("id", Schema.Type.LONG, "text", Schema.Type.STRING, "createdAt", Schema.Type.LONG);

        private final AvroRecords avro;

        Avro(Schemas schemas) {
            this.avro = new AvroRecords(schemas, FIELDS);
        }

        @Override
        public byte[] encode(Message message) {
            var fields = avro.newRecord();
            fields.put("id", message.id);
            fields.put("text", message.text);
            fields.put("createdAt", message.createdAt.toEpochMilli());
            return avro.write(fields);
        }

        @Override
        public Message decode(ConsumerRecord<byte[], byte[]> record) throws Undecodable, NotNow {
            var fields = avro.read(record);
            return new Message((long) fields.get("id"), keyOf(record), AvroRecords.text(fields, "text"),
                    Instant.ofEpochMilli((long) fields.get("createdAt")));
        }
    }

    /** For each value the encoding that its bytes show. */
    public static final class Auto implements Encoding {

        private final Encoding json = new Json();
        private final Encoding number = new LongId();
        private final Supplier<Schemas> schemas;
        private Encoding avro;

        Auto(Supplier<Schemas> schemas) {
            this.schemas = schemas;
        }

        @Override
        public byte[] encode(Message message) {
            throw new UnsupportedOperationException("Only bytes can tell an encoding");
        }

        @Override
        public Message decode(ConsumerRecord<byte[], byte[]> record) throws Undecodable, NotNow {
            return encodingOf(RecordValue.of(record)).decode(record);
        }

        private Encoding encodingOf(byte[] value) throws Undecodable {
            return switch (Format.of(value).orElse(Format.AUTO)) {
                case JSON -> json;
                case LONG -> number;
                case AVRO -> avro();
                case AUTO -> throw Undecodable.as(Format.AUTO, value, "none of our formats");
            };
        }

        private Encoding avro() {
            if (avro == null) {
                avro = new Avro(schemas.get());
            }
            return avro;
        }
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), UTF_8);
    }
}
