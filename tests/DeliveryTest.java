//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.Lab.ids;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;
import support.Program;

/** What was handed out and not processed is read again: nothing is passed over, and in good order nothing comes twice. */
@Tag("cluster")
@ExtendWith(Labs.class)
class DeliveryTest {

    private static final String EACH = "{displayName}: {0}";

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "SingleConsumer.java --commit manual", "BatchConsumer.java"})
    @Execution(ExecutionMode.CONCURRENT)
    void failuresInTheMiddleOfAPollLoseNothing(String program, Lab lab) {
        lab.produce(0, 200);
        var consumer = start(lab, program, "--fail-every", "37", "--backoff", "5ms", "--exit-at-end");
        assertThat(consumer.exitCode()).isZero();
        assertThat(consumer.talk()).contains("simulated failure", "retry 1 of 10");
        assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 200));
        assertThat(lab.committed(script(program))).isEqualTo(200);
    }

    @ParameterizedTest(name = EACH)
    @ValueSource(strings = {"SingleConsumer.java", "SingleConsumer.java --commit manual", "BatchConsumer.java --max-batch 25"})
    @Execution(ExecutionMode.CONCURRENT)
    void countEndsInTheMiddleOfAPollAndTheNextRunGetsTheRest(String program, Lab lab) {
        lab.produce(0, 100);
        var first = start(lab, program, "--count", "37");
        assertThat(first.exitCode()).isZero();
        assertThat(first.processed()).hasSize(37);
        assertThat(lab.committed(script(program))).isEqualTo(37);

        var second = start(lab, program, "--exit-at-end");
        assertThat(second.exitCode()).isZero();
        assertThat(together(first, second)).containsExactlyInAnyOrderElementsOf(ids(0, 100));
    }

    private static Program start(Lab lab, String program, String... options) {
        var words = new ArrayList<>(List.of(program.split(" ")));
        var script = words.remove(0);
        words.addAll(List.of(options));
        return lab.start(script, words.toArray(String[]::new));
    }

    private static String script(String program) {
        return program.split(" ")[0];
    }

    private static List<Long> together(Program... programs) {
        return List.of(programs).stream().flatMap(program -> program.processed().stream()).toList();
    }
}
