package watch.messages;

//SOURCES ../web/Query.java

import java.util.Map;
import java.util.TreeMap;
import watch.web.Query;

/** From where a topic is read, as the page says it: end, begin, an offset, time:MS, or a position for each partition. */
sealed interface Start {

    record End() implements Start { }

    record Begin() implements Start { }

    record Offset(long offset) implements Start { }

    record Time(long millis) implements Start { }

    /** By partition, the offset that is read next. */
    record Positions(Map<Integer, Long> next) implements Start { }

    /** More than a topic that anyone looks at has partitions. */
    int MOST_POSITIONS = 10_000;

    static Start of(String text) {
        if (text.equals("end")) {
            return new End();
        } else if (text.equals("begin")) {
            return new Begin();
        } else if (text.startsWith("time:")) {
            return new Time(number(text.substring("time:".length()), Long.MAX_VALUE, "a time in milliseconds, as in time:1732144200000"));
        } else if (text.contains(":")) {
            return new Positions(positions(text));
        }
        return new Offset(number(text, Long.MAX_VALUE, "end, begin, an offset, time:MS or positions, as in 0:811,1:22"));
    }

    /** "0:811,1:22" */
    static Map<Integer, Long> positions(String text) {
        var positions = new TreeMap<Integer, Long>();
        var pairs = text.split(",", MOST_POSITIONS + 1);
        for (var pair : pairs) {
            var numbers = pair.split(":", 2);
            var partition = (int) number(numbers[0], Integer.MAX_VALUE, "a partition and an offset, as in 0:811,1:22");
            var offset = number(numbers.length == 2 ? numbers[1] : "", Long.MAX_VALUE, "a partition and an offset, as in 0:811,1:22");
            if (positions.put(partition, offset) != null) {
                throw new Query.Wrong("Partition " + partition + " has two positions.");
            }
        }
        return positions;
    }

    private static long number(String text, long most, String expected) {
        try {
            var number = text.matches("[0-9]{1,19}") ? Long.parseLong(text) : -1;
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // beyond 64 bits: said below
        }
        throw new Query.Wrong("A position is " + expected + ".");
    }
}
