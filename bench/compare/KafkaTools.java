package compare;

//DEPS org.apache.kafka:kafka-tools:4.3.1
//DEPS org.slf4j:slf4j-simple:2.0.20

//SOURCES Command.java

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Kafka's own tools: the same JVM as its scripts start, without the half second that these take themselves. */
public record KafkaTools(String bootstrap) {

    /** Messages a second: the producer tool's last line. */
    static final Pattern SENT = Pattern.compile("([0-9.]+) records/sec");

    /** The last column of the consumer tool: messages a second of the fetching alone, without joining the group. */
    static final Pattern FETCHED = Pattern.compile("([0-9.]+)\\s*$");

    /** The settings come last and behind one option: what follows it may be more of them, and a second one would replace it. */
    Command perfProducer(String topic, long count, String... settings) {
        return tool("ProducerPerformance", "--bootstrap-server", bootstrap, "--topic", topic,
                "--num-records", String.valueOf(count), "--command-property", "acks=all").with(settings);
    }

    Command perfConsumer(String topic, long count, String group, String... settings) {
        return tool("ConsumerPerformance", "--bootstrap-server", bootstrap, "--topic", topic, "--group", group,
                "--num-records", String.valueOf(count), "--timeout", "60000")
                .with(Stream.of(settings).flatMap(setting -> Stream.of("--command-property", setting)).toList());
    }

    Command consoleProducer(String topic, Path lines) {
        return tool("ConsoleProducer", "--bootstrap-server", bootstrap, "--topic", topic).reading(lines);
    }

    Command consoleConsumer(String topic, String group) {
        return tool("consumer.ConsoleConsumer", "--bootstrap-server", bootstrap, "--topic", topic, "--group", group,
                "--from-beginning", "--max-messages", "1");
    }

    private static Command tool(String name, String... words) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Command.of(java, "-Xmx512M", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp", System.getProperty("java.class.path"), "org.apache.kafka.tools." + name).with(words);
    }
}
