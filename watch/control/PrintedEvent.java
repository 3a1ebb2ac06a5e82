package watch.control;

//DEPS com.fasterxml.jackson.core:jackson-core:2.22.4

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A line that a program printed with -o json: no more of it than is needed here, because there may be a hundred thousand in a
 * second.
 *
 * @param id null where the event has none
 * @param offsets by the partitions that it is about; null where it does not say one
 * @param to where a dead letter went; null for another event
 */
public record PrintedEvent(String name, long at, Long id, Place place, String reason, Map<Integer, Long> offsets, Place to) {

    private static final JsonFactory JSON = new JsonFactory();

    public record Place(String topic, int partition, long offset) {

        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** Empty for what is no event. */
    public static Optional<PrintedEvent> of(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try (var json = JSON.createParser(line)) {
            json.nextToken();
            return Optional.of(new Fields().read(json).event());
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
        private long offset;
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
                    case "reason" -> reason = json.getText();
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
            return topic == null ? null : new Place(topic, partition, offset);
        }

        PrintedEvent event() {
            return new PrintedEvent(name, at, id, place(), reason, offsets, to);
        }
    }
}
