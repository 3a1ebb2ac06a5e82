package support;

//SOURCES Json.java
//SOURCES Lab.java
//SOURCES Program.java
//SOURCES Wait.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A lesson as a user runs it, with all that its programs printed in a file, so that a test can count by itself. */
public record Lesson(Program program, Path events) {

    private static final String CONCLUSION = "What happened in this run";

    /** For a terminal. */
    public static Lesson start(Lab lab, String data, String name) {
        return start(lab, data, name, new String[0]);
    }

    /** As Watch gives it for its page, but for the time to read. */
    public static Lesson startForPage(Lab lab, String data, String name) {
        return start(lab, data, name, "--for-page", "--no-pauses");
    }

    private static Lesson start(Lab lab, String data, String name, String... more) {
        var events = lab.file(name + "-" + System.nanoTime() + ".events");
        var words = Stream.concat(Stream.of("--lesson", name, "--data", data, "--events", events.toString()), Stream.of(more));
        return new Lesson(lab.plain("Watch.java", words.toArray(String[]::new)), events);
    }

    /** Until it has said this of what it does. */
    public Lesson awaitAct(String part) {
        program.await("it does '" + part + "'", () -> acts().anyMatch(act -> act.get("act").toString().contains(part)));
        return this;
    }

    public int exitCode() {
        return program.exitCode();
    }

    // --- what it concludes, in its own words

    /** What it printed for the page: each with its kind, its time and its text. */
    public List<Map<String, Object>> told() {
        return program.output().lines().map(Json::object).toList();
    }

    /** The texts of this kind. */
    public List<String> told(String kind) {
        return told().stream().filter(line -> line.get("kind").equals(kind)).map(line -> line.get("text").toString()).toList();
    }

    /** When each program printed what was shown of it, line by line; what it said to its user has another time. */
    public Map<String, List<Long>> timesOfLines() {
        return told().stream().filter(line -> line.get("kind").equals("event"))
                .filter(line -> !line.get("text").toString().contains(": says: "))
                .collect(Collectors.groupingBy(line -> line.get("text").toString().replaceFirst(":.*", ""),
                        Collectors.mapping(line -> (Long) line.get("at"), Collectors.toList())));
    }

    /** The texts alone, where it printed for the page. */
    private String text() {
        var output = program.output();
        return !output.startsWith("{") ? output
                : told().stream().map(line -> line.get("text").toString()).collect(Collectors.joining("\n"));
    }

    /** As one line. */
    public String conclusion() {
        var text = text();
        var at = text.indexOf(CONCLUSION);
        return at < 0 ? "" : text.substring(at).replaceAll("\\s+", " ");
    }

    /** The figures that stand where the pattern has groups. */
    public List<String> figures(String pattern) {
        var found = Pattern.compile(pattern).matcher(conclusion());
        if (!found.find()) {
            throw new AssertionError("no '" + pattern + "' in: " + conclusion() + "\n" + program);
        }
        var figures = new ArrayList<String>();
        for (var group = 1; group <= found.groupCount(); group++) {
            figures.add(found.group(group));
        }
        return figures;
    }

    // --- what its programs printed

    private List<Map<String, Object>> lines() {
        try {
            var text = Files.exists(events) ? Files.readString(events) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Json::object).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Map<String, Object>> acts() {
        return lines().stream().filter(line -> line.containsKey("act"));
    }

    /** When it did, or saw, this. */
    public long at(String part) {
        return acts().filter(act -> act.get("act").toString().contains(part)).map(act -> (Long) act.get("at")).findFirst()
                .orElseThrow(() -> new AssertionError("it never did '" + part + "': " + program));
    }

    /** "9.3" */
    public String seconds(String from, String to) {
        return seconds(at(to) - at(from));
    }

    public static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1e3);
    }

    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> events(String who, String event) {
        return lines().stream().filter(line -> line.get("program").equals(who) && line.containsKey("event"))
                .map(line -> (Map<String, Object>) line.get("event")).filter(one -> one.get("event").equals(event)).toList();
    }

    public long said(String who, String part) {
        return lines().stream().filter(line -> line.get("program").equals(who) && line.containsKey("said"))
                .filter(line -> line.get("said").toString().contains(part)).count();
    }

    public Set<Long> ids(String who, String event) {
        return ids(who, event, any -> true);
    }

    /** Of those events whose time is as asked for. */
    public Set<Long> ids(String who, String event, Predicate<Long> when) {
        return events(who, event).stream().filter(one -> when.test((Long) one.get("at"))).map(one -> (Long) one.get("id"))
                .collect(Collectors.toSet());
    }

    public static Set<Long> both(Collection<Long> some, Collection<Long> others) {
        var both = new HashSet<>(some);
        both.retainAll(others);
        return both;
    }

    public static Set<Long> without(Collection<Long> all, Collection<Long> some) {
        var rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** The longest time between two acknowledgements of a partition. */
    public String longestPause(String who, long partition) {
        return longestPause(who, "acked", one -> one.get("partition").equals(partition));
    }

    /** The same between two of any such events. */
    public String longestPause(String who, String event, Predicate<Map<String, Object>> some) {
        var times = events(who, event).stream().filter(some).map(one -> (Long) one.get("at"))
                .sorted(Comparator.naturalOrder()).toList();
        var longest = 0L;
        for (var i = 1; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        return seconds(longest);
    }

    @Override
    public String toString() {
        return program.toString();
    }
}
