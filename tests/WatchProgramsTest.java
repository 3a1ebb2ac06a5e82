//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../cli/Problem.java
//SOURCES ../output/Place.java
//SOURCES ../watch/control/LifeOfMessage.java
//SOURCES ../watch/control/Lives.java
//SOURCES ../watch/control/ProgramState.java
//SOURCES ../watch/control/Programs.java
//SOURCES ../watch/control/Told.java
//SOURCES ../watch/control/Wanted.java
//SOURCES ../watch/live/Doings.java
//SOURCES ../watch/messages/MessageLog.java
//SOURCES ../watch/messages/MessageView.java
//SOURCES ../watch/processes/Child.java
//SOURCES ../watch/processes/Launcher.java
//SOURCES ../watch/processes/Script.java
//SOURCES ../watch/web/Query.java
//SOURCES support/PlayedProgram.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cli.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import output.Place;
import support.PlayedProgram;
import support.Wait;
import watch.control.LifeOfMessage;
import watch.control.Lives;
import watch.control.ProgramState;
import watch.control.Programs;
import watch.control.Told;
import watch.control.Wanted;
import watch.live.Doings;
import watch.messages.MessageLog;
import watch.messages.MessageView;
import watch.processes.Child;
import watch.processes.Launcher;
import watch.processes.Script;
import watch.web.Query;

/** What becomes of programs that are started from Watch's page: real processes, which play what they are told. */
@Tag("unit")
class WatchProgramsTest {

    private static final int MOST = 20;
    private static final Wanted PRODUCER = new Wanted(Script.PRODUCER, null, List.of("--rate", "5"));
    private static final Wanted CONSUMER = new Wanted(Script.SINGLE_CONSUMER, "single-consumer", List.of());

    private static final String ASSIGNED = "{\"event\":\"assigned\",\"partitions\":[\"messages-0\"],\"at\":NOW}";
    private static final String PROCESSED =
            "{\"event\":\"processed\",\"topic\":\"messages\",\"partition\":0,\"offset\":8,\"at\":NOW}";

    private final Lives lives = new Lives("messages");
    private final Told told = new Told();
    private Path played;
    private Launcher launcher;
    private Programs programs;

    @BeforeEach
    void begin(@TempDir Path folder) throws IOException {
        played = folder.resolve("played");
        play();
        var mainClasses = Arrays.stream(Script.values())
                .collect(Collectors.toMap(script -> script, script -> PlayedProgram.class.getName()));
        launcher = new Launcher(mainClasses, played.toString());
        programs = new Programs(launcher, "messages", lives, told);
    }

    @AfterEach
    void close() {
        programs.close();
    }

    private void play(String... lines) throws IOException {
        Files.write(played, List.of(lines));
    }

    private String start(Wanted wanted) {
        return programs.start(wanted, Optional.empty());
    }

    private ProgramState await(String name, Predicate<ProgramState> condition) {
        Wait.until(name + " is as it is to be", () -> condition.test(state(name)));
        return state(name);
    }

