package output;

//SOURCES SafeText.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.HexFormat;

/** Bytes of which nobody knows what they are: as text where they are text, and otherwise in hexadecimal digits. */
final class Bytes {

    /** One more than SafeText shows, so that it shows that there is more. */
    private static final int PREVIEW = 201;

    private Bytes() {
    }

    /** All of them; null stays null. */
    static String whole(byte[] bytes) {
        return bytes == null ? null : first(Integer.MAX_VALUE, bytes);
    }

    /** The first of them, fit for a terminal. */
    static String preview(byte[] bytes) {
        return bytes == null ? "(null)" : SafeText.of(first(PREVIEW, bytes));
    }

    private static String first(int most, byte[] bytes) {
        var text = CharBuffer.allocate(Math.min(most, bytes.length));
        var isText = !UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true).isError();
        text.flip();
        // NUL is valid UTF-8, and numbers are full of it
        return isText && text.chars().allMatch(c -> c != 0) ? text.toString()
                : "0x" + HexFormat.of().formatHex(bytes, 0, Math.min(most, bytes.length));
    }
}
