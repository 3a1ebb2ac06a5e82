package registry;

//SOURCES ../cli/Problem.java
//SOURCES Answer.java
//SOURCES Denied.java
//SOURCES LimitedBody.java
//SOURCES Login.java
//SOURCES Tls.java
//SOURCES Unavailable.java
//SOURCES UnknownSchema.java

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpRequest.BodyPublishers.ofString;

import cli.Problem;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A schema registry that speaks Confluent's REST protocol, at one URL or several that all know the same. */
final class Registry {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int LONGEST_ANSWER = 1 << 20;

    /** For all URLs together, so that a consumer that asks in its poll loop can still stop in time. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

    /** Who asks at the start tries again until then; with the last answer that makes less than 10 s. */
    private static final Duration TRY_FOR = Duration.ofMillis(5500);

    private record Endpoint(URI url, Optional<String> authorization) {

        HttpRequest request(String path, Optional<String> body) {
            var request = HttpRequest.newBuilder(URI.create(url + path)).header("Accept", MEDIA_TYPE + ", application/json").header("Content-Type", MEDIA_TYPE);
            authorization.ifPresent(value -> request.header("Authorization", value));
            return request.method(body.isPresent() ? "POST" : "GET", body.map(text -> ofString(text)).orElse(noBody())).build();
        }
    }

    private final List<Endpoint> endpoints;
    private final HttpClient http;
    private int current;

    private Registry(List<Endpoint> endpoints, HttpClient http) {
        this.endpoints = endpoints;
        this.http = http;
    }

    static Registry at(String urls, Map<String, String> settings) {
        var login = new Login(settings);
        var endpoints = Arrays.stream(urls.split(",")).map(url -> endpoint(url.strip(), login)).toList();
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // an offer of HTTP/2 in clear text confuses some proxies
                .followRedirects(HttpClient.Redirect.NEVER) // the login would go along
                .connectTimeout(ANSWER_WITHIN.dividedBy(2));
        if (endpoints.stream().anyMatch(endpoint -> endpoint.url.getScheme().equalsIgnoreCase("https"))) {
            http.sslContext(new Tls(settings).context());
        }
        return new Registry(endpoints, http.build());
    }

    /** The user is taken out of the URL, so that no message shows the password. */
    private static Endpoint endpoint(String text, Login login) {
        try {
            var given = URI.create(text.replaceFirst("/+$", ""));
            if (given.getHost() != null && given.getScheme().matches("(?i)https?")) {
                return new Endpoint(URI.create(given.toString().replaceFirst("//[^/@]*@", "//")), login.at(given));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Problem("--registry: '" + text.replaceFirst("//[^/@]*@", "//...@") + "' is not the URL of a registry: write http://localhost:8081, or several with commas.");
    }

    /** The id of this schema in this subject; where it is new, {@code register} decides. */
    int idOf(String subject, String schema, boolean register) {
        var body = JsonNodeFactory.instance.objectNode().put("schema", schema).toString();
        var answer = askPatiently("/subjects/" + subject + (register ? "/versions" : ""), Optional.of(body));
        if (answer.isNotFound()) {
            throw new Problem("The schema registry has no such schema in subject " + subject + " (" + answer.refusal() + "). Register it, or let the producer do so: without --no-register.");
        }
        return answer.number("id");
    }

    /** The schema that has this id. */
    String schema(int id) throws Unavailable, Denied, UnknownSchema {
        var answer = ask("/schemas/ids/" + id, Optional.empty());
        if (answer.isNotFound()) {
            throw new Denied(id, answer.refusal());
        }
        var schema = answer.text("schema");
        var type = answer.body().path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new UnknownSchema("schema " + id + " is not Avro but " + type);
        }
        return schema;
    }

    private Answer askPatiently(String path, Optional<String> body) {
        var end = System.nanoTime() + TRY_FOR.toNanos();
        for (var pause = 100L;; pause *= 2) {
            try {
                return ask(path, body);
            } catch (Unavailable e) {
                if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > end) {
                    throw new Problem("No schema registry is ready: " + e.getMessage() + ". Start one with 'jbang Cluster.java --registry', name yours with --registry, or choose another --format.", e);
                }
                sleep(pause);
            }
        }
    }

    /** Asks one URL after the other until one knows; "not found" all have to say. Who did not answer is asked last the next time. */
    private Answer ask(String path, Optional<String> body) throws Unavailable {
        var end = System.nanoTime() + ANSWER_WITHIN.toNanos();
        var reasons = new ArrayList<String>();
        var allAnswered = true;
        Answer notFound = null;
        for (var tries = 0; tries < endpoints.size(); tries++) {
            var endpoint = endpoints.get(current);
            try {
                var share = (end - System.nanoTime()) / (endpoints.size() - tries); // one that hangs leaves the others their time
                var answer = askOne(endpoint, endpoint.request(path, body), share);
                if (!answer.isNotFound()) {
                    return answer;
                }
                notFound = answer; // another one may have heard of it already
                reasons.add(endpoint.url + " answered " + answer.refusal());
            } catch (Unavailable e) {
                reasons.add(e.getMessage());
                allAnswered = false;
            }
            current = (current + 1) % endpoints.size();
        }
        if (allAnswered) {
            return notFound;
        }
        throw new Unavailable(String.join(", ", reasons));
    }

    private Answer askOne(Endpoint endpoint, HttpRequest request, long nanos) throws Unavailable {
        var pending = http.sendAsync(request, head -> new LimitedBody(LONGEST_ANSWER));
        try {
            var response = pending.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            var answer = Answer.of(endpoint.url, response.statusCode(), response.body());
            if (answer.mayPass()) {
                throw new Unavailable(endpoint.url + " answered " + answer.refusal());
            }
            return answer;
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new Unavailable(endpoint.url + " did not answer within " + Math.round(nanos / 1e9) + " s");
        } catch (ExecutionException e) {
            throw failed(endpoint, e.getCause());
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw new Problem("Interrupted while waiting for the schema registry.", e);
        }
    }

    private static Unavailable failed(Endpoint endpoint, Throwable cause) {
        if (cause instanceof SSLException && !brokeOff(cause)) {
            throw new Problem("No trusted TLS connection to the schema registry at " + endpoint.url + " (" + cause.getMessage()
                    + "). Check schema.registry.ssl.truststore.location, the certificate's date and its host name.", cause);
        }
        var what = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException ? " cannot be reached" : " broke off";
        return new Unavailable(endpoint.url + what + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"));
    }

    /** A connection that ended in the middle of a handshake is a server that ended. */
    private static boolean brokeOff(Throwable error) {
        var cause = error.getCause();
        return cause instanceof IOException && !(cause instanceof SSLException);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new Problem("Interrupted while waiting for the schema registry.", e);
        }
    }
}
