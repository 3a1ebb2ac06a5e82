package watch.control;

import java.util.Set;

/**
 * A program as the page shows it.
 *
 * @param exit null while it has none
 * @param says its last line on stderr; null for none
 */
public record ProgramState(String name, String program, String group, String options, String state, Integer exit, long startedAt,
        Counts counts, Set<Integer> partitions, String says) {

    public record Counts(long acknowledged, long processed, long again, long skipped, long deadLetters) { }
}
