package registry;

//DEPS org.apache.avro:avro:1.12.2
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/RecordValue.java
//SOURCES ../encoding/StrictUtf8.java
//SOURCES ../output/SafeText.java
//SOURCES AvroBytes.java
//SOURCES Registry.java
//SOURCES Schemas.java

import cli.Problem;
import encoding.Format;
import encoding.NotNow;
import encoding.RecordValue;
import encoding.StrictUtf8;
import encoding.Undecodable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.SafeText;

/**
 * Records in Confluent's wire format: a zero byte, the id of the writer's schema in four bytes, big-endian, and Avro's binary
 * encoding. They are read as our own schema says, whatever schema they were written by: that is how schemas may differ.
 */
public final class AvroRecords {

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

    /** @param fields what the program itself writes and reads; every other field needs a default */
    public AvroRecords(Schemas schemas, Map<String, Schema.Type> fields) {
        this.schemas = schemas;
        var plain = plain(schemas.own(), fields);
        this.wanted = wanted(plain, fields);
        this.blank = blank(plain, fields);
        this.writer = new GenericDatumWriter<>(plain);
        this.encoder = EncoderFactory.get().directBinaryEncoder(written, null);
        // Registered last: a registry keeps what it is given, so it must not be given a schema that we cannot use.
        this.header = ByteBuffer.allocate(HEADER).put(MAGIC).putInt(schemas.ownId()).array();
    }

    /** A record of our own schema, with its defaults; what the program itself writes is still missing. */
    public GenericRecord newRecord() {
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

    /** The fields that the program reads. */
    public GenericRecord read(ConsumerRecord<byte[], byte[]> from) throws Undecodable, NotNow {
        var value = RecordValue.of(from);
        if (value[0] != MAGIC || value.length < HEADER) {
            throw Undecodable.as(Format.AVRO, value, "not Avro with a schema id");
        }
        var id = ByteBuffer.wrap(value).getInt(1);
        try {
            return read(id, new AvroBytes(value, HEADER), reader(id, from));
        } catch (AvroBytes.Malformed | Registry.Unusable e) {
            throw Undecodable.as(Format.AVRO, value, e.getMessage());
        } catch (Registry.Denied e) {
            throw new NotNow(Undecodable.as(Format.AVRO, value, e.getMessage() + ", or not yet").getMessage(), e);
        } catch (Registry.Unavailable e) {
            throw new NotNow("the schema registry cannot be asked for a schema: " + e.getMessage(), e);
        }
    }

    /** A field that is a string. Avro itself does not check whether it is UTF-8. */
    public static String text(GenericRecord record, String field) throws Undecodable {
        var text = (Utf8) record.get(field);
        try {
            return StrictUtf8.decode(text.getBytes(), text.getByteLength());
        } catch (CharacterCodingException e) {
            throw new Undecodable("Avro with a " + field + " that is not UTF-8");
        }
    }

    private GenericDatumReader<GenericRecord> reader(int id, ConsumerRecord<?, ?> from)
            throws Registry.Unavailable, Registry.Denied, Registry.Unusable {
        var reader = readers.get(id);
        if (reader == null) {
            reader = new GenericDatumReader<>(schemas.of(id, from), wanted);
            readers.put(id, reader);
        }
        return reader;
    }

    private static GenericRecord read(int id, AvroBytes bytes, GenericDatumReader<GenericRecord> reader)
            throws AvroBytes.Malformed {
        try {
            var record = reader.read(null, bytes);
            if (bytes.left() > 0) {
                throw new AvroBytes.Malformed(bytes.left() + " bytes too many");
            }
            return record;
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) { // the last for a branch that a union lacks
            throw new AvroBytes.Malformed("not what schema " + id + " says (" + SafeText.of(e.getMessage()) + ")");
        } catch (StackOverflowError e) { // Avro skips records within records by recursion, and offers no limit of its own
            throw new AvroBytes.Malformed("not what schema " + id + " may say: too deep");
        }
    }

    /** Our own schema without the logical types of what the program knows: Avro would look up their conversions each time. */
    private static Schema plain(Schema own, Map<String, Schema.Type> fields) {
        fields.forEach((name, type) -> require(own, name, type));
        return with(own, own.getFields().stream().map(field -> new Schema.Field(field,
                fields.containsKey(field.name()) ? Schema.create(field.schema().getType()) : field.schema())).toList());
    }

    /** The same without the fields that the program does not read, so that they take no memory. */
    private static Schema wanted(Schema plain, Map<String, Schema.Type> fields) {
        return with(plain, plain.getFields().stream().filter(field -> fields.containsKey(field.name()))
                .map(field -> new Schema.Field(field, field.schema())).toList());
    }

    private static Schema with(Schema record, List<Schema.Field> fields) {
        return Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }

    private static void require(Schema own, String name, Schema.Type type) {
        var isThere = own.getType() == Schema.Type.RECORD && own.getField(name) != null
                && own.getField(name).schema().getType() == type;
        if (!isThere) {
            throw new Problem("The Avro schema needs a field " + name + " of type " + type.getName()
                    + ". Add it to the file that --schema names.");
        }
    }

    private static GenericData.Record blank(Schema plain, Map<String, Schema.Type> fields) {
        var blank = new GenericData.Record(plain);
        for (var field : plain.getFields()) {
            if (!fields.containsKey(field.name())) {
                if (!field.hasDefaultValue()) {
                    throw new Problem("The Avro schema has a field " + SafeText.of(field.name())
                            + " that the program does not write: give it a default in the file that --schema names.");
                }
                blank.put(field.pos(), GenericData.get().getDefaultValue(field));
            }
        }
        return blank;
    }
}
