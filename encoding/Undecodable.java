package encoding;

//SOURCES Format.java

import java.nio.ByteBuffer;
import java.util.Optional;

/** These bytes are not a message, and reading them again will not make them one. */
public final class Undecodable extends Exception {

    private static final int AVRO_HEADER = 5;

    private final transient Optional<Format> looksLike;

    public Undecodable(String reason) {
        this(reason, Optional.empty());
    }

    private Undecodable(String reason, Optional<Format> looksLike) {
        super(reason);
        this.looksLike = looksLike;
    }

    /** With what the value looks like instead, as the end of the sentence; without it when it does look like the format. */
    public static Undecodable as(Format format, byte[] value, String reason) {
        var seen = Format.of(value);
        if (seen.equals(Optional.of(format))) {
            return new Undecodable(reason);
        }
        var other = seen.filter(one -> one != Format.AVRO || value.length > AVRO_HEADER);
        var hint = other.map(one -> switch (one) {
            case JSON -> "starts like JSON: try --format json";
            case LONG -> "8 bytes, maybe a number: try --format long";
            default -> "0x00 and schema id " + ByteBuffer.wrap(value).getInt(1) + ": Avro; try --format avro";
        }).orElseGet(() -> "%,d bytes that start with 0x%02x".formatted(value.length, value[0]));
        return new Undecodable(reason + "; " + hint, other);
    }

    /** The format to try instead, if the bytes look like one. */
    public Optional<Format> looksLike() {
        return looksLike;
    }
}
