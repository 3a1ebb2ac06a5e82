//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../output/Report.java
//SOURCES ../preflight/Leaders.java
//SOURCES ../preflight/Silences.java
//SOURCES support/Printed.java

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import output.Report;
import preflight.Leaders;
import preflight.Silences;
import support.Printed;

/** What is said while leaders are silent, with brokers that answer or do not as the test has it. */
@Tag("unit")
class LeaderWatchTest {

    private final Printed printed = new Printed();
    private final Brokers brokers = new Brokers();
    private final Silences silences = new Silences(brokers, brokers, printed.report(Report.Style.TEXT));

    /** Three of them, and the time: a question without an answer takes two seconds. */
    private static final class Brokers extends Clock implements Leaders {

        private final Map<Integer, Integer> leaders = new HashMap<>(Map.of(0, 1, 1, 2, 2, 2));
        private final Set<Integer> alive = new TreeSet<>(Set.of(1, 2, 3));
        private Runnable whileAsked = () -> { };
        private Instant now = Instant.parse("2026-11-22T12:03:00Z");

        @Override
        public Set<TopicPartition> silent(Set<TopicPartition> partitions) {
            whileAsked.run();
            var silent = partitions.stream().filter(one -> !alive.contains(leaders.getOrDefault(one.partition(), 0)))
                    .collect(Collectors.toSet());
            now = now.plusMillis(silent.isEmpty() ? 300 : 2000);
            return silent;
        }

        @Override
        public Optional<Map<TopicPartition, Integer>> known(Set<TopicPartition> partitions) {
            Map<TopicPartition, Integer> known = leaders.entrySet().stream()
                    .collect(Collectors.toMap(entry -> partition(entry.getKey()), Map.Entry::getValue));
            return alive.isEmpty() ? Optional.empty() : Optional.of(known);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("messages", number);
    }

    private void look(Integer... partitions) {
        silences.look(Set.of(partitions).stream().map(LeaderWatchTest::partition).collect(Collectors.toSet()));
        brokers.now = brokers.now.plus(Duration.ofSeconds(1));
    }

    @Test
    void whileAllAnswerNothingIsSaid() {
        look(0, 1, 2);
        look(0, 1, 2);
        assertThat(printed.talk()).isEmpty();
    }

    @Test
    void aLeaderThatIsSilentIsNamedOnceAndWhoComesAfterItToo() {
        brokers.alive.remove(2);
        look(0, 1, 2);
        look(0, 1, 2);
        look(0, 1, 2);
        assertThat(printed.talk()).containsExactly(
                "Waiting since 12:03:00 for messages-1 and messages-2: their leader, broker 2, does not answer.");
        brokers.leaders.putAll(Map.of(1, 1, 2, 3));
        look(0, 1, 2);
        look(0, 1, 2);
        assertThat(printed.talk()).hasSize(3).endsWith(
                "messages-1 answers again after 9.3 s; broker 1 leads it.",
                "messages-2 answers again after 9.3 s; broker 3 leads it.");
    }

    @Test
    void partitionsThatGetTheSameLeaderAreOneLine() {
        brokers.alive.remove(2);
        look(0, 1, 2);
        brokers.alive.add(2);
        look(0, 1, 2);
        assertThat(printed.talk()).endsWith("messages-1 and messages-2 answer again after 3.3 s; broker 2 leads them.");
    }

    /** It answers as soon as it is elected, and who was asked for the leaders a moment before knows only of the dead one. */
    @Test
    void whoLeadsAPartitionThatGoesOnIsAskedAfterItsAnswer() {
        brokers.alive.remove(1);
        look(0);
        brokers.whileAsked = () -> brokers.leaders.put(0, 3);
        look(0);
        assertThat(printed.talk()).endsWith("messages-0 answers again after 3.3 s; broker 3 leads it.");
    }

    @Test
    void aPartitionWithoutALeaderIsSaidToHaveNone() {
        brokers.leaders.remove(0);
        look(0, 1, 2);
        assertThat(printed.talk()).containsExactly("Waiting since 12:03:00 for messages-0: it has no leader.");
    }

    /** A dead leader is one for nine seconds; then the brokers know that the partition has none, and a new one will not come. */
    @Test
    void anotherReasonIsSaidAndSinceWhenIsThatOfTheFirst() {
        brokers.alive.remove(1);
        look(0, 1, 2);
        brokers.leaders.remove(0);
        look(0, 1, 2);
        look(0, 1, 2);
        assertThat(printed.talk()).containsExactly(
                "Waiting since 12:03:00 for messages-0: its leader, broker 1, does not answer.",
                "Waiting since 12:03:00 for messages-0: it has no leader.");
    }

    /** It does not answer while it takes over; that is over at the next look, and nothing that a reader should look after. */
    @Test
    void whoIsElectedAMomentAgoIsNotBlamed() {
        brokers.alive.remove(2);
        look(1);
        brokers.leaders.put(1, 3);
        brokers.alive.remove(3);
        look(1);
        brokers.alive.add(3);
        look(1);
        assertThat(printed.talk()).containsExactly(
                "Waiting since 12:03:00 for messages-1: its leader, broker 2, does not answer.",
                "messages-1 answers again after 6.3 s; broker 3 leads it.");
    }

    @Test
    void whoDiesAsSoonAsItIsElectedIsNamed() {
        brokers.alive.remove(2);
        look(1);
        brokers.leaders.put(1, 3);
        brokers.alive.remove(3);
        look(1);
        look(1);
        look(1);
        assertThat(printed.talk()).containsExactly(
                "Waiting since 12:03:00 for messages-1: its leader, broker 2, does not answer.",
                "Waiting since 12:03:00 for messages-1: its leader, broker 3, does not answer.");
    }

    @Test
    void whenNoBrokerAnswersThatIsOneLineForTheWholeTopic() {
        brokers.alive.clear();
        look(0, 1, 2);
        look(0, 1, 2);
        assertThat(printed.talk()).containsExactly("Waiting since 12:03:00 for the whole topic: no broker answers.");
        brokers.alive.addAll(Set.of(1, 3));
        look(0, 1, 2);
        look(0, 1, 2);
        assertThat(printed.talk()).endsWith(
                "messages-0 answers again after 8.0 s; broker 1 leads it.",
                "Waiting since 12:03:00 for messages-1 and messages-2: their leader, broker 2, does not answer.");
    }

    @Test
    void whatIsAnothersByNowIsNotWaitedFor() {
        brokers.alive.remove(2);
        look(1, 2);
        look(2);
        brokers.alive.add(2);
        look(1, 2);
        assertThat(printed.talk()).containsExactly(
                "Waiting since 12:03:00 for messages-1 and messages-2: their leader, broker 2, does not answer.",
                "messages-2 answers again after 6.3 s; broker 2 leads it.");
    }

    @Test
    void ofManyPartitionsTheFirstAreNamed() {
        IntStream.range(0, 12).forEach(partition -> brokers.leaders.put(partition, 2));
        brokers.alive.remove(2);
        look(IntStream.range(0, 12).boxed().toArray(Integer[]::new));
        assertThat(printed.talk()).containsExactly("Waiting since 12:03:00 for messages-0, messages-1, messages-2, messages-3,"
                + " messages-4 and 7 more: their leader, broker 2, does not answer.");
    }
}
