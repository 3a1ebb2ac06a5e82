package cluster;

//SOURCES ../output/Level.java
//SOURCES ../output/Look.java
//SOURCES ../output/Terminal.java

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import output.Level;
import output.Look;
import output.Terminal;

/** Rows of text in columns that are as wide as their widest cell. What is wrong is red on a terminal. */
final class Table {

    private static final Pattern WRONG = Pattern.compile("\\b(LEADER IS DOWN|DOWN|NO ANSWER|NO LEADER|UNDER-REPLICATED)\\b");

    private final List<List<String>> rows = new ArrayList<>();
    private final Look look = Look.on(Terminal.Stream.STDOUT, false);

    Table(String... heading) {
        rows.add(List.of(heading));
    }

    void row(Object... cells) {
        rows.add(IntStream.range(0, cells.length).mapToObj(i -> String.valueOf(cells[i])).toList());
    }

    boolean empty() {
        return rows.size() == 1;
    }

    List<String> lines() {
        var widths = IntStream.range(0, rows.get(0).size()).map(this::width).toArray();
        return rows.stream().map(row -> IntStream.range(0, row.size()).mapToObj(i -> padded(row.get(i), widths[i]))
                .collect(Collectors.joining("  ")).stripTrailing()).map(this::marked).toList();
    }

    private String marked(String line) {
        return WRONG.matcher(line).replaceAll(wrong -> look.of(Level.ERROR, wrong.group()));
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }
}
