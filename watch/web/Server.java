package watch.web;

//SOURCES ../../cli/KafkaProblems.java
//SOURCES ../../cli/Problem.java
//SOURCES Action.java
//SOURCES Answer.java
//SOURCES Assets.java
//SOURCES Body.java
//SOURCES Frames.java
//SOURCES Guard.java
//SOURCES Query.java
//SOURCES Resource.java
//SOURCES Streams.java

// The JDK's server has no limits of its own: for a request to come whole, for its size, for connections. And without nodelay
// each event would be 40 ms late.
//RUNTIME_OPTIONS -Dsun.net.httpserver.maxReqTime=5 -Dsun.net.httpserver.maxReqHeaderSize=16384
//RUNTIME_OPTIONS -Djdk.httpserver.maxConnections=64 -Dsun.net.httpserver.nodelay=true

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.KafkaProblems;
import cli.Problem;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The page, what it asks for, and its stream, for browsers on this computer. */
public final class Server implements AutoCloseable {

    private static final int REQUESTS_AT_ONCE = 12;
    private static final int REQUESTS_WAITING = 64;
    private static final long LAST_WORDS_MILLIS = 500;

    private static final String PAGE = "/page/";
    private static final String API = "/api/";
    private static final String EVENTS = "/events";

    private static final Pattern TOPIC = Pattern.compile("[\\w.-]{1,249}");

    /** Nothing is loaded from elsewhere, and nothing that stands in a message can become a script. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final List<HttpServer> servers;
    private final Guard guard;
    private final String topic;
    private final Map<String, Resource> resources;
    private final Map<String, Action> actions;
    private final Streams streams;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(Streams.MOST + REQUESTS_AT_ONCE,
            Streams.MOST + REQUESTS_AT_ONCE, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(REQUESTS_WAITING));

    private Server(List<HttpServer> servers, String topic, Frames frames, Map<String, Resource> resources,
            Map<String, Action> actions) {
        this.servers = servers;
        this.guard = Guard.of(servers.get(0).getAddress().getPort(), !actions.isEmpty());
        this.topic = topic;
        this.resources = resources;
        this.actions = actions;
        this.streams = new Streams(frames);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * @param port      0 for any that is free
     * @param topic     which one is shown where the browser names none
     * @param resources by their names
     * @param actions   by their names; where there is none, nothing but GET and HEAD is answered
     */
    public static Server start(int port, String topic, Frames frames, Map<String, Resource> resources,
            Map<String, Action> actions) {
        var server = new Server(listening(port), topic, frames, resources, actions);
        for (var one : server.servers) {
            one.setExecutor(server.threads);
            one.createContext("/", server::answer);
            one.start();
        }
        return server;
    }

