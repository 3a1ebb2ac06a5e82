package sending;

//SOURCES ../cli/Problem.java

import cli.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The messages for which no acknowledgement came: the first few by their ids, the others as a number. */
public final class NotAcknowledged {

    private static final int SHOWN = 10;

    private final List<Long> first = new ArrayList<>();
    private long count;
    private String reason;

    public void add(long id, String why) {
        if (count++ == 0) {
            reason = why;
        }
        if (first.size() < SHOWN) {
            first.add(id);
        }
    }

    public void check() {
        if (count > 0) {
            var ids = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
            var more = count > SHOWN ? " and " + (count - SHOWN) + " more" : "";
            throw new Problem(count + (count == 1 ? " message was" : " messages were") + " not acknowledged: id " + ids + more + " (the first: " + reason + "). Those that failed are not in the log; unknown ones may be. To send one again: --first-id ID --count 1.");
        }
    }
}
