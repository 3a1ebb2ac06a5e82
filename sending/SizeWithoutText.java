package sending;

import java.util.function.LongToIntFunction;

/**
 * How long the encoded value of a message is before it has any text. A longer id takes more bytes and never fewer, so what is
 * true of two ids is true of all between them: to encode each message twice, once for its size, would take a third of the
 * program's own part of the work.
 */
final class SizeWithoutText implements LongToIntFunction {

    private static final int AHEAD = 1000;

    private final LongToIntFunction encoded;
    private int size;
    private long first = 1;
    private long last = 0;

    SizeWithoutText(LongToIntFunction encoded) {
        this.encoded = encoded;
    }

    @Override
    public int applyAsInt(long id) {
        if (id < first || id > last) {
            size = encoded.applyAsInt(id);
            first = id;
            last = encoded.applyAsInt(id + AHEAD) == size ? id + AHEAD : id;
        }
        return size;
    }
}
