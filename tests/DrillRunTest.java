//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Drill.java
//SOURCES ../cli/Problem.java
//SOURCES ../drill/run/Cleanup.java
//SOURCES ../drill/run/DrillSettings.java
//SOURCES ../drill/system/Ending.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cli.Problem;
import drill.ledger.Ledger.Said;
import drill.ledger.Ledger;
import drill.ledger.Verdict.Writes;
import drill.run.Cleanup;
import drill.run.DrillSettings;
import drill.system.Ending.Asked;
import drill.system.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a drill count as carried out: how its programs ended, and how it ended itself. */
@Tag("unit")
class DrillRunTest {

    // --- how a program ended

    @Test
    void aProgramThatNobodyAskedToEndMustNot() {
        for (var exitCode : new int[] {0, 1, 137, 143}) {
            var ending = consumer(Asked.TO_WORK, exitCode, true);
            assertThat(ending.isInOrder()).as("exit code " + exitCode).isFalse();
            assertThat(ending).hasToString("ended by itself, with exit code " + exitCode);
        }
    }

    @Test
    void aProgramThatIsStoppedEndsAsAfterTERM() {
        assertThat(Map.of(0, true, 143, true, 1, false, 2, false, 130, false, 134, false, 137, false))
                .allSatisfy((code, right) -> assertThat(consumer(Asked.TO_STOP, code, true).isInOrder()).isEqualTo(right));
        assertThat(consumer(Asked.TO_STOP, 1, true)).hasToString("was asked to stop and ended with exit code 1 instead of 143");
    }

    /** Its group is moving partitions, or brokers are down, so that its last commit fails: what it covered is read again. */
    @Test
    void aConsumerThatLeavesMayFailToCommitButNotToStopInTime() {
        assertThat(Map.of(0, true, 143, true, 1, true, 2, false, 130, false, 134, false, 137, false))
                .allSatisfy((code, right) -> assertThat(consumer(Asked.TO_LEAVE, code, true).isInOrder()).isEqualTo(right));
        assertThat(consumer(Asked.TO_LEAVE, 143, false).isInOrder()).as("stopped before it had begun").isTrue();
        assertThat(consumer(Asked.TO_LEAVE, 1, false).isInOrder()).as("ended by its watchdog").isFalse();
    }

    @Test
    void aProgramThatIsKilledEndsBySIGKILL() {
        assertThat(Map.of(137, true, 0, false, 1, false, 143, false))
                .allSatisfy((code, right) -> assertThat(consumer(Asked.TO_DIE, code, false).isInOrder()).isEqualTo(right));
    }

    /** What a producer says was not acknowledged is in the ledger, and judged there. */
    @Test
    void aProducerThatCountedMessagesAsNotAcknowledgedEndsWith1() {
        assertThat(producer(Asked.TO_STOP, 1, Ending.NO_END, new Said(990, 10, true)).isInOrder()).isTrue();
        assertThat(producer(Asked.TO_STOP, 1, Ending.NO_END, new Said(990, 10, false)).isInOrder()).as("its watchdog").isFalse();
        assertThat(producer(Asked.TO_STOP, 1, Ending.NO_END, new Said(990, 0, true)).isInOrder()).isFalse();
    }

    @Test
    void aProducerWithAShareMustSendAllOfIt() {
        for (var asked : Asked.values()) {
            assertThat(producer(asked, 0, 1000, new Said(1000, 0, true)).isInOrder()).as("done before it was asked").isTrue();
            assertThat(producer(asked, 1, 1000, new Said(990, 10, true)).isInOrder()).as("and it said what failed").isTrue();
        }
        assertThat(producer(Asked.TO_WORK, 137, 1000, new Said(400, 0, false)).isInOrder()).isFalse();
        assertThat(producer(Asked.TO_WORK, 0, 1000, new Said(400, 0, true)).isInOrder()).isFalse();
        assertThat(producer(Asked.TO_WORK, 1, 1000, new Said(400, 10, true)).isInOrder()).isFalse();
        assertThat(producer(Asked.TO_WORK, 1, 1000, new Said(1000, 0, true)).isInOrder()).isFalse();
        assertThat(producer(Asked.TO_WORK, 137, 1000, new Said(400, 0, false)))
                .hasToString("ended by itself, with exit code 137, after 400 of 1000 messages");
    }

    private static Ending consumer(Asked asked, int exitCode, boolean summarized) {
        return new Ending(asked, exitCode, Ending.NO_END, new Said(0, 0, summarized));
    }

    private static Ending producer(Asked asked, int exitCode, long toSend, Said said) {
        return new Ending(asked, exitCode, toSend, said);
    }

