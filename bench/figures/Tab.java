package figures;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

//SOURCES ../../cli/Problem.java

import cli.Problem;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a browser does with the link of Watch.java: it takes the cookie, loads the page, and reads the stream. */
final class Tab {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

    /** What index.html names, and what a script imports. */
    private static final Pattern LOADED = Pattern.compile("(?:href|src)=\"(/page/[^\"]+)\"|from '\\./([^']+)'");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI link;
    private final String cookie;
    private final Map<String, JsonNode> sections = new HashMap<>();
    private boolean isOver;

    Tab(String link) throws IOException, InterruptedException {
        this.link = URI.create(link);
        var answer = http.send(HttpRequest.newBuilder(this.link).timeout(LONGEST_ANSWER).build(), BodyHandlers.ofString());
        this.cookie = answer.headers().firstValue("Set-Cookie")
                .orElseThrow(() -> new Problem(link + " answered without a cookie: " + answer.statusCode())).split(";")[0];
    }

    String get(String path) throws IOException, InterruptedException {
        var answer = http.send(request(path).timeout(LONGEST_ANSWER).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new Problem("GET " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(link.resolve(path)).header("Cookie", cookie);
    }

    /** Loads the page and, one after the other, all that it is made of; how many files these are. */
    int load() throws IOException, InterruptedException {
        Set<String> known = new LinkedHashSet<>(Set.of("/"));
        Deque<String> next = new ArrayDeque<>(known);
        while (!next.isEmpty()) {
            LOADED.matcher(get(next.poll())).results()
                    .map(found -> found.group(1) == null ? "/page/" + found.group(2) : found.group(1))
                    .filter(known::add).forEach(next::add);
        }
        return known.size();
    }

    /** From now on it reads the stream. */
    Tab follow() {
        http.sendAsync(request("/events").build(), BodyHandlers.ofLines()).thenAccept(this::read);
        return this;
    }

    private void read(HttpResponse<Stream<String>> stream) {
        try (var lines = stream.body()) {
            lines.filter(line -> line.startsWith("data: {\"")).forEach(this::take);
        } catch (UncheckedIOException e) {
            // Watch has ended
        } finally {
            end();
        }
    }

    private synchronized void take(String line) {
        try {
            JSON.readTree(line.substring("data: ".length())).properties()
                    .forEach(section -> sections.put(section.getKey(), section.getValue()));
            notifyAll();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A frame that is no JSON", e);
        }
    }

    private synchronized void end() {
        isOver = true;
        notifyAll();
    }

    /** "/topic/partitions/0/end" of the newest frames; missing while it has not come. */
    synchronized JsonNode at(String path) {
        var name = path.split("/")[1];
        return sections.getOrDefault(name, MissingNode.getInstance()).at(path.substring(name.length() + 1));
    }

    /** Waits for a frame after which this holds. */
    synchronized void await(String what, Predicate<Tab> condition, Duration limit) throws InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        while (!condition.test(this)) {
            if (isOver || System.nanoTime() > end) {
                throw new Problem("Waited in vain until " + what + (isOver ? ": the stream has ended." : "."));
            }
            wait(1000);
        }
    }

    synchronized boolean isOver() {
        return isOver;
    }
}
