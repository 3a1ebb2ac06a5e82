package drill.ledger;

//SOURCES Incident.java
//SOURCES Verdict.java

import drill.ledger.Verdict.Duplicate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What happened when: counts by second, and the faults with what each of them cost. */
public final class Timeline {

    private static final int SECOND = 1000;

    /** A pause in a partition that somebody would notice. */
    private static final long GAP = 500;

    private final long origin;
    private final Counts acked = new Counts();
    private final Gaps ackGaps = new Gaps();
    private final List<Counts> processed;
    private final List<Gaps> processingGaps;
    private final List<Incident> incidents = new ArrayList<>();

    Timeline(long origin, int groups) {
        this.origin = origin;
        this.processed = IntStream.range(0, groups).mapToObj(group -> new Counts()).toList();
        this.processingGaps = IntStream.range(0, groups).mapToObj(group -> new Gaps()).toList();
    }

    // --- what happens

    void acked(int partition, long at) {
        acked.add(at - origin);
        var gap = ackGaps.before(partition, at);
        if (gap >= GAP) {
            last(at, incident -> incident.affects(Incident.BROKERS))
                    .ifPresent(incident -> incident.gap(partition, gap, at - origin));
        }
    }

    /** A message for the first time, by the group of this number and name. */
    void processed(int group, String name, int partition, long at) {
        processed.get(group).add(at - origin);
        var gap = processingGaps.get(group).before(partition, at);
        if (gap >= GAP) {
            causes(name, at - gap, at).forEach(incident -> incident.processingGap(name, partition, gap));
        }
    }

    /** The faults that were there while the group stood still; when all had been mended before, the last of them. */
    private List<Incident> causes(String group, long from, long to) {
        Predicate<Incident> suspect = incident -> incident.affects(group) || incident.affects(Incident.BROKERS);
        var during = incidents.stream().filter(suspect).filter(incident -> incident.began() <= to - origin
                && (!incident.isMended() || incident.mended() >= from - origin)).toList();
        return during.isEmpty() ? last(to, suspect).stream().toList() : during;
    }

    void duplicate(String group, Duplicate why, long at) {
        Predicate<Incident> suspect = why == Duplicate.AFTER_KILL ? incident -> incident.affects(group)
                : incident -> incident.affects(group) || incident.affects(Incident.BROKERS);
        last(at, suspect).ifPresent(Incident::duplicate);
    }

    Incident began(String fault, String what, Set<String> affected, long at) {
        var incident = new Incident(fault, what, affected, at - origin);
        incidents.add(incident);
        return incident;
    }

    void mended(Incident incident, long at) {
        incident.mended(at - origin);
    }

    private Optional<Incident> last(long at, Predicate<Incident> suspect) {
        return incidents.stream().filter(incident -> incident.began() <= at - origin).filter(suspect)
                .reduce((first, second) -> second);
    }

    // --- what has happened

    /** The zero of all times in here, as milliseconds since 1970. */
    public long beganAt() {
        return origin;
    }

    public List<Incident> incidents() {
        return incidents;
    }

    public int seconds() {
        return Math.max(acked.seconds, processed.stream().mapToInt(counts -> counts.seconds).max().orElse(0));
    }

    public long[] ackedBySecond() {
        return Arrays.copyOf(acked.bySecond, seconds());
    }

    /** Without those that the group had processed before. */
    public long[] processedBySecond(int group) {
        return Arrays.copyOf(processed.get(group).bySecond, seconds());
    }

    /** At the end of each second, how many messages were acknowledged that the group had not processed. */
    public long[] lagBySecond(int group) {
        var acked = ackedBySecond();
        var processed = processedBySecond(group);
        var lag = new long[acked.length];
        var behind = 0L;
        for (var second = 0; second < lag.length; second++) {
            behind += acked[second] - processed[second];
            lag[second] = Math.max(0, behind);
        }
        return lag;
    }

    /** How long after a fault's beginning no group was further behind than before it; empty when none ever was. */
    public OptionalLong caughtUp(Incident incident) {
        return IntStream.range(0, processed.size()).mapToLong(group -> caughtUp(incident, lagBySecond(group)))
                .filter(millis -> millis > 0).max();
    }

    private long caughtUp(Incident incident, long[] lag) {
        var acked = ackedBySecond();
        var from = (int) (incident.began() / SECOND);
        if (lag.length == 0) {
            return 0;
        }
        var before = lag[Math.max(0, Math.min(from, lag.length) - 1)];
        var until = (int) ((incident.isMended() ? incident.mended() : incident.began()) / SECOND);
        var enough = before + acked[Math.max(0, Math.min(from, lag.length) - 1)];
        var worse = false;
        for (var second = from; second < lag.length; second++) {
            worse |= lag[second] > enough;
            if (second > until && lag[second] <= enough) {
                return worse ? (second + 1L) * SECOND - incident.began() : 0;
            }
        }
        return 0;
    }

    /** How long it is that something happened in each partition. */
    private static final class Gaps {

        private long[] last = new long[16];

        /** Since the time before this one; 0 when there was none. */
        long before(int partition, long at) {
            last = partition < last.length ? last : Arrays.copyOf(last, 2 * partition);
            var before = last[partition];
            last[partition] = Math.max(before, at);
            return before == 0 ? 0 : at - before;
        }
    }

    /** How often something happened in each second. */
    private static final class Counts {

        /** A week: an event that claims to be of later, by whatever clock, must not cost memory for all the time until then. */
        private static final int MOST = 7 * 24 * 3600;

        private long[] bySecond = new long[64];
        private int seconds;

        void add(long millis) {
            var second = (int) Math.min(MOST - 1, Math.max(0, millis) / SECOND);
            if (second >= bySecond.length) {
                bySecond = Arrays.copyOf(bySecond, 2 * second);
            }
            bySecond[second]++;
            seconds = Math.max(seconds, second + 1);
        }
    }
}
