package encoding;

import java.util.Locale;
import java.util.Optional;

/** The encodings by the names that --format knows. */
public enum Format {
    JSON, LONG, AVRO, AUTO;

    /** As the consumers' help explains them. */
    public static final String TO_READ = "The encoding: json, long, avro, or auto, which tells each value by its bytes: "
            + "{ first is json, 8 bytes are long, 0x00 first is avro. So it takes a long from 0x7b00000000000000 on for json, "
            + "json after a blank for nothing it knows, and avro of 8 bytes for long.";

    /** The one that a value looks like, by its length and its first byte. */
    public static Optional<Format> of(byte[] value) {
        if (value[0] == '{') {
            return Optional.of(JSON);
        } else if (value.length == Long.BYTES) {
            return Optional.of(LONG);
        }
        return value[0] == 0 ? Optional.of(AVRO) : Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
