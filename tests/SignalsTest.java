//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../cli/Stop.java
//SOURCES support/ClusterScript.java
//SOURCES support/Jvm.java
//SOURCES support/Signals.java

import static org.assertj.core.api.Assertions.assertThat;

import cli.Stop;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import support.ClusterScript;
import support.Jvm;
import support.Signals;

/** What signals do to a program, and that they reach it even when it is started by one that ignores them. */
@Tag("unit")
@Timeout(60)
class SignalsTest {

    /** Never stops in order. Its arguments: the milliseconds that it has for that, and what it says on stderr for ever. */
    public static final class Stuck {

        public static void main(String... args) {
            var stop = Stop.onSignals(Duration.ofMillis(Long.parseLong(args[0])), "Its messages may be in the log or not.");
            stop.whenRequested(() -> System.out.println("It was asked to stop."));
            stop.whenCutShort(() -> System.out.println("It ended what it had started."));
            System.out.println("It works.");
            while (true) {
                System.err.print(args[1]);
            }
        }
    }

    private final List<Process> programs = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        programs.forEach(Process::destroyForcibly);
    }

    private Process stuck(Duration limit, String talk) throws IOException {
        var command = Jvm.command(Stuck.class, List.of(), String.valueOf(limit.toMillis()), talk);
        var process = new ProcessBuilder(Signals.byDefault(command)).start();
        programs.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("It works.");
        return process;
    }

    private static void interruptTwice(Process program) throws IOException {
        ClusterScript.signal("INT", program.pid());
        assertThat(program.inputReader().readLine()).isEqualTo("It was asked to stop.");
        ClusterScript.signal("INT", program.pid());
    }

    @Test
    void atTheEndOfItsTimeAProgramSaysWhatThatMeansForItsOwnUsers() throws Exception {
        var program = stuck(Duration.ofMillis(50), "");
        ClusterScript.signal("TERM", program.pid());
        assertThat(program.errorReader().lines()).containsExactly(
                "Could not stop in order within 0 s; ending now. Its messages may be in the log or not.");
        assertThat(program.waitFor()).isEqualTo(1);
    }

    @Test
    void atASecondCtrlCAProgramSaysWhatThatMeansForItsOwnUsers() throws Exception {
        var program = stuck(Duration.ofMinutes(5), "");
        interruptTwice(program);
        assertThat(program.errorReader().lines())
                .containsExactly("Ended at once, not in order. Its messages may be in the log or not.");
        assertThat(program.inputReader().lines()).containsExactly("It ended what it had started.");
        assertThat(program.waitFor()).isEqualTo(130);
    }

    /** As in a pipe whose reader has stopped: the program waits in the middle of a line, and nobody takes another. */
    @Test
    void aSecondCtrlCEndsAProgramWhoseStderrIsFull() throws Exception {
        var program = stuck(Duration.ofMinutes(5), "more than a pipe takes ".repeat(4000));
        interruptTwice(program);
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(130);
    }

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
        var shell = Stream.of("sh", "-c", "ulimit -c 0; trap '' INT HUP QUIT; \"$@\"", "sh");
        var words = Stream.concat(shell, command.stream()).toList();
        return new ProcessBuilder(words).redirectError(Redirect.DISCARD).start().waitFor();
    }
}
