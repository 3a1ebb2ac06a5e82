package watch.control;

//SOURCES ../../output/SafeText.java

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import output.SafeText;

/** The last lines of a program, of each as much as can be read. */
final class LastLines {

    private static final int MOST = 200;
    private static final int LONGEST = 2000;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == MOST) {
            lines.removeFirst();
        }
        lines.add(line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...");
    }

    synchronized List<String> shown() {
        return lines.stream().map(SafeText::whole).toList();
    }
}
