package watch.processes;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

//SOURCES ../../output/Place.java

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import output.Place;

/**
 * A line that a program printed with -o json: no more of it than Watch and its lessons need, because there may be a hundred
 * thousand in a second.
 *
 * @param line as it was printed
 * @param id null where the event has none
 * @param place of the message; null where the event is about none, or does not know where it is
 * @param size how many messages are in a batch
 * @param reason why something failed or was given up, or why a batch was taken when it was; null for another event
 * @param offsets by the partitions that it is about; null where it does not say one
 * @param to where a dead letter went; null for another event
 */
public record PrintedEvent(String line, String name, long at, Long id, Place place, boolean again, int size, String reason,
        Map<Integer, Long> offsets, Place to) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Empty for what is no event. */
    public static Optional<PrintedEvent> of(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try (var json = JSON.createParser(line)) {
            json.nextToken();
            return Optional.of(new Fields().read(json).event(line));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // half a line, cut off by a kill
        }
    }

    /** As they come. */
    private static final class Fields {

        private final Map<Integer, Long> offsets = new LinkedHashMap<>();
        private String name = "";
        private long at;
        private Long id;
        private String topic;
        private int partition;
        private Long offset;
        private boolean again;
        private int size;
        private String reason;
        private Place to;

        Fields read(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "event" -> name = json.getText();
                    case "at" -> at = json.getLongValue();
                    case "id" -> id = json.getLongValue();
                    case "topic" -> topic = json.getText();
                    case "partition" -> partition = json.getIntValue();
                    case "offset" -> offset = json.getLongValue();
                    case "again" -> again = json.getBooleanValue();
                    case "size" -> size = json.getIntValue();
                    case "reason", "why" -> reason = json.getText();
                    case "partitions" -> partitions(json);
                    case "offsets" -> offsets(json);
                    case "to" -> to = new Fields().read(json).place();
                    default -> json.skipChildren();
                }
            }
            return this;
        }

        private void partitions(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                offsets.putIfAbsent(number(json.getText()), null);
            }
        }

        private void offsets(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var partition = number(json.currentName());
                json.nextToken();
                offsets.put(partition, json.getLongValue());
            }
        }

        /** Of messages-2. */
        private static int number(String partition) {
            return Integer.parseInt(partition.substring(partition.lastIndexOf('-') + 1));
        }

        private Place place() {
            return topic == null || offset == null ? null : new Place(topic, partition, offset);
        }

        PrintedEvent event(String line) {
            return new PrintedEvent(line, name, at, id, place(), again, size, reason, offsets, to);
        }
    }
}
