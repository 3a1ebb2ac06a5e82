package encoding;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the simplest JSON objects, and no others: no blanks, no escapes, nothing but ASCII, numbers of at most 18 digits. Our
 * own producer writes such, and
 */
final class FlatJson {

    private static final int MOST_DIGITS = 18;

    private final byte[] value;
    private int at;

    private FlatJson(byte[] value) {
        this.value = value;
    }

    /** Empty for all that is to be read by a complete parser, be it JSON or not. */
    static Optional<Map<String, Object>> fields(byte[] value) {
        return Optional.ofNullable(new FlatJson(value).fields());
    }

    private Map<String, Object> fields() {
        var fields = new HashMap<String, Object>();
        for (var before = '{'; next(before); before = ',') {
            var name = string();
            if (name == null || !next(':')) {
                return null;
            }
            var field = at < value.length && value[at] == '"' ? string() : number();
            if (field == null || fields.put(name, field) != null) {
                return null;
            }
        }
        return next('}') && at == value.length ? fields : null;
    }

    private boolean next(char expected) {
        var isNext = at < value.length && value[at] == expected;
        at += isNext ? 1 : 0;
        return isNext;
    }

    private String string() {
        if (!next('"')) {
            return null;
        }
        var start = at;
        while (at < value.length && value[at] >= ' ' && value[at] != '"' && value[at] != '\\') {
            at++;
        }
        return next('"') ? new String(value, start, at - 1 - start, US_ASCII) : null;
    }

    private Long number() {
        var negative = next('-');
        var start = at;
        var number = 0L;
        while (at < value.length && value[at] >= '0' && value[at] <= '9' && at - start <= MOST_DIGITS) {
            number = 10 * number + value[at++] - '0';
        }
        var digits = at - start;
        var wellFormed = digits == 1 || digits > 1 && digits <= MOST_DIGITS && value[start] != '0';
        return wellFormed ? Long.valueOf(negative ? -number : number) : null;
    }
}
