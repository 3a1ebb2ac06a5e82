package cluster;

//SOURCES ../cli/Problem.java
//SOURCES Archive.java
//SOURCES ClassArchive.java
//SOURCES ManagedProcess.java
//SOURCES EndWithOwner.java
//SOURCES Layout.java
//SOURCES Owner.java
//SOURCES SchemaRegistryMain.java
//SOURCES Service.java

import cli.Problem;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The schema registry as a process: Apicurio Registry, of which only the part that is compatible with Confluent's is used. */
public record SchemaRegistry(Layout layout) implements Service {

    /** What 'kill', 'stop' and 'start' call it, and its folder. */
    public static final String WORD = "registry";

    private static final Archive APPLICATION = new Archive("Apicurio Registry 3.0.9", 109,
            "io/apicurio/apicurio-registry-app/3.0.9", "apicurio-registry-app-3.0.9-all",
            "2b28181501a20cbf6efcd77f9b7153908fc01f3d3a7c32024c0bd9e1b04c8a43");

    private static final String RUNNER = "apicurio-registry-app-3.0.9-runner.jar";
    private static final int PATIENCE_MS = 2000;

    /**
     * Ctrl-C and a closed terminal send signals to every process of the terminal, but only Cluster.java decides what to stop.
     * Apicurio handles these signals unless they are ignored when it starts.
     */
    private static final List<String> IGNORING_THE_TERMINAL = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    private static final List<String> JVM = List.of(
            // a few schemas in a database: some 190 MB in all, of which most is the application's classes
            "-Xmx128m",
            // as for the brokers: a start that takes the least CPU time
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError");

    private List<String> settings() {
        return List.of(
                // this computer only: there is neither TLS nor a login
                "quarkus.http.host=127.0.0.1",
                "quarkus.http.port=" + layout.registryPort(),
                // a database in the cluster's folder (which is where the process runs), and not a topic: it needs no brokers
                "apicurio.storage.kind=sql",
                "apicurio.storage.sql.kind=h2",
                // what was answered is on disk: by default that takes half a second, and a kill made it give one id twice
                "apicurio.datasource.url=jdbc:h2:file:./schemas;WRITE_DELAY=0",
                // twenty connections would be open from the start
                "apicurio.datasource.jdbc.initial-size=1",
                "apicurio.datasource.jdbc.min-size=1",
                "apicurio.datasource.jdbc.max-size=10",
                // a line for every request would fill the disk
                "quarkus.http.access-log.enabled=false",
                "quarkus.banner.enabled=false");
    }

    /** Makes sure that the application is on this computer; false when a stop was asked for first. */
    public static boolean fetch(BooleanSupplier stop, Consumer<String> talk) {
        return APPLICATION.require(stop, talk);
    }

    public String url() {
        return "http://localhost:" + layout.registryPort() + "/apis/ccompat/v7";
    }

    void requireDown() {
        managed().requireDown();
    }

    public void requirePort() {
        managed().requirePort(layout.registryPort(), "stop that program, or choose another port with --registry-port.");
    }

    /** Starts the process and does not wait for it to be of use. */
    void start(Optional<ProcessHandle> owner) {
        try {
            Files.createDirectories(folder());
        } catch (IOException e) {
            throw new Problem("Cannot make the folder " + folder() + ": " + e + ".", e);
        }
        managed().start(command(owner), Path.of(log()));
    }

    @Override
    public void startAgain(Supplier<Optional<ProcessHandle>> owner) {
        requireDown();
        fetch(() -> false, System.err::println); // the cache may have been emptied
        requirePort();
        start(owner.get());
    }

    @Override
    public ManagedProcess managed() {
        return new ManagedProcess("the registry", folder(), folder().toString());
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public String log() {
        return folder().resolve("registry.log").toString();
    }

    /** Whether it is of use: for what a client asks for first, it has to have opened its database. */
    boolean answers() {
        try {
            var subjects = URI.create("http://127.0.0.1:" + layout.registryPort() + "/apis/ccompat/v7/subjects");
            var connection = (HttpURLConnection) subjects.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MS);
            connection.setReadTimeout(PATIENCE_MS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Why it ended, in the words of its log. */
    Problem ended() {
        return new Problem("The registry ended while it was starting: " + firstError() + " (its log: " + log() + ")");
    }

    private String firstError() {
        try (var lines = Files.lines(Path.of(log()))) {
            return lines.filter(line -> line.contains("ERROR") || line.contains("Exception") || line.startsWith("Error"))
                    .findFirst().orElse("it does not say why.");
        } catch (IOException e) {
            return "it does not say why.";
        }
    }

    private ProcessBuilder command(Optional<ProcessHandle> owner) {
        var words = new ArrayList<>(IGNORING_THE_TERMINAL);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(JVM);
        words.addAll(classes().usedOrNoted());
        owner.ifPresent(process -> words.add("-D" + EndWithOwner.OWNER + "=" + process.pid()));
        settings().forEach(setting -> words.add("-D" + setting));
        words.addAll(List.of(SchemaRegistryMain.class.getName(), folder().toString()));
        var builder = new ProcessBuilder(words);
        // Apicurio's own libraries, and of ours no more than our classes: the versions differ
        builder.environment().put("CLASSPATH", classes().withOurs());
        return builder;
    }

    @Override
    public ClassArchive classes() {
        return ClassArchive.ofUser(WORD, APPLICATION.folder().resolve(RUNNER).toString());
    }

    private Path folder() {
        return layout.folder().resolve(WORD);
    }
}
