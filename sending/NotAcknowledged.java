package sending;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The messages for which no acknowledgement came: the first few by their ids, the others as a number. */
final class NotAcknowledged {

    private static final int SHOWN = 10;

    private final List<Long> first = new ArrayList<>();
    private long count;
    private String reason;

    void add(long id, String why) {
        if (count++ == 0) {
            reason = why;
        }
        if (first.size() < SHOWN) {
            first.add(id);
        }
    }

    Optional<String> sentence() {
        if (count == 0) {
            return Optional.empty();
        }
        var ids = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
        var more = count > SHOWN ? " and " + (count - SHOWN) + " more" : "";
        return Optional.of(count + (count == 1 ? " message was" : " messages were") + " not acknowledged: id " + ids + more
                + " (the first: " + reason + "). Those that failed are not in the log; unknown ones may be."
                + " To send one again: --first-id ID --count 1.");
    }
}
