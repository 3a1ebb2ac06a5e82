package drill;

import java.util.Arrays;

/** Numbers by index, 0 where none was set: in chunks, so that growing copies nothing and gaps cost nothing. */
final class Longs {

    private static final int BITS = 14;
    private static final int SIZE = 1 << BITS;

    private long[][] chunks = new long[16][];

    long get(int index) {
        var chunk = index >> BITS;
        return chunk < chunks.length && chunks[chunk] != null ? chunks[chunk][index & SIZE - 1] : 0;
    }

    void set(int index, long value) {
        var chunk = index >> BITS;
        if (chunk >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, chunks.length * 2));
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new long[SIZE];
        }
        chunks[chunk][index & SIZE - 1] = value;
    }
}
