package cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How to start a program of ours, said so that the command works where it is read: as the one that says it was started. */
public final class Launch {

    /** Set by our jbang script: how it was called. */
    private static final String JBANG = "AT_LEAST_ONCE_JBANG";

    private Launch() {
    }

    /** The command for a script and its arguments: "Cluster.java status". */
    public static String command(String words) {
        return command(Optional.ofNullable(System.getenv(JBANG)), words);
    }

    /** @param jbang our script beside the programs, as it was called; none when an installed JBang started this program */
    public static String command(Optional<String> jbang, String words) {
        return jbang.map(script -> beside(real(script), words)).orElse("jbang " + words);
    }

    private static String beside(String jbang, String words) {
        var slash = jbang.lastIndexOf('/') + 1;
        var folder = jbang.substring(0, slash);
        var here = folder.isEmpty() || folder.equals("./");
        return here ? "./" + word(jbang.substring(slash)) + " " + words : word(jbang) + " " + word(folder) + words;
    }

    /** A link to the script may stand in a folder that has no programs. */
    private static String real(String jbang) {
        try {
            return Files.isSymbolicLink(Path.of(jbang)) ? Path.of(jbang).toRealPath().toString() : jbang;
        } catch (IOException e) {
            return jbang;
        }
    }

    /** As a shell takes it for one word. */
    public static String word(String text) {
        return text.replaceAll("[\\x00-\\x7f&&[^\\w./+:@%,=-]]", "\\\\$0");
    }
}