    /** Under both addresses that "localhost" can have: where another program had the second, a browser might ask that one. */
    private static List<HttpServer> listening(int port) {
        var servers = new ArrayList<HttpServer>();
        try {
            servers.add(HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0));
            servers.add(HttpServer.create(new InetSocketAddress(InetAddress.getByName("::1"),
                    servers.get(0).getAddress().getPort()), 0));
        } catch (BindException e) {
            if (servers.isEmpty() || String.valueOf(e.getMessage()).contains("in use")) {
                servers.forEach(server -> server.stop(0));
                throw new Problem("Port " + port + " of this computer is in use, perhaps by another Watch.java:"
                        + " end that, or choose another with --port.", e);
            } // else a computer without IPv6
        } catch (SocketException e) {
            if (servers.isEmpty()) {
                throw cannotListen(port, e);
            } // else a computer without IPv6
        } catch (IOException e) {
            throw cannotListen(port, e);
        }
        return servers;
    }

    private static Problem cannotListen(int port, IOException why) {
        return new Problem("Cannot listen on port " + port + " of this computer (" + why.getMessage() + ").", why);
    }

    /** With what lets a browser in. */
    public String link() {
        return guard.link();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cache-Control", "no-store");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            var uri = exchange.getRequestURI();
            var refusal = refusal(exchange);
            if (refusal.isPresent()) {
                refuse(exchange, plain(refusal.get()), Guard.TO_READ);
            } else if (guard.isLink(uri)) {
                headers.set("Set-Cookie", guard.cookie());
                headers.set("Location", Guard.HOME); // so that the token does not stay in the address
                exchange.sendResponseHeaders(303, -1);
            } else if (exchange.getRequestMethod().equals(Guard.TO_ACT)) {
                act(exchange);
            } else if (actions.containsKey(name(uri.getPath()))) {
                refuse(exchange, Answer.refused(Answer.NOT_THIS_WAY, "This is done by POST only."), Guard.TO_ACT);
            } else if (uri.getPath().equals(EVENTS)) {
                stream(exchange);
            } else {
                send(exchange, answer(uri.getPath(), uri.getRawQuery()));
            }
        }
    }

    private Optional<Guard.Refusal> refusal(HttpExchange exchange) {
        try {
            return guard.refusal(exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders());
        } catch (Query.Wrong e) {
            return Optional.of(new Guard.Refusal(Answer.WRONG, e.getMessage()));
        }
    }

    /** Nothing more of the connection is read: what follows may be a body without an end. */
    private static void refuse(HttpExchange exchange, Answer refusal, String allowed) throws IOException {
        exchange.getResponseHeaders().set("Connection", "close");
        if (refusal.status() == Answer.NOT_THIS_WAY) {
            exchange.getResponseHeaders().set("Allow", allowed);
        }
        send(exchange, refusal);
    }

    /** For somebody who is not the page. */
    private static Answer plain(Guard.Refusal refusal) {
        return new Answer(refusal.status(), "text/plain; charset=utf-8", (refusal.sentence() + "\n").getBytes(UTF_8));
    }

    private void act(HttpExchange exchange) throws IOException {
        var name = name(exchange.getRequestURI().getPath());
        var action = actions.get(name);
        if (action == null) {
            refuse(exchange, Answer.refused(resources.containsKey(name) ? Answer.NOT_THIS_WAY : Answer.NOT_FOUND,
                    "There is nothing of this name to be done."), Guard.TO_READ);
            return;
        }
        var body = Body.read(exchange.getRequestBody());
        if (body.isPresent()) {
            send(exchange, done(action, body.get()));
        } else {
            refuse(exchange, Answer.refused(Answer.TOO_MUCH, "At most " + Body.MOST_BYTES + " bytes can be sent."), Guard.TO_ACT);
        }
    }

    private static Answer done(Action action, byte[] body) {
        try {
            return action.act().apply(Body.fields(body, action.fields()));
        } catch (Query.Wrong e) {
            return Answer.refused(Answer.WRONG, e.getMessage());
        } catch (Problem e) {
            return Answer.refused(Answer.NOT_NOW, e.getMessage());
        } catch (RuntimeException e) {
            return Answer.refused(Answer.FAILED, KafkaProblems.sentence(e));
        }
    }

    /** What stands behind /api/; empty for another path. */
    private static String name(String path) {
        return path.startsWith(API) ? path.substring(API.length()) : "";
    }

    private Answer answer(String path, String query) {
        var resource = resources.get(name(path));
        if (resource != null) {
            return answer(resource, query);
        }
        var file = path.equals(Guard.HOME) ? Assets.INDEX : path.startsWith(PAGE) ? path.substring(PAGE.length()) : "";
        return Assets.named(file).orElseGet(() -> Answer.refused(Answer.NOT_FOUND, "There is nothing at this address."));
    }

    private static Answer answer(Resource resource, String query) {
        try {
            return resource.get(Query.of(query));
        } catch (Query.Wrong e) {
            return Answer.refused(Answer.WRONG, e.getMessage());
        } catch (RuntimeException e) {
            return Answer.refused(Answer.FAILED, e instanceof Problem ? e.getMessage() : KafkaProblems.sentence(e));
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        var hasBody = !exchange.getRequestMethod().equals("HEAD") && answer.body().length > 0;
        exchange.sendResponseHeaders(answer.status(), hasBody ? answer.body().length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(answer.body());
            exchange.getResponseBody().flush(); // newer JDKs would first wait for the rest of what was asked
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            send(exchange, new Answer(Answer.OK, "text/event-stream", new byte[0]));
        } else if (!streams.enter()) {
            send(exchange, Answer.refused(Answer.BUSY,
                    "Watch is open in " + Streams.MOST + " tabs already: close one of them, then load this one again."));
        } else {
            try {
                var wanted = wanted(exchange.getRequestURI().getRawQuery());
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(Answer.OK, 0);
                streams.send(wanted, last(exchange), exchange.getResponseBody());
            } catch (Query.Wrong e) {
                send(exchange, Answer.refused(Answer.WRONG, e.getMessage()));
            } finally {
                streams.leave();
            }
        }
    }

    private String wanted(String query) {
        var wanted = Query.of(query).text("topic").orElse(topic);
        if (!TOPIC.matcher(wanted).matches()) {
            throw new Query.Wrong("No topic can have this name.");
        }
        return wanted;
    }

    private static OptionalLong last(HttpExchange exchange) {
        var said = String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        return said.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(said)) : OptionalLong.empty();
    }

    /** The browsers are told. */
    @Override
    public void close() {
        streams.close();
        threads.shutdown();
        try {
            threads.awaitTermination(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        servers.forEach(server -> server.stop(0));
    }
}
