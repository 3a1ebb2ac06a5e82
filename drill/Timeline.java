package drill;

//SOURCES Again.java
//SOURCES Incident.java
//SOURCES Longs.java

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What happened when: counts by second, and the faults with what each of them cost. */
public final class Timeline {

    private static final int SECOND = 1000;

    /** A pause in a partition's acknowledgements that somebody would notice. */
    private static final long GAP = 500;

    private final long origin;
    private final Longs acked = new Longs();
    private final Longs[] processed;
    private final List<Incident> incidents = new ArrayList<>();
    private final Longs lastAck = new Longs();
    private int seconds;

    Timeline(long origin, int groups) {
        this.origin = origin;
        this.processed = IntStream.range(0, groups).mapToObj(group -> new Longs()).toArray(Longs[]::new);
    }

    // --- what happens

    void acked(int partition, long at) {
        count(acked, at);
        var before = lastAck.get(partition);
        lastAck.set(partition, at);
        if (before != 0 && at - before >= GAP) {
            last(at, incident -> incident.hurts(Incident.BROKERS)).ifPresent(incident -> incident.gap(partition, at - before, at - origin));
        }
    }

    void processed(int group, long at) {
        count(processed[group], at);
    }

    void again(String group, Again why, long at) {
        Predicate<Incident> suspect = why == Again.AFTER_KILL ? incident -> incident.hurts(group) : incident -> incident.hurts(group) || incident.hurts(Incident.BROKERS);
        last(at, suspect).ifPresent(Incident::again);
    }

    Incident began(String fault, String what, Set<String> hurt, long at) {
        var incident = new Incident(fault, what, hurt, at - origin);
        incidents.add(incident);
        return incident;
    }

    void mended(Incident incident, long at) {
        incident.mended(at - origin);
    }

    private void count(Longs counts, long at) {
        var second = (int) (Math.max(0, at - origin) / SECOND);
        counts.set(second, counts.get(second) + 1);
        seconds = Math.max(seconds, second + 1);
    }

    private Optional<Incident> last(long at, Predicate<Incident> suspect) {
        return incidents.stream().filter(incident -> incident.began() <= at - origin).filter(suspect).reduce((first, second) -> second);
    }

    // --- what has happened

    public List<Incident> incidents() {
        return incidents;
    }

    public int seconds() {
        return seconds;
    }

    public long[] ackedBySecond() {
        return bySecond(acked);
    }

    /** Without those that the group had processed before. */
    public long[] processedBySecond(int group) {
        return bySecond(processed[group]);
    }

    /** At the end of each second, how many messages were acknowledged that the group had not processed. */
    public long[] lagBySecond(int group) {
        var lag = new long[seconds];
        var behind = 0L;
        for (var second = 0; second < seconds; second++) {
            behind += acked.get(second) - processed[group].get(second);
            lag[second] = Math.max(0, behind);
        }
        return lag;
    }

    /** How long after a fault's beginning every group was again no further behind than before; empty when it never was further. */
    public OptionalLong caughtUp(Incident incident) {
        return IntStream.range(0, processed.length).mapToLong(group -> caughtUp(incident, lagBySecond(group))).filter(millis -> millis > 0).max();
    }

    private long caughtUp(Incident incident, long[] lag) {
        var from = (int) (incident.began() / SECOND);
        var before = lag[Math.max(0, Math.min(from, seconds) - 1)];
        var until = (int) ((incident.isMended() ? incident.mended() : incident.began()) / SECOND);
        var enough = before + acked.get(Math.max(0, from - 1));
        var worse = false;
        for (var second = from; second < seconds; second++) {
            worse |= lag[second] > enough;
            if (second > until && lag[second] <= enough) {
                return worse ? (second + 1L) * SECOND - incident.began() : 0;
            }
        }
        return 0;
    }

    private long[] bySecond(Longs counts) {
        return IntStream.range(0, seconds).mapToLong(counts::get).toArray();
    }
}
