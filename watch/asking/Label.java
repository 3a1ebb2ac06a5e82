package watch.asking;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../output/SafeText.java
//SOURCES Flow.java

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import output.SafeText;

/** A few words for a message, whatever it contains. */
final class Label {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_READ = 4096;

    private Label() {
    }

    static Flow.Message of(ConsumerRecord<byte[], byte[]> record) {
        return new Flow.Message(record.partition(), record.offset(), text(record.key()), text(record.value()),
                record.timestamp());
    }

    /** The text of one of our messages; else what it is. */
    private static String text(byte[] bytes) {
        if (bytes == null) {
            return null;
        } else if (bytes.length > LONGEST_READ) {
            return bytes.length + " bytes";
        } else if (bytes.length == Long.BYTES && bytes[0] == 0) {
            return String.valueOf(ByteBuffer.wrap(bytes).getLong());
        }
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return bytes.length > 0 && bytes[0] == 0 ? "Avro, " + bytes.length + " bytes" : SafeText.of(said(text));
        } catch (CharacterCodingException e) {
            return bytes.length + " bytes";
        }
    }

    private static String said(String text) {
        if (!text.startsWith("{")) {
            return text;
        }
        try {
            return JSON.readTree(text).path("text").asText(text);
        } catch (IOException e) {
            return text; // it only looked like JSON
        }
    }
}