    private ProgramState state(String name) {
        return programs.states().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private static boolean hasEnded(ProgramState program) {
        return program.state().equals("ended");
    }

    @Test
    void twentyRunAtOnceAndNoMore() {
        IntStream.range(0, MOST).forEach(number -> start(PRODUCER));
        assertThatThrownBy(() -> start(CONSUMER)).isInstanceOf(Problem.class)
                .hasMessage("20 programs run already: end one of them first.");
        programs.kill("producer-7");
        assertThat(await("producer-7", WatchProgramsTest::hasEnded).exit()).isEqualTo(137);
        assertThat(start(CONSUMER)).isEqualTo("single-consumer-1");
    }

    @Test
    void eachIsStartedOnTheTopicAndAProducerCountsFromAMillionOfItsOwn() {
        start(PRODUCER);
        start(PRODUCER);
        programs.start(new Wanted(Script.BATCH_CONSUMER, "batch-consumer-2", List.of("--from", "latest")),
                Optional.of("http://r"));
        programs.start(Wanted.redrive(), Optional.of("http://r"));
        assertThat(options("producer-1")).endsWith(" -o json -t messages --first-id 0 --rate 5");
        assertThat(options("producer-2")).endsWith(" -o json -t messages --first-id 1000000 --rate 5");
        assertThat(options("batch-consumer-1")).endsWith(" -o json -t messages -g batch-consumer-2 -r http://r --from latest");
        assertThat(options("redrive-1")).endsWith(" -o json -t messages");
        assertThat(told.take()).extracting(Doings.Doing::text).containsExactly("Watch: producer-1 was started from the page",
                "Watch: producer-2 was started from the page", "Watch: batch-consumer-1 was started from the page",
                "Watch: redrive-1 was started from the page");
    }

    private String options(String name) {
        return await(name, one -> one.says() != null).says();
    }

    @Test
    void whatItPrintsIsCounted() throws IOException {
        play(ASSIGNED, PROCESSED, PROCESSED, PROCESSED.replace("processed", "skipped"),
                PROCESSED.replace("processed", "dead-lettered"), PROCESSED.replace("processed", "acked"));
        start(CONSUMER);
        var state = await("single-consumer-1", one -> one.counts().acknowledged() == 1);
        assertThat(state.counts()).isEqualTo(new ProgramState.Counts(1, 2, 1, 1, 1));
        assertThat(state.partitions()).containsExactly(0);
        assertThat(state.state()).isEqualTo("runs");
        assertThat(state.exit()).isNull();
        programs.askToStop("single-consumer-1");
        assertThat(await("single-consumer-1", WatchProgramsTest::hasEnded).exit()).isEqualTo(143);
        assertThat(state("single-consumer-1").partitions()).isEmpty();
        assertThatThrownBy(() -> programs.kill("single-consumer-1")).isInstanceOf(Problem.class)
                .hasMessageContaining("it has ended");
    }

    /** No broker answers. */
    private static final class Unread implements MessageLog {

        @Override
        public Optional<MessageView> message(Place place) {
            return Optional.empty();
        }

        @Override
        public List<Place> letters(Place message) {
            return List.of();
        }
    }

    /** The system may, where memory is short; nobody has asked Watch for it. */
    @Test
    void whoeverKilledItItHadNotCommitted() throws IOException {
        play(ASSIGNED, PROCESSED);
        start(CONSUMER);
        await("single-consumer-1", one -> one.counts().processed() == 1);
        ProcessHandle.current().children().filter(child -> child.info().commandLine().orElse("").contains(played.toString()))
                .forEach(ProcessHandle::destroyForcibly);
        await("single-consumer-1", WatchProgramsTest::hasEnded);
        start(CONSUMER);
        await("single-consumer-2", one -> one.counts().again() == 1);
        var life = new LifeOfMessage("messages", lives, new Unread(), any -> Optional.empty());
        assertThat(new String(life.get(Query.of("partition=0&offset=8")).body(), UTF_8)).contains(
                "single-consumer-2 has processed it, and its group had done so before: killed before its commit.");
    }

    @Test
    void deadLettersAreSentAgainByOneAtATime() throws IOException {
        start(Wanted.redrive());
        assertThatThrownBy(() -> start(Wanted.redrive())).isInstanceOf(Problem.class).hasMessageContaining("already");
        programs.kill("redrive-1");
        await("redrive-1", WatchProgramsTest::hasEnded);
        assertThat(start(Wanted.redrive())).isEqualTo("redrive-2");
    }

    @Test
    void ofThoseThatHaveEndedTheLastTwentyAreShown() throws IOException {
        play("end");
        for (var number = 1; number <= MOST + 2; number++) {
            var name = start(PRODUCER);
            await(name, WatchProgramsTest::hasEnded);
        }
        assertThat(programs.states()).hasSize(MOST).extracting(ProgramState::name).startsWith("producer-3")
                .endsWith("producer-22");
    }

    /** A second signal would have it end at once, and not in order. */
    @Test
    void whoIsAskedToStopIsAskedOnce() throws IOException {
        play("stubborn");
        var child = Child.start("it", launcher.command(Script.PRODUCER, List.of()), "KILL");
        try (var said = new BufferedReader(new InputStreamReader(child.stderr(), UTF_8))) {
            assertThat(said.readLine()).as("its options").contains("-o json");
            child.askToStop();
            assertThat(said.readLine()).isEqualTo("asked to stop");
            child.end(Duration.ofSeconds(1));
            assertThat(said.readLine()).isNull();
        }
    }

    @Test
    void whenWatchEndsAllEndAndNoneIsStarted() {
        start(PRODUCER);
        start(CONSUMER);
        programs.close();
        for (var name : List.of("producer-1", "single-consumer-1")) { // what they have printed may still be being read
            assertThat(await(name, WatchProgramsTest::hasEnded).exit()).isEqualTo(143);
        }
        assertThatThrownBy(() -> start(PRODUCER)).isInstanceOf(Problem.class).hasMessage("Watch ends.");
    }
}
