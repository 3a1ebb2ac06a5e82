package support;

//SOURCES Json.java
//SOURCES Program.java
//SOURCES TestCluster.java

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The schema registry that Cluster.java starts, for all tests of a run that ask for one. A cluster belongs to it, but of one
 * broker, which starts soonest: the messages are in the {@link TestCluster}.
 */
public final class TestRegistry implements AutoCloseable {

    /** What a test locks: to read, when it needs the registry, and to write, when it takes it away. */
    public static final String IS_THERE = "the registry";

    private static final int PORT_ABOVE = 3;

    private final TestCluster cluster;
    private final int port;
    private final Program process;

    TestRegistry(TestCluster cluster, int port) {
        this.cluster = cluster;
        this.port = port;
        this.process = cluster("registry", "--brokers", "1", "--port", String.valueOf(port),
                "--registry", "--registry-port", String.valueOf(port + PORT_ABOVE));
        process.await("it is ready", () -> process.output().startsWith("Ready"));
    }

    public String url() {
        return "http://localhost:" + (port + PORT_ABOVE) + "/apis/ccompat/v7";
    }

    public boolean answers() {
        try {
            ask("GET", "/config", null);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Over plain HTTP, with nothing of ours. */
    public Map<String, Object> ask(String method, String path, String body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url() + path)).header("Content-Type", "application/json")
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
            var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
            }
            return Json.object(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(path + " was not answered", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while asking the registry", e);
        }
    }

    /** What Cluster.java is told from another terminal. */
    public Program control(String... words) {
        return cluster("registry-" + String.join("-", words) + "-" + System.nanoTime(), words);
    }

    /** The folder of its cluster's data. */
    public String data() {
        return cluster.file("registry-data").toString();
    }

    private Program cluster(String name, String... words) {
        var data = data();
        var command = new ArrayList<>(cluster.command("Cluster.java"));
        command.addAll(List.of("--data", data));
        command.addAll(List.of(words));
        return Program.start(cluster.file(name), new File("/dev/null"), command, Map.of());
    }

    @Override
    public void close() {
        process.signal("TERM");
        if (process.exitCode() != 143) {
            throw new AssertionError("Cluster.java with a registry was stopped by TERM and ended with " + process.exitCode()
                    + ": " + process);
        }
    }
}
