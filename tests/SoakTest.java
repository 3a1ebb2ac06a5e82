//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/Said.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static support.Lab.ids;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import support.Json;
import support.Lab;
import support.Labs;
import support.Program;
import support.TestCluster;
import support.Wait;

/** What takes minutes, or needs a computer that does nothing else. */
@Tag("soak")
@ExtendWith(Labs.class)
@Timeout(600)
class SoakTest {

    private static final int MESSAGES = 150_000;

    @Test
    void aBrokerAndAConsumerOfEachGroupAreKilledAndNothingIsLost(Lab lab, TestCluster cluster) {
        var singles = Group.of(lab, "SingleConsumer.java");
        var batches = Group.of(lab, "BatchConsumer.java --max-wait 1s");
        Stream.of(singles, batches).forEach(group -> group.members[0].await("two share the partitions", group::isShared));
        var producer = lab.producer("--rate", "5000", "--count", String.valueOf(MESSAGES));

        Wait.until("a fifth is sent", () -> lab.end(lab.topic()) > MESSAGES / 5);
        cluster.kill(2);
        singles.members[0].kill();
        batches.members[0].kill();
        Wait.until("two fifths are sent", () -> lab.end(lab.topic()) > MESSAGES * 2 / 5);
        cluster.start(2);
        singles.restart(lab);
        batches.restart(lab);

        assertThat(producer.exitCode()).isZero();
        assertThat(producer.ids("acked")).hasSize(MESSAGES).doesNotHaveDuplicates();
        assertThat(lab.end(lab.topic())).as("retries made no duplicates in the log").isEqualTo(MESSAGES);
        for (var group : List.of(singles, batches)) {
            Wait.until("all is committed", () -> lab.committed(group.program) == MESSAGES);
            group.stop();
            group.check(producer);
        }
    }

    /** Two members, one of which is killed, and a third that takes its place. */
    private record Group(String program, Program[] members) {

        static Group of(Lab lab, String program) {
            return new Group(program, new Program[] {lab.start(program), lab.start(program), null});
        }

        boolean isShared() {
            var first = members[0].assignment().size();
            var second = members[1].assignment().size();
            return first > 0 && second > 0 && first + second == Lab.PARTITIONS;
        }

        void restart(Lab lab) {
            members[2] = lab.start(program);
        }

        void stop() {
            for (var member : List.of(members[1], members[2])) {
                assertThat(member.signal("TERM").exitCode()).isEqualTo(143);
            }
        }

        /** The first time of each id comes in order within its key; any other time is the same record, read again. */
        void check(Program producer) {
            var events = Stream.of(members).flatMap(member -> member.events("processed").stream())
                    .sorted(Comparator.comparing(said -> said.number("at"))).toList();
            Map<String, Long> latest = new HashMap<>();
            Map<Long, String> places = new HashMap<>();
            for (var event : events) {
                var before = places.putIfAbsent(event.id(), event.place());
                if (before == null) {
                    assertThat(event.id()).as(event.text("key")).isGreaterThan(latest.getOrDefault(event.text("key"), -1L));
                    latest.put(event.text("key"), event.id());
                } else {
                    assertThat(event.place()).isEqualTo(before);
                }
            }
            Set<Long> lost = new HashSet<>(producer.ids("acked"));
            lost.removeAll(places.keySet());
            assertThat(lost).isEmpty();
            System.out.println(program + ": " + places.size() + " of " + MESSAGES + " processed, "
                    + (events.size() - places.size()) + " of them again after a kill");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1000, 10_000})
    void theRateIsKeptWithinTwoPercentOrItSaysSo(int rate, Lab lab) {
        var producer = lab.producer("-o", "none", "--rate", String.valueOf(rate), "--count", String.valueOf(10 * rate + 1));
        assertThat(producer.exitCode()).isZero();
        var times = lab.read(lab.topic()).stream()
                .mapToLong(record -> (Long) Json.object(new String(record.value())).get("createdAt")).summaryStatistics();
        var took = times.getMax() - times.getMin();
        if (producer.talk().contains("Fell ")) {
            System.out.println("rate " + rate + ": this computer was too busy, and the producer said so");
            return;
        }
        assertThat(took).as("milliseconds from the first of " + times.getCount() + " to the last")
                .isCloseTo(10_000, within(200L));
        System.out.println("rate " + rate + ": " + times.getCount() + " messages in " + took + " ms");
    }

    @ParameterizedTest
    @CsvSource({"1000000, 100, 100m", "50000, 2000, 40m"})
    void manyMessagesPassThroughASmallHeap(int count, int size, String heap, Lab lab) {
        var small = Map.of("JAVA_TOOL_OPTIONS", "-Xmx" + heap + " -XX:+ExitOnOutOfMemoryError");
        var producer = lab.run(Lab.NOTHING, small, lab.command("Producer.java", "-o", "none", "--rate", "max",
                "--count", String.valueOf(count), "--size", String.valueOf(size), "-X", "buffer.memory=8388608"));
        assertThat(producer.exitCode()).isZero();
        assertThat(producer.talk()).contains(String.format(Locale.ROOT, "%,d acked", count));
        for (var script : List.of("SingleConsumer.java", "BatchConsumer.java")) {
            var consumer = lab.run(Lab.NOTHING, small, lab.command(script, "-o", "none", "--exit-at-end"));
            assertThat(consumer.exitCode()).isZero();
            assertThat(consumer.talk()).contains(String.format(Locale.ROOT, "%,d processed", count));
        }
    }
}
