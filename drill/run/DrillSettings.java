package drill.run;

//SOURCES ../faults/Fault.java

import cli.Problem;
import drill.faults.Fault;
import drill.faults.SmallDisk;
import drill.ledger.Verdict;
import drill.system.OwnCluster;
import drill.system.Program.Role;
import drill.system.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A drill as the user asked for it. */
public record DrillSettings(Where where, Load load, Faults faults) {

    private static final Duration TOUR = Duration.ofSeconds(20);
    private static final String IDEMPOTENCE = "enable.idempotence";

    /**
     * Where it takes place. What was not given is null.
     *
     * @param folder for its own cluster and for what the programs say
     * @param port of its own cluster
     * @param minInSync of its own cluster's topic
     * @param bootstrap somebody else's cluster
     * @param registry and its schema registry, where the format needs one
     * @param topic a topic that is there
     * @param config a file of client properties
     * @param properties single client properties, which beat the file
     */
    public record Where(Path folder, Integer port, int minInSync, String bootstrap, String registry, String topic, Path config,
            Map<String, String> properties, String format) { }

    /**
     * What the programs have to do. What was not given is null.
     *
     * @param rate of both producers together
     * @param count of both producers together
     * @param work how long each message takes its consumer
     */
    public record Load(String rate, Long count, Duration duration, Duration work) { }

    /** What is to go wrong, as --faults has it, and what repeats it. */
    public record Faults(String names, long seed) { }

    /** Throws IllegalArgumentException, with a sentence for the user, when what is asked for makes no sense. */
    public DrillSettings {
        Fault.parse(faults.names());
        each(load.rate());
        if (where.minInSync() < 1 || where.minInSync() > 2) {
            throw new IllegalArgumentException("--min-isr must be 1 or 2, as the topic has two replicas.");
        }
        if (where.bootstrap() == null && (where.topic() != null || where.registry() != null)) {
            throw new IllegalArgumentException(
                    "--topic and --registry are those of somebody else's cluster: they need --bootstrap-server.");
        }
        if (where.bootstrap() == null) {
            OwnCluster.requirePorts(where.folder(), where.port());
        }
        if (where.config() != null && !Files.isRegularFile(where.config())) {
            throw new IllegalArgumentException("--config: there is no file " + where.config() + ".");
        }
        if (load.count() != null && load.count() < Programs.EACH) {
            throw new IllegalArgumentException(
                    "--count must be " + Programs.EACH + " or more: each of so many producers sends its share.");
        }
    }

    boolean isOnOwnCluster() {
        return where.bootstrap() == null;
    }

    boolean isAvro() {
        return where.format().equals("avro");
    }

    // --- faults

    List<Fault> possibleFaults() {
        return Fault.parse(faults.names()).stream().filter(this::isPossible).toList();
    }

    /** Those that were asked for and are not possible here, each with its reason. */
    List<String> leftOut(List<Fault> possible) {
        return Fault.parse(faults.names()).stream().filter(fault -> !possible.contains(fault))
                .map(fault -> fault.word() + ": " + fault.needs().otherwise()).toList();
    }

    private boolean isPossible(Fault fault) {
        return switch (fault.needs()) {
            case NOTHING -> true;
            case OWN_CLUSTER -> isOnOwnCluster();
            case ROOT -> isOnOwnCluster() && SmallDisk.isPossible(where.folder());
            case REGISTRY -> isOnOwnCluster() && isAvro();
        };
    }

    /** Messages are sent for at least so long, also when all faults are over sooner. */
    Duration shortest(List<Fault> possible) {
        if (load.duration() != null) {
            return load.duration();
        }
        return possible.isEmpty() ? TOUR : Duration.ZERO;
    }

    // --- clients

    /** For clients of the drill's own. */
    Map<String, Object> clientSettings(String addresses) {
        var settings = new HashMap<String, Object>(fromFile());
        settings.putAll(where.properties());
        settings.put("bootstrap.servers", addresses);
        return settings;
    }

    /** What the producers' settings promise: without idempotence a retry may write a message again. */
    public Verdict.Writes writes() {
        var wanted = where.properties().getOrDefault(IDEMPOTENCE, fromFile().getOrDefault(IDEMPOTENCE, "true"));
        return Boolean.parseBoolean(wanted.strip()) ? Verdict.Writes.IDEMPOTENT : Verdict.Writes.AT_LEAST_ONCE;
    }

    private Map<String, String> fromFile() {
        var settings = new HashMap<String, String>();
        if (where.config() != null) {
            var read = new Properties();
            try (var reader = Files.newBufferedReader(where.config())) {
                read.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new Problem("Cannot read " + where.config() + " as properties: " + e + ".", e);
            }
            read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name).strip()));
        }
        return settings;
    }

    // --- programs

    /** Options of all programs. */
    List<String> common(String addresses, Optional<String> registry, String topic) {
        var common = new ArrayList<>(List.of("-b", addresses, "-t", topic, "-f", where.format()));
        registry.ifPresent(url -> common.addAll(List.of("-r", url)));
        if (where.config() != null) {
            common.addAll(List.of("-c", where.config().toAbsolutePath().toString()));
        }
        where.properties().forEach((key, value) -> common.addAll(List.of("-X", key + "=" + value)));
        return common;
    }

    Programs.Workload workload(Map<Role, String> groups) {
        var work = load.work() == null ? List.<String>of() : List.of("--work", load.work().toMillis() + "ms");
        var batch = new ArrayList<>(work);
        batch.addAll(List.of("--max-wait", "1s")); // the last few messages are a batch, too
        var producer = List.of("--rate", each(load.rate()), "--keys", "100");
        return new Programs.Workload(Map.of(Role.PRODUCER, producer, Role.SINGLE, work, Role.BATCH, batch), groups, shares());
    }

    /** How many messages each producer sends, by number; empty where they send until they are stopped. */
    private Map<Integer, Long> shares() {
        var shares = new HashMap<Integer, Long>();
        if (load.count() != null) {
            for (var number = 1; number <= Programs.EACH; number++) {
                shares.put(number, load.count() / Programs.EACH + (number <= load.count() % Programs.EACH ? 1 : 0));
            }
        }
        return shares;
    }

    private static String each(String rate) {
        if (rate.equals("max")) {
            return rate;
        }
        try {
            var each = Double.parseDouble(rate) / Programs.EACH;
            if (each > 0 && each < 1e9) {
                return String.format(Locale.ROOT, "%.3f", each);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "--rate " + rate + " is not a number of messages a second: write 2000, for example, or max.");
    }
}
