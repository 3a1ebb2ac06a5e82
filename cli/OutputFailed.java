package cli;

import java.io.IOException;

/** Standard output did not take what was written: what it should have shown counts as not processed. */
public final class OutputFailed extends RuntimeException {

    public OutputFailed(IOException cause) {
        super("Standard output does not take any more (" + cause.getMessage() + "): what it did not show is not processed, and is read again.", cause);
    }

    /** The reader of a pipe went away, as {@code head} does: no reason to say anything. */
    boolean closedPipe() {
        return getCause().getMessage() != null && getCause().getMessage().contains("Broken pipe");
    }
}
