package registry;

//DEPS org.apache.avro:avro:1.12.2

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro's binary encoding from a value that anyone may have written: a length is believed only as far as there are bytes,
 * and a number of items only up to a limit, because an item may take no bytes at all. Avro's own limits hold for each text or
 * list; these hold for the whole value.
 */
final class AvroBytes extends Decoder {

    private static final int MOST_ITEMS = 1 << 20;

    /** These bytes are not what their schema says. */
    static final class Malformed extends IOException {

        Malformed(String reason) {
            super(reason);
        }
    }

    private final byte[] value;
    private int at;
    private int items;

    AvroBytes(byte[] value, int from) {
        this.value = value;
        this.at = from;
    }

    int left() {
        return value.length - at;
    }

    @Override
    public void readNull() {
        // no bytes
    }

    @Override
    public boolean readBoolean() throws Malformed {
        return value[advance(1)] == 1;
    }

    @Override
    public int readInt() throws Malformed {
        var number = readLong();
        if (number != (int) number) {
            throw new Malformed("a number beyond 32 bits");
        }
        return (int) number;
    }

    /** Seven bits a byte, the lowest first; the lowest bit of all is the sign. */
    @Override
    public long readLong() throws Malformed {
        var bits = 0L;
        for (var shift = 0; shift < Long.SIZE; shift += 7) {
            var next = value[advance(1)];
            bits |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return bits >>> 1 ^ -(bits & 1);
            }
        }
        throw new Malformed("a number beyond 64 bits");
    }

    @Override
    public float readFloat() throws Malformed {
        return Float.intBitsToFloat(Integer.reverseBytes(ByteBuffer.wrap(value).getInt(advance(Float.BYTES))));
    }

    @Override
    public double readDouble() throws Malformed {
        return Double.longBitsToDouble(Long.reverseBytes(ByteBuffer.wrap(value).getLong(advance(Double.BYTES))));
    }

    @Override
    public Utf8 readString(Utf8 old) throws Malformed {
        return new Utf8(next());
    }

    @Override
    public String readString() throws Malformed {
        return readString(null).toString();
    }

    @Override
    public void skipString() throws Malformed {
        advance(readLong());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws Malformed {
        return ByteBuffer.wrap(next());
    }

    @Override
    public void skipBytes() throws Malformed {
        advance(readLong());
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws Malformed {
        System.arraycopy(value, advance(length), bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws Malformed {
        advance(length);
    }

    @Override
    public int readEnum() throws Malformed {
        return readInt();
    }

    @Override
    public int readIndex() throws Malformed {
        return readInt();
    }

    @Override
    public long readArrayStart() throws Malformed {
        return itemsOfBlock();
    }

    @Override
    public long arrayNext() throws Malformed {
        return itemsOfBlock();
    }

    @Override
    public long skipArray() throws Malformed {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws Malformed {
        return itemsOfBlock();
    }

    @Override
    public long mapNext() throws Malformed {
        return itemsOfBlock();
    }

    @Override
    public long skipMap() throws Malformed {
        return skipBlocks();
    }

    private byte[] next() throws Malformed {
        var start = advance(readLong());
        return Arrays.copyOfRange(value, start, at);
    }

    /** Passes over so many bytes and returns where they start. */
    private int advance(long length) throws Malformed {
        if (length < 0 || length > left()) {
            throw new Malformed(length < 0 ? "a length of " + length : length + " bytes wanted where " + left() + " are left");
        }
        var start = at;
        at += (int) length;
        return start;
    }

    /** Where the number of items is negative, the block's length in bytes comes next, for readers that skip the block. */
    private long itemsOfBlock() throws Malformed {
        var count = readLong();
        if (count < 0) {
            readLong();
        }
        return counted(count);
    }

    private long skipBlocks() throws Malformed {
        for (var count = readLong(); ; count = readLong()) {
            if (count >= 0) {
                return counted(count);
            }
            counted(count);
            advance(readLong());
        }
    }

    private long counted(long count) throws Malformed {
        if (count > MOST_ITEMS - items || count < items - MOST_ITEMS) {
            throw new Malformed("more than " + MOST_ITEMS + " items");
        }
        items += (int) Math.abs(count);
        return Math.abs(count);
    }
}
