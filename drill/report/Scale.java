package drill.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The height of a panel.
 *
 * @param top the round number at its upper edge
 */
record Scale(long top) {

    /** Room for all values. */
    static Scale full(List<long[]> lines) {
        return new Scale(round(lines.stream().flatMapToLong(Arrays::stream).max().orElse(0)));
    }

    /**
     * Room for what is usual, and for all values where that leaves the usual ones visible. What a producer has to send after
     * an outage goes out within a second, at many times the usual rate: beside it that would lie flat on the ground.
     */
    static Scale forUsual(long[] usual, List<long[]> lines) {
        var full = full(lines);
        var enough = round(mostlyBelow(usual) * 3 / 2);
        return full.top <= 2 * enough ? full : new Scale(enough);
    }

    /** Three quarters of the seconds in which anything happened have no more than this. */
    private static long mostlyBelow(long[] values) {
        var some = LongStream.of(values).filter(value -> value > 0).sorted().toArray();
        return some.length == 0 ? 0 : some[(some.length - 1) * 3 / 4];
    }

    boolean cuts(long value) {
        return value > top;
    }

    /** The next round number, so that a quarter of it is a round one too. */
    private static long round(long most) {
        var power = 4L;
        while (true) {
            for (var times : new long[] {1, 2, 3, 5}) {
                if (power * times >= most) {
                    return power * times;
                }
            }
            power *= 10;
        }
    }
}
