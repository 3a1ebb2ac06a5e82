package registry;

//SOURCES ../cli/Problem.java
//SOURCES Answer.java
//SOURCES LimitedBody.java
//SOURCES Login.java
//SOURCES Registry.java
//SOURCES Tls.java

import cli.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** One URL of a registry, and the login to use there. */
record Endpoint(URI url, Optional<String> authorization, HttpClient http) {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int LONGEST_ANSWER = 1 << 20;

    /** @param urls one or several, with commas between them */
    static List<Endpoint> at(String urls, Map<String, String> settings, Duration connectWithin) {
        var login = new Login(settings);
        var all = Arrays.stream(urls.split(",")).map(String::strip).map(Endpoint::checked).toList();
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // an offer of HTTP/2 in clear text confuses some proxies
                .followRedirects(HttpClient.Redirect.NEVER) // the login would go along
                .connectTimeout(connectWithin);
        if (all.stream().anyMatch(url -> url.getScheme().equalsIgnoreCase("https"))) {
            http.sslContext(new Tls(settings).context());
        }
        var client = http.build();
        return all.stream().map(url -> new Endpoint(withoutUser(url), login.at(url), client)).toList();
    }

    private static URI checked(String text) {
        try {
            var url = URI.create(text.replaceFirst("/+$", ""));
            if (url.getHost() != null && url.getScheme().matches("(?i)https?")) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new Problem("--registry: '" + text.replaceFirst("//[^/@]*@", "//...@")
                + "' is not the URL of a registry: write http://localhost:8081, or several with commas.");
    }

    /** So that no message shows the password. */
    private static URI withoutUser(URI url) {
        return URI.create(url.toString().replaceFirst("//[^/@]*@", "//"));
    }

    /** Posts the body, or just gets the path if there is none. */
    Answer ask(String path, Optional<String> body, long nanos) throws Registry.Unavailable {
        var pending = http.sendAsync(request(path, body), head -> new LimitedBody(LONGEST_ANSWER));
        try {
            var response = pending.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            var answer = Answer.of(url, response.statusCode(), response.body());
            if (answer.mayPass()) {
                throw new Registry.Unavailable(url + " answered " + answer.refusal());
            }
            return answer;
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new Registry.Unavailable(url + " did not answer within " + Math.round(nanos / 1e9) + " s");
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (InterruptedException e) {
            pending.cancel(true);
            throw new Problem("Interrupted while waiting for the schema registry.", e);
        }
    }

    private HttpRequest request(String path, Optional<String> body) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Accept", MEDIA_TYPE + ", application/json").header("Content-Type", MEDIA_TYPE);
        authorization.ifPresent(value -> request.header("Authorization", value));
        body.ifPresent(text -> request.POST(BodyPublishers.ofString(text)));
        return request.build();
    }

    private Registry.Unavailable failed(Throwable cause) {
        if (cause instanceof SSLException && !brokeOff(cause)) {
            throw new Problem("No trusted TLS connection to the schema registry at " + url + " (" + cause.getMessage()
                    + "). Check schema.registry.ssl.truststore.location, the certificate's date and its host name.", cause);
        }
        var unreachable = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        var reason = cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
        return new Registry.Unavailable(url + (unreachable ? " cannot be reached" : " broke off") + reason);
    }

    /** A connection that ended in the middle of a handshake is a server that ended. */
    private static boolean brokeOff(Throwable error) {
        var cause = error.getCause();
        return cause instanceof IOException && !(cause instanceof SSLException);
    }
}
