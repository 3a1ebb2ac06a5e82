package support;

//SOURCES Json.java

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** What is asked to be done of a Watch that plays. It is as strict as Watch about how, and does nothing. */
public final class PlayedControl {

    static final Answer ONLY_READS = Answer.refused(405, "Nothing can be changed here: only GET and HEAD are answered.");

    private static final int LARGEST = 4096;
    private static final Set<String> READING = Set.of("program", "group", "from", "format", "failEvery", "onError");

    /** By request, and by program where there are several. */
    private static final Map<String, Set<String>> FIELDS = Map.of("service", Set.of("service", "action"),
            "end", Set.of("name", "how"), "lesson", Set.of("lesson"), "lesson-end", Set.of(), "redrive", Set.of(),
            "producer", Set.of("program", "rate", "count", "keys", "format"), "single-consumer", READING,
            "batch-consumer", Set.of("program", "group", "from", "format", "failEvery", "onError", "maxBatch", "maxWait"));

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Map<String, Supplier<Answer>> answers = new ConcurrentHashMap<>();

    public record Answer(int status, String json) {

        public static Answer done(String json) {
            return new Answer(200, json);
        }

        public static Answer refused(int status, String sentence) {
            return new Answer(status, Json.write(Map.of("problem", sentence)));
        }
    }

    /** @param answer to what was asked well; without one that is {} */
    public void answers(String name, Supplier<Answer> answer) {
        answers.put(name, answer);
    }

    /** What was asked well, with its fields by name: end {"how":"stop","name":"producer-1"} */
    public List<String> told() {
        return List.copyOf(told);
    }

    void forgets() {
        told.clear();
        answers.clear();
    }

    Answer answer(String name, HttpExchange exchange, int port) throws IOException {
        var headers = exchange.getRequestHeaders();
        var body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        if (!List.of("http://localhost:" + port).equals(headers.get("Origin"))) {
            return Answer.refused(403, "The origin is " + headers.get("Origin") + ".");
        } else if (!List.of("application/json").equals(headers.get("Content-Type"))) {
            return Answer.refused(415, "The type is " + headers.get("Content-Type") + ".");
        } else if (body.length > LARGEST) {
            return Answer.refused(400, "That is too long.");
        }
        var asked = new TreeMap<>(Json.object(new String(body, UTF_8)));
        var fields = FIELDS.getOrDefault(name.equals("program") ? String.valueOf(asked.get("program")) : name, Set.of("nothing"));
        if (!fields.containsAll(asked.keySet())
                || !asked.values().stream().allMatch(value -> value instanceof String || value instanceof Number)) {
            return Answer.refused(400, "Unknown in " + name + ": " + asked + ".");
        }
        told.add(name + " " + Json.write(asked));
        return answers.getOrDefault(name, () -> Answer.done("{}")).get();
    }
}
