package registry;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Connection.java
//SOURCES Denials.java
//SOURCES OwnSchema.java
//SOURCES Registry.java
//SOURCES Schemas.java

import static picocli.CommandLine.Help.Visibility.NEVER;

import cli.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.Option;

/** Which registry, and which schema. Avro is loaded only by other classes: most programs with these options do not need it. */
public final class RegistryOptions {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String ON_THIS_COMPUTER = "http://localhost:8081/apis/ccompat/v7";

    @Option(names = {"-r", "--registry"}, paramLabel = "URL,...", defaultValue = "${env:SCHEMA_REGISTRY_URL}",
            showDefaultValue = NEVER, description = "Where the schema registry is. Default: $$SCHEMA_REGISTRY_URL, "
                    + "else schema.registry.url of --config, else " + ON_THIS_COMPUTER)
    String urls;

    @Option(names = "--schema", paramLabel = "FILE",
            description = "The Avro schema of our own. Default: the program's message.avsc")
    Path file;

    /** How far a registry may be behind. Tests set it, because they cannot wait that long. */
    public Duration longestLag = Duration.ofSeconds(10);

    /** To write by our own schema, which the registry already has, or is given now if {@code register} says so. */
    public Schemas toWrite(Connection connection, boolean register) {
        return Schemas.toWrite(OwnSchema.of(file), registry(connection), connection.topic() + "-value", register);
    }

    /** To read what others wrote. The registry is asked when the first of it arrives. */
    public Schemas toRead(Connection connection, Consumer<?, ?> consumer) {
        return Schemas.toRead(OwnSchema.of(file), registry(connection), new Denials(longestLag, () -> ends(consumer)));
    }

    /** To show what others wrote, by someone who waits for nothing: what the registry denies may still come. */
    public Schemas toShow(Connection connection) {
        return Schemas.toRead(OwnSchema.of(file), registry(connection), new Denials(longestLag, Map::of));
    }

    /** To see how large a message becomes, or how long encoding takes. Without a registry we know no schema but our own. */
    public Schemas local() {
        return Schemas.local(OwnSchema.of(file));
    }

    /** Where the log of each partition ends. The client knows that without a request: perhaps too low, but never too high. */
    private static Map<TopicPartition, Long> ends(Consumer<?, ?> consumer) {
        var ends = new HashMap<TopicPartition, Long>();
        try {
            for (var partition : consumer.assignment()) {
                var lag = consumer.currentLag(partition);
                lag.ifPresent(left -> ends.put(partition, consumer.position(partition, PATIENCE) + left));
            }
        } catch (IllegalStateException | TimeoutException e) {
            // The client's own thread took a partition away in the meantime; the next denial asks again for the others.
        }
        return ends;
    }

    private Registry registry(Connection connection) {
        return Registry.at(connection.setting("schema.registry.url", urls, ON_THIS_COMPUTER), settings(connection));
    }

    private static Map<String, String> settings(Connection connection) {
        var settings = new HashMap<String, String>();
        connection.settings(Map.of(), Set.of()).forEach((name, value) -> settings.put(name, value.toString()));
        return settings;
    }
}
