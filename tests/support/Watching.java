package support;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES Program.java
//SOURCES Wait.java

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
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

    private final Program program;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI link;
    private final String cookie;
    private final Map<String, JsonNode> sections = new ConcurrentHashMap<>();
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

    private Watching follow(String query) {
        http.sendAsync(request(link.resolve("/events" + query)), BodyHandlers.ofLines())
                .thenAccept(stream -> stream.body().forEach(this::read));
        return this;
    }

    private void read(String line) {
        if (line.startsWith("event: ")) {
            events.add(line.substring("event: ".length()));
        } else if (line.startsWith("data: {\"")) {
            var frame = json(line.substring("data: ".length()));
            frame.properties().forEach(section -> sections.put(section.getKey(), section.getValue()));
            frame.at("/flow/messages").forEach(messages::add);
            frame.at("/story/sentences").forEach(one -> sentences.put(one.get("n").asLong(), one.get("text").asText()));
        }
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

    private HttpResponse<String> get(URI uri) {
        try {
            return http.send(request(uri), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for Watch", e);
        }
    }

    private HttpRequest request(URI uri) {
        var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        return (cookie == null ? request : request.header("Cookie", cookie)).build();
    }

    // --- what it shows

    /** "/topic/partitions/0/end" of the newest frames; missing while it has not come. */
    public JsonNode at(String path) {
        var name = path.split("/")[1];
        return sections.getOrDefault(name, MissingNode.getInstance()).at(path.substring(name.length() + 1));
    }

    public JsonNode broker(int id) {
        return StreamSupport.stream(at("/cluster/brokers").spliterator(), false).filter(one -> one.get("id").asInt() == id)
                .findFirst().orElse(MissingNode.getInstance());
    }

    public JsonNode group(String name) {
        return StreamSupport.stream(at("/groups/groups").spliterator(), false)
                .filter(one -> one.get("name").asText().equals(name)).findFirst().orElse(MissingNode.getInstance());
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
