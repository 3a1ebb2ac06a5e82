package watch.story;

//SOURCES ../asking/Picture.java
//SOURCES ../asking/TopicState.java
//SOURCES Teller.java
//SOURCES Words.java

import static watch.story.Sentence.Kind.SYNC;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import watch.asking.Picture;
import watch.asking.TopicState.Partition;

/** Copies that fall behind, and come up again. */
final class InSync implements Teller {

    private final Map<Integer, Missing> partitions = new HashMap<>();

    /** @param since when the first of them was missed */
    private record Missing(Set<Integer> brokers, Long since) {

        static final Missing NONE = new Missing(Set.of(), null);
    }

    @Override
    public List<Said> see(Picture now) {
        var least = now.topic().minInSync() == null ? 0 : now.topic().minInSync();
        var shrunk = new TreeMap<String, List<Integer>>();
        var closed = new ArrayList<Integer>();
        var whole = new ArrayList<Integer>();
        var longest = 0L;
        for (var partition : now.topic().partitions()) {
            var missing = missing(partition);
            var before = partitions.getOrDefault(partition.partition(), Missing.NONE);
            if (missing.equals(before.brokers())) {
                continue;
            }
            partitions.put(partition.partition(), missing.isEmpty() ? Missing.NONE
                    : new Missing(missing, before.since() == null ? Long.valueOf(now.at()) : before.since()));
            if (missing.isEmpty()) {
                whole.add(partition.partition());
                longest = Math.max(longest, now.at() - before.since());
            } else if (!before.brokers().containsAll(missing)) {
                shrunk.computeIfAbsent(Words.brokers(missing), any -> new ArrayList<>()).add(partition.partition());
                if (partition.inSync().size() < least) {
                    closed.add(partition.partition());
                }
            }
        }
        return sentences(now.topic().name(), shrunk, closed, whole, longest);
    }

    private static Set<Integer> missing(Partition partition) {
        var missing = new TreeSet<>(partition.replicas());
        partition.inSync().forEach(missing::remove);
        return missing;
    }

    private static List<Said> sentences(String topic, Map<String, List<Integer>> shrunk, List<Integer> closed,
            List<Integer> whole, long longest) {
        var said = new ArrayList<Said>();
        shrunk.forEach((brokers, partitions) -> said.add(Said.warn(SYNC, "the " + (partitions.size() == 1 ? "copy" : "copies")
                + " of " + Words.partitions(topic, partitions) + " on " + brokers
                + (partitions.size() == 1 ? " is" : " are") + " not in sync")));
        if (!closed.isEmpty()) {
            said.add(Said.fault(SYNC, Words.partitions(topic, closed) + (closed.size() == 1 ? " has" : " have")
                    + " fewer copies in sync than min.insync.replicas asks for: nothing can be written there with acks=all"));
        }
        if (!whole.isEmpty()) {
            said.add(Said.info(SYNC, "all copies of " + Words.partitions(topic, whole) + " are in sync again after "
                    + Words.time(longest)));
        }
        return said;
    }
}
