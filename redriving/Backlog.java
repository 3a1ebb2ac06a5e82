package redriving;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/KafkaProblems.java
//SOURCES ../cli/Launch.java
//SOURCES ../cli/Problem.java
//SOURCES ../consuming/EndOfTopic.java
//SOURCES ../consuming/Starts.java
//SOURCES ../output/LetterEvent.java
//SOURCES ../output/Origin.java
//SOURCES ../output/Place.java
//SOURCES ../output/Report.java
//SOURCES ../output/SafeText.java
//SOURCES ../preflight/Offsets.java
//SOURCES ../preflight/Target.java
//SOURCES Retention.java
//SOURCES Route.java

import cli.KafkaProblems;
import cli.Launch;
import cli.Problem;
import consuming.EndOfTopic;
import consuming.Starts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import output.LetterEvent;
import output.Origin;
import output.Place;
import output.Report;
import output.SafeText;
import preflight.Offsets;
import preflight.Target;

/**
 * The dead letters that are to be sent: from the group's commits to the end of their topic as it was at the start. One that
 * cannot be sent ends its partition early, because to pass it would be to lose it; the other partitions go on.
 */
public final class Backlog {

    private final Route route;
    private final Starts starts;

    /** By partition, the first offset that is not to be sent. */
    private final Map<TopicPartition, Long> ends;

    private final int targetPartitions;
    private final Retention retention;
    private final Report report;
    private final List<String> kept = new ArrayList<>();

    /** @param targetPartitions how many the topic has that the letters go to */
    public Backlog(Route route, Starts starts, Map<TopicPartition, Long> ends, int targetPartitions, Retention retention,
            Report report) {
        this.route = route;
        this.starts = starts;
        this.ends = new HashMap<>(ends);
        this.targetPartitions = targetPartitions;
        this.retention = retention;
        this.report = report;
    }

    /** Says what was found; throws a Problem when there is no cluster, or one of the topics is missing. */
    static Backlog find(Map<String, Object> settings, Route route, Report report) {
        try (var asking = Target.ask(settings)) {
            var target = Target.find(asking.admin(), settings, route.target(), report);
            var letters = Target.find(asking.admin(), settings, route.letters(), report);
            settings.computeIfAbsent(ConsumerConfig.GROUP_PROTOCOL_CONFIG, unsaid -> letters.groupProtocol(report));
            var offsets = Offsets.await(asking.admin(), letters, route.group(), report);
            var starts = Starts.ofBegunGroup(offsets);
            var ends = EndOfTopic.asOf(offsets, starts).ends();
            report.talk(size(offsets, ends.keySet(), route));
            return new Backlog(route, starts, ends, target.partitions(), Retention.of(asking.admin(), route.target()), report);
        }
    }

    private static String size(Offsets offsets, Set<TopicPartition> partitions, Route route) {
        var letters = SafeText.of(route.letters());
        var count = partitions.stream().mapToLong(partition -> offsets.end().get(partition) - offsets.next(partition)).sum();
        return count == 0 ? "Nothing to send: " + letters + " has no letter that was not sent before."
                : "To be sent: " + count + (count == 1 ? " letter of " : " letters of ") + letters + ", to "
                + SafeText.of(route.target()) + ", where all groups get them again.";
    }

    public Set<TopicPartition> partitions() {
        return Set.copyOf(ends.keySet());
    }

    /** Those of the letters, and those that they go to. */
    Set<TopicPartition> ofBothTopics() {
        var targets = IntStream.range(0, targetPartitions).mapToObj(partition -> new TopicPartition(route.target(), partition));
        return Stream.concat(ends.keySet().stream(), targets).collect(Collectors.toSet());
    }

    /** Where its members begin. */
    public Starts starts() {
        return starts;
    }

    public boolean isDue(ConsumerRecord<?, ?> letter) {
        return letter.offset() < ends.getOrDefault(partition(letter), 0L);
    }

    /** By the whole group. */
    public boolean isDone(Consumer<?, ?> consumer) {
        return new EndOfTopic(ends).reachedByGroup(consumer);
    }

    /** False when it may not go where the others go; then it is refused. */
    public boolean admits(ConsumerRecord<byte[], byte[]> letter) {
        var origin = Origin.of(letter);
        if (route.admits(origin)) {
            return true;
        }
        var reason = "its headers name topic " + SafeText.of(origin.topic().orElseThrow());
        var next = new Place(letter.topic(), letter.partition(), letter.offset() + 1);
        keep("refused", letter, reason, " was refused: " + reason + ". It stays, and so does what is behind it in its partition."
                + " To send all letters to one topic, wherever they are from, say --to TOPIC; to pass this one over:"
                + ' ' + Launch.command("Cluster.java reset " + SafeText.of(route.group()) + " --to " + next + " --yes"));
        return false;
    }

    /**
     * What it was before it became a dead letter, in the partition that it came from, whatever chose that: there are the messages
     * that it belongs to, and the state of whoever processes them. Where there is no such partition the key decides.
     */
    public ProducerRecord<byte[], byte[]> message(ConsumerRecord<byte[], byte[]> letter) {
        var origin = Origin.of(letter);
        retention.warn(letter, origin.timestamp(), report);
        var partition = origin.partitionOf(route.target(), targetPartitions).orElse(null);
        return new ProducerRecord<>(route.target(), partition, origin.timestamp(), letter.key(), letter.value(),
                Origin.headersOfMessage(letter));
    }

    /** Its message may have been written or not. */
    public void notAcknowledged(ConsumerRecord<byte[], byte[]> letter, Throwable error) {
        var reason = KafkaProblems.reason(error);
        keep("unknown", letter, reason, " was not acknowledged: " + reason
                + ". It and what is behind it in its partition are sent by the next call.");
    }

    private void keep(String name, ConsumerRecord<byte[], byte[]> letter, String reason, String sentence) {
        if (isDue(letter)) {
            ends.put(partition(letter), letter.offset());
            report.event(new LetterEvent.Kept(name, letter, reason));
            kept.add(Place.of(letter) + sentence);
        }
    }

    /** Throws a Problem when one could not be sent. */
    void requireAllSent() {
        if (!kept.isEmpty()) {
            throw new Problem("Not all letters were sent. " + String.join(" ", kept));
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> letter) {
        return Place.of(letter).topicPartition();
    }
}
