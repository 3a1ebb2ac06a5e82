package cli;

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.slf4j:slf4j-simple:2.0.20

//SOURCES ../output/Report.java
//SOURCES ../output/SafeText.java
//SOURCES ClientId.java

//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dorg.slf4j.simpleLogger.showThreadName=false
//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.showShortLogName=true
//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient=error
// It warns of an answer about a partition that went meanwhile: at many a rebalance and exit, and nothing is wrong.
//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils=error
// It warns each 100 ms of a port where no broker answers; the program says it once.
//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.admin.internals.AdminMetadataManager=error
// A tenth more messages a second on two cores than with the JVM's own choice, and less memory.
//RUNTIME_OPTIONS -XX:+UseSerialGC

import static picocli.CommandLine.Help.Visibility.NEVER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import output.Report;
import output.SafeText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the cluster is and how to talk to it: the options that all programs share. */
public final class Connection {

    private static final String BOTH_CLUSTERS = "localhost:9094,localhost:9095,localhost:9096";

    @Spec(Spec.Target.MIXEE)
    CommandSpec program;

    @Option(names = {"-b", "--bootstrap-server"}, paramLabel = "HOST:PORT,...", defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS}",
            showDefaultValue = NEVER,
            description = "Where the cluster is. Default: $$KAFKA_BOOTSTRAP_SERVERS, else bootstrap.servers of --config, else "
                    + BOTH_CLUSTERS)
    String bootstrap;

    @Option(names = {"-t", "--topic"}, paramLabel = "TOPIC", defaultValue = "${env:KAFKA_TOPIC}",
            showDefaultValue = NEVER,
            description = "The topic. Default: $$KAFKA_TOPIC, else messages")
    String topic;

    @Option(names = {"-c", "--config"}, paramLabel = "FILE", defaultValue = "${env:KAFKA_CONFIG}",
            showDefaultValue = NEVER,
            description = "Client properties (TLS, SASL, tuning). Default: $$KAFKA_CONFIG, else none")
    String file;

    @Option(names = {"-X", "--property"}, paramLabel = "KEY=VALUE", showDefaultValue = NEVER,
            description = "One client property; repeatable; beats --config.")
    Map<String, String> properties = new LinkedHashMap<>();

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean verbose;

    public String topic() {
        return isGiven(topic) ? topic : "messages";
    }

    /** Whatever the environment says, it is this cluster on this computer, without a login. */
    public void isTo(String addresses, Optional<String> registry) {
        bootstrap = addresses;
        file = null;
        properties = registry.map(url -> Map.of("schema.registry.url", url)).orElse(Map.of());
    }

    /** Settings of a Kafka client: the program's own, then those of the file, of -b and of -X, each beating those before it. */
    public Map<String, Object> settings(Map<String, Object> own, Set<String> reserved) {
        var settings = new HashMap<String, Object>(own);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, BOTH_CLUSTERS);
        settings.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, ClientId.of(program.commandLine().getCommandName()));
        settings.putAll(allowed(fromFile(), "--config", reserved));
        if (isGiven(bootstrap)) {
            settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        }
        settings.putAll(allowed(properties, "-X", reserved));
        return settings;
    }

    /** Kafka's client ignores names that it does not know, so they are said here. A file may be for other clients, too. */
    public void sayWhatIsUnknown(Set<String> known, Report report) {
        sayUnknown("-X", properties.keySet(), known, report);
        sayUnknown("--config", fromFile().keySet(), ofAnyClient(), report);
    }

    /** Those of the registry are not for Kafka's client. */
    private static void sayUnknown(String from, Set<String> names, Set<String> known, Report report) {
        names.stream().filter(name -> !known.contains(name) && !isOfRegistry(name)).forEach(name -> report.warn(
                from + ' ' + SafeText.of(name)
                        + ": Kafka's client knows no setting of this name, so it changes nothing. Is it misspelt?"));
    }

    private static Set<String> ofAnyClient() {
        return Stream.of(ConsumerConfig.configNames(), ProducerConfig.configNames(), AdminClientConfig.configNames())
                .flatMap(Set::stream).collect(Collectors.toSet());
    }

    private static boolean isOfRegistry(String name) {
        return name.startsWith("schema.registry.") || name.startsWith("basic.auth.");
    }

    /** A setting of ours that has an option of its own: -X beats the option, which beats the file. */
    public String setting(String name, String option, String otherwise) {
        var given = isGiven(option) ? option : fromFile().getOrDefault(name, otherwise);
        return properties.getOrDefault(name, given);
    }

    /**
     * Of these settings, those that another kind of client knows: so that it reaches the same cluster as the same user. Its
     * client.id it makes up itself: a process has several clients of one kind, and two of the same name get in each other's way.
     */
    public static Map<String, Object> known(Set<String> names, Map<String, Object> settings) {
        var known = new HashMap<String, Object>(settings);
        known.keySet().retainAll(names);
        known.remove(CommonClientConfigs.CLIENT_ID_CONFIG);
        return known;
    }

    private Map<String, String> fromFile() {
        var settings = new LinkedHashMap<String, String>();
        if (isGiven(file)) {
            var read = new Properties();
            try (var reader = Files.newBufferedReader(Path.of(file))) {
                read.load(reader);
            } catch (NoSuchFileException e) {
                throw wrong("--config: there is no file " + file + ".");
            } catch (IOException | IllegalArgumentException e) {
                throw wrong("--config: cannot read " + file + " as properties (" + e + ").");
            }
            read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name).strip()));
        }
        return settings;
    }

    private Map<String, String> allowed(Map<String, String> settings, String from, Set<String> reserved) {
        settings.keySet().stream().filter(reserved::contains).findFirst().ifPresent(name -> {
            var instead = name.equals(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG) ? " --from says where a group starts." : "";
            throw wrong(from + " may not set " + name + ": the program's promise rests on it." + instead);
        });
        return settings;
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(program.commandLine(), sentence);
    }

    /** An environment variable that is set to nothing counts as not set. */
    private static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }
}
