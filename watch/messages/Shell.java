package watch.messages;

//SOURCES ../../output/SafeText.java

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import output.SafeText;

/** Words as a POSIX shell takes them, for a command that somebody copies into a terminal. */
final class Shell {

    private static final String HARMLESS = "[a-zA-Z0-9._/:@%,+=-]+";

    private Shell() {
    }

    /** Empty when a word has something in it that a terminal must not get, quoted or not. */
    static Optional<String> command(List<String> words) {
        return words.stream().allMatch(word -> SafeText.whole(word).equals(word))
                ? Optional.of(words.stream().map(Shell::word).collect(Collectors.joining(" "))) : Optional.empty();
    }

    private static String word(String text) {
        return text.matches(HARMLESS) ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
