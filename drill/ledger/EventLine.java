package drill.ledger;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One line of a program's stdout. One parser reads line after line, so that a line allocates nothing. */
final class EventLine {

    enum Kind {

        ACKED, FAILED, UNKNOWN, PROCESSED, SKIPPED, DEAD_LETTERED, ASSIGNED, REVOKED, LOST, BATCH, COMMITTED, SUMMARY;

        private final char[] word = name().toLowerCase(Locale.ROOT).replace('_', '-').toCharArray();
    }

    private static final Kind[] KINDS = Kind.values();
    private static final long MISSING = Long.MIN_VALUE;

    private final JsonParser parser = parser();
    private final List<Integer> partitions = new ArrayList<>();
    private Kind kind;
    private long version;
    private long id;
    private long partition;
    private long offset;
    private long at;

    /**
     * False when this is not one whole event of ours, with what its kind must have: then the parser stands somewhere in it, and
     * nothing can be read any more. The line ends with its line feed.
     */
    boolean read(byte[] bytes, int from, int to) {
        kind = null;
        version = id = partition = offset = at = MISSING;
        partitions.clear();
        try {
            ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(bytes, from, to);
            return isOneObject() && version == 1 && at >= 0 && isComplete();
        } catch (IOException | NumberFormatException e) {
            return false;
        }
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

    /** Negative when the brokers acknowledged a message that they had already, and did not say where it is. */
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

    private static JsonParser parser() {
        try {
            return new JsonFactory().createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new UncheckedIOException("A parser without input failed", e);
        }
    }

    private boolean isOneObject() throws IOException {
        var objects = 0;
        var depth = 0;
        for (var token = parser.nextToken(); token != JsonToken.NOT_AVAILABLE; token = parser.nextToken()) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
                objects += depth == 0 && token == JsonToken.END_OBJECT ? 1 : 0;
            } else if (token.isScalarValue() && depth > 0) {
                keep(token, depth);
            }
        }
        return depth == 0 && objects == 1;
    }

    private void keep(JsonToken token, int depth) throws IOException {
        var context = parser.getParsingContext();
        if (depth == 2 && context.inArray() && "partitions".equals(context.getParent().getCurrentName())) {
            partitions.add(partitionOf(parser.getText()));
        } else if (depth == 1 && context.inObject()) {
            switch (parser.currentName()) {
                case "v" -> version = number(token);
                case "event" -> kind = kind(token);
                case "id" -> id = number(token);
                case "partition" -> partition = number(token);
                case "offset" -> offset = number(token);
                case "at" -> at = number(token);
                default -> { }
            }
        }
    }

    private long number(JsonToken token) throws IOException {
        return token == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : MISSING;
    }

    private Kind kind(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            var from = parser.getTextOffset();
            var to = from + parser.getTextLength();
            for (var each : KINDS) {
                if (Arrays.equals(parser.getTextCharacters(), from, to, each.word, 0, each.word.length)) {
                    return each;
                }
            }
        }
        return null;
    }

    /** "messages-2" is partition 2. */
    private static int partitionOf(String name) {
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    private boolean isComplete() {
        return kind != null && switch (kind) {
            case ACKED -> id >= 0 && partition >= 0 && offset >= -1;
            case PROCESSED -> id >= 0 && partition >= 0 && offset >= 0;
            case FAILED, UNKNOWN -> id >= 0;
            case SKIPPED, DEAD_LETTERED -> partition >= 0 && offset >= 0;
            default -> true;
        };
    }
}
