package output;

/** Makes text from outside fit for a terminal and a log: one line, no control or bidi characters. */
public final class SafeText {

    private static final int LONGEST = 200;

    private SafeText() {
    }

    /** At most 200 characters of it. */
    public static String of(String text) {
        if (text == null || text.length() <= LONGEST) {
            return whole(text);
        }
        return whole(text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST)))) + "...";
    }

    public static String whole(String text) {
        if (text == null || text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return String.valueOf(text);
        }
        var safe = new StringBuilder();
        text.codePoints().forEach(c -> append(safe, c));
        return safe.toString();
    }

    /** The text in double quotes, as a word of a line. */
    public static String quoted(String text) {
        return '"' + of(text).replace("\"", "\\\"") + '"';
    }

    private static void append(StringBuilder safe, int c) {
        switch (c) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append("\\t");
            default -> {
                if (harmless(c)) {
                    safe.appendCodePoint(c);
                } else {
                    safe.append(String.format(c > 0xffff ? "\\u{%x}" : "\\u%04x", c));
                }
            }
        }
    }

    static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
