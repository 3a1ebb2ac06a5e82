package compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Messages as our producer makes them, a line each, for tools that send the lines of a file: they shrink as well as ours. */
public final class Payload {

    public static final int SIZE = 100;

    private Payload() {
    }

    public static Path write(Path file, long messages) throws IOException {
        try (var out = Files.newBufferedWriter(file, US_ASCII)) {
            for (var id = 0L; id < messages; id++) {
                out.write(message(id));
                out.write('\n');
            }
        }
        return file;
    }

    private static String message(long id) {
        var before = "{\"id\":" + id + ",\"text\":\"message " + id;
        var after = "\",\"createdAt\":" + System.currentTimeMillis() + "}";
        return before + ".".repeat(SIZE - before.length() - after.length()) + after;
    }
}
