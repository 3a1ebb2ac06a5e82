package output;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Delivery.java
//SOURCES LetterEvent.java
//SOURCES Level.java
//SOURCES Place.java
//SOURCES SafeText.java

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What the programs say on stdout: each event has a name and fields for JSON, and a line for people, or none. */
public sealed interface Event permits Delivery, Event.Acked, Event.NotAcked, Event.Batch, Event.Committed, Event.GivenUp,
        Event.Assigned, Event.Rebalanced, Event.Summary, LetterEvent {

    String name();

    /** Null where there is nothing to show people. */
    default String line() {
        return null;
    }

    default Level level() {
        return Level.INFO;
    }

    void fields(JsonGenerator json) throws IOException;

    /** The brokers have the message, on every replica that was in sync. */
    record Acked(long id, String key, Place place, long size, Duration latency) implements Event {

        @Override
        public String name() {
            return "acked";
        }

        @Override
        public String line() {
            return "acked " + Place.key(key) + ' ' + id + " -> " + place;
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeNumberField("id", id);
            json.writeStringField("key", key);
            place.fields(json);
            json.writeNumberField("latencyMillis", latency.toMillis());
        }
    }

    /** No acknowledgement came: a failed message is certainly not in the log, an unknown one may be. */
    record NotAcked(String name, long id, String key, String topic, String reason) implements Event {

        @Override
        public String line() {
            return name + ' ' + Place.key(key) + ' ' + id + ": " + SafeText.of(reason);
        }

        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeNumberField("id", id);
            json.writeStringField("key", key);
            json.writeStringField("topic", topic);
            json.writeStringField("reason", reason);
        }
    }

    /** A batch is processed; why it was taken when it was: full, waited or end. */
    record Batch(int size, String why) implements Event {

        @Override
        public String name() {
            return "batch";
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeNumberField("size", size);
            json.writeStringField("why", why);
        }
    }

    /** The group goes on from these offsets. */
    record Committed(String what, Map<TopicPartition, OffsetAndMetadata> offsets) implements Event {

        public Committed {
            offsets = Map.copyOf(offsets);
        }

        @Override
        public String name() {
            return "committed";
        }

        @Override
        public String line() {
            return what + " committed " + inOrder().entrySet().stream().map(entry -> entry.getKey() + "@" + entry.getValue())
                    .collect(Collectors.joining(" "));
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeObjectFieldStart("offsets");
            for (var entry : inOrder().entrySet()) {
                json.writeNumberField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        }

        private Map<String, Long> inOrder() {
            var sorted = new TreeMap<String, Long>();
            offsets.forEach((partition, offset) -> sorted.put(SafeText.of(partition.toString()), offset.offset()));
            return sorted;
        }
    }

    /** A message was passed over, or went to the dead letters. */
    record GivenUp(String name, Place place, String reason) implements Event {

        @Override
        public void fields(JsonGenerator json) throws IOException {
            place.fields(json);
            json.writeStringField("reason", reason);
        }
    }

    /** From where a partition is read and why; no offset where only the client knows. */
    record Start(TopicPartition partition, OptionalLong offset, String why) {

        /** Why, where the group goes on at its commit. */
        public static final String COMMIT = "commit";

        /** messages-0@312 (commit) */
        @Override
        public String toString() {
            return SafeText.of(partition.toString()) + (offset.isPresent() ? "@" + offset.getAsLong() : "") + " (" + why + ")";
        }
    }

    /** Partitions came to this member, which is known by its client.id. */
    record Assigned(String member, List<Start> starts) implements Event {

        public Assigned {
            starts = starts.stream().sorted(Comparator.comparing(start -> start.partition.toString())).toList();
        }

        @Override
        public String name() {
            return "assigned";
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeStringField("member", member);
            json.writeArrayFieldStart("partitions");
            for (var start : starts) {
                json.writeString(start.partition.toString());
            }
            json.writeEndArray();
            json.writeObjectFieldStart("from");
            for (var start : starts) {
                json.writeStringField(start.partition.toString(), start.why);
            }
            json.writeEndObject();
            json.writeObjectFieldStart("offsets");
            for (var start : starts) {
                if (start.offset.isPresent()) {
                    json.writeNumberField(start.partition.toString(), start.offset.getAsLong());
                }
            }
            json.writeEndObject();
        }

        public boolean beginsAtACommit() {
            return starts.stream().anyMatch(start -> start.why.equals(Start.COMMIT));
        }

        /** As talk: "SingleConsumer-host-42 assigned messages-0@312 (commit), messages-2 (earliest)". */
        public String sentence() {
            return SafeText.of(member) + " assigned " + starts.stream().map(Start::toString).collect(Collectors.joining(", "));
        }
    }

    /** Partitions went from this member: revoked or lost. */
    record Rebalanced(String member, String name, Collection<TopicPartition> partitions) implements Event {

        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeStringField("member", member);
            json.writeArrayFieldStart("partitions");
            for (var partition : partitions.stream().map(TopicPartition::toString).sorted().toList()) {
                json.writeString(partition);
            }
            json.writeEndArray();
        }

        /** As talk: "SingleConsumer-host-42 revoked messages-0 messages-2". */
        public String sentence() {
            return SafeText.of(member) + ' ' + name + ' ' + partitions.stream()
                    .map(partition -> SafeText.of(partition.toString())).sorted().collect(Collectors.joining(" "));
        }
    }

    /**
     * The last event of a run. The duration is that from the first message to the last. Latency is that from the intended send
     * time, or of a message's age when it was processed.
     */
    record Summary(Map<String, Long> counts, long bytes, Duration duration, Map<String, Double> latencyMillis) implements Event {

        private static final List<String> COUNTED =
                List.of("acked", "failed", "unknown", "processed", "batch", "skipped", "dead-lettered",
                        "redriven", "sendable", "refused");

        @Override
        public String name() {
            return "summary";
        }

        /** A loss, or what may be one, is not to be missed. */
        @Override
        public Level level() {
            return Stream.of("failed", "unknown", "skipped").anyMatch(counts::containsKey) ? Level.ERROR : Level.INFO;
        }

        @Override
        public void fields(JsonGenerator json) throws IOException {
            for (var name : COUNTED) {
                json.writeNumberField(name, counts.getOrDefault(name, 0L));
            }
            json.writeNumberField("bytes", bytes);
            json.writeNumberField("millis", duration.toMillis());
            json.writeObjectFieldStart("latencyMillis");
            for (var latency : latencyMillis.entrySet()) {
                json.writeNumberField(latency.getKey(), latency.getValue());
            }
            json.writeEndObject();
        }

        /** As talk, for people. */
        public String sentence() {
            var seconds = duration.toNanos() / 1e9;
            var done = counts.getOrDefault("acked", 0L) + counts.getOrDefault("processed", 0L)
                    + counts.getOrDefault("redriven", 0L);
            var words = COUNTED.stream().filter(counts::containsKey).map(this::counted).collect(Collectors.joining(", "));
            var time = counts.containsKey("processed") ? "age" : "latency";
            var latency = latencyMillis.entrySet().stream()
                    .map(entry -> String.format(Locale.ROOT, "%s %.1f", entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining(", "));
            // over a moment a rate says nothing
            var speed = done < 2 || seconds < 0.1 ? "" : String.format(Locale.ROOT, " in %.1f s: %,.1f msg/s, %.2f MB/s", seconds,
                    done / seconds, bytes / seconds / 1e6);
            return (words.isEmpty() ? "nothing done" : words) + speed
                    + (latency.isEmpty() ? "" : "; " + time + " in ms: " + latency);
        }

        private String counted(String name) {
            var count = counts.get(name);
            return String.format(Locale.ROOT, "%,d %s", count, name.equals("batch") && count != 1 ? "batches" : name);
        }
    }
}
