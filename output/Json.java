package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

//SOURCES TerminalEscapes.java

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** One JSON object as one line, fit for a terminal. */
final class Json {

    private static final JsonFactory JSON = (JsonFactory) new JsonFactory().setCharacterEscapes(new TerminalEscapes());

    @FunctionalInterface
    interface Fields {

        void writeTo(JsonGenerator json) throws IOException;
    }

    private Json() {
    }

    static String object(Fields fields) {
        var line = new StringWriter(200);
        try (var json = JSON.createGenerator(line)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A string refused text", e);
        }
        return line.toString();
    }
}
