package watch.messages;

//SOURCES ../../output/SafeText.java

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import output.SafeText;

/** The first characters of what anyone may have written, without control and bidi characters. */
record Excerpt(String text, boolean cut) {

    static Excerpt of(String text, int most) {
        var first = first(text, most);
        var safe = SafeText.whole(first);
        var shown = first(safe, most);
        return new Excerpt(shown, first.length() < text.length() || shown.length() < safe.length());
    }

    /** Text where it begins as text, and otherwise hexadecimal digits behind 0x. */
    static Excerpt of(byte[] bytes, int most) {
        return text(bytes, most).orElseGet(() -> {
            var digits = hex(bytes, (most - 2) / 2);
            return new Excerpt("0x" + digits.text, digits.cut);
        });
    }

    /** Empty when they are no text: not UTF-8, or with a NUL, of which numbers are full. */
    static Optional<Excerpt> text(byte[] bytes, int most) {
        var text = CharBuffer.allocate(Math.min(most, bytes.length) + 2); // more than is shown: that tells whether it is cut
        var isText = !UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true).isError();
        text.flip();
        return isText && text.chars().allMatch(c -> c != 0) ? Optional.of(of(text.toString(), most)) : Optional.empty();
    }

    static Excerpt hex(byte[] bytes, int most) {
        return new Excerpt(HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(most, bytes.length))), bytes.length > most);
    }

    /** Never half of a surrogate pair. */
    private static String first(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
