package watch.control;

//SOURCES ../../output/Place.java

import java.util.Optional;
import java.util.regex.Pattern;
import output.Place;

/**
 * What a consumer says on stderr of a message, or a batch of them, that it will try again: there is no event for that.
 *
 * @param messages in it, in the order in which they will be processed
 * @param first of them
 */
public record Failed(boolean isBatch, int messages, Place first, String reason) {

    private static final Pattern SAID = Pattern.compile("(?:batch of (\\d+) \\()?(\\S+?)-(\\d+)@(\\d+)(?: to \\S+?)?\\)? failed:"
            + " (.+); retry \\d+ of \\d+ in \\d+ ms");

    public static Optional<Failed> of(String line) {
        var said = SAID.matcher(line);
        if (!said.matches()) {
            return Optional.empty();
        }
        var first = new Place(said.group(2), Integer.parseInt(said.group(3)), Long.parseLong(said.group(4)));
        var count = said.group(1);
        return Optional.of(new Failed(count != null, count == null ? 1 : Integer.parseInt(count), first, said.group(5)));
    }
}
