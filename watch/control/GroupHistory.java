package watch.control;

//SOURCES Actor.java
//SOURCES Life.java

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who of a group had which partition, how its members ended, and how far it has committed. */
final class GroupHistory {

    private static final int MOST = 5000;
    private static final int ALL = -1;

    private final Deque<Turn> turns = new ArrayDeque<>();
    private final Map<Integer, Long> committed = new HashMap<>();

    /** What befell a member. A kill ends it before it can commit what it has processed. */
    enum Kind { CAME, WENT, KILLED }

    private record Turn(long at, Actor who, Kind kind, int partition) { }

    void came(long at, Actor who, int partition) {
        add(new Turn(at, who, Kind.CAME, partition));
    }

    void went(long at, Actor who, int partition) {
        add(new Turn(at, who, Kind.WENT, partition));
    }

    void killed(long at, Actor who) {
        add(new Turn(at, who, Kind.KILLED, ALL));
    }

    private void add(Turn turn) {
        if (turns.size() == MOST) {
            turns.removeFirst();
        }
        turns.add(turn);
    }

    /** The group goes on from this offset. */
    void committed(int partition, long offset) {
        committed.merge(partition, offset, Math::max);
    }

    boolean hasCommitted(int partition, long offset) {
        return committed.getOrDefault(partition, 0L) > offset;
    }

    /** Why the group has processed a message a second time; empty where nothing that was seen explains it. */
    Optional<String> why(int partition, Life.Step first, Life.Step second) {
        if (second.committed()) {
            return Optional.empty(); // then somebody has set its offsets back
        }
        Predicate<Turn> between = turn -> turn.at >= first.at() && turn.at <= second.at();
        var isTakenOver = has(between.and(turn -> turn.kind == Kind.CAME && turn.partition == partition
                && turn.who.equals(second.who())));
        if (has(between.and(turn -> turn.kind == Kind.KILLED && turn.who.equals(first.who()))) && isTakenOver) {
            return Optional.of("killed before its commit");
        } else if (has(between.and(turn -> turn.kind == Kind.WENT && turn.partition == partition
                && turn.who.equals(first.who()))) && isTakenOver) {
            return Optional.of("partition " + partition + (first.who().equals(second.who()) ? " was taken from it and came back"
                    : " went from " + first.who().name() + " to " + second.who().name()));
        }
        return Optional.empty();
    }

    private boolean has(Predicate<Turn> wanted) {
        return turns.stream().anyMatch(wanted);
    }
}
