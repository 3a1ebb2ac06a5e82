package watch.messages;

//SOURCES MessageView.java

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Messages of several partitions in one order, and each partition's in the order of its log. It ends where a partition may
 * have more than was read of it: what comes there could belong before what the others have.
 */
public final class Merge {

    private final Map<Integer, List<MessageView>> read;

    /** Those of which all is read that there is. */
    private final Set<Integer> complete;

    private final Comparator<MessageView> order;
    private final Map<Integer, Integer> taken = new TreeMap<>();

    public Merge(Map<Integer, List<MessageView>> read, Set<Integer> complete, Comparator<MessageView> order) {
        this.read = read;
        this.complete = complete;
        this.order = order;
    }

    public List<MessageView> first(int count) {
        var first = new ArrayList<MessageView>();
        while (first.size() < count && read.keySet().stream().allMatch(one -> complete.contains(one) || hasMore(one))) {
            var next = read.keySet().stream().filter(this::hasMore).map(this::head).min(order);
            if (next.isEmpty()) {
                return first;
            }
            first.add(next.get());
            taken.merge(next.get().partition(), 1, Integer::sum);
        }
        return first;
    }

    /** Where reading goes on behind what was taken of a partition, of which all was read from one offset up to another. */
    public long next(int partition, long from, long to) {
        var count = taken.getOrDefault(partition, 0);
        if (!hasMore(partition)) {
            return to;
        }
        return count == 0 ? from : read.get(partition).get(count - 1).offset() + 1;
    }

    private boolean hasMore(int partition) {
        return taken.getOrDefault(partition, 0) < read.get(partition).size();
    }

    private MessageView head(int partition) {
        return read.get(partition).get(taken.getOrDefault(partition, 0));
    }
}
