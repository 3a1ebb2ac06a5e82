//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.avro:avro:1.12.2
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES output/Delivery.java
//SOURCES output/SafeText.java
//SOURCES encoding/NotNow.java
//SOURCES encoding/Undecodable.java
//SOURCES registry/AvroRecords.java
//SOURCES registry/Denied.java
//SOURCES registry/Malformed.java
//SOURCES registry/Schemas.java
//SOURCES registry/Unavailable.java
//SOURCES registry/UnknownSchema.java

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import encoding.NotNow;
import encoding.Undecodable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.Delivery;
import output.SafeText;
import registry.AvroRecords;
import registry.Denied;
import registry.Malformed;
import registry.Schemas;
import registry.Unavailable;
import registry.UnknownSchema;

/**
 * What travels: an id, a text and when it was made, under a key. The key is the record's own and never part of the value.
 * Text and time are null where the encoding has no room for them.
 */
public record Message(long id, String key, String text, Instant createdAt) {

    private static final int LONGEST = 1 << 20;

    /** The encodings by the names that --format knows. */
    public enum Format {
        JSON, LONG, AVRO, AUTO;

        /** As the consumers' help explains them. */
        static final String TO_READ = "The encoding: json, long, avro, or auto, which tells each value by its bytes: { first is json, 8 bytes are long, "
                + "0x00 first is avro. So it takes a long from 0x7b00000000000000 on for json, json after a blank for nothing it knows, and avro of 8 bytes for long.";

        /** The one that a value looks like, by its first bytes and its length. */
        private static Optional<Format> of(byte[] value) {
            if (value[0] == '{') {
                return Optional.of(JSON);
            } else if (value.length == Long.BYTES) {
                return Optional.of(LONG);
            }
            return value[0] == 0 && value.length > 5 ? Optional.of(AVRO) : Optional.empty();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The schemas are asked for only where they are needed: Avro takes time to load. */
        public Encoding encoding(Supplier<Schemas> schemas) {
            return switch (this) {
                case JSON -> new Json();
                case LONG -> new LongId();
                case AVRO -> new Avro(schemas.get());
                case AUTO -> new Auto(schemas);
            };
        }
    }

    /** A way to put a message on the wire. */
    public sealed interface Encoding {

        byte[] encode(Message message);

        Message decode(String key, byte[] value) throws Undecodable, NotNow;

        default Message decodeValue(ConsumerRecord<byte[], byte[]> record, String key) throws Undecodable, NotNow {
            return decode(key, record.value());
        }

        /** What a record from a topic says. */
        default Delivery delivery(ConsumerRecord<byte[], byte[]> record) throws Undecodable, NotNow {
            var message = decodeValue(record, record.key() == null ? null : new String(record.key(), UTF_8));
            return new Delivery(record, message.id, message.key, message.text, message.createdAt);
        }
    }

    /** With what the value looks like instead, as the end of the sentence. */
    private static Undecodable lookingLike(byte[] value, String reason) {
        var format = Format.of(value);
        var hint = format.map(other -> switch (other) {
            case JSON -> "starts like JSON: try --format json";
            case LONG -> "8 bytes, maybe a number: try --format long";
            default -> "0x00 and schema id " + ByteBuffer.wrap(value).getInt(1) + ": Avro; try --format avro";
        }).orElseGet(() -> "%,d bytes that start with 0x%02x".formatted(value.length, value[0]));
        return new Undecodable(reason + "; " + hint, format);
    }

    /** {@code {"id":17,"text":"message 17","createdAt":1732144200000}} in UTF-8: longer than the others, readable by anything. One for each thread. */
    public static final class Json implements Encoding {

        /** Bytes from a topic come from anyone: nothing in them may cost more than its share of memory, stack or time. */
        private static final JsonFactory JSON = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(LONGEST).maxNestingDepth(32).maxNumberLength(64).maxStringLength(LONGEST).build())
                // it is UTF-8, whatever its first bytes look like
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .build();

        /**
         * A parser that goes from value to value, since opening one takes as long as reading a message with it; null when the next value
         * needs a new one. Its limit of length is for all its values, and so for all the field names that it remembers.
         */
        private JsonParser kept;
        private int left;

        @Override
        public byte[] encode(Message message) {
            try (var bytes = new ByteArrayBuilder(128); var json = JSON.createGenerator(bytes)) {
                json.writeStartObject();
                json.writeNumberField("id", message.id);
                json.writeStringField("text", message.text);
                json.writeNumberField("createdAt", message.createdAt.toEpochMilli());
                json.writeEndObject();
                json.flush();
                return bytes.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException("A byte array refused bytes", e);
            }
        }

