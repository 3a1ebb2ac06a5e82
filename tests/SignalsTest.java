//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Signals.java

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import support.Signals;

/** What is started by a program that ignores signals gets them nevertheless. */
@Tag("unit")
class SignalsTest {

    @ParameterizedTest
    @CsvSource({"INT, 130", "HUP, 129", "QUIT, 131"})
    void aSignalThatIsIgnoredByWhoStartsItReachesAProgram(String signal, int exit) throws Exception {
        var suicide = List.of("sh", "-c", "kill -" + signal + " $$; exit 17");
        assertThat(exitWhereIgnored(suicide)).as("without, it does not").isEqualTo(17);
        var ways = Signals.each(suicide).toList();
        assertThat(ways).isNotEmpty();
        for (var way : ways) {
            assertThat(exitWhereIgnored(way)).as(way.toString()).isEqualTo(exit);
        }
        assertThat(exitWhereIgnored(Signals.byDefault(suicide))).isEqualTo(exit);
    }

    /** The shell in between is there to have the signals ignored, and tells how it ended (also on stderr). */
    private static int exitWhereIgnored(List<String> command) throws Exception {
        var words = Stream.concat(Stream.of("sh", "-c", "ulimit -c 0; trap '' INT HUP QUIT; \"$@\"", "sh"), command.stream()).toList();
        return new ProcessBuilder(words).redirectError(Redirect.DISCARD).start().waitFor();
    }
}
