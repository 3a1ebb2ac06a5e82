package watch.messages;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A field of a JSON object, whatever else is in it: its value as text, a number as it is written. */
public record JsonField(String name, String value) {

    /** What is not read is passed over token by token, so that nothing is built of it; only its depth costs memory. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(1_000)
                    .maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).maxNumberLength(1_000).build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // else Jackson keeps the names of thousands of unknown fields
            .build();

    /** Only as far as the bytes are JSON. */
    boolean isIn(byte[] bytes) {
        try (var json = JSON.createParser(bytes)) {
            return json.nextToken() == JsonToken.START_OBJECT && isIn(json);
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("A byte array could not be read", e);
        }
    }

    private boolean isIn(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var isNamed = json.currentName().equals(name);
            if (json.nextToken().isScalarValue() && isNamed && json.getText().equals(value)) {
                return true;
            }
            json.skipChildren();
        }
        return false;
    }
}
