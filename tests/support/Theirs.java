package support;

//DEPS org.apache.avro:avro:1.12.2

//SOURCES TestRegistry.java

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Another implementation of the wire format: Avro's own library, and plain HTTP. Its schema has another order, and a field that
 * we do not know.
 */
public final class Theirs {

    public static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Message", "fields": [
                {"name": "text", "type": "string"}, {"name": "tags", "type": {"type": "map", "values": "double"}},
                {"name": "createdAt", "type": "long"}, {"name": "id", "type": "long"}]}""");

    private Theirs() {
    }

    public static int register(TestRegistry registry, String topic, Schema schema) {
        return ((Long) registry.ask("POST", "/subjects/" + topic + "-value/versions", body(schema)).get("id")).intValue();
    }

    /** As the protocol asks for it. */
    public static String body(Schema schema) {
        return "{\"schema\": \"" + schema.toString().replace("\"", "\\\"") + "\"}";
    }

    public static byte[] message(int schema, long id) {
        var record = new GenericData.Record(SCHEMA);
        record.put("id", id);
        record.put("text", "message " + id);
        record.put("tags", Map.of("weight", 0.5));
        record.put("createdAt", System.currentTimeMillis());
        try {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(ByteBuffer.allocate(5).putInt(1, schema).array());
            var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Read by the schema that the registry has under the value's id. */
    public static GenericRecord read(TestRegistry registry, byte[] value) {
        try {
            var bytes = ByteBuffer.wrap(value);
            var magic = bytes.get();
            var known = registry.ask("GET", "/schemas/ids/" + bytes.getInt(), null);
            var schema = new Schema.Parser().parse((String) known.get("schema"));
            var decoder = DecoderFactory.get().binaryDecoder(value, bytes.position(), bytes.remaining(), null);
            var message = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
            if (magic != 0 || !decoder.isEnd()) {
                throw new AssertionError("the first byte is " + magic + ", and there is more after the end: " + !decoder.isEnd());
            }
            return message;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
