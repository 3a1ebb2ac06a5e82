package watch.web;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

//SOURCES Query.java

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a POST has in it: one small flat JSON object. */
final class Body {

    static final int MOST_BYTES = 4096;

    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private Body() {
    }

    /** All of it; empty when it is too long, however long it claims to be. */
    static Optional<byte[]> read(InputStream in) throws IOException {
        var bytes = in.readNBytes(MOST_BYTES + 1);
        return bytes.length > MOST_BYTES ? Optional.empty() : Optional.of(bytes);
    }

    /** Its fields, which must be among the known. */
    static Query fields(byte[] bytes, Set<String> known) {
        var values = new LinkedHashMap<String, String>();
        try (var json = JSON.createParser(bytes)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "What is sent must be a JSON object.");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                require(known.contains(name), "There is a field that is not known here. Known are: "
                        + String.join(", ", new TreeSet<>(known)) + ".");
                value(json).ifPresent(value -> values.put(name, value));
            }
            require(json.nextToken() == null, "What is sent must be one JSON object and nothing else.");
        } catch (JsonProcessingException e) {
            throw new Query.Wrong("What is sent is not JSON.");
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory cannot be read", e);
        }
        return new Query(values);
    }

    private static Optional<String> value(JsonParser json) throws IOException {
        var token = json.nextToken();
        require(token != null && token.isScalarValue(), "A field must be a text, a number, true, false or null.");
        return token == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(json.getText());
    }

    private static void require(boolean isRight, String sentence) {
        if (!isRight) {
            throw new Query.Wrong(sentence);
        }
    }
}
