package support;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES Program.java
//SOURCES Wait.java

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** A program that reads the page of Watch.java as a browser does: the link, the cookie, the stream. */
public final class Watching {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a line of the stream begins that has sections. */
    private static final String FRAME = "data: {\"";

    /** A broker that starts is waited for. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(90);

    private final Program program;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI link;
    private final String cookie;
    private final Map<String, JsonNode> sections = new ConcurrentHashMap<>();
    private final Map<String, Integer> frames = new ConcurrentHashMap<>();
    private final Map<Long, String> sentences = new ConcurrentHashMap<>();
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();

    private Watching(Program program) {
        this.program = program;
        program.await("it prints its link", () -> program.output().contains("\n"));
        link = URI.create(program.output().strip());
        cookie = get(link).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    /** Follows the topic that the program was started with. */
    public static Watching of(Program watch) {
        return new Watching(watch).follow("");
    }

    /** The same page, for this topic. */
    public Watching of(String topic) {
        return new Watching(program).follow("?topic=" + topic);
    }

    public int port() {
        return link.getPort();
    }

    /** Its name and its value. */
    public String cookie() {
        return cookie;
    }

    private Watching follow(String query) {
        http.sendAsync(request(link.resolve("/events" + query)).build(), BodyHandlers.ofLines())
                .thenAccept(stream -> stream.body().forEach(this::read));
        return this;
    }

    private void read(String line) {
        if (line.startsWith("event: ")) {
            events.add(line.substring("event: ".length()));
        } else if (line.startsWith(FRAME)) {
            var frame = json(line.substring("data: ".length()));
            frame.properties().forEach(section -> {
                sections.put(section.getKey(), section.getValue());
                frames.merge(section.getKey(), 1, Integer::sum);
            });
            frame.at("/flow/messages").forEach(messages::add);
            frame.at("/story/sentences").forEach(one -> sentences.put(one.get("n").asLong(), one.get("text").asText()));
        }
    }

    /** What a stream says that somebody else has read: the newest of each section. */
    public static JsonNode newest(String stream) {
        var all = JSON.createObjectNode();
        stream.lines().filter(line -> line.startsWith(FRAME) && line.endsWith("}"))
                .forEach(line -> all.setAll((ObjectNode) json(line.substring("data: ".length()))));
        return all;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    public HttpResponse<String> get(String path) {
        return get(link.resolve(path));
    }

    /** As the page sends it: "service", and a JSON object. */
    public HttpResponse<String> post(String action, String json) {
        return send(request(link.resolve("/api/" + action)).header("Origin", "http://localhost:" + port())
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** What was done, as JSON; fails where it was not. */
    public JsonNode does(String action, String json) {
        var answer = post(action, json);
        if (answer.statusCode() != 200) {
            throw new AssertionError(action + " " + json + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return json(answer.body());
    }

    public JsonNode asks(String path) {
        return json(get(path).body());
    }

    private HttpResponse<String> get(URI uri) {
        return send(request(uri));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for Watch", e);
        }
    }

    private HttpRequest.Builder request(URI uri) {
        var request = HttpRequest.newBuilder(uri).timeout(LONGEST_ANSWER);
        return cookie == null ? request : request.header("Cookie", cookie);
    }

    // --- what it shows

    /** "/topic/partitions/0/end" of the newest frames; missing while it has not come. */
    public JsonNode at(String path) {
        var name = path.split("/")[1];
        return sections.getOrDefault(name, MissingNode.getInstance()).at(path.substring(name.length() + 1));
    }

    /** How many so far had this section. */
    public int framesWith(String section) {
        return frames.getOrDefault(section, 0);
    }

    public JsonNode broker(int id) {
        return StreamSupport.stream(at("/cluster/brokers").spliterator(), false).filter(one -> one.get("id").asInt() == id)
                .findFirst().orElse(MissingNode.getInstance());
    }

    public JsonNode group(String name) {
        return StreamSupport.stream(at("/groups/groups").spliterator(), false)
                .filter(one -> one.get("name").asText().equals(name)).findFirst().orElse(MissingNode.getInstance());
    }

    /** Of those in the section "control". */
    public JsonNode service(String name) {
        return named(at("/control/services"), "service", name);
    }

    public JsonNode program(String name) {
        return named(at("/control/programs"), "name", name);
    }

    private static JsonNode named(JsonNode all, String field, String name) {
        return StreamSupport.stream(all.spliterator(), false).filter(one -> one.get(field).asText().equals(name)).findFirst()
                .orElse(MissingNode.getInstance());
    }

    public List<String> story() {
        return sentences.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(Map.Entry::getValue).toList();
    }

    public List<JsonNode> messages() {
        return messages;
    }

    public List<String> events() {
        return events;
    }

    public Watching await(String what, Predicate<Watching> condition) {
        if (!Wait.holds(Wait.LIMIT, () -> condition.test(this))) {
            throw new AssertionError("waited in vain until " + what + ": " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return "Watch shows " + sections + " and tells " + story() + "\n" + program;
    }
}
