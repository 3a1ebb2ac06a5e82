package support;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where these tests run under nohup, or in the background of a script, Ctrl-C and a closed terminal are ignored, and whatever
 * is started inherits that. A JVM cannot take it back, not even for its children: another program does, before it becomes them.
 */
public final class Signals {

    /** The first is in GNU's coreutils since 8.31, the second wherever there is Perl, which is nearly everywhere else. */
    private static final List<List<String>> WAYS = List.of(
            List.of("env", "--default-signal=INT,HUP,QUIT"),
            List.of("perl", "-e", "$SIG{$_} = 'DEFAULT' for qw(INT HUP QUIT);"
                    + " exec { $ARGV[0] } @ARGV or die \"$ARGV[0]: $!\\n\""));

    private static final List<String> WAY = WAYS.stream().filter(Signals::works).findFirst().orElse(List.of());

    private Signals() {
    }

    /** The same command, which then gets every signal as a program in the foreground does. */
    public static List<String> byDefault(List<String> command) {
        return Stream.concat(WAY.stream(), command.stream()).toList();
    }

    /** Each way that there is on this computer, for this command. */
    public static Stream<List<String>> each(List<String> command) {
        return WAYS.stream().filter(Signals::works).map(way -> Stream.concat(way.stream(), command.stream()).toList());
    }

    private static boolean works(List<String> way) {
        try {
            var command = Stream.concat(way.stream(), Stream.of("true")).toList();
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
