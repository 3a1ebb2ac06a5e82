package drill;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One line of a program's stdout, read in place and used again for the next: what is of no interest here (keys, texts) is
 * passed over, and nothing is allocated. A JSON library would cost more time than all the rest of the ledger.
 */
public final class EventLine {

    enum Kind {

        ACKED, FAILED, UNKNOWN, PROCESSED, SKIPPED, DEAD_LETTERED, ASSIGNED, REVOKED, LOST, BATCH, COMMITTED, SUMMARY;

        private final byte[] word = name().toLowerCase(Locale.ROOT).replace('_', '-').getBytes(US_ASCII);
    }

    private static final Kind[] KINDS = Kind.values();
    private static final byte[] VERSION = "v".getBytes(US_ASCII);
    private static final byte[] EVENT = "event".getBytes(US_ASCII);
    private static final byte[] ID = "id".getBytes(US_ASCII);
    private static final byte[] PARTITION = "partition".getBytes(US_ASCII);
    private static final byte[] OFFSET = "offset".getBytes(US_ASCII);
    private static final byte[] AT = "at".getBytes(US_ASCII);
    private static final byte[] PARTITIONS = "partitions".getBytes(US_ASCII);
    private static final Pattern PARTITION_OF_TOPIC = Pattern.compile("-(\\d+)\"");

    private Kind kind;
    private long version;
    private long id;
    private long partition;
    private long offset;
    private long at;
    private List<Integer> partitions;

    private byte[] bytes;
    private int next;
    private int end;

    /** False when this is no event of ours, whole and with what its kind must have. */
    boolean read(byte[] line, int from, int to) {
        bytes = line;
        next = from;
        end = to;
        kind = null;
        version = id = partition = offset = at = -1;
        partitions = List.of();
        return object() && version == 1 && kind != null && at >= 0 && isWhole();
    }

    Kind kind() {
        return kind;
    }

    long id() {
        return id;
    }

    int partition() {
        return (int) partition;
    }

    long offset() {
        return offset;
    }

    /** When the program wrote it, in milliseconds since 1970. */
    long at() {
        return at;
    }

    /** Which partitions came or went. */
    List<Integer> partitions() {
        return partitions;
    }

    private boolean isWhole() {
        return switch (kind) {
            case ACKED, PROCESSED -> id >= 0 && partition >= 0 && offset >= 0;
            case FAILED, UNKNOWN -> id >= 0;
            case SKIPPED, DEAD_LETTERED -> partition >= 0 && offset >= 0;
            default -> true;
        };
    }

    private boolean object() {
        if (!take('{')) {
            return false;
        }
        do {
            if (!field()) {
                return false;
            }
        } while (take(','));
        return take('}') && next == end;
    }

    private boolean field() {
        var name = next + 1;
        if (!string()) {
            return false;
        }
        var nameEnd = next - 1;
        if (!take(':')) {
            return false;
        }
        var value = next;
        return value() && keep(name, nameEnd, value);
    }

    /** False when a field that we want is not what it should be. */
    private boolean keep(int name, int nameEnd, int value) {
        if (is(name, nameEnd, ID)) {
            return (id = number(value)) >= 0;
        } else if (is(name, nameEnd, PARTITION)) {
            return (partition = number(value)) >= 0;
        } else if (is(name, nameEnd, OFFSET)) {
            return (offset = number(value)) >= 0;
        } else if (is(name, nameEnd, AT)) {
            return (at = number(value)) >= 0;
        } else if (is(name, nameEnd, VERSION)) {
            return (version = number(value)) >= 0;
        } else if (is(name, nameEnd, EVENT)) {
            return (kind = kind(value)) != null;
        } else if (is(name, nameEnd, PARTITIONS)) {
            var text = new String(bytes, value, next - value, UTF_8);
            partitions = PARTITION_OF_TOPIC.matcher(text).results().map(match -> Integer.valueOf(match.group(1))).toList();
        }
        return true;
    }

    private Kind kind(int value) {
        for (var each : KINDS) {
            if (bytes[value] == '"' && is(value + 1, next - 1, each.word)) {
                return each;
            }
        }
        return null;
    }

    /** The number that ends before {@link #next}; negative when it is none, or too large: 19 digits that do not fit turn negative by themselves. */
    private long number(int from) {
        var number = 0L;
        if (next == from || next - from > 19) {
            return -1;
        }
        for (var i = from; i < next; i++) {
            var digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private boolean is(int from, int to, byte[] word) {
        return to - from == word.length && Arrays.equals(bytes, from, to, word, 0, word.length);
    }

    private boolean take(char wanted) {
        if (next < end && bytes[next] == wanted) {
            next++;
            return true;
        }
        return false;
    }

    private boolean value() {
        if (next >= end) {
            return false;
        }
        return switch (bytes[next]) {
            case '"' -> string();
            case '{', '[' -> nested();
            default -> literal();
        };
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        while (next < end) {
            switch (bytes[next++]) {
                case '"' -> {
                    return true;
                }
                case '\\' -> next++;
                default -> { }
            }
        }
        return false;
    }

    private boolean nested() {
        var depth = 0;
        while (next < end) {
            switch (bytes[next]) {
                case '"' -> {
                    if (!string()) {
                        return false;
                    }
                    continue;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> { }
            }
            next++;
            if (depth == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean literal() {
        var from = next;
        while (next < end && bytes[next] != ',' && bytes[next] != '}' && bytes[next] != ']') {
            next++;
        }
        return next > from;
    }
}
