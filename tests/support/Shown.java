package support;

//SOURCES Alignment.java
//SOURCES Block.java
//SOURCES Clients.java
//SOURCES Masks.java

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a page shows of one command, held against what the command printed: the same lines, but for what {@link Masks} hides.
 *
 * <p>In which order two lines come is promised only within one stream and one partition. So the messages of each partition
 * must come in the page's order, and so must all else; how these are mixed is not compared.
 */
final class Shown {

    private static final String TALK = "";
    private static final Pattern MESSAGE = Pattern.compile(".* (?:<-|->) (\\S+-\\d+)@\\d+(?: \\(again\\))?");
    private static final Pattern EVENT = Pattern.compile("\\{.*\"topic\":\"([^\"]+)\",\"partition\":(\\d+),\"offset\":.*");

    private final List<Block.See> lines = new ArrayList<>();

    void add(Block.See line) {
        if (!Masks.isNoise(line.text())) {
            lines.add(line);
        }
    }

    /** Whether the page says what must be printed, and not just that anything may be. */
    boolean saysWhat() {
        return lines.stream().anyMatch(line -> !line.isAny());
    }

    /** Whether all of it is among what was printed so far. */
    boolean isPrinted(List<String> printed) {
        var openEnded = new ArrayList<>(lines);
        openEnded.add(new Block.See(0, Block.See.ANY));
        return alignments(openEnded, printed).stream().allMatch(Alignment::holds);
    }

    /** Where the page and what was printed differ, for people; empty when they agree. */
    List<String> differences(List<String> printed) {
        return alignments(lines, printed).stream().filter(alignment -> !alignment.holds())
                .flatMap(alignment -> alignment.sideBySide().stream()).toList();
    }

    /** The process ids that clients have in the page, with those that they have in this run. */
    Map<String, String> processIds(List<String> printed) {
        var ids = new LinkedHashMap<String, String>();
        alignments(lines, printed).stream().flatMap(alignment -> alignment.rows().stream()).filter(Alignment.Row::agrees)
                .forEach(row -> {
                    var inRun = pids(row.printed()).iterator();
                    pids(row.shown().text()).stream().filter(id -> inRun.hasNext())
                            .forEach(id -> ids.putIfAbsent(id, inRun.next()));
                });
        return ids;
    }

    private static List<String> pids(String line) {
        return Clients.NAMED.matcher(line).results().map(client -> client.group(2)).toList();
    }

    /** One for each order that is promised. */
    private static List<Alignment> alignments(List<Block.See> shown, List<String> printed) {
        var heard = printed.stream().filter(line -> !Masks.isNoise(line)).toList();
        var ofShown = sequences(shown.stream().map(Block.See::text).toList());
        var ofHeard = sequences(heard);
        return Stream.concat(ofShown.stream(), ofHeard.stream()).distinct().map(one -> new Alignment(
                only(shown, i -> shown.get(i).isAny() || ofShown.get(i).equals(one)),
                only(heard, i -> ofHeard.get(i).equals(one)))).toList();
    }

    private static <T> List<T> only(List<T> all, IntPredicate wanted) {
        return IntStream.range(0, all.size()).filter(wanted).mapToObj(all::get).toList();
    }

    private static List<String> sequences(List<String> lines) {
        var sequences = new ArrayList<String>();
        for (var line : lines) {
            sequences.add(sequence(line, sequences.isEmpty() ? TALK : sequences.get(sequences.size() - 1)));
        }
        return sequences;
    }

    /** What is indented belongs to the line above it. */
    private static String sequence(String line, String before) {
        if (line.startsWith("    ")) {
            return before;
        }
        var message = MESSAGE.matcher(line);
        if (message.matches()) {
            return message.group(1);
        }
        var event = EVENT.matcher(line);
        return event.matches() ? event.group(1) + '-' + event.group(2) : TALK;
    }
}
