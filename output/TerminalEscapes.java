package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

//SOURCES SafeText.java

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;

/** JSON may hold control and bidi characters raw; a terminal that shows it must not get them. */
final class TerminalEscapes extends CharacterEscapes {

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
