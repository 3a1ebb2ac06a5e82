package drill.ledger;

import java.util.List;
import java.util.Map;

/**
 * Whether the promise held, and the numbers that this rests on.
 *
 * @param writes what the producers' settings promise about copies in the log
 * @param acked what the brokers acknowledged, and so what must have been processed by every group
 * @param failed what producers said is certainly not in the log
 * @param unknown what producers said may be in the log
 * @param unacknowledgedFound never acknowledged, and yet in the log: unknown, or sent by a producer that was killed
 * @param failedFound said to be certainly not in the log, and there it was
 * @param outOfOrder in the log behind a message that the same producer process sent later to the same partition
 * @param writtenTwice copies in the log beyond the first of each message
 */
public record Verdict(Writes writes, long acked, long failed, long unknown, long unacknowledgedFound, long failedFound,
        long outOfOrder, long writtenTwice, List<Group> groups) {

    /** What a producer's retry may do: write a message once more, or nothing, because the broker knows it already. */
    public enum Writes { AT_LEAST_ONCE, IDEMPOTENT }

    /** Why a message was processed once more than needed: each is what "at least once" allows. */
    public enum Duplicate {

        /** Its reader was killed before it had committed, and its successor read it again. */
        AFTER_KILL("again after a kill"),

        /** Its partition moved, or was taken from a member that had been silent, before the commit. */
        AFTER_REBALANCE("again after a rebalance"),

        /** It is in the log twice: the producer sent it once more. */
        WRITTEN_TWICE("again, as it is written twice");

        private final String words;

        Duplicate(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * What one consumer group did.
     *
     * @param processed how many messages, each counted once
     * @param lost acknowledged and never processed
     * @param lostByAll of those, what no other group processed either: so they are gone from the log
     * @param firstLost the first few ids of those
     * @param outOfOrder first processed after a message that lies behind it in the log; read as written is no disorder
     */
    public record Group(String name, long processed, long lost, long lostByAll, List<Long> firstLost, long outOfOrder,
            Map<Duplicate, Long> duplicates, long skipped, long deadLettered, long foreign) {

        boolean keptThePromise() {
            return lost == 0 && outOfOrder == 0;
        }

        public long allDuplicates() {
            return duplicates.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public boolean held() {
        return failedFound == 0 && outOfOrder == 0 && !hasForbiddenCopies() && groups.stream().allMatch(Group::keptThePromise);
    }

    public boolean hasForbiddenCopies() {
        return writes == Writes.IDEMPOTENT && writtenTwice > 0;
    }

    public long lost() {
        return groups.stream().mapToLong(Group::lost).max().orElse(0);
    }
}
