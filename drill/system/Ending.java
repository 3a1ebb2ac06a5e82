package drill.system;

/**
 * How a program ended, compared with what the drill had asked of it.
 *
 * @param toSend how many messages a producer had to send, or {@link #NO_END} for a program that works until it is stopped
 * @param acked how many messages it said were acknowledged
 * @param notAcked how many it said were not
 * @param brokersWereBroken whether something was wrong with the brokers while it was asked to stop
 */
public record Ending(Asked asked, int exitCode, long toSend, long acked, long notAcked, boolean brokersWereBroken) {

    public static final long NO_END = -1;

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    /** What the drill last did to a program. */
    public enum Asked { TO_WORK, TO_STOP, TO_DIE }

    /** Whether it ended as asked: otherwise the drill was not carried out as planned. */
    public boolean isInOrder() {
        return hasSentItsShare() || switch (asked) {
            case TO_WORK -> false;
            case TO_STOP -> exitCode == DONE || exitCode == TERMINATED || exitCode == FAILED && mayHaveFailed();
            case TO_DIE -> exitCode == KILLED;
        };
    }

    private boolean hasSentItsShare() {
        return toSend != NO_END && acked + notAcked == toSend && exitCode == (notAcked == 0 ? DONE : FAILED);
    }

    /** A producer ends with 1 when it counted a message as not acknowledged, a consumer when its last commit found no broker. */
    private boolean mayHaveFailed() {
        return notAcked > 0 || brokersWereBroken;
    }

    /** "ended by itself, with exit code 137" */
    @Override
    public String toString() {
        var sent = toSend == NO_END ? "" : ", after " + (acked + notAcked) + " of " + toSend + " messages";
        return switch (asked) {
            case TO_WORK -> "ended by itself, with exit code " + exitCode + sent;
            case TO_STOP -> "was asked to stop and ended with exit code " + exitCode + " instead of " + TERMINATED;
            case TO_DIE -> "was killed and ended with exit code " + exitCode + " instead of " + KILLED;
        };
    }
}
