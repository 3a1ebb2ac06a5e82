package watch.messages;

//SOURCES ../../encoding/Format.java
//SOURCES Criteria.java

import encoding.Format;
import java.util.ArrayList;
import java.util.List;

/**
 * The second half of a command that finds messages: of what kcat prints it takes key and value apart by their lengths, as both
 * may have any bytes, also line feeds. It compares the bytes as they are; a number also as its digits.
 */
final class TerminalSearch {

    /** Of each message a line with the lengths of its key and its value (-1 for null), and then both. */
    static final List<String> PRINTED = List.of("-f", "%K %S %T %p@%o\\n%k%s\\n");

    private static final String EACH = "while (<STDIN>) { ($k, $v, $at) = /(\\S+) (\\S+) (.*)/; $_ < 0 and $_ = 0 for $k, $v; "
            + "read STDIN, $key, $k; read STDIN, $value, $v; <STDIN>; @v = $value; ";
    private static final String NUMBER = "push @v, unpack \"q>\", $value if $v == 8%s; ";
    private static final String UNLESS_JSON = " and $value !~ /^\\{/";
    private static final String SHOWN = "print \"$at $key $v[-1]\\n\" if %s }";

    private TerminalSearch() {
    }

    /** For a key, a text or both. */
    static List<String> words(Format format, Criteria criteria) {
        var conditions = new ArrayList<String>();
        var parts = new ArrayList<String>();
        criteria.key().ifPresent(part -> {
            conditions.add("index($key, $ARGV[" + parts.size() + "]) >= 0");
            parts.add(part);
        });
        criteria.text().ifPresent(part -> {
            conditions.add("grep { index($_, $ARGV[" + parts.size() + "]) >= 0 } @v");
            parts.add(part);
        });
        var words = new ArrayList<>(List.of("perl", "-e",
                EACH + number(format) + String.format(SHOWN, String.join(" and ", conditions)), "--"));
        words.addAll(parts);
        return words;
    }

    private static String number(Format format) {
        return switch (format) {
            case LONG -> String.format(NUMBER, "");
            case AUTO -> String.format(NUMBER, UNLESS_JSON);
            case JSON, AVRO -> "";
        };
    }
}
