package drill;

//SOURCES Again.java

import java.util.List;
import java.util.Map;

/**
 * What the drill found.
 *
 * @param acked what the brokers acknowledged, and so what must have been processed by every group
 * @param failed what producers said is certainly not in the log
 * @param unknown what producers said may be in the log
 * @param unacknowledgedFound never acknowledged, and yet in the log: unknown, or sent by a producer that was killed
 * @param failedFound said to be certainly not in the log, and there it was
 * @param outOfOrder in the log behind a message that the same producer process sent later to the same partition
 */
public record Verdict(long acked, long failed, long unknown, long unacknowledgedFound, long failedFound, long outOfOrder, List<Group> groups) {

    /**
     * What one consumer group did.
     *
     * @param processed how many messages, each counted once
     * @param lost acknowledged and never processed
     * @param lostByAll of those, what no other group processed either: so they are gone from the log
     * @param firstLost the first few ids of those
     * @param outOfOrder first processed after a message that lies behind it in the log
     */
    public record Group(String name, long processed, long lost, long lostByAll, List<Long> firstLost, long outOfOrder, Map<Again, Long> again,
            long skipped, long deadLettered, long foreign) {

        boolean keptThePromise() {
            return lost == 0 && outOfOrder == 0;
        }

        public long duplicates() {
            return again.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public boolean held() {
        return failedFound == 0 && outOfOrder == 0 && groups.stream().allMatch(Group::keptThePromise);
    }

    public long lost() {
        return groups.stream().mapToLong(Group::lost).max().orElse(0);
    }
}
