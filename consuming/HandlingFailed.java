package consuming;

/** These messages are not processed: they are to be read again. */
public final class HandlingFailed extends Exception {

    public HandlingFailed(String reason) {
        super(reason);
    }

    public HandlingFailed(String reason, Throwable cause) {
        super(reason, cause);
    }
}
