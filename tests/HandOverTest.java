//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;
import support.Program;

/** How long a partition waits for its next owner. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster stays whole
@ExtendWith(Labs.class)
class HandOverTest {

    /** 1 s on a computer that has nothing else to do. */
    private static final long TO_WHO_JOINS = 3_000;

    /** A broker that hangs is replaced after 9 s: until then nobody is missed, or those who live would be. */
    private static final long SOONEST_FROM_THE_DEAD = 10_000;
    private static final long LATEST_FROM_THE_DEAD = 14_500;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    void partitionsMoveSoonToAMemberThatJoinsAndFromOneThatWasKilled(String program, Lab lab) {
        var first = lab.start(program).awaitAssignment(Lab.PARTITIONS);
        var second = lab.start(program);
        second.await("it has joined", () -> lab.clients(program).size() == 2);
        var joined = System.currentTimeMillis();
        second.awaitEvents("assigned", 1);
        assertThat(assignedAt(second) - joined).isLessThan(TO_WHO_JOINS);
        second.await("both share the partitions", () -> lab.isSettled(program, 2));

        var killed = System.currentTimeMillis();
        first.kill();
        second.await("it has the partitions of the killed one", () -> assignedAt(second) > killed);
        assertThat(assignedAt(second) - killed).isBetween(SOONEST_FROM_THE_DEAD, LATEST_FROM_THE_DEAD);
    }

    private static long assignedAt(Program program) {
        var assigned = program.events("assigned");
        return assigned.get(assigned.size() - 1).number("at");
    }
}
