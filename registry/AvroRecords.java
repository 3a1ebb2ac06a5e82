package registry;

//DEPS org.apache.avro:avro:1.12.2
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES ../output/SafeText.java
//SOURCES AvroBytes.java
//SOURCES Denied.java
//SOURCES Malformed.java
//SOURCES Schemas.java
//SOURCES Unavailable.java
//SOURCES UnknownSchema.java

import cli.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.SafeText;

/**
 * Records in Confluent's wire format: a zero byte, the id of the writer's schema in four bytes, big-endian, and Avro's binary
 * encoding. What others wrote is read as our own schema says, which is what lets schemas differ.
 */
public final class AvroRecords {

    /** Where bytes are from that are in no log: nothing tells how old they are, so a denial of their schema is never certain. */
    public static final ConsumerRecord<byte[], byte[]> NO_RECORD = new ConsumerRecord<>("", 0, 0, null, null);

    private static final byte MAGIC = 0;
    private static final int HEADER = 1 + Integer.BYTES;

    private final Schemas schemas;
    private final byte[] header;
    private final Schema wanted;
    private final GenericData.Record blank;
    private final GenericDatumWriter<GenericRecord> writer;
    private final BinaryEncoder encoder;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(128);
    private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();

    /** @param fields what the program itself writes and reads; any other field only needs a default */
    public AvroRecords(Schemas schemas, Map<String, Schema.Type> fields) {
        this.schemas = schemas;
        var plain = plain(schemas.own(), fields);
        this.wanted = wanted(plain, fields);
        this.blank = blank(plain, fields);
        this.writer = new GenericDatumWriter<>(plain);
        this.encoder = EncoderFactory.get().directBinaryEncoder(written, null);
        this.header = header(schemas.ownId()); // only now: what is in a registry once is there for good, so a schema that is of no use to us must not get there
    }

    /** A new record of our own schema, in which only what the program writes is missing. */
    public GenericRecord fresh() {
        return new GenericData.Record(blank, false);
    }

    public byte[] write(GenericRecord record) {
        try {
            written.reset();
            written.writeBytes(header);
            writer.write(record, encoder);
            encoder.flush();
            return written.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("A byte array refused bytes", e);
        }
    }

    /** @param from the record that has the value: how long it has been in the log tells whether a schema may still turn up */
    public GenericRecord read(byte[] value, ConsumerRecord<?, ?> from) throws Malformed, Unavailable, Denied, UnknownSchema {
        if (value[0] != MAGIC || value.length < HEADER) {
            throw new Malformed("not Avro with a schema id");
        }
        var id = ByteBuffer.wrap(value).getInt(1);
        var bytes = new AvroBytes(value, HEADER);
        try {
            var record = reader(id, from).read(null, bytes);
            if (bytes.left() > 0) {
                throw new Malformed(bytes.left() + " bytes too many");
            }
            return record;
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) { // the last is how Avro refuses an unknown choice
            throw new Malformed("not what schema " + id + " says (" + SafeText.of(e.getMessage()) + ")");
        } catch (StackOverflowError e) { // Avro passes over records within records by recursion, and offers no limit of its own
            throw new Malformed("not what schema " + id + " may say: too deep");
        }
    }

    private GenericDatumReader<GenericRecord> reader(int id, ConsumerRecord<?, ?> from)
            throws Unavailable, Denied, UnknownSchema {
        var reader = readers.get(id);
        if (reader == null) {
            reader = new GenericDatumReader<>(schemas.of(id, from), wanted);
            readers.put(id, reader);
        }
        return reader;
    }

    private static byte[] header(int id) {
        return ByteBuffer.allocate(HEADER).put(MAGIC).putInt(id).array();
    }

    /** Our own schema with what the program knows as it is on the wire: Avro would look up what else a number may mean, each time. */
    private static Schema plain(Schema own, Map<String, Schema.Type> fields) {
        fields.forEach((name, type) -> require(own, name, type));
        return with(own, own.getFields().stream()
                .map(field -> new Schema.Field(field, fields.containsKey(field.name()) ? Schema.create(field.schema().getType()) : field.schema())).toList());
    }

    /** The same without the fields that the program does not read: then nothing of them takes memory. */
    private static Schema wanted(Schema plain, Map<String, Schema.Type> fields) {
        return with(plain, plain.getFields().stream().filter(field -> fields.containsKey(field.name())).map(field -> new Schema.Field(field, field.schema())).toList());
    }

    private static Schema with(Schema record, List<Schema.Field> fields) {
        return Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }

    private static void require(Schema own, String name, Schema.Type type) {
        var isThere = own.getType() == Schema.Type.RECORD && own.getField(name) != null && own.getField(name).schema().getType() == type;
        if (!isThere) {
            throw new Problem("The Avro schema needs a field " + name + " of type " + type.getName() + ". Add it to the file that --schema names.");
        }
    }

    private static GenericData.Record blank(Schema plain, Map<String, Schema.Type> fields) {
        var blank = new GenericData.Record(plain);
        for (var field : plain.getFields()) {
            if (!fields.containsKey(field.name())) {
                if (!field.hasDefaultValue()) {
                    throw new Problem("The Avro schema has a field " + SafeText.of(field.name()) + " of which the program knows nothing: give it a default in the file that --schema names.");
                }
                blank.put(field.pos(), GenericData.get().getDefaultValue(field));
            }
        }
        return blank;
    }
}
