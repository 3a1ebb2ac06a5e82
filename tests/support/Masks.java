package support;

//SOURCES Clients.java

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What of a line differs from run to run, and says nothing about whether the page is right. */
final class Masks {

    private record Mask(Pattern varies, String instead) {

        Mask(String varies, String instead) {
            this(Pattern.compile(varies), instead);
        }

        String applied(String line) {
            return varies.matcher(line).replaceAll(instead);
        }
    }

    private static final String NUMBER = "(?<![\\w.,@-])\\d[\\d,]*(?:\\.\\d+)?";

    /** In this order: what is longer comes first. */
    private static final List<Mask> MASKS = List.of(
            // a program's escapes are for the eye
            new Mask("\\x1b\\[[\\d;]*m", ""),
            new Mask("^bash: line \\d+: ", "bash: "),
            new Mask("/(?:home|Users)/\\w+", "~"),
            // the speed is not said where a run was too short to have one
            new Mask(" in " + NUMBER + " s: " + NUMBER + " msg/s, " + NUMBER + " MB/s", ""),
            new Mask("\\b(p[\\d.]+|max) " + NUMBER, "$1 <ms>"),
            new Mask("\"(p[\\d.]+|max)\":[\\d.]+", "\"$1\":<ms>"),
            new Mask("\"(at|createdAt|millis|latencyMillis)\":\\d+", "\"$1\":<ms>"),
            new Mask(NUMBER + " (?:msg|messages)/s", "<rate>"),
            new Mask(NUMBER + " ?(?:[kKMG]i?)?B(/s)?\\b", "<size>"),
            new Mask("\\d{4}-\\d\\d-\\d\\d", "<date>"),
            new Mask("\\b\\d?\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?Z?(?!\\w|:\\d)", "<time>"),
            new Mask(NUMBER + " ?(?:ns|us|ms|s|min|h|seconds?|minutes?|hours?)(?![\\w/])", "<duration>"),
            new Mask(Clients.NAMED.pattern(), "$1-<host>-<pid>"),
            new Mask("\\b(up|pid|process) +\\d+", "$1 <pid>"),
            new Mask("\\bseed -?\\d+", "seed <seed>"),
            new Mask("(?<![\\w-])(?=[\\w-]*\\d)(?=[\\w-]*[A-Z])[\\w-]{22}(?![\\w-])", "<id>"),
            // columns are as wide as what stands in them
            new Mask("\\s+", " "));

    /** A shell tells of its jobs, and JBang of what it fetches and builds, only now and then; an empty line says nothing. */
    private static final List<Pattern> NOISE = Stream.of(
                    "\\s*",
                    "\\[\\d+\\][-+]?\\s+(\\d+|(Done|Exit|Killed|Terminated|Interrupt|Running)\\b.*)",
                    "(bash: line \\d+: +)?\\d+ (Killed|Terminated|Interrupt)\\b.*",
                    "\\[jbang\\] .*",
                    "Fetching JBang .*")
            .map(Pattern::compile).toList();

    private Masks() {
    }

    static String masked(String line) {
        var masked = line;
        for (var mask : MASKS) {
            masked = mask.applied(masked);
        }
        return masked.stripTrailing();
    }

    static boolean isNoise(String line) {
        return NOISE.stream().anyMatch(noise -> noise.matcher(line).matches());
    }
}
