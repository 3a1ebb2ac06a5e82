package watch.messages;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far the logs of a topic reach: of those partitions that are asked for and whose leaders answer.
 *
 * @param ends by partition, the offset that the next record gets
 * @param silent those whose leaders do not answer
 */
record Extent(String topic, Map<Integer, Long> begins, Map<Integer, Long> ends, Set<Integer> silent) {

    /** The same offset in each, or the nearest one that there is. */
    Map<Integer, Long> at(long offset) {
        var starts = new TreeMap<>(begins);
        starts.replaceAll((partition, begin) -> Math.max(begin, Math.min(offset, ends.get(partition))));
        return starts;
    }

    /** Of these positions; what is deleted by now is passed over. */
    Map<Integer, Long> from(Map<Integer, Long> positions) {
        var starts = new TreeMap<>(positions);
        starts.keySet().retainAll(begins.keySet());
        starts.replaceAll((partition, position) -> Math.max(position, begins.get(partition)));
        return starts;
    }

    /** So many offsets before the end of each. */
    Map<Integer, Long> beforeEnd(long count) {
        var starts = new TreeMap<>(ends);
        starts.replaceAll((partition, end) -> Math.max(begins.get(partition), end - count));
        return starts;
    }
}
