package drill.report;

//SOURCES ../ledger/Verdict.java

import drill.ledger.Verdict.Duplicate;
import drill.ledger.Verdict.Group;
import drill.ledger.Verdict.Writes;
import drill.ledger.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Every number of a verdict, with what it counts, under the one name that all reports for people give it. */
record Counts(Verdict verdict) {

    /** What a number says about the promise. */
    enum Rule { ANY_NUMBER, MUST_BE_ZERO }

    /** One number of the producers, or one of each group. */
    record Row(String name, String meaning, Rule rule, List<Long> numbers) {

        boolean breaks(long number) {
            return rule == Rule.MUST_BE_ZERO && number != 0;
        }

        boolean isBroken() {
            return numbers.stream().anyMatch(this::breaks);
        }
    }

    List<String> groups() {
        return verdict.groups().stream().map(Group::name).toList();
    }

    /** What the producers wrote: one number in each row. */
    List<Row> written() {
        var copies = verdict.writes() == Writes.IDEMPOTENT ? Rule.MUST_BE_ZERO : Rule.ANY_NUMBER;
        return List.of(
                written("acknowledged", "a broker said so: each group must process it", Rule.ANY_NUMBER, verdict.acked()),
                written("failed", "its producer said that it is not in the log", Rule.ANY_NUMBER, verdict.failed()),
                written("unknown", "its producer said that it may be in the log", Rule.ANY_NUMBER, verdict.unknown()),
                written("in the log, not acknowledged", "unknown, or its producer was killed before it could say",
                        Rule.ANY_NUMBER, verdict.unacknowledgedFound()),
                written("in the log, failed", "said not to be there, and yet it is", Rule.MUST_BE_ZERO, verdict.failedFound()),
                written("written twice", "copies in the log, beyond the first of each message", copies, verdict.writtenTwice()),
                written("written out of order", "in the log behind a message that its producer sent later",
                        Rule.MUST_BE_ZERO, verdict.outOfOrder()));
    }

    private static Row written(String name, String meaning, Rule rule, long number) {
        return new Row(name, meaning, rule, List.of(number));
    }

    /** What the groups processed: in each row a number of each group. */
    List<Row> processed() {
        var rows = new ArrayList<>(List.of(
                processed("processed", "each message counted once", Rule.ANY_NUMBER, Group::processed),
                processed("lost", "acknowledged, and never processed", Rule.MUST_BE_ZERO, Group::lost),
                processed("processed out of order", "only after a message that lies behind it in the log",
                        Rule.MUST_BE_ZERO, Group::outOfOrder)));
        for (var why : Duplicate.values()) {
            rows.add(processed(why.words(), meaning(why), Rule.ANY_NUMBER, group -> group.duplicates().get(why)));
        }
        rows.add(processed("skipped", "could not be decoded", Rule.ANY_NUMBER, Group::skipped));
        rows.add(processed("dead-lettered", "could not be processed, and was put aside", Rule.ANY_NUMBER, Group::deadLettered));
        return rows;
    }

    private static String meaning(Duplicate why) {
        return switch (why) {
            case AFTER_KILL -> "its reader was killed before the commit";
            case AFTER_REBALANCE -> "its partition went to another reader before the commit";
            case WRITTEN_TWICE -> "the group read each copy in the log";
        };
    }

    private Row processed(String name, String meaning, Rule rule, ToLongFunction<Group> number) {
        return new Row(name, meaning, rule, verdict.groups().stream().map(number::applyAsLong).toList());
    }
}
