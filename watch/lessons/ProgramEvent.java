package watch.lessons;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../../cli/Problem.java
//SOURCES ../../output/SafeText.java

import cli.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import output.SafeText;

/** One line that a program printed with -o json. */
record ProgramEvent(JsonNode json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** There is one for each message, or nearly. */
    private static final Set<String> FREQUENT = Set.of("acked", "processed", "committed", "batch");

    static ProgramEvent of(String line) {
        try {
            return new ProgramEvent(MAPPER.readTree(line));
        } catch (JsonProcessingException e) {
            throw new Problem("A program printed something that is no event: " + SafeText.of(line), e);
        }
    }

    String name() {
        return json.path("event").asText();
    }

    long id() {
        return json.path("id").asLong();
    }

    int partition() {
        return json.path("partition").asInt();
    }

    long offset() {
        return json.path("offset").asLong();
    }

    /** Milliseconds since 1970. */
    long at() {
        return json.path("at").asLong();
    }

    boolean isFrequent() {
        return FREQUENT.contains(name());
    }

    /** Numbers of the partitions that came or went. */
    List<Integer> partitions() {
        var numbers = new ArrayList<Integer>();
        json.path("partitions").forEach(name -> numbers.add(number(name.asText())));
        return numbers;
    }

    /** Where a partition that came is read from; -1 where the program did not know. */
    long startsAt(int partition) {
        return json.path("offsets").properties().stream().filter(offset -> number(offset.getKey()) == partition)
                .map(offset -> offset.getValue().asLong()).findFirst().orElse(-1L);
    }

    /** In a few words, of which the topic is none: it is the lesson's. */
    String inShort() {
        return switch (name()) {
            case "acked" -> "acked " + id() + " -> " + place();
            case "processed" -> "processed " + id() + " <- " + place() + (json.path("again").asBoolean() ? " (again)" : "");
            case "committed" -> "committed " + offsets();
            case "batch" -> "batch of " + json.path("size").asInt() + " (" + json.path("why").asText() + ")";
            case "assigned" -> "assigned " + words(json.path("partitions")) + (offsets().isEmpty() ? "" : ", from " + offsets());
            case "revoked", "lost" -> name() + " " + words(json.path("partitions"));
            case "skipped", "dead-lettered" -> name() + " " + place() + ": " + SafeText.of(json.path("reason").asText());
            case "failed", "unknown" -> name() + " " + id() + ": " + SafeText.of(json.path("reason").asText());
            case "redriven" -> "redriven " + place() + " -> " + json.at("/to/partition").asInt() + "@"
                    + json.at("/to/offset").asLong();
            default -> name();
        };
    }

    private String place() {
        return partition() + "@" + offset();
    }

    /** 0@14 1@20 */
    private String offsets() {
        return json.path("offsets").properties().stream()
                .map(offset -> number(offset.getKey()) + "@" + offset.getValue().asLong()).collect(Collectors.joining(" "));
    }

    private static String words(JsonNode partitions) {
        var words = new ArrayList<String>();
        partitions.forEach(name -> words.add("partition " + number(name.asText())));
        return String.join(", ", words);
    }

    /** Of messages-2. */
    private static int number(String partition) {
        return Integer.parseInt(partition.substring(partition.lastIndexOf('-') + 1));
    }
}
