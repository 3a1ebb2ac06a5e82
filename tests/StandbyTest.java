//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../consuming/Standby.java
//SOURCES ../output/Report.java
//SOURCES ../preflight/Sharing.java
//SOURCES support/Printed.java
//SOURCES support/Wait.java

import static org.apache.kafka.common.GroupState.EMPTY;
import static org.apache.kafka.common.GroupState.PREPARING_REBALANCE;
import static org.apache.kafka.common.GroupState.RECONCILING;
import static org.apache.kafka.common.GroupState.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import consuming.Standby;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import output.Report;
import preflight.Sharing;
import support.Printed;
import support.Wait;

/** What is said to somebody whose consumer gets no partition. */
@Tag("unit")
@Timeout(30)
class StandbyTest {

    private static final List<String> NOTHING = List.of();

    private final Printed printed = new Printed();

    private Standby standby(Duration patience, Supplier<String> whatIsKnown) {
        return new Standby(printed.report(Report.Style.NONE), patience, whatIsKnown);
    }

    private void seeUntilItHasSaid(Standby standby, int sentences) {
        Wait.until("it has said " + sentences, () -> {
            standby.see(NOTHING);
            return printed.talk().size() >= sentences;
        });
    }

    // --- When

    @Test
    void whoHasAPartitionOrHasWaitedOnlyForAMomentIsToldNothing() {
        var asked = new AtomicInteger();
        var busy = standby(Duration.ZERO, () -> "asked " + asked.incrementAndGet());
        var justStarted = standby(Duration.ofMinutes(1), () -> "asked " + asked.incrementAndGet());
        for (var poll = 0; poll < 1000; poll++) {
            busy.see(List.of("messages-0"));
            justStarted.see(NOTHING);
        }
        assertThat(asked).hasValue(0);
        assertThat(printed.talk()).isEmpty();
    }

    @Test
    void whatIsKnownIsSaidOnceAndAgainWhenItChanges() {
        var asked = new AtomicInteger();
        var standby = standby(Duration.ZERO, () -> asked.incrementAndGet() < 4 ? "one" : "other");
        seeUntilItHasSaid(standby, 2);
        assertThat(printed.talk()).containsExactly("one", "other");
    }

    @Test
    void whoLosesItsPartitionsIsToldTheSameOnceMore() {
        var standby = standby(Duration.ZERO, () -> "none is left");
        seeUntilItHasSaid(standby, 1);
        standby.see(List.of("messages-0"));
        seeUntilItHasSaid(standby, 2);
        assertThat(printed.talk()).containsExactly("none is left", "none is left");
    }

    @Test
    void theLoopNeverWaitsForTheAnswerAndOneThatComesTooLateIsNotSaid() {
        var answer = new CompletableFuture<String>();
        var standby = standby(Duration.ZERO, answer::join);
        for (var poll = 0; poll < 1000; poll++) {
            standby.see(NOTHING);
        }
        standby.see(List.of("messages-0"));
        answer.complete("nothing is assigned");
        standby.see(List.of("messages-0"));
        assertThat(printed.talk()).isEmpty();
    }

    @Test
    void aClusterThatDoesNotAnswerDoesNotEndTheProgram() {
        seeUntilItHasSaid(standby(Duration.ZERO, () -> { throw new TimeoutException("no coordinator"); }), 1);
        assertThat(printed.talk().get(0))
                .startsWith("Nothing is assigned to this member yet. The cluster did not answer in time");
    }

    // --- What

    private static String said(GroupState state, int members, int owners, int assigned) {
        return new Sharing("g", "messages", 3, state, members, owners, assigned).sentence();
    }

    @Test
    void inAGroupAtRestThatHasSharedAllPartitionsNoneIsLeft() {
        assertThat(said(STABLE, 4, 3, 3)).isEqualTo("No partition is left for this member: the 3 partitions of messages"
                + " belong to the 3 other members of group g. It stands by until one of them leaves.");
        assertThat(said(STABLE, 5, 3, 3)).contains("belong to 3 other members of group g");
        assertThat(new Sharing("g", "one", 1, STABLE, 2, 1, 1).sentence())
                .contains("the 1 partition of one belongs to the 1 other member of group g");
    }

    @Test
    void aloneInItsGroupAMemberIsNotToldOfOthers() {
        assertThat(said(RECONCILING, 1, 0, 0)).isEqualTo("Nothing is assigned to this member yet: group g is Reconciling,"
                + " 1 member, 0 of 3 partitions assigned.");
        assertThat(said(EMPTY, 0, 0, 0)).endsWith("group g is Empty, 0 members, 0 of 3 partitions assigned.");
    }

    /** The others may be dead, and the group does not know yet. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void whileTheGroupSharesAnewAMemberIsToldForWhomItMayWait(int assigned) {
        assertThat(said(PREPARING_REBALANCE, 3, assigned == 0 ? 0 : 2, assigned)).isEqualTo("Nothing is assigned to this member"
                + " yet: group g is PreparingRebalance, 3 members, " + assigned + " of 3 partitions assigned."
                + " A member that was killed keeps its place until its session times out.");
    }

    @Test
    void aGroupAtRestThatDoesNotCountThisMemberYetHasSomethingForIt() {
        assertThat(said(STABLE, 2, 2, 3)).startsWith("Nothing is assigned to this member yet: group g is Stable, 2 members");
    }
}
