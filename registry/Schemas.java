package registry;

//DEPS org.apache.avro:avro:1.12.2

//SOURCES ../cli/SafeText.java
//SOURCES Registry.java
//SOURCES Unavailable.java
//SOURCES UnknownSchema.java
//SOURCES Weight.java

import cli.SafeText;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Our own schema, and those that others wrote by. Each is asked for once. */
public final class Schemas {

    /** What a registry does not know it may get to know; but bytes made up by chance must not cost a request each. */
    private static final Duration BELIEVED_FOR = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 1000;

    /** Our own schema's id where no registry has given it one. */
    private static final int NONE = 0;

    /** Where the schemas of others come from. */
    @FunctionalInterface
    private interface Source {

        String schema(int id) throws Unavailable, UnknownSchema;
    }

    private record Refusal(String reason, long at) { }

    private final Schema own;
    private final IntSupplier ownId;
    private final Source source;
    private final Map<Integer, Schema> known = new HashMap<>();
    private final Map<Integer, Refusal> refused = new HashMap<>();

    private Schemas(Schema own, IntSupplier ownId, Source source) {
        this.own = own;
        this.ownId = ownId;
        this.source = source;
    }

    static Schemas toWrite(Schema own, Registry registry, String subject, boolean register) {
        return new Schemas(own, () -> registry.idOf(subject, own.toString(), register), registry::schema);
    }

    static Schemas toRead(Schema own, Registry registry) {
        return new Schemas(own, () -> NONE, registry::schema);
    }

    static Schemas local(Schema own) {
        var schemas = new Schemas(own, () -> NONE, id -> {
            throw new UnknownSchema("there is no registry to ask for schema " + id);
        });
        schemas.known.put(NONE, own);
        return schemas;
    }

    Schema own() {
        return own;
    }

    /** As the registry has it, which is asked here, each time. */
    int ownId() {
        return ownId.getAsInt();
    }

    Schema of(int id) throws Unavailable, UnknownSchema {
        var schema = known.get(id);
        if (schema == null) {
            requireNotRefused(id);
            schema = ask(id);
            known.put(id, schema);
        }
        return schema;
    }

    private void requireNotRefused(int id) throws UnknownSchema {
        var refusal = refused.get(id);
        if (refusal != null && System.nanoTime() - refusal.at < BELIEVED_FOR.toNanos()) {
            throw new UnknownSchema(refusal.reason);
        }
    }

    private Schema ask(int id) throws Unavailable, UnknownSchema {
        try {
            return parsed(id, source.schema(id));
        } catch (UnknownSchema e) {
            if (refused.size() >= MOST_REMEMBERED) {
                refused.clear();
            }
            refused.put(id, new Refusal(e.getMessage(), System.nanoTime()));
            throw e;
        }
    }

    private static Schema parsed(int id, String text) throws UnknownSchema {
        try {
            var schema = new Schema.Parser().setValidateDefaults(false).parse(text);
            if (Weight.isBearable(schema)) {
                return schema;
            }
        } catch (AvroRuntimeException e) {
            throw new UnknownSchema("schema " + id + " of the registry cannot be read by: " + SafeText.of(e.getMessage()));
        }
        throw new UnknownSchema("schema " + id + " of the registry is endless, or unfolds to far too much");
    }
}
