package sending;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends a stream in the middle of a line that is longer than allowed, before a reader collects all of it in memory. */
final class LineLimit extends FilterInputStream {

    private final int longest;
    private int length;

    LineLimit(InputStream input, int longest) {
        super(input);
        this.longest = longest;
    }

    static final class Exceeded extends IOException {
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        var read = super.read(bytes, from, count);
        for (int i = from; i < from + read; i++) {
            length = bytes[i] == '\n' || bytes[i] == '\r' ? 0 : length + 1;
            if (length > longest) {
                throw new Exceeded();
            }
        }
        return read;
    }
}
