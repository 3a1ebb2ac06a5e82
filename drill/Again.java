package drill;

/** Why a message was processed once more than needed: each is what "at least once" allows. */
public enum Again {

    /** Its reader was killed before it had committed, and who took over read it again. */
    AFTER_KILL("again after a kill"),

    /** Its partition moved, or was taken from a member that had been silent, before the commit. */
    AFTER_REBALANCE("again after a rebalance"),

    /** It is in the log twice: the producer sent it once more. */
    WRITTEN_TWICE("written twice");

    private final String words;

    Again(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
