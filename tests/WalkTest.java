//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Executables.java
//SOURCES support/Page.java
//SOURCES support/Wait.java
//SOURCES support/Walk.java

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import support.Executables;
import support.Page;
import support.Wait;
import support.Walk;

/** That a page is held against what its commands print, and that it can fail: pages made up here, and a real shell. */
@Tag("unit")
class WalkTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Enough for a shell to start, also on a computer that is busy. */
    private static final Duration MEDIUM = Duration.ofSeconds(4);
    private static final Duration SHORT = Duration.ofMillis(500);

    /** Stands for a producer: its messages on stdout, two partitions in turn, and the summary on stderr. */
    private static final String PRODUCER = """
            for id in 0 1 2 3; do
                echo "acked user-$id $id -> messages-$((id % 2))@$((id / 2))"
            done
            echo "4 acked in 1.$$ s: 1,234.5 msg/s, 0.01 MB/s; latency in ms: p50 0.$$, p99.9 7.0, max 17.0" >&2
            """;

    private static final String PRODUCED = """
            $ ./producer
            acked user-0 0 -> messages-0@0
            acked user-1 1 -> messages-1@0
            acked user-2 2 -> messages-0@1
            acked user-3 3 -> messages-1@1
            4 acked in 2.9 s: 3.9 msg/s, 0.00 MB/s; latency in ms: p50 3.4, p99.9 5.9, max 21.2
            """;

    /** Stands for a consumer that runs until Ctrl-C. */
    private static final String CONSUMER = """
            trap 'echo stopped; exit 130' INT
            echo "SingleConsumer-web-1-$$ assigned messages-0@3 (commit)"
            [ $# -eq 0 ] || while [ ! -e "$1" ]; do sleep 0.02; done
            echo 'received user-0 17 "message 17" <- messages-0@3'
            while :; do sleep 0.02; done
            """;

    @TempDir
    Path home;

    @BeforeEach
    void makePrograms() throws Exception {
        program("producer", PRODUCER);
        program("consumer", CONSUMER);
    }

    @Test
    void whatIsShownWasPrinted() {
        walk(LONG, console(PRODUCED));
    }

    @Test
    void messagesOfTwoPartitionsAndTalkMayComeInAnyOrder() {
        walk(LONG, console(moved(PRODUCED, "acked user-1", "acked user-0")));
        walk(LONG, console(moved(PRODUCED, "4 acked", "acked user-0")));
    }

    @Test
    void dotsStandForAnyLinesAndForAnyTextInALine() {
        walk(LONG, console("""
                $ ./producer
                ...
                acked user-2 ... -> messages-0@1
                ...
                """));
        walk(LONG, console("$ ./producer\n...\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "messages-1@1 | messages-1@2 | messages-1@2", // a wrong offset
        "acked user-1 1 -> messages-1@0; | '' | acked user-1 1", // a line that is missing
        "4 acked | received nothing;4 acked | received nothing", // a line too many
        "4 acked | 5 acked | 5 acked",
        "./producer; | ./producer && ./no-such-program; | no-such-program",
        "acked user-0 0 | ...;acked user-9 9 | acked user-9 9"})
    void whatIsShownAndWasNotPrintedIsWrong(String right, String wrong, String named) {
        var page = PRODUCED.replace(right.replace(';', '\n'), wrong.replace(';', '\n'));
        assertThat(page).isNotEqualTo(PRODUCED);
        assertThatThrownBy(() -> walk(LONG, console(page))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("made-up.md:2: ./producer").hasMessageContaining(named);
    }

    @Test
    void aLineThatThePageLeavesOutIsNamedAndNotThoseAroundIt() {
        var page = console("$ printf '%s\\n' one two three four\n...\ntwo\nfour\n");
        assertThatThrownBy(() -> walk(LONG, page)).message()
                .matches(text -> text.lines().filter(line -> line.startsWith("!")).allMatch(line -> line.endsWith("| three")));
    }

    @Test
    void messagesOfAPartitionKeepTheirOrder() {
        assertThatThrownBy(() -> walk(LONG, console(moved(PRODUCED, "acked user-2", "acked user-0"))))
                .hasMessageContaining("! ").hasMessageContaining("acked user-2 2 -> messages-0@1");
    }

    @Test
    void aCommandThatFailsSilentlyIsWrong() {
        assertThatThrownBy(() -> walk(LONG, console("$ false\n"))).hasMessageContaining("it ended with 1");
        assertThatThrownBy(() -> walk(LONG, console("$ ./producer; false\n...\n"))).hasMessageContaining("it ended with 1");
        walk(LONG, console("""
                $ echo refused; (exit 3)
                refused
                $ echo $?     # of the command before
                3
                """));
    }

    @Test
    void aCommandThatDoesNotEndIsWrongAndIsEnded() {
        assertThatThrownBy(() -> walk(SHORT, console("$ ./consumer\n...\n"))).hasMessageContaining("it has not ended");
        assertThatThrownBy(() -> walk(SHORT, console("$ (setsid sleep 4711 &); ./consumer\n...\n")));
        Wait.until("nothing of it is left", () -> processesWithHome() == 0);
    }

    @Test
    void whatAnotherTerminalShowsMustBePrintedBeforeThePageGoesOn() {
        var page = """
                ```console terminal=2
                $ ./consumer go-on
                SingleConsumer-laptop-4711 assigned messages-0@3 (commit)
                ```
                ```console
                $ touch go-on
                ```
                ```console terminal=2
                received user-0 17 "message 17" <- messages-0@3
                ^C
                stopped
                $ echo $?
                130
                ```
                """;
        walk(LONG, page);
        assertThatThrownBy(() -> walk(MEDIUM, page.replace("17 \"", "18 \""))).hasMessageContaining("user-0 18")
                .hasMessageContaining("later block");
        assertThatThrownBy(() -> walk(MEDIUM, page.replace("^C\nstopped\n$ echo $?\n130\n", "")))
                .hasMessageContaining("it has not ended");
    }

    @Test
    void aProcessIdOfThePageIsInACommandThatOfTheRun() {
        var page = """
                ```console terminal=2
                $ ./consumer; echo "it ended with $?"
                SingleConsumer-laptop-4711 assigned messages-0@3 (commit)
                ...
                ```
                ```console
                $ kill -9 4711
                ```
                ```console terminal=2
                it ended with 137
                ```
                """;
        walk(LONG, page);
        var another = "echo SingleConsumer-web-1-1\nSingleConsumer-laptop-4711";
        assertThatThrownBy(() -> walk(LONG, page.replace("kill -9 4711", another)))
                .hasMessageContaining("the page's process 4711 is ");
    }

    @Test
    void aProgramInTheBackgroundIsKilledByItsJob() {
        var page = console("""
                $ ./consumer &
                [1] 4711
                SingleConsumer-laptop-4711 assigned messages-0@3 (commit)
                received user-0 17 "message 17" <- messages-0@3
                $ kill -9 %1; wait %1
                $ echo $?
                137
                """);
        assertThatThrownBy(() -> walk(LONG, page)).hasMessageContaining("it ended with 137");
        walk(LONG, page.replace("wait %1\n", "wait %1 || true\n").replace("$ echo $?\n137\n", ""));
    }

    @Test
    void aSessionKeepsItsFolderAndVariablesAndAHomeOfItsOwn() {
        walk(LONG, console("""
                $ mkdir sub && cd sub && export WORD='two words'
                $ cat > file <<EOF
                  $WORD
                EOF
                $ cat \\
                    file
                  two words
                $ pwd
                /home/anna/sub
                $ cd
                $ pwd
                ~
                $ read line || echo "no input"
                no input
                """));
    }

    @Test
    void aBlockThatIsNotToBeRunIsNot() {
        walk(LONG, "<!-- not run: it takes too long -->\n" + console("$ false\n"));
        walk(LONG, "```properties\nfalse\n```\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "broker 1  up  4711  398 MB | broker 1 up 70422 1,402 MB",
        "after 12.5 s, at 12:03:01.250, on 2026-11-22 | after 1,007 ms, at 9:59:00, on 2027-01-01",
        "at 2026-11-22 12:03:01: refused | at 2027-01-01 9:59:00: refused",
        "1,234 messages/s and 0.98 MB/s | 7 messages/s and 12.00 MB/s",
        "8 acked in 1.9 s: 3.7 msg/s, 0.01 MB/s; latency in ms: p50 1.0, max 2.0 | 8 acked; latency in ms: p50 12.5, max 19.0",
        "{\"id\":7,\"latencyMillis\":12,\"at\":1732144200000} | {\"id\":7,\"latencyMillis\":3,\"at\":1795300000123}",
        "cluster dkUUZ0jJRZ6ufWbrQQnc1Q | cluster 4L6g3nShT-eMCtK--X86sw",
        "in /home/anna/.local | in ~/.local"})
    void whatVariesIsNotCompared(String printed, String shown) {
        walk(LONG, console("$ echo '" + printed + "'\n" + shown + "\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"partition 1 | partition 2", "messages-0@12 | messages-0@13", "12 acked | 13 acked",
        "broker 1 up | broker 2 up", "(100 ms) retry 1 of 3 | (100 ms) retry 2 of 3", "0 lost | 10 lost"})
    void whatMattersIsCompared(String printed, String shown) {
        assertThatThrownBy(() -> walk(LONG, console("$ echo '" + printed + "'\n" + shown + "\n"))).hasMessageContaining(shown);
    }

    private void walk(Duration limit, String page) {
        try (var walk = new Walk(Map.of("PATH", System.getenv("PATH"), "HOME", home.toString()))) {
            walk.through(new Page("made-up.md", page.lines().toList()), home, limit);
        } finally {
            home.resolve("go-on").toFile().delete();
        }
    }

    private static String console(String lines) {
        return "```console\n" + lines + "```\n";
    }

    /** The line that begins with the one now stands before the line that begins with the other. */
    private static String moved(String page, String one, String other) {
        var line = page.lines().filter(each -> each.startsWith(one)).findFirst().orElseThrow() + "\n";
        return page.replace(line, "").replace(other, line + other);
    }

    private void program(String name, String text) {
        Executables.write(home.resolve(name), "#!/bin/sh\n" + text);
    }

    private long processesWithHome() {
        return ProcessHandle.allProcesses().map(process -> Path.of("/proc", String.valueOf(process.pid()), "environ"))
                .filter(environment -> contains(environment, "HOME=" + home)).count();
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
