package watch.messages;

//SOURCES Deadline.java
//SOURCES Extent.java
//SOURCES Merge.java
//SOURCES MessageView.java
//SOURCES Part.java
//SOURCES Scan.java

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import watch.messages.Part.Order;

/** The last messages. Offsets may have none: so it goes back in steps that grow, until it has found enough. */
final class LastMessages {

    private static final int GROWTH = 4;

    private final Order order;
    private final Deadline deadline;
    private final Map<Integer, List<MessageView>> read = new TreeMap<>();

    /** Up to where it has gone back. */
    private final Map<Integer, Long> starts;

    /** Those of which it has found more than it keeps. */
    private final Set<Integer> cut = new TreeSet<>();

    private LastMessages(Order order, Deadline deadline) {
        this.order = order;
        this.deadline = deadline;
        this.starts = new TreeMap<>(order.extent().ends());
        starts.keySet().forEach(partition -> read.put(partition, new ArrayList<>()));
    }

    static Part of(Order order, Deadline deadline) {
        return new LastMessages(order, deadline).part();
    }

    private Part part() {
        var steps = stepsBack(order.most());
        for (var step = (long) order.most(); !steps.isEmpty() && prepend(steps); steps = stepsBack(step)) {
            step *= GROWTH;
        }
        var complete = new TreeSet<>(starts.keySet());
        complete.removeIf(one -> cut.contains(one) || starts.get(one) > order.extent().begins().get(one));
        var silent = new TreeSet<>(order.extent().silent());
        read.keySet().stream().filter(one -> read.get(one).isEmpty() && !complete.contains(one)).forEach(silent::add);
        read.keySet().removeAll(silent);
        read.values().forEach(Collections::reverse);
        var messages = new Merge(read, complete, MessageView.BY_TIME.reversed()).first(order.count());
        return Part.of(messages, order.extent().ends(), silent);
    }

    /** Of the partitions of which more is wanted, and is there. */
    private Map<Integer, Long> stepsBack(long step) {
        var froms = new TreeMap<Integer, Long>();
        starts.forEach((partition, start) -> {
            var begin = order.extent().begins().get(partition);
            if (read.get(partition).size() < order.most() && start > begin) {
                froms.put(partition, Math.max(begin, start - step));
            }
        });
        return froms;
    }

    /** False when the time was too short for some: they are left as they were, or there would be a gap. */
    private boolean prepend(Map<Integer, Long> froms) {
        var found = new TreeMap<Integer, Deque<MessageView>>();
        froms.keySet().forEach(partition -> found.put(partition, new ArrayDeque<>()));
        var scan = order.reader().scan(order.wanted().topic(), froms, starts).run(deadline, record -> {
            var last = found.get(record.partition());
            last.add(order.view(record));
            if (last.size() > order.most()) {
                last.remove();
                cut.add(record.partition());
            }
            return Scan.Next.MORE;
        });
        var isAtEnd = scan.isAtEnd();
        found.keySet().stream().filter(scan::isAtEnd).toList().forEach(partition -> {
            var all = new ArrayList<>(found.get(partition));
            all.addAll(read.get(partition));
            read.put(partition, all);
            starts.put(partition, froms.get(partition));
        });
        return isAtEnd;
    }
}
