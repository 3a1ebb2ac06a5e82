package drill.ledger;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** A fault that happened: from when to when, in milliseconds since the drill began, and what it cost. */
public final class Incident {

    public static final String BROKERS = "brokers";
    public static final String PRODUCERS = "producers";

    private static final long NOT_YET = -1;

    private final String fault;
    private final String what;
    private final Set<String> affected;
    private final long began;
    private final Map<Integer, Long> gaps = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> processingGaps = new TreeMap<>();
    private long mended = NOT_YET;
    private long ackedAgain = NOT_YET;
    private long duplicates;

    Incident(String fault, String what, Set<String> affected, long began) {
        this.fault = fault;
        this.what = what;
        this.affected = affected;
        this.began = began;
    }

    void mended(long at) {
        mended = at;
    }

    /** Messages of this partition were acknowledged again at this time, after a gap this long. */
    void gap(int partition, long millis, long at) {
        gaps.merge(partition, millis, Math::max);
        ackedAgain = Math.max(ackedAgain, at - began);
    }

    void processingGap(String group, int partition, long millis) {
        processingGaps.computeIfAbsent(group, first -> new TreeMap<>()).merge(partition, millis, Math::max);
    }

    void duplicate() {
        duplicates++;
    }

    /** Whether it affects brokers, producers, or the group of this name: a duplicate is put down to a fault that can cause it. */
    boolean affects(String whom) {
        return affected.contains(whom);
    }

    /** Its name, as --faults has it. */
    public String fault() {
        return fault;
    }

    /** In words: "broker 2 killed". */
    public String what() {
        return what;
    }

    public long began() {
        return began;
    }

    public boolean isMended() {
        return mended != NOT_YET;
    }

    public long mended() {
        return mended;
    }

    /** From its beginning until all worked again. */
    public OptionalLong lasted() {
        return isMended() ? OptionalLong.of(mended - began) : OptionalLong.empty();
    }

    /** By partition, the longest time without an acknowledgement, where that was long enough to be noticed. */
    public Map<Integer, Long> gaps() {
        return gaps;
    }

    /** By partition, the longest time in which this group processed nothing new, where that was long enough to be noticed. */
    public Map<Integer, Long> processingGaps(String group) {
        return processingGaps.getOrDefault(group, Map.of());
    }

    /** From the fault until all partitions that it stopped were acknowledged again: a new leader has answered. */
    public OptionalLong ackedAgain() {
        return ackedAgain == NOT_YET ? OptionalLong.empty() : OptionalLong.of(ackedAgain);
    }

    /** How many messages were processed once more because of it. */
    public long duplicates() {
        return duplicates;
    }
}
