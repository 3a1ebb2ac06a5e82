package drill.report;

//SOURCES ../ledger/Timeline.java
//SOURCES Counts.java

import drill.ledger.Timeline;
import drill.ledger.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * All that a drill which was carried out to its end has found, and how every report for people words it.
 *
 * @param asked the faults that were asked for, by name
 * @param leftOut faults that did not happen, each with its reason
 * @param tornLines how often a program was killed in the middle of a line
 * @param catchUp how long the groups took to the end after the last message was sent
 */
public record Findings(long seed, String rate, List<String> asked, List<String> leftOut, Verdict verdict, Timeline timeline,
        long tornLines, Duration lasted, Duration catchUp) {

    private static final DateTimeFormatter ZERO = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    /** The verdict in a sentence, with what was done. */
    String sentence() {
        return text("%s: %s. (%s)", headline().toUpperCase(Locale.ROOT), String.join("; ", reasons()), circumstances());
    }

    String headline() {
        return verdict.held() ? "The promise held" : "The promise did not hold";
    }

    String circumstances() {
        var count = timeline.incidents().size();
        var faults = count == 0 ? "no faults" : count == 1 ? "1 fault" : count + " faults";
        return text("seed %d, %s messages/s, %s, %d s", seed, rate, faults, lasted.toSeconds());
    }

    /** What all times in the reports, and in what the drill said, are counted from. */
    String zero() {
        return "Times count from the start of the programs: "
                + ZERO.format(Instant.ofEpochMilli(timeline.beganAt()).atZone(ZoneId.systemDefault()));
    }

    /** What the headline rests on, each a sentence without its capital and its full stop. */
    List<String> reasons() {
        return verdict.held() ? List.of(held()) : broken();
    }

    private String held() {
        return text("each of the %,d acknowledged messages was processed by both groups, in order", verdict.acked());
    }

    private List<String> broken() {
        var wrong = new ArrayList<String>();
        verdict.groups().stream().filter(group -> group.lost() > 0).map(this::lost).forEach(wrong::add);
        verdict.groups().stream().filter(group -> group.outOfOrder() > 0).map(Findings::outOfOrder).forEach(wrong::add);
        if (verdict.outOfOrder() > 0) {
            wrong.add(messages(verdict.outOfOrder()) + " in the log behind a later one of the same producer");
        }
        if (verdict.failedFound() > 0) {
            wrong.add(messages(verdict.failedFound()) + " in the log, though said to have failed");
        }
        if (verdict.hasForbiddenCopies()) {
            wrong.add(text("an idempotent producer must write nothing twice, and the log has %,d %s too many",
                    verdict.writtenTwice(), verdict.writtenTwice() == 1 ? "copy" : "copies"));
        }
        return wrong;
    }

    private static String outOfOrder(Verdict.Group group) {
        return text("%s processed by %s after a later one of the same partition", messages(group.outOfOrder()), group.name());
    }

    private static String messages(long count) {
        return text("%,d %s", count, count == 1 ? "message" : "messages");
    }

    private String lost(Verdict.Group group) {
        var ids = group.firstLost().stream().map(String::valueOf).collect(Collectors.joining(", "));
        var more = group.lost() > group.firstLost().size() ? " ..." : "";
        var gone = text("; %,d of them by no group, so they are gone from the log", group.lostByAll());
        return text("%,d of %,d acknowledged messages never processed by %s (ids %s%s%s)", group.lost(), verdict.acked(),
                group.name(), ids, more, group.lostByAll() == 0 ? "" : gone);
    }

    Counts counts() {
        return new Counts(verdict);
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** How long after something: "+9.1 s"; empty where there is nothing to tell. */
    static String after(OptionalLong millis) {
        return millis.isPresent() ? "+" + seconds(millis.getAsLong()) : "";
    }

    static String seconds(long millis) {
        return text("%.1f s", millis / 1e3);
    }

    /** "0: 9.1 s, 2: 8.8 s". */
    static String gaps(Map<Integer, Long> gaps) {
        return gaps.entrySet().stream().map(gap -> gap.getKey() + ": " + seconds(gap.getValue()))
                .collect(Collectors.joining(", "));
    }
}
