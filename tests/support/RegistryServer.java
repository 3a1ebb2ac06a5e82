package support;

//SOURCES Json.java

//RUNTIME_OPTIONS -Dsun.net.httpserver.nodelay=true

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Answers as a schema registry does, or as it is told, and remembers what it was asked. */
public final class RegistryServer implements AutoCloseable {

    private static final int NEW_ID = 7;

    public record Request(String method, String path, String authorization, String body) { }

    private record Answer(int status, String body) { }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> schemas = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Answer always;
    private volatile boolean silent;

    private RegistryServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public static RegistryServer start() {
        return startAt(0);
    }

    public static RegistryServer startAt(int port) {
        try {
            return new RegistryServer(HttpServer.create(address(port), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param asks whether it wants a certificate of whoever asks it */
    public static RegistryServer startWith(SSLContext tls, boolean asks) {
        try {
            var server = HttpsServer.create(address(0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    var settings = getSSLContext().getDefaultSSLParameters();
                    settings.setNeedClientAuth(asks);
                    parameters.setSSLParameters(settings);
                }
            });
            return new RegistryServer(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://localhost:" + port();
    }

    public RegistryServer knows(int id, String schema) {
        schemas.put("/schemas/ids/" + id, schema);
        return this;
    }

    /** From now on, whatever it is asked. */
    public RegistryServer answers(int status, String body) {
        always = new Answer(status, body);
        return this;
    }

    public RegistryServer worksAgain() {
        always = null;
        return this;
    }

    public RegistryServer answersNothing() {
        silent = true;
        return this;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(new Request(exchange.getRequestMethod(), path, authorization, body));
        if (silent) {
            awaitClose();
        }
        send(exchange, always != null ? always : usual(exchange.getRequestMethod(), path));
    }

    private Answer usual(String method, String path) {
        if (method.equals("POST")) {
            return new Answer(200, "{\"id\":" + NEW_ID + "}");
        }
        var schema = schemas.get(path);
        if (schema == null) {
            return new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        }
        return new Answer(200, Json.write(Map.of("schema", schema)));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            var bytes = answer.body.getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
