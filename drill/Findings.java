package drill;

//SOURCES Timeline.java
//SOURCES Verdict.java

import java.time.Duration;
import java.util.List;

/**
 * All that a drill which was carried out to its end has found.
 *
 * @param asked the faults that were asked for, by name
 * @param leftOut faults that did not happen, each with its reason
 * @param tornLines how often a program was killed in the middle of a line
 * @param catchUp how long the groups took to the end after the last message was sent
 */
public record Findings(long seed, String rate, List<String> asked, List<String> leftOut, Verdict verdict, Timeline timeline, long tornLines, Duration lasted, Duration catchUp) { }
