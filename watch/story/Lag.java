package watch.story;

//SOURCES ../../output/SafeText.java
//SOURCES ../asking/GroupsState.java
//SOURCES ../asking/Picture.java
//SOURCES Teller.java
//SOURCES Words.java

import static watch.story.Sentence.Kind.LAG;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import output.SafeText;
import watch.asking.GroupsState.Group;
import watch.asking.Picture;

/** Groups that fall far behind, and catch up. */
final class Lag implements Teller {

    /** Whichever comes first. */
    private static final long FAR = 1000;
    private static final long FAR_MILLIS = 10_000;

    /** Both. */
    private static final long NEAR = 100;
    private static final long NEAR_MILLIS = 3000;

    private final Map<String, Far> far = new HashMap<>();

    /** @param said how many messages it was behind when that was said last */
    private record Far(long since, long most, long said) {
    }

    @Override
    public List<Said> see(Picture now) {
        return now.groups().groups().stream().filter(group -> group.behind() != null)
                .flatMap(group -> see(group, now.at())).toList();
    }

    private Stream<Said> see(Group group, long at) {
        var messages = group.behind();
        var millis = group.behindMs() == null ? 0 : group.behindMs();
        var known = far.get(group.name());
        var name = SafeText.of(group.name());
        if (known != null && messages <= NEAR && millis <= NEAR_MILLIS) {
            far.remove(group.name());
            return Stream.of(Said.info(LAG, name + " has caught up after " + Words.time(at - known.since()) + ": it was up to "
                    + Words.count(known.most(), "message") + " behind"));
        } else if (known == null && messages < FAR && (millis < FAR_MILLIS || messages == 0)) {
            return Stream.empty();
        }
        var isNews = known == null || messages > 2 * known.said();
        far.put(group.name(), new Far(known == null ? at : known.since(), Math.max(messages, known == null ? 0 : known.most()),
                isNews ? messages : known.said()));
        return isNews ? Stream.of(Said.warn(LAG, name + " is " + Words.count(messages, "message")
                + (group.behindMs() == null ? "" : ", " + Words.time(millis) + ",") + " behind")) : Stream.empty();
    }
}
