package registry;

//DEPS org.apache.avro:avro:1.12.2

//SOURCES ../cli/Problem.java

//FILES message.avsc=../message.avsc

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** The schema that we write and read by. */
final class OwnSchema {

    private OwnSchema() {
    }

    /** From this file; without one, from the message.avsc that was built into the program. */
    static Schema of(Path file) {
        var name = file == null ? "message.avsc" : file.toString();
        try {
            return new Schema.Parser().parse(file == null ? builtIn() : Files.readString(file));
        } catch (IOException e) {
            throw new Problem("--schema: cannot read " + name + " (" + e + ").", e);
        } catch (AvroRuntimeException e) {
            throw new Problem("--schema: " + name + " is not an Avro schema: " + e.getMessage(), e);
        }
    }

    private static String builtIn() throws IOException {
        try (var resource = OwnSchema.class.getResourceAsStream("/message.avsc")) {
            return new String(resource.readAllBytes(), UTF_8);
        }
    }
}
