package support;

//DEPS org.webjars.npm:lit-html:3.3.2

//SOURCES Json.java
//SOURCES PlayedControl.java
//SOURCES Repo.java

//RUNTIME_OPTIONS -Dsun.net.httpserver.nodelay=true

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The page, and behind it a Watch that plays: it sends the frames and gives the answers that it is told. */
public final class PlayedWatch implements AutoCloseable {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");
    private static final String LIT = "/META-INF/resources/webjars/lit-html/3.3.2/lit-html.js";
    private static final String ENDED = "event: ended\ndata: {}\n\n";

    private final Map<String, Function<Map<String, String>, String>> answers = new ConcurrentHashMap<>();
    private final Map<String, Object> whole = new LinkedHashMap<>();
    private final List<BlockingQueue<String>> streams = new CopyOnWriteArrayList<>();
    private final Set<BlockingQueue<String>> silent = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final PlayedControl control = new PlayedControl();
    private ExecutorService threads;
    private HttpServer server;
    private int port;

    public static PlayedWatch start() {
        var watch = new PlayedWatch();
        watch.comesBack();
        return watch;
    }

    public String url() {
        return "http://localhost:" + port + "/";
    }

    /** To every stream, and the sections also to those that are opened later. */
    public synchronized void plays(String json) {
        var sections = Json.object(json);
        whole.putAll(sections);
        whole.keySet().removeAll(List.of("flow", "plotAdded", "marksAdded"));
        send(sections);
    }

    /** With the time, which every frame has. */
    private void send(Map<String, Object> sections) {
        var frame = frame(sections);
        streams.stream().filter(stream -> !silent.contains(stream)).forEach(stream -> stream.add(frame));
    }

    private static String frame(Map<String, Object> sections) {
        var frame = new LinkedHashMap<>(sections);
        frame.put("watch", Map.of("version", "played", "startedAt", 0, "now", System.currentTimeMillis()));
        return "event: frame\ndata: " + Json.write(frame) + "\n\n";
    }

    /** @param answer from what stands behind the question mark to JSON; one with a problem gets the status 400 */
    public void answers(String name, Function<Map<String, String>, String> answer) {
        answers.put(name, answer);
    }

    /** What the page asked for, with what stands behind the question mark. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** What it is asked to do, while it plays the section that says that it does things. */
    public PlayedControl control() {
        return control;
    }

    public synchronized void forgets() {
        asked.clear();
        answers.clear();
        control.forgets();
        whole.clear();
    }

    public void ends() {
        streams.forEach(stream -> stream.add(ENDED));
    }

    /** The streams that are open stay open, and no frame comes in them any more. */
    public synchronized void fallsSilent() {
        silent.addAll(streams);
    }

    /** As when its process is gone. */
    public synchronized void goesAway() {
        server.stop(0);
        threads.shutdownNow();
        streams.clear();
    }

    public synchronized void comesBack() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::file);
        server.createContext("/api/", this::answer);
        server.createContext("/events", this::stream);
        server.start();
    }

    @Override
    public void close() {
        goesAway();
    }

    // --- what is asked

    private void file(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var name = path.equals("/") ? "index.html" : path.replaceFirst("/page/", "");
        exchange.getResponseHeaders().add("Content-Security-Policy", POLICY);
        exchange.getResponseHeaders().add("Referrer-Policy", "no-referrer"); // by which browsers leave origins out, too
        if (name.equals("lit-html.js")) {
            try (var lit = PlayedWatch.class.getResourceAsStream(LIT)) {
                send(exchange, 200, TYPES.get("js"), lit.readAllBytes());
            }
        } else if (Files.exists(Repo.file("watch/page/" + name))) {
            send(exchange, 200, TYPES.get(name.replaceFirst(".*\\.", "")), Files.readAllBytes(Repo.file("watch/page/" + name)));
        } else {
            send(exchange, 404, "text/plain", new byte[0]);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        var name = uri.getPath().replaceFirst("/api/", "");
        if (exchange.getRequestMethod().equals("POST")) {
            var answer = controls() ? control.answer(name, exchange, port) : PlayedControl.ONLY_READS;
            send(exchange, answer.status(), "application/json", answer.json().getBytes(UTF_8));
            return;
        }
        asked.add(name + "?" + (uri.getQuery() == null ? "" : uri.getQuery()));
        var json = answers.getOrDefault(name, query -> "{\"problem\":\"There is no " + name + ".\"}").apply(query(uri));
        send(exchange, json.startsWith("{\"problem\"") ? 400 : 200, "application/json", json.getBytes(UTF_8));
    }

    private synchronized boolean controls() {
        return whole.containsKey("control");
    }

    private static Map<String, String> query(URI uri) {
        var values = new LinkedHashMap<String, String>();
        for (var pair : uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
            var parts = pair.split("=", 2);
            values.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
        }
        return values;
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        var frames = new LinkedBlockingQueue<String>();
        synchronized (this) {
            frames.add("retry: 200\n\n" + frame(whole));
            streams.add(frames);
        }
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            while (streams.contains(frames)) {
                var frame = frames.poll(1, TimeUnit.SECONDS);
                exchange.getResponseBody().write((frame == null ? ": alive\n\n" : frame).getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.remove(frames);
            silent.remove(frames);
        }
    }
}
