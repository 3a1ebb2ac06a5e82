package figures;

import java.util.List;
import java.util.Locale;

/** A row of the table: what was measured, what came out, and what it is to be. */
public record Row(String what, String figure, String wanted) {

    static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }

    static double highest(List<Double> figures) {
        return figures.stream().mapToDouble(one -> one).max().orElseThrow();
    }

    static double mean(List<Double> figures) {
        return figures.stream().mapToDouble(one -> one).average().orElseThrow();
    }

    /** "0.97 (0.93 to 1.01)" */
    static String medianAndRange(String format, List<Double> figures) {
        return text(format + " (" + format + " to " + format + ")", median(figures),
                figures.stream().mapToDouble(one -> one).min().orElseThrow(), highest(figures));
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public String toString() {
        return "| " + what + " | " + figure + " | " + wanted + " |";
    }
}
