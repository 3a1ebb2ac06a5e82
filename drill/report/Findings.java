package drill.report;

//SOURCES ../ledger/Timeline.java

import drill.ledger.Incident;
import drill.ledger.Timeline;
import drill.ledger.Verdict;
import drill.ledger.Verdict.Duplicate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
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

    /** The verdict in a sentence, with what was done. */
    String sentence() {
        return (verdict.held() ? held() : broken()) + " (" + circumstances() + ")";
    }

    private String circumstances() {
        var count = timeline.incidents().size();
        var faults = count == 0 ? "no faults" : count == 1 ? "1 fault" : count + " faults";
        return text("seed %d, %s messages/s, %s, %d s", seed, rate, faults, lasted.toSeconds());
    }

    private String held() {
        return text("THE PROMISE HELD: each of the %,d acknowledged messages was processed by both groups, in order.",
                verdict.acked());
    }

    private String broken() {
        var wrong = new ArrayList<String>();
        verdict.groups().stream().filter(group -> group.lost() > 0).map(this::lost).forEach(wrong::add);
        verdict.groups().stream().filter(group -> group.outOfOrder() > 0).map(Findings::outOfOrder).forEach(wrong::add);
        if (verdict.outOfOrder() > 0) {
            wrong.add(text("%,d messages lie in the log behind a later one of their producer", verdict.outOfOrder()));
        }
        if (verdict.failedFound() > 0) {
            wrong.add(text("%,d messages that were said to have failed are in the log", verdict.failedFound()));
        }
        if (verdict.hasForbiddenCopies()) {
            wrong.add(text("an idempotent producer must write nothing twice, and the log has %,d copies too many",
                    verdict.writtenTwice()));
        }
        return "THE PROMISE DID NOT HOLD: " + String.join("; ", wrong) + ".";
    }

    private static String outOfOrder(Verdict.Group group) {
        return text("%s processed %,d messages after a later one of their partition", group.name(), group.outOfOrder());
    }

    private String lost(Verdict.Group group) {
        var ids = group.firstLost().stream().map(String::valueOf).collect(Collectors.joining(", "));
        var more = group.lost() > group.firstLost().size() ? " ..." : "";
        var gone = text("; %,d of them by no group, so they are gone from the log", group.lostByAll());
        return text("%,d of %,d acknowledged messages were never processed by %s (ids %s%s%s)", group.lost(), verdict.acked(),
                group.name(), ids, more, group.lostByAll() == 0 ? "" : gone);
    }

    /** What became of the messages, by group. */
    List<Row> rows() {
        var rows = new ArrayList<>(List.of(row("acknowledged", group -> verdict.acked()),
                row("processed", Verdict.Group::processed), row("lost", Verdict.Group::lost).asJudged(),
                row("out of order", Verdict.Group::outOfOrder).asJudged()));
        for (var why : Duplicate.values()) {
            rows.add(row(why.words(), group -> group.duplicates().get(why)));
        }
        rows.add(row("skipped", Verdict.Group::skipped));
        rows.add(row("dead-lettered", Verdict.Group::deadLettered));
        return rows;
    }

    private Row row(String name, ToLongFunction<Verdict.Group> number) {
        return new Row(name, verdict.groups().stream().map(group -> text("%,d", number.applyAsLong(group))).toList(), false);
    }

    /**
     * One number of each group, under a name.
     *
     * @param judged the verdict rests on it
     */
    record Row(String name, List<String> numbers, boolean judged) {

        Row asJudged() {
            return new Row(name, numbers, true);
        }
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static String seconds(OptionalLong millis) {
        return millis.isPresent() ? seconds(millis.getAsLong()) : "";
    }

    static String seconds(long millis) {
        return text("%.1f s", millis / 1e3);
    }

    /** "0: 9.1 s, 2: 8.8 s". */
    static String gaps(Incident incident) {
        return incident.gaps().entrySet().stream().map(gap -> gap.getKey() + ": " + seconds(gap.getValue()))
                .collect(Collectors.joining(", "));
    }
}
