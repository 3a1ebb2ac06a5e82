package registry;

//DEPS org.apache.avro:avro:1.12.2
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../output/SafeText.java
//SOURCES Denials.java
//SOURCES Registry.java
//SOURCES SchemaSize.java

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.SafeText;

/** Our own schema, and those that others wrote by. The registry is asked once for each. */
public final class Schemas {

    /** A schema that we cannot read by must not cost a request for each message. */
    private static final Duration REFUSED_FOR = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 1000;

    /** Our own schema's id where no registry has given it one. */
    private static final int NONE = 0;

    /** Where the schemas of others come from. */
    @FunctionalInterface
    private interface Source {

        String schema(int id) throws Registry.Unavailable, Registry.Denied, Registry.Unusable;
    }

    private record Refusal(String reason, long at) { }

    private final Schema own;
    private final IntSupplier ownId;
    private final Source source;
    private final Denials denials;
    private final Map<Integer, Schema> known = new HashMap<>();
    private final Map<Integer, Refusal> refused = new HashMap<>();

    private Schemas(Schema own, IntSupplier ownId, Source source, Denials denials) {
        this.own = own;
        this.ownId = ownId;
        this.source = source;
        this.denials = denials;
    }

    static Schemas toWrite(Schema own, Registry registry, String subject, boolean register) {
        return new Schemas(own, () -> registry.idOf(subject, own.toString(), register), registry::schema,
                new Denials(Duration.ZERO, Map::of));
    }

    static Schemas toRead(Schema own, Registry registry, Denials denials) {
        return new Schemas(own, () -> NONE, registry::schema, denials);
    }

    static Schemas local(Schema own) {
        var schemas = new Schemas(own, () -> NONE, id -> {
            throw new Registry.Unusable("there is no registry to ask for schema " + id);
        }, new Denials(Duration.ZERO, Map::of));
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

    /** The schema that the bytes of this record name. */
    Schema of(int id, ConsumerRecord<?, ?> from) throws Registry.Unavailable, Registry.Denied, Registry.Unusable {
        var schema = known.get(id);
        if (schema == null) {
            requireNotRefused(id, from);
            schema = ask(id, from);
            known.put(id, schema);
        }
        return schema;
    }

    private void requireNotRefused(int id, ConsumerRecord<?, ?> from) throws Registry.Unusable {
        var refusal = refused.get(id);
        if (refusal != null && System.nanoTime() - refusal.at < REFUSED_FOR.toNanos()) {
            throw new Registry.Unusable(refusal.reason);
        }
        denials.requireDoubt(id, from);
    }

    private Schema ask(int id, ConsumerRecord<?, ?> from) throws Registry.Unavailable, Registry.Denied, Registry.Unusable {
        var asked = System.nanoTime();
        try {
            var schema = parsed(id, source.schema(id));
            denials.oneIsFound();
            return schema;
        } catch (Registry.Unusable e) {
            if (refused.size() >= MOST_REMEMBERED) {
                refused.clear();
            }
            refused.put(id, new Refusal(e.getMessage(), System.nanoTime()));
            throw e;
        } catch (Registry.Denied e) {
            denials.requireCertainty(e, id, from, asked);
            throw new Registry.Unusable(e.getMessage());
        } catch (Registry.Unavailable e) {
            denials.oneIsAway();
            throw e;
        }
    }

    private static Schema parsed(int id, String text) throws Registry.Unusable {
        try {
            var schema = new Schema.Parser().setValidateDefaults(false).parse(text);
            if (SchemaSize.isBearable(schema)) {
                return schema;
            }
        } catch (AvroRuntimeException e) {
            throw new Registry.Unusable("schema " + id + " of the registry cannot be read by: " + SafeText.of(e.getMessage()));
        }
        throw new Registry.Unusable("schema " + id + " of the registry is endless, or unfolds to far too much");
    }
}
