package compare;

//SOURCES Unit.java

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What came of a contest.
 *
 * @param our one figure a round
 * @param their by contender, in the same order
 */
public record Result(String what, Unit unit, List<Double> our, Map<String, List<Double>> their) {

    /** Rows of a table: what, ours, what it is compared with, and the ratio, each the median of the rounds. */
    public String rows() {
        if (their.isEmpty()) {
            return row(what, unit.of(median(our)), "", "");
        }
        return their.entrySet().stream()
                .map(other -> row(what, unit.of(median(our)), other.getKey() + ": " + unit.of(median(other.getValue())),
                        String.format(Locale.ROOT, "%.2f", median(ratios(other.getValue())))))
                .collect(Collectors.joining("\n"));
    }

    private List<Double> ratios(List<Double> others) {
        return IntStream.range(0, our.size()).mapToObj(round -> our.get(round) / others.get(round)).toList();
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }
}
