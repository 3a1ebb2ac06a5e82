package watch.web;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a {@link Resource} answers. */
public record Answer(int status, String type, byte[] body) {

    public static final int OK = 200;
    public static final int WRONG = 400;
    public static final int NOT_FOUND = 404;
    public static final int NOT_THIS_WAY = 405;
    public static final int NOT_NOW = 409;
    public static final int TOO_MUCH = 413;
    public static final int FAILED = 500;
    public static final int BUSY = 503;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record, a map or a list; names in JSON are those of its components. */
    public static Answer json(Object value) {
        return new Answer(OK, "application/json", bytes(value));
    }

    /** The page shows the sentence. */
    public static Answer refused(int status, String sentence) {
        return new Answer(status, "application/json", bytes(Map.of("problem", sentence)));
    }

    static byte[] bytes(Object value) {
        try {
            return JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot be written as JSON: " + value.getClass(), e);
        }
    }
}
