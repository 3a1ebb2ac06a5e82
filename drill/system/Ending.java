package drill.system;

//SOURCES ../ledger/Ledger.java

import drill.ledger.Ledger.Said;

/**
 * How a program ended, compared with what the drill had asked of it.
 *
 * @param toSend how many messages a producer had to send, or {@link #NO_END} for a program that works until it is stopped
 * @param said what it printed
 */
public record Ending(Asked asked, int exitCode, long toSend, Said said) {

    public static final long NO_END = -1;

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    /** What the drill last did to a program: to leave is to stop while others go on, and to die is to be killed. */
    public enum Asked { TO_WORK, TO_LEAVE, TO_STOP, TO_DIE }

    /** Whether it ended as asked: otherwise the drill was not carried out as planned. */
    public boolean isInOrder() {
        return hasSentItsShare() || switch (asked) {
            case TO_WORK -> false;
            // its last commit may fail, as brokers are down or the group is moving its partitions: then it ends with 1
            case TO_LEAVE -> exitCode == DONE || exitCode == TERMINATED || exitCode == FAILED && said.summarized();
            case TO_STOP -> exitCode == DONE || exitCode == TERMINATED || exitCode == FAILED && hasCountedFailures();
            case TO_DIE -> exitCode == KILLED;
        };
    }

    private boolean hasSentItsShare() {
        return toSend != NO_END && said.acked() + said.notAcked() == toSend && exitCode == (said.notAcked() == 0 ? DONE : FAILED);
    }

    /** One that could not stop in time ends with 1 as well, but without a summary. */
    private boolean hasCountedFailures() {
        return said.summarized() && said.notAcked() > 0;
    }

    /** "ended by itself, with exit code 137" */
    @Override
    public String toString() {
        var sent = toSend == NO_END ? "" : ", after " + (said.acked() + said.notAcked()) + " of " + toSend + " messages";
        return switch (asked) {
            case TO_WORK -> "ended by itself, with exit code " + exitCode + sent;
            case TO_LEAVE, TO_STOP -> "was asked to stop and ended with exit code " + exitCode + " instead of " + TERMINATED;
            case TO_DIE -> "was killed and ended with exit code " + exitCode + " instead of " + KILLED;
        };
    }
}
