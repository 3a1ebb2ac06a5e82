package watch.messages;

//SOURCES ../web/Query.java

import java.util.Map;
import java.util.TreeMap;
import watch.web.Query;

/** From where a topic is read, as the page says it: end, begin, an offset, time:MS, or a position for each partition. */
public sealed interface Start {

    record End() implements Start { }

    record Begin() implements Start { }

    record Offset(long offset) implements Start { }

    record Time(long millis) implements Start { }

    /** By partition, the offset that is read next. */
    record Positions(Map<Integer, Long> next) implements Start { }

    String TIME = "time:";
    int MOST_POSITIONS = 2_000;

    static Start of(String text) {
        if (text.equals("end")) {
            return new End();
        } else if (text.equals("begin")) {
            return new Begin();
        } else if (text.startsWith(TIME)) {
            return new Time(number(text.substring(TIME.length()), "time: and milliseconds, as in time:1732144200000"));
        } else if (text.contains(":")) {
            return new Positions(positions(text));
        }
        return new Offset(number(text, "end, begin, an offset, time:MS, or positions as in 0:811,1:22"));
    }

    /** "0:811,1:22" */
    static Map<Integer, Long> positions(String text) {
        var positions = new TreeMap<Integer, Long>();
        var pairs = text.split(",", -1);
        if (pairs.length > MOST_POSITIONS) {
            throw new Query.Wrong("At most " + MOST_POSITIONS + " partitions can be read at once.");
        }
        for (var pair : pairs) {
            var colon = Math.max(0, pair.indexOf(':'));
            var partition = number(pair.substring(0, colon), "partitions with offsets, as in 0:811,1:22");
            var offset = number(pair.substring(colon + 1), "partitions with offsets, as in 0:811,1:22");
            if (partition > Integer.MAX_VALUE || positions.put((int) partition, offset) != null) {
                throw new Query.Wrong("There is no partition " + partition + ", or it has two positions.");
            }
        }
        return positions;
    }

    private static long number(String text, String expected) {
        try {
            if (text.matches("[0-9]{1,19}")) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // beyond 64 bits: said below
        }
        throw new Query.Wrong("A position is " + expected + ".");
    }
}
