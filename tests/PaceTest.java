//DEPS info.picocli:picocli:4.7.7
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../output/Report.java
//SOURCES ../sending/Pace.java
//SOURCES support/Printed.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import output.Report;
import picocli.CommandLine.TypeConversionException;
import sending.Pace;
import support.Printed;

/** When messages are due. The clock is the test's: it begins at a nanoTime of 0 and stands still unless moved. */
@Tag("unit")
class PaceTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    private final Printed printed = new Printed();
    private long now;

    private Pace pace(double perSecond) {
        var pace = new Pace(perSecond, printed.report(Report.Style.TEXT));
        pace.goOnFrom(now);
        return pace;
    }

    /** Sends as the producer does: waits until a message is due, and takes its place. */
    private long send(Pace pace) {
        now += Math.max(0, pace.untilDue(now));
        return pace.take(now);
    }

    private List<Long> send(Pace pace, int count) {
        var due = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            due.add(send(pace));
        }
        return due;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 7.3, 100, 333, 10_000})
    void messagesAreIntervalsApartAndTheFirstIsDueAtOnce(double perSecond) {
        var count = (int) (10 * perSecond) + 1;
        send(pace(perSecond), count);
        assertThat((double) now).isEqualTo((count - 1) * SECOND / perSecond, within((double) MILLI));
    }

    @Test
    void theSchedulesErrorDoesNotGrow() {
        send(pace(3), 300_001);
        assertThat(now).isEqualTo(100_000 * SECOND);
    }

    @Test
    void itIsSaidHowLongToWait() {
        var pace = pace(10);
        assertThat(pace.untilDue(now)).isZero();
        pace.take(now);
        assertThat(pace.untilDue(now)).isEqualTo(100 * MILLI);
        assertThat(pace.untilDue(now + 30 * MILLI)).isEqualTo(70 * MILLI);
        assertThat(pace.untilDue(now + 130 * MILLI)).isNegative();
    }

    @Test
    void aDebtOfATenthOfASecondIsCaughtUp() {
        var pace = pace(1000);
        send(pace, 10);
        now += 100 * MILLI;
        var due = send(pace, 200);
        assertThat(now).isEqualTo(209 * MILLI);
        assertThat(due.get(0)).isEqualTo(10 * MILLI);
        assertThat(printed.talk()).isEmpty();
    }

    @Test
    void aLongerStallShiftsTheScheduleAndNothingIsSentInABurst() {
        var pace = pace(1000);
        send(pace, 10);
        now += 5 * SECOND;
        var resumed = now;
        var due = send(pace, 11);
        assertThat(due).first().isEqualTo(resumed);
        assertThat(now).isEqualTo(resumed + 10 * MILLI);
    }

    @Test
    void howLateAMessageIsIsMeasuredFromWhenItWasDue() {
        var pace = pace(10);
        send(pace, 2);
        now += 150 * MILLI;
        assertThat(send(pace)).isEqualTo(200 * MILLI);
    }

    @Test
    void aShiftIsReportedAtMostOnceASecondWithAllThatWasShifted() {
        var pace = pace(1000);
        now = System.nanoTime() + 10 * SECOND; // it remembers when it last said something
        pace.goOnFrom(now);
        for (int stall = 0; stall < 6; stall++) {
            send(pace);
            now += 500 * MILLI;
        }
        assertThat(printed.talk()).containsExactly(
                "Fell 499 ms behind the rate; going on from here without a burst.",
                "Fell 998 ms behind the rate; going on from here without a burst.",
                "Fell 998 ms behind the rate; going on from here without a burst.").hasSize(3);
    }

    @Test
    void nothingIsLateAfterThereWasNothingToSend() {
        var pace = pace(10);
        send(pace, 5);
        now += 60 * SECOND;
        pace.goOnFrom(now);
        assertThat(send(pace)).isEqualTo(now);
        assertThat(pace.untilDue(now)).isEqualTo(100 * MILLI);
        assertThat(printed.talk()).isEmpty();
    }

    @Test
    void atAnInfiniteRateAMessageIsAlwaysDueAndNeverLate() {
        var pace = pace(rate("max"));
        send(pace, 1000);
        assertThat(now).isZero();
        now += 60 * SECOND;
        assertThat(pace.untilDue(now)).isZero();
        assertThat(send(pace)).isEqualTo(now);
        assertThat(printed.talk()).isEmpty();
    }

    private static double rate(String text) {
        return new Pace.Rate().convert(text);
    }

    @Test
    void aRateIsANumberOrMax() {
        assertThat(rate("10")).isEqualTo(10);
        assertThat(rate("0.5")).isEqualTo(0.5);
        assertThat(rate("max")).isInfinite();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "NaN", "Infinity", "1e999", "", "ten", "10/s", "MAX "})
    void anythingElseIsNotARate(String text) {
        assertThatThrownBy(() -> rate(text)).isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is not a rate");
    }
}
