package encoding;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

//SOURCES ../output/SafeText.java
//SOURCES FlatJson.java
//SOURCES RecordValue.java
//SOURCES StrictUtf8.java
//SOURCES Undecodable.java

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import output.SafeText;

/** One JSON object. Anyone may have written it, so nothing in it may cost more than its share of memory, stack or time. */
public final class JsonObject {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).maxNumberLength(64)
                    .maxStringLength(RecordValue.LONGEST).maxNameLength(RecordValue.LONGEST).build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // else Jackson keeps the names of thousands of unknown fields
            .build();

    /** In the place of a field's value that is neither a string nor a whole number. */
    private static final Object OTHER = new Object();

    @FunctionalInterface
    public interface Fields {

        void writeTo(JsonGenerator json) throws IOException;
    }

    private final Map<String, Object> fields;

    private JsonObject(Map<String, Object> fields) {
        this.fields = fields;
    }

    public static byte[] write(Fields fields) {
        var bytes = new ByteArrayOutputStream(128);
        try (var json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A byte array refused bytes", e);
        }
        return bytes.toByteArray();
    }

    public static JsonObject read(byte[] value) throws Undecodable {
        var simple = FlatJson.fields(value);
        return new JsonObject(simple.isPresent() ? simple.get() : parsed(value));
    }

    private static Map<String, Object> parsed(byte[] value) throws Undecodable {
        try (var json = JSON.createParser(StrictUtf8.decode(value, value.length))) {
            var fields = fields(json);
            if (json.nextToken() != null) {
                throw new Undecodable("JSON with more after its end");
            }
            return fields;
        } catch (CharacterCodingException e) {
            throw Undecodable.as(Format.JSON, value, "not UTF-8");
        } catch (JsonProcessingException e) {
            throw Undecodable.as(Format.JSON, value, "not JSON (" + SafeText.of(e.getOriginalMessage()) + ")");
        } catch (IOException e) {
            throw new UncheckedIOException("A string could not be read", e);
        }
    }

    private static Map<String, Object> fields(JsonParser json) throws IOException, Undecodable {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new Undecodable("JSON, but not an object");
        }
        var fields = new HashMap<String, Object>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            if (fields.put(name, value(json)) != null) { // which of the two is meant, nobody can tell
                throw new Undecodable("JSON: Duplicate field '" + SafeText.of(name) + "'");
            }
        }
        return fields;
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.nextToken()) {
            case VALUE_NUMBER_INT -> json.getNumberValue();
            case VALUE_STRING -> json.getText();
            default -> {
                json.skipChildren();
                yield OTHER;
            }
        };
    }

    public long number(String name) throws Undecodable {
        var value = present(name);
        if (value instanceof BigInteger) {
            throw new Undecodable("JSON whose field " + name + " is out of range of 64 bits");
        } else if (!(value instanceof Number number)) {
            throw new Undecodable("JSON whose field " + name + " is not a whole number");
        } else {
            return number.longValue();
        }
    }

    public String text(String name) throws Undecodable {
        if (present(name) instanceof String text) {
            return text;
        }
        throw new Undecodable("JSON whose field " + name + " is not a string");
    }

    private Object present(String name) throws Undecodable {
        var value = fields.get(name);
        if (value == null) {
            throw new Undecodable("JSON without the field " + name);
        }
        return value;
    }
}
