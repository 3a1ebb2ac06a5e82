package support;

//SOURCES Block.java
//SOURCES Masks.java

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a page shows beside what was printed, laid so that as many lines as can be agree. */
final class Alignment {

    /** Of a line that has no counterpart the other half is null; of what {@code ...} stands for, too. */
    record Row(Block.See shown, String printed, boolean isWrong) {

        boolean agrees() {
            return shown != null && printed != null && !isWrong;
        }

        @Override
        public String toString() {
            return String.format("%s %4s %-70s | %s", isWrong ? WRONG : " ", shown == null ? "" : String.valueOf(shown.line()),
                    shown == null ? "" : shown.text(), printed == null ? "" : printed).stripTrailing();
        }
    }

    /** How a row begins that differs. */
    static final String WRONG = "!";

    /** How many lines before and after a difference show where it is. */
    private static final int CONTEXT = 3;

    /** A line of the page that was not printed is worse than one that was printed and is not in the page: it says more. */
    private static final int NOT_PRINTED = 2;
    private static final int NOT_SHOWN = 1;

    private final List<Block.See> shown;
    private final List<String> printed;
    private final boolean[][] same;

    /** How much has no counterpart, from these lines on. */
    private final int[][] wrong;

    Alignment(List<Block.See> shown, List<String> printed) {
        this.shown = shown;
        this.printed = printed;
        this.same = same(shown, printed);
        this.wrong = new int[shown.size() + 1][printed.size() + 1];
        for (var i = shown.size(); i >= 0; i--) {
            for (var j = printed.size(); j >= 0; j--) {
                wrong[i][j] = leastWrong(i, j);
            }
        }
    }

    boolean holds() {
        return wrong[0][0] == 0;
    }

    List<Row> rows() {
        var rows = new ArrayList<Row>();
        var i = 0;
        var j = 0;
        while (i < shown.size() || j < printed.size()) {
            var isAny = i < shown.size() && shown.get(i).isAny();
            if (isSame(i, j) && wrong[i][j] == wrong[i + 1][j + 1]) {
                rows.add(new Row(shown.get(i++), printed.get(j++), false));
            } else if (isAny && j < printed.size() && wrong[i][j] == wrong[i][j + 1]) {
                rows.add(new Row(null, printed.get(j++), false));
            } else if (isAny && wrong[i][j] == wrong[i + 1][j]) {
                rows.add(new Row(shown.get(i++), null, false));
            } else if (i < shown.size() && wrong[i][j] == NOT_PRINTED + wrong[i + 1][j]) {
                rows.add(new Row(shown.get(i++), null, true));
            } else {
                rows.add(new Row(null, printed.get(j++), true));
            }
        }
        return rows;
    }

    /** The rows that differ, and those around them. */
    List<String> sideBySide() {
        var rows = rows();
        return IntStream.range(0, rows.size())
                .filter(i -> rows.subList(Math.max(0, i - CONTEXT), Math.min(rows.size(), i + CONTEXT + 1)).stream()
                        .anyMatch(Row::isWrong))
                .mapToObj(i -> rows.get(i).toString()).toList();
    }

    private int leastWrong(int i, int j) {
        if (i == shown.size()) {
            return NOT_SHOWN * (printed.size() - j);
        }
        var isAny = shown.get(i).isAny();
        var least = wrong[i + 1][j] + (isAny ? 0 : NOT_PRINTED);
        if (j < printed.size()) {
            least = Math.min(least, wrong[i][j + 1] + (isAny ? 0 : NOT_SHOWN));
            least = isSame(i, j) ? Math.min(least, wrong[i + 1][j + 1]) : least;
        }
        return least;
    }

    private boolean isSame(int i, int j) {
        return i < shown.size() && j < printed.size() && same[i][j];
    }

    private static boolean[][] same(List<Block.See> shown, List<String> printed) {
        var masked = printed.stream().map(Masks::masked).toList();
        var same = new boolean[shown.size()][printed.size()];
        for (var i = 0; i < shown.size(); i++) {
            var pattern = pattern(shown.get(i).text());
            for (var j = 0; j < masked.size(); j++) {
                same[i][j] = !shown.get(i).isAny() && pattern.matcher(masked.get(j)).matches();
            }
        }
        return same;
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(Arrays.stream(Masks.masked(text).split(Pattern.quote(Block.See.ANY), -1)).map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }
}