        @Override
        public Message decode(String key, byte[] value) throws Undecodable {
            requireBytes(value);
            requireNotTooLong(value);
            var ascii = isAscii(value);
            var message = ascii ? readOn(key, value) : null;
            return message == null ? readAlone(key, value, ascii) : message;
        }

        /** Null when the kept parser cannot take it, for whatever reason. */
        private Message readOn(String key, byte[] value) {
            try {
                var json = opened(value.length);
                kept = null; // after an error it could not go on
                ((ByteArrayFeeder) json.getNonBlockingInputFeeder()).feedInput(value, 0, value.length);
                var message = read(json, key);
                if (json.currentToken() != JsonToken.END_OBJECT || json.releaseBuffered(OutputStream.nullOutputStream()) > 0) {
                    return null;
                }
                kept = json;
                return message;
            } catch (IOException | Undecodable e) {
                return null; // to be read alone, which has the words for it
            }
        }

        private JsonParser opened(int length) throws IOException {
            if (kept != null && length <= left) {
                left -= length;
                return kept;
            }
            if (kept != null) {
                kept.close();
            }
            left = LONGEST - length;
            return JSON.createNonBlockingByteArrayParser();
        }

        private static Message readAlone(String key, byte[] value, boolean ascii) throws Undecodable {
            // Jackson reads bytes at once, but takes some for UTF-8 that are not; plain ASCII leaves no such doubt.
            try (var json = ascii ? JSON.createParser(value) : JSON.createParser(text(value, value.length))) {
                var message = read(json, key);
                if (json.nextToken() != null) {
                    throw new Undecodable("JSON with more after its end");
                }
                return message;
            } catch (CharacterCodingException e) {
                throw notJson("not UTF-8", value);
            } catch (JsonProcessingException e) {
                throw notJson("not JSON (" + SafeText.of(e.getOriginalMessage()) + ")", value);
            } catch (IOException e) {
                throw new UncheckedIOException("A byte array could not be read", e);
            }
        }

        private static Undecodable notJson(String reason, byte[] value) {
            return value[0] == '{' ? new Undecodable(reason) : lookingLike(value, reason);
        }

        private static boolean isAscii(byte[] value) {
            var bytes = ByteBuffer.wrap(value);
            var highBits = 0L;
            while (bytes.remaining() >= Long.BYTES) {
                highBits |= bytes.getLong();
            }
            while (bytes.hasRemaining()) {
                highBits |= bytes.get();
            }
            return (highBits & 0x8080808080808080L) == 0;
        }

        private static Message read(JsonParser json, String key) throws IOException, Undecodable {
            Long id = null;
            String text = null;
            Long createdAt = null;
            Set<String> unknown = Set.of();
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Undecodable("JSON, but not an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                var token = json.nextToken();
                switch (name) {
                    case "id" -> id = once(name, id, number(json, name, token));
                    case "text" -> text = once(name, text, string(json, name, token));
                    case "createdAt" -> createdAt = once(name, createdAt, number(json, name, token));
                    default -> {
                        unknown = unknown.isEmpty() ? new HashSet<>() : unknown;
                        once(name, unknown.add(name) ? null : name, name);
                        json.skipChildren();
                    }
                }
            }
            return new Message(present(id, "id"), key, present(text, "text"), Instant.ofEpochMilli(present(createdAt, "createdAt")));
        }

        /** Which of two is meant, nobody can tell. (Jackson can look out for this, at the price of speed.) */
        private static <T> T once(String name, T before, T now) throws Undecodable {
            if (before != null) {
                throw new Undecodable("JSON: Duplicate field '" + SafeText.of(name) + "'");
            }
            return now;
        }

        private static long number(JsonParser json, String name, JsonToken token) throws IOException, Undecodable {
            if (token != JsonToken.VALUE_NUMBER_INT) {
                throw new Undecodable("JSON whose field " + name + " is not a whole number");
            }
            return json.getLongValue();
        }

        private static String string(JsonParser json, String name, JsonToken token) throws IOException, Undecodable {
            if (token != JsonToken.VALUE_STRING) {
                throw new Undecodable("JSON whose field " + name + " is not a string");
            }
            return json.getText();
        }

        private static <T> T present(T field, String name) throws Undecodable {
            if (field == null) {
                throw new Undecodable("JSON without the field " + name);
            }
            return field;
        }
    }