    @Test
    void whatAProgramSaidIsKnownByItsEvents() {
        var ledger = new Ledger(0, 0, List.of("single-consumer"));
        var producer = ledger.producer();
        var consumer = ledger.consumer("single-consumer");
        enter(ledger, producer, "{\"v\":1,\"event\":\"acked\",\"id\":0,\"partition\":0,\"offset\":0,\"at\":1}\n"
                + "{\"v\":1,\"event\":\"unknown\",\"id\":1,\"at\":1}\n{\"v\":1,\"event\":\"failed\",\"id\":2,\"at\":1}\n");
        assertThat(ledger.said(producer)).isEqualTo(new Said(1, 2, false));
        assertThat(ledger.said(consumer)).isEqualTo(new Said(0, 0, false));
        for (var program : List.of(producer, consumer)) {
            enter(ledger, program, "{\"v\":1,\"event\":\"summary\",\"at\":1}\n");
        }
        assertThat(ledger.said(producer)).isEqualTo(new Said(1, 2, true));
        assertThat(ledger.said(consumer)).isEqualTo(new Said(0, 0, true));
    }

    private static void enter(Ledger ledger, Ledger.Account account, String lines) {
        ledger.enter(account, lines.getBytes(UTF_8), 0, lines.length());
    }

    // --- what was asked for

    @Test
    void copiesAreForbiddenUnlessTheProducersAreToldToDoWithoutIdempotence(@TempDir Path folder) throws IOException {
        var without = Files.writeString(folder.resolve("without"), "acks = 1\nenable.idempotence = false\n");
        var with = Files.writeString(folder.resolve("with"), "linger.ms=5\n");
        assertThat(settings(null, Map.of()).writes()).isEqualTo(Writes.IDEMPOTENT);
        assertThat(settings(with, Map.of()).writes()).isEqualTo(Writes.IDEMPOTENT);
        assertThat(settings(without, Map.of()).writes()).isEqualTo(Writes.AT_LEAST_ONCE);
        assertThat(settings(null, Map.of("enable.idempotence", "false")).writes()).isEqualTo(Writes.AT_LEAST_ONCE);
        assertThat(settings(without, Map.of("enable.idempotence", "true")).writes()).as("-X beats the file")
                .isEqualTo(Writes.IDEMPOTENT);
    }

    private static DrillSettings settings(Path config, Map<String, String> properties) {
        var where = new DrillSettings.Where(Path.of("/nowhere"), null, 1, "localhost:1", null, null, config, properties, "json");
        return new DrillSettings(where, new DrillSettings.Load("max", null, null, null), new DrillSettings.Faults("none", 1));
    }

    // --- how the drill ends

    @Test
    void aDeletionThatFailsIsToldAndTheOthersTakePlace() {
        var said = new ArrayList<String>();
        var deleted = new ArrayList<String>();
        var cleanup = new Cleanup(Duration.ZERO, said::add);
        cleanup.willDelete(new Cleanup.Thing("topic drill-1", "kafka-topics.sh --delete --topic drill-1", () -> {
            throw new Problem("The cluster refused: no right.");
        }));
        cleanup.willDelete(new Cleanup.Thing("group drill-2", "", () -> deleted.add("drill-2")));
        cleanup.delete();
        assertThat(deleted).containsExactly("drill-2");
        assertThat(said).containsExactly("The drill's topic drill-1 could not be deleted. The cluster refused: no right. "
                + "To do it by hand: kafka-topics.sh --delete --topic drill-1");
    }

    @Test
    void aGroupThatStillHasAMemberIsDeletedWhenThatHasGone() {
        var said = new ArrayList<String>();
        var tries = new ArrayList<String>();
        var cleanup = new Cleanup(Duration.ofMinutes(1), said::add);
        cleanup.willDelete(new Cleanup.Thing("group drill-2", "", () -> {
            tries.add("once more");
            if (tries.size() < 3) {
                throw new Problem("The group is not empty.");
            }
        }));
        cleanup.delete();
        assertThat(tries).hasSize(3);
        assertThat(said).isEmpty();
    }

    @Test
    void whatIsLeftToBeLookedAtIsNamed() {
        var said = new ArrayList<String>();
        var cleanup = new Cleanup(Duration.ZERO, said::add);
        cleanup.leave();
        assertThat(said).isEmpty();
        for (var what : List.of("topic drill-1", "group drill-2")) {
            cleanup.willDelete(new Cleanup.Thing(what, "", () -> {
                throw new AssertionError("deleted");
            }));
        }
        cleanup.leave();
        assertThat(said).containsExactly("topic drill-1, group drill-2: left as they are, for you to look at");
    }

    /** The JVM ends with 1 at an Error, which would be a verdict. */
    @Test
    void anErrorIsNoVerdict() {
        assertThat(Drill.withoutErrors(() -> 1)).isEqualTo(1);
        assertThatThrownBy(() -> Drill.withoutErrors(() -> {
            throw new OutOfMemoryError("Java heap space");
        })).isInstanceOf(Problem.class).hasMessageContaining("could not be carried out").hasMessageContaining("Java heap space");
    }
}
