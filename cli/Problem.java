package cli;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Something the user can act on: the message is a whole sentence, shown without a stack trace. Ends the program with 1. */
public final class Problem extends RuntimeException {

    public Problem(String sentence) {
        super(sentence);
    }

    public Problem(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** Throws all that went wrong as one. */
    @SafeVarargs
    public static void requireNone(Optional<String>... sentences) {
        var all = Stream.of(sentences).flatMap(Optional::stream).collect(Collectors.joining(" "));
        if (!all.isEmpty()) {
            throw new Problem(all);
        }
    }
}
