package watch.lessons;

//SOURCES ../../cli/Problem.java

import cli.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The names under which a schema registry has its schemas. */
record Subjects(String url) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;

    /** Only a definite answer counts: it is gone, or there was none of that name. */
    void delete(String subject) {
        require(subject, "");
        require(subject, "?permanent=true"); // the registry refuses that before the first
    }

    private void require(String subject, String how) {
        var request = HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + how)).timeout(PATIENCE).DELETE().build();
        try {
            var status = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= 300 && status != NOT_FOUND) {
                throw new Problem("the registry answers with " + status);
            }
        } catch (IOException e) {
            throw new Problem("the registry does not answer (" + e + ")", e);
        } catch (InterruptedException e) {
            throw new Problem("interrupted", e);
        }
    }
}
