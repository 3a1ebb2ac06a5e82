package watch.story;

//SOURCES ../asking/GroupsState.java
//SOURCES ../asking/Pace.java
//SOURCES ../asking/Picture.java
//SOURCES Sentence.java

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import watch.asking.GroupsState;
import watch.asking.Pace;
import watch.asking.Picture;
import watch.story.Sentence.Kind;
import watch.story.Sentence.Level;

/** The last 15 minutes in numbers, one of each a second. */
public final class Plot {

    private static final int STEP = 1000;
    private static final int MOST = 900;
    private static final int MOST_GROUPS = 12;

    /** Each partition of each group would be too much: of the first groups, and of these the first ones. */
    private static final int MOST_BY_PARTITION = 4;
    private static final int MOST_PARTITIONS = 8;

    private final Deque<Point> points = new ArrayDeque<>();
    private final Deque<Mark> marks = new ArrayDeque<>();
    private final List<Mark> newMarks = new ArrayList<>();

    /** @param inSync how many copies of all partitions are in sync */
    public record Point(long at, Double written, Integer inSync, Map<String, OfGroup> groups) {

        private Point at(long time) {
            return new Point(time, written, inSync, groups);
        }

        private static Point unknown(long time) {
            return new Point(time, null, null, Map.of());
        }
    }

    /** @param partitions how far behind in each; without those of which it is not known */
    public record OfGroup(Double committed, Long behind, Map<Integer, Long> partitions) {

        private static final OfGroup UNKNOWN = new OfGroup(null, null, Map.of());
    }

    public record Mark(long at, Level level, String text) {
    }

    public record All(int step, long from, List<Double> written, List<Integer> inSync, Map<String, AllOfGroup> groups,
            List<Mark> marks) {
    }

    public record AllOfGroup(List<Double> committed, List<Long> behind, Map<Integer, List<Long>> partitions) {
    }

    /**
     * A second that nobody asked in has the numbers of the next one, because rates are averages since then; but not when that
     * comes much later, as after a computer has slept.
     */
    public void add(Picture now) {
        var point = point(now, now.at() / STEP * STEP);
        if (points.isEmpty() || point.at() - points.getLast().at() > MOST * STEP) {
            points.clear();
            points.add(point);
        }
        for (var at = points.getLast().at() + STEP; at <= point.at(); at += STEP) {
            points.add(point.at() - at > Pace.HOLDS ? Point.unknown(at) : point.at(at));
        }
        while (points.size() > MOST) {
            points.removeFirst();
        }
        while (!marks.isEmpty() && marks.getFirst().at() < points.getFirst().at()) {
            marks.removeFirst();
        }
    }

    private static Point point(Picture now, long at) {
        var partitions = now.topic().partitions();
        var groups = new LinkedHashMap<String, OfGroup>();
        now.groups().groups().stream().limit(MOST_GROUPS).forEach(group -> {
            var isOfNow = isOfNow(group.askedAt(), now);
            groups.put(group.name(), new OfGroup(group.committedPerSecond(), isOfNow ? group.behind() : null,
                    isOfNow && groups.size() < MOST_BY_PARTITION ? byPartition(group) : Map.of()));
        });
        var isKnown = partitions.stream().anyMatch(partition -> partition.perSecond() != null);
        var inSync = partitions.stream().mapToInt(partition -> partition.inSync().size()).sum();
        return new Point(at, isKnown ? Double.valueOf(Math.round(now.topic().perSecond() * 10) / 10.0) : null,
                partitions.isEmpty() || !isOfNow(now.topic().askedAt(), now) ? null : Integer.valueOf(inSync), groups);
    }

    private static boolean isOfNow(Long askedAt, Picture now) {
        return askedAt != null && now.at() - askedAt <= Pace.HOLDS;
    }

    private static Map<Integer, Long> byPartition(GroupsState.Group group) {
        return group.partitions().stream().limit(MOST_PARTITIONS).filter(one -> one.behind() != null)
                .collect(Collectors.toMap(GroupsState.Partition::partition, GroupsState.Partition::behind));
    }

    /** What is wrong, except lag, and whatever moves in the groups. */
    public void mark(List<Sentence> told) {
        told.stream().filter(Plot::isMarked).map(one -> new Mark(one.at(), one.level(), one.text())).forEach(mark -> {
            marks.add(mark);
            newMarks.add(mark);
        });
        while (marks.size() > MOST) {
            marks.removeFirst();
        }
    }

    private static boolean isMarked(Sentence sentence) {
        return sentence.kind() == Kind.GROUP || sentence.level() != Level.INFO && sentence.kind() != Kind.LAG;
    }

    /** Those since it was asked last. */
    public List<Mark> newMarks() {
        var taken = List.copyOf(newMarks);
        newMarks.clear();
        return taken;
    }

    public Point newest() {
        return points.peekLast();
    }

    public All all() {
        var names = new TreeSet<String>();
        points.forEach(point -> names.addAll(point.groups().keySet()));
        var groups = new LinkedHashMap<String, AllOfGroup>();
        names.stream().limit(MOST_GROUPS).forEach(name ->
                groups.put(name, all(point -> point.groups().getOrDefault(name, OfGroup.UNKNOWN))));
        return new All(STEP, points.isEmpty() ? 0 : points.getFirst().at(), each(Point::written), each(Point::inSync), groups,
                List.copyOf(marks));
    }

    private AllOfGroup all(Function<Point, OfGroup> group) {
        var numbers = new TreeSet<Integer>();
        points.forEach(point -> numbers.addAll(group.apply(point).partitions().keySet()));
        var partitions = new LinkedHashMap<Integer, List<Long>>();
        numbers.forEach(number -> partitions.put(number, each(point -> group.apply(point).partitions().get(number))));
        return new AllOfGroup(each(point -> group.apply(point).committed()), each(point -> group.apply(point).behind()),
                partitions);
    }

    private <T> List<T> each(Function<Point, T> number) {
        var all = new ArrayList<T>(points.size());
        points.forEach(point -> all.add(number.apply(point)));
        return all;
    }
}
