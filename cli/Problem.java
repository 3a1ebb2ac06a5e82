package cli;

/** Something the user can act on: the message is a whole sentence, shown without a stack trace. Ends the program with 1. */
public final class Problem extends RuntimeException {

    public Problem(String sentence) {
        super(sentence);
    }

    public Problem(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
