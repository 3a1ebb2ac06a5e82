package support;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** JSON as another program would read and write it: strictly, and with no help of the code that is tested. */
public final class Json {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private Json() {
    }

    /** Exactly one object and nothing after it. */
    public static Map<String, Object> object(String text) {
        try {
            var object = JSON.readValue(text, new TypeReference<Map<String, Object>>() { });
            if (object == null) {
                throw new AssertionError("not one JSON object: " + text);
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new AssertionError("not one JSON object: " + text, e);
        }
    }

    public static String write(Map<String, ?> object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new AssertionError("cannot be written as JSON: " + object, e);
        }
    }
}
