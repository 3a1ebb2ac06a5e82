package drill;

//SOURCES Again.java
//SOURCES Findings.java
//SOURCES Incident.java
//SOURCES Verdict.java

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The findings in words, as every report has them. */
final class Words {

    private final Findings findings;
    private final Verdict verdict;

    Words(Findings findings) {
        this.findings = findings;
        this.verdict = findings.verdict();
    }

    /** What it comes to, in one or a few sentences. */
    String verdict() {
        return (verdict.held() ? held() : broken()) + " (" + circumstances() + ")";
    }

    String circumstances() {
        var faults = findings.timeline().incidents().size();
        return String.format(Locale.ROOT, "seed %d, %s messages/s, %s, %d s", findings.seed(), findings.rate(), faults == 0 ? "no faults" : faults == 1 ? "1 fault" : faults + " faults", findings.lasted().toSeconds());
    }

    private String held() {
        return String.format(Locale.ROOT, "THE PROMISE HELD: each of the %,d acknowledged messages was processed by both groups, in order.", verdict.acked());
    }

    private String broken() {
        var wrong = new ArrayList<String>();
        verdict.groups().stream().filter(group -> group.lost() > 0).map(this::lost).forEach(wrong::add);
        verdict.groups().stream().filter(group -> group.outOfOrder() > 0)
                .map(group -> String.format(Locale.ROOT, "%s processed %,d messages after a later one of their partition", group.name(), group.outOfOrder())).forEach(wrong::add);
        if (verdict.outOfOrder() > 0) {
            wrong.add(String.format(Locale.ROOT, "%,d messages lie in the log behind a later one of their producer", verdict.outOfOrder()));
        }
        if (verdict.failedFound() > 0) {
            wrong.add(String.format(Locale.ROOT, "%,d messages that were said to have failed are in the log", verdict.failedFound()));
        }
        return "THE PROMISE DID NOT HOLD: " + String.join("; ", wrong) + ".";
    }

    private String lost(Verdict.Group group) {
        var ids = group.firstLost().stream().map(String::valueOf).collect(Collectors.joining(", "));
        var gone = group.lostByAll() == 0 ? "" : String.format(Locale.ROOT, "; %,d of them by no group, so they are gone from the log", group.lostByAll());
        return String.format(Locale.ROOT, "%,d of %,d acknowledged messages were never processed by %s (ids %s%s%s)", group.lost(), verdict.acked(), group.name(), ids,
                group.lost() > group.firstLost().size() ? " ..." : "", gone);
    }

    /** What became of the messages, by group: the same in every report for people. */
    List<Row> rows() {
        var rows = new ArrayList<>(List.of(row("acknowledged", group -> verdict.acked()), row("processed", Verdict.Group::processed),
                row("lost", Verdict.Group::lost).asJudged(), row("out of order", Verdict.Group::outOfOrder).asJudged()));
        for (var why : Again.values()) {
            rows.add(row(why.words(), group -> group.again().get(why)));
        }
        rows.add(row("skipped", Verdict.Group::skipped));
        rows.add(row("dead-lettered", Verdict.Group::deadLettered));
        return rows;
    }

    private Row row(String name, ToLongFunction<Verdict.Group> number) {
        return new Row(name, verdict.groups().stream().map(group -> String.format(Locale.ROOT, "%,d", number.applyAsLong(group))).toList(), false);
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

    static String seconds(OptionalLong millis) {
        return millis.isPresent() ? seconds(millis.getAsLong()) : "";
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    /** "0: 9.1 s, 2: 8.8 s". */
    static String gaps(Incident incident) {
        return incident.gaps().entrySet().stream().map(gap -> gap.getKey() + ": " + seconds(gap.getValue())).collect(Collectors.joining(", "));
    }
}
