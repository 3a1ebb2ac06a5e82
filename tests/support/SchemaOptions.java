package support;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Connection.java
//SOURCES ../../registry/RegistryOptions.java
//SOURCES ../../registry/Schemas.java

import cli.Connection;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine;
import registry.RegistryOptions;
import registry.Schemas;

/** The options that say where schemas come from, as a program gets them from its command line. */
@Command
public final class SchemaOptions {

    @Mixin
    Connection connection;

    @Mixin
    RegistryOptions registry;

    public static SchemaOptions of(String... args) {
        var options = new SchemaOptions();
        new CommandLine(options).parseArgs(args);
        return options;
    }

    public Schemas toWrite() {
        return registry.toWrite(connection, true);
    }

    public Schemas toWriteWhatIsThere() {
        return registry.toWrite(connection, false);
    }

    public Schemas toRead() {
        return toRead(new MockConsumer<>("earliest"));
    }

    public Schemas toRead(Consumer<?, ?> consumer) {
        return registry.toRead(connection, consumer);
    }

    /** Waiting less long than a program does. */
    public SchemaOptions longestLag(Duration lag) {
        registry.longestLag = lag;
        return this;
    }
}
