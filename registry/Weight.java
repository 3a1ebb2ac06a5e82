package registry;

//DEPS org.apache.avro:avro:1.12.2

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * How much a schema unfolds to when a value is read by it: records within records are laid out flat, so that a short schema
 * can be endless (a record that always contains itself) or grow by powers. What is behind a choice or in a list is laid
 * out only when it is met.
 */
final class Weight {

    private static final long LARGEST = 100_000;

    private final Map<String, Schema> records = new HashMap<>();
    private final Map<String, Long> weights = new HashMap<>();

    private Weight() {
    }

    static boolean isBearable(Schema schema) {
        var weight = new Weight();
        weight.collect(schema);
        return weight.records.values().stream().allMatch(record -> weight.of(record) <= LARGEST);
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

    /** A record that is met while it is being weighed has no end. */
    private long of(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            return 1;
        }
        var known = weights.putIfAbsent(schema.getFullName(), LARGEST + 1);
        if (known != null) {
            return known;
        }
        var weight = 1L;
        for (var field : schema.getFields()) {
            weight = Math.min(LARGEST + 1, weight + of(field.schema()));
        }
        weights.put(schema.getFullName(), weight);
        return weight;
    }
}
