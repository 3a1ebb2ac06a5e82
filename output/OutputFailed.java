package output;

import java.io.IOException;

/** Standard output did not take what was written: what it should have shown counts as not processed. */
public final class OutputFailed extends RuntimeException {

    public OutputFailed(IOException cause) {
        this(cause, " What a consumer did not show is read again; what a producer did not show may be in the log.");
    }

    /** @param consequence what that means, after a space; may be empty */
    OutputFailed(IOException cause, String consequence) {
        super("Standard output does not take any more (" + cause.getMessage() + "), so this ends here." + consequence, cause);
    }

    /** The reader of a pipe went away, as {@code head} does: no reason to say anything. */
    public boolean closedPipe() {
        return getCause().getMessage() != null && getCause().getMessage().contains("Broken pipe");
    }
}