    /** The id alone, as a big-endian number of 8 bytes: what Kafka's own LongSerializer writes. Text and time do not travel. */
    public record LongId() implements Encoding {

        @Override
        public byte[] encode(Message message) {
            return ByteBuffer.allocate(Long.BYTES).putLong(message.id).array();
        }

        @Override
        public Message decode(String key, byte[] value) throws Undecodable {
            requireBytes(value);
            if (value.length != Long.BYTES) {
                throw lookingLike(value, "not a number of 8 bytes");
            }
            return new Message(ByteBuffer.wrap(value).getLong(), key, null, null);
        }
    }

    /** Avro's binary encoding behind the id of its schema, which a registry keeps: small, and fields may come and go. */
    public static final class Avro implements Encoding {

        private static final Map<String, Schema.Type> FIELDS = Map.of("id", Schema.Type.LONG, "text", Schema.Type.STRING, "createdAt", Schema.Type.LONG);

        private final AvroRecords records;

        Avro(Schemas schemas) {
            this.records = new AvroRecords(schemas, FIELDS);
        }

        @Override
        public byte[] encode(Message message) {
            var record = records.fresh();
            record.put("id", message.id);
            record.put("text", message.text);
            record.put("createdAt", message.createdAt.toEpochMilli());
            return records.write(record);
        }

        @Override
        public Message decode(String key, byte[] value) throws Undecodable, NotNow {
            return decode(key, value, AvroRecords.NO_RECORD);
        }

        @Override
        public Message decodeValue(ConsumerRecord<byte[], byte[]> record, String key) throws Undecodable, NotNow {
            return decode(key, record.value(), record);
        }

        private Message decode(String key, byte[] value, ConsumerRecord<byte[], byte[]> from) throws Undecodable, NotNow {
            requireBytes(value);
            requireNotTooLong(value);
            try {
                var record = records.read(value, from);
                var text = (Utf8) record.get("text");
                return new Message((Long) record.get("id"), key, text(text.getBytes(), text.getByteLength()), Instant.ofEpochMilli((Long) record.get("createdAt")));
            } catch (UnknownSchema | Malformed e) {
                throw undecodable(e.getMessage(), value);
            } catch (CharacterCodingException e) {
                throw new Undecodable("Avro with a text that is not UTF-8");
            } catch (Unavailable e) {
                throw new NotNow("the schema registry cannot be asked for a schema: " + e.getMessage(), e);
            } catch (Denied e) {
                throw new NotNow(undecodable(e.getMessage() + ", or not yet", value).getMessage(), e);
            }
        }

        private static Undecodable undecodable(String reason, byte[] value) {
            return value[0] == 0 && value.length != Long.BYTES ? new Undecodable(reason) : lookingLike(value, reason);
        }
    }

    /** For each value the encoding that its bytes show; nobody is asked in order to guess. */
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
        public Message decode(String key, byte[] value) throws Undecodable, NotNow {
            return encodingOf(value).decode(key, value);
        }

        @Override
        public Message decodeValue(ConsumerRecord<byte[], byte[]> record, String key) throws Undecodable, NotNow {
            return encodingOf(record.value()).decodeValue(record, key);
        }

        private Encoding encodingOf(byte[] value) throws Undecodable {
            requireBytes(value);
            if (value[0] == '{') {
                return json;
            } else if (value.length == Long.BYTES) {
                return number;
            } else if (value[0] == 0) {
                return avro();
            }
            throw lookingLike(value, "none of our formats");
        }

        private Encoding avro() {
            if (avro == null) {
                avro = new Avro(schemas.get());
            }
            return avro;
        }
    }

    private static void requireNotTooLong(byte[] value) throws Undecodable {
        if (value.length > LONGEST) {
            throw new Undecodable("a value of %,d bytes; the limit is %,d".formatted(value.length, LONGEST));
        }
    }

    /** Where a character stands for what is not UTF-8, a decoder that is strict, and slow, tells whether it was there from the start. */
    private static String text(byte[] bytes, int length) throws CharacterCodingException {
        var text = new String(bytes, 0, length, UTF_8);
        return text.indexOf('\ufffd') < 0 ? text : UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    }

    private static void requireBytes(byte[] value) throws Undecodable {
        if (value == null) {
            throw new Undecodable("no value at all (a tombstone)");
        }
        if (value.length == 0) {
            throw new Undecodable("an empty value");
        }
    }
}
