package registry;

//DEPS org.apache.avro:avro:1.12.2

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * How many fields a schema unfolds to when Avro prepares to read by it. Avro lays records within records out flat, so that a
 * short schema can be endless (a record that always contains itself) or grow exponentially. What a union or a list holds is
 * laid out only when a value has it.
 */
final class SchemaSize {

    private static final long LARGEST = 100_000;

    private final Map<String, Schema> records = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();

    private SchemaSize() {
    }

    static boolean isBearable(Schema schema) {
        var size = new SchemaSize();
        size.collect(schema);
        return size.records.values().stream().allMatch(record -> size.of(record) <= LARGEST);
    }

    private void collect(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                if (records.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema()));
                }
            }
            case ARRAY -> collect(schema.getElementType());
            case MAP -> collect(schema.getValueType());
            case UNION -> schema.getTypes().forEach(this::collect);
            default -> { }
        }
    }

    /** A record that is met again while its own fields are being counted has no end. */
    private long of(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            return 1;
        }
        var known = sizes.putIfAbsent(schema.getFullName(), LARGEST + 1);
        if (known != null) {
            return known;
        }
        var size = 1L;
        for (var field : schema.getFields()) {
            size = Math.min(LARGEST + 1, size + of(field.schema()));
        }
        sizes.put(schema.getFullName(), size);
        return size;
    }
}
