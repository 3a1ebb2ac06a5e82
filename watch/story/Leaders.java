package watch.story;

//SOURCES ../asking/ClusterState.java
//SOURCES ../asking/Picture.java
//SOURCES ../asking/TopicState.java
//SOURCES Teller.java
//SOURCES Words.java

import static watch.story.Sentence.Kind.LEADER;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import watch.asking.ClusterState.Presence;
import watch.asking.Picture;
import watch.asking.TopicState.Partition;

/** Who leads the partitions, and how long nobody did that answered. */
final class Leaders implements Teller {

    private final Map<Integer, Led> partitions = new HashMap<>();

    /**
     * @param leader  the last one that there was
     * @param began   since when it is known to lead and answer, or was elected
     * @param without since when there is none that answers; null while one does
     */
    private record Led(Integer leader, long began, Long without) {
    }

    /** What has happened to a partition; what has happened to several is one sentence. */
    private record Change(Integer from, Integer to, boolean waited) {
    }

    private static final class Changed {

        final List<Integer> partitions = new ArrayList<>();
        long longest;
    }

    @Override
    public List<Said> see(Picture now) {
        var changes = new LinkedHashMap<Change, Changed>();
        now.topic().partitions().forEach(partition -> see(partition, now, changes));
        return changes.entrySet().stream().map(entry -> said(now.topic().name(), entry.getKey(), entry.getValue())).toList();
    }

    private void see(Partition partition, Picture now, Map<Change, Changed> changes) {
        var before = partitions.get(partition.partition());
        var waits = before != null && before.without() != null;
        var isOther = before != null && !waits && !Objects.equals(partition.leader(), before.leader());
        var began = before == null ? 0 : isOther ? now.at() : before.began();
        var without = without(partition, now, began);
        if (without == null) {
            partitions.put(partition.partition(), new Led(partition.leader(), waits ? now.at() : began, null));
            if (waits || isOther) {
                add(changes, new Change(before.leader(), partition.leader(), waits), partition.partition(),
                        waits ? now.at() - before.without() : 0);
            }
        } else if (!waits) { // else it goes on waiting, also for another leader that does not answer either
            var last = before != null && partition.leader() == null ? before.leader() : partition.leader();
            partitions.put(partition.partition(), new Led(last, began, without));
            add(changes, new Change(partition.leader(), null, true), partition.partition(), 0);
        }
    }

    /**
     * Since when the partition is without a leader that answers. A leader that was elected after the brokers were last listed
     * counts as there: that list cannot know better.
     */
    private static Long without(Partition partition, Picture now, long began) {
        if (partition.leader() == null) {
            return now.at();
        }
        var askedAt = now.cluster().askedAt();
        return now.cluster().broker(partition.leader()).filter(broker -> broker.state() != Presence.UP)
                .filter(broker -> askedAt == null || askedAt >= began)
                .map(broker -> Math.max(broker.since(), began)).orElse(null);
    }

    private static void add(Map<Change, Changed> changes, Change change, int partition, long waited) {
        var changed = changes.computeIfAbsent(change, any -> new Changed());
        changed.partitions.add(partition);
        changed.longest = Math.max(changed.longest, waited);
    }

    private static Said said(String topic, Change change, Changed changed) {
        var names = Words.partitions(topic, changed.partitions);
        var one = changed.partitions.size() == 1;
        if (change.to() == null) {
            return Said.fault(LEADER, names + (change.from() == null ? (one ? " has" : " have") + " no leader"
                    : (one ? " waits for its leader, broker " : " wait for their leader, broker ") + change.from()));
        } else if (!change.waited()) {
            return Said.info(LEADER,
                    "broker " + change.to() + " leads " + names + " now, before that it was broker " + change.from());
        }
        var gap = names + " had no leader that answered for " + Words.time(changed.longest) + "; ";
        return Said.warn(LEADER, gap + (change.to().equals(change.from()) ? "broker " + change.to() + " leads again"
                : "broker " + change.to() + (one ? " leads it now" : " leads them now")));
    }
}
