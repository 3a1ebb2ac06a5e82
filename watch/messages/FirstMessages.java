package watch.messages;

//SOURCES Deadline.java
//SOURCES Merge.java
//SOURCES MessageView.java
//SOURCES Part.java
//SOURCES Scan.java

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import watch.messages.Part.Order;

/** The messages from a position on, as many as are wanted of all partitions together. */
final class FirstMessages {

    private FirstMessages() {
    }

    static Part from(Map<Integer, Long> starts, Order order, Deadline deadline) {
        var read = new TreeMap<Integer, List<MessageView>>();
        starts.keySet().forEach(partition -> read.put(partition, new ArrayList<>()));
        var scan = order.reader().scan(order.wanted().topic(), starts, order.extent().ends()).run(deadline, record -> {
            var messages = read.get(record.partition());
            messages.add(order.view(record));
            return messages.size() < order.most() ? Scan.Next.MORE : Scan.Next.OTHER_PARTITIONS;
        });
        var complete = new TreeSet<Integer>();
        starts.keySet().stream().filter(scan::isAtEnd).forEach(complete::add);
        var silent = new TreeSet<>(order.extent().silent());
        silent.addAll(scan.silent());
        read.keySet().removeAll(silent);
        return merged(read, complete, starts, scan, order, silent);
    }

    private static Part merged(Map<Integer, List<MessageView>> read, Set<Integer> complete, Map<Integer, Long> starts, Scan scan,
            Order order, Set<Integer> silent) {
        var merge = new Merge(read, complete, MessageView.BY_TIME);
        var messages = merge.first(order.count());
        var next = new TreeMap<>(starts);
        read.keySet().forEach(one -> next.put(one, merge.next(one, starts.get(one), scan.next().get(one))));
        return Part.of(messages, next, silent);
    }
}
