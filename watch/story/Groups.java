package watch.story;

//SOURCES ../../output/SafeText.java
//SOURCES ../asking/GroupsState.java
//SOURCES ../asking/Picture.java
//SOURCES Teller.java
//SOURCES Words.java

import static watch.story.Sentence.Kind.GROUP;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import output.SafeText;
import watch.asking.GroupsState.Group;
import watch.asking.Picture;

/** Members that come and go, and partitions that move between them. */
final class Groups implements Teller {

    private final Map<String, Before> groups = new HashMap<>();
    private boolean begun;

    private static final class Before {

        int members;
        long emptySince;
        final Map<Integer, Owned> owners = new HashMap<>();
    }

    /** @param without since when nobody has it; null while somebody does */
    private record Owned(String owner, Long without) {
    }

    private record Move(String from, String to, boolean waited) {
    }

    private static final class Moved {

        final List<Integer> partitions = new ArrayList<>();
        long longest;
    }

    @Override
    public List<Said> see(Picture now) {
        var said = new ArrayList<Said>();
        for (var group : now.groups().groups()) {
            var known = groups.get(group.name());
            var before = known == null ? new Before() : known;
            groups.put(group.name(), before);
            said.addAll(members(group, before, known == null, now.at()));
            said.addAll(moves(group, before, now));
        }
        begun |= now.groups().askedAt() != null;
        return said;
    }

    private List<Said> members(Group group, Before before, boolean isNew, long at) {
        var name = SafeText.of(group.name());
        var had = before.members;
        var has = group.members().size();
        before.members = has;
        if (isNew) {
            return begun ? List.of(Said.info(GROUP, name + " is new here, with " + Words.count(has, "member"))) : List.of();
        } else if (had > 0 && has == 0) {
            before.emptySince = at;
            return List.of(Said.warn(GROUP, name + " has no members any more"));
        } else if (had == 0 && has > 0) {
            var after = before.emptySince == 0 ? "" : " again after " + Words.time(at - before.emptySince);
            return List.of(Said.info(GROUP, name + " has " + Words.count(has, "member") + after));
        }
        return had == has ? List.of()
                : List.of(Said.info(GROUP, name + " has " + Words.count(has, "member") + ", it had " + had));
    }

    private List<Said> moves(Group group, Before before, Picture now) {
        var moves = new LinkedHashMap<Move, Moved>();
        for (var partition : group.partitions()) {
            var known = before.owners.get(partition.partition());
            var owner = partition.member();
            if (owner == null) {
                if (known != null && known.without() == null) {
                    before.owners.put(partition.partition(), new Owned(known.owner(), now.at()));
                }
                continue;
            }
            before.owners.put(partition.partition(), new Owned(owner, null));
            var from = known == null ? null : known.owner();
            var waited = known != null && known.without() != null;
            if (waited || !owner.equals(from)) {
                var moved = moves.computeIfAbsent(new Move(from, owner, waited), any -> new Moved());
                moved.partitions.add(partition.partition());
                moved.longest = Math.max(moved.longest, waited ? now.at() - known.without() : 0);
            }
        }
        return begun ? sentences(group.name(), now.topic().name(), moves) : List.of();
    }

    private static List<Said> sentences(String group, String topic, Map<Move, Moved> moves) {
        var first = new TreeMap<String, List<Integer>>();
        var said = new ArrayList<Said>();
        moves.forEach((move, moved) -> {
            var names = Words.partitions(topic, moved.partitions);
            var gap = move.waited() ? ", nobody had " + (moved.partitions.size() == 1 ? "it" : "them") + " for "
                    + Words.time(moved.longest) : "";
            if (move.from() == null) {
                first.computeIfAbsent(move.to(), any -> new ArrayList<>()).addAll(moved.partitions);
            } else if (move.from().equals(move.to())) {
                said.add(Said.info(GROUP, SafeText.of(group) + ": " + SafeText.of(move.to()) + " has " + names + " again" + gap));
            } else {
                said.add(Said.warn(GROUP, SafeText.of(group) + ": " + names + " went from " + SafeText.of(move.from()) + " to "
                        + SafeText.of(move.to()) + gap));
            }
        });
        first.forEach((owner, partitions) -> said.add(Said.info(GROUP, SafeText.of(group) + ": " + SafeText.of(owner) + " has "
                + Words.partitions(topic, partitions))));
        return said;
    }
}
