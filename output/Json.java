package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

//SOURCES SafeText.java

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** One JSON object as one line, fit for a terminal. */
final class Json {

    private static final JsonFactory JSON = new JsonFactoryBuilder().characterEscapes(new TerminalEscapes()).build();

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

    /** JSON may contain control and bidi characters as they are; a terminal must not receive them. */
    private static final class TerminalEscapes extends CharacterEscapes {

        private static final int DELETE = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            var codes = standardAsciiEscapesForJSON();
            codes[DELETE] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public SerializableString getEscapeSequence(int c) {
            return Character.isSurrogate((char) c) || SafeText.harmless(c) ? null : new SerializedString("\\u%04x".formatted(c));
        }
    }
}
