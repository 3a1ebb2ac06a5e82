package drill;

//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES ../cluster/Storage.java
//SOURCES Brokers.java
//SOURCES Claim.java
//SOURCES Course.java
//SOURCES Crew.java
//SOURCES Fault.java
//SOURCES Faults.java
//SOURCES Findings.java
//SOURCES Ground.java
//SOURCES Halt.java
//SOURCES Halted.java
//SOURCES Ledger.java
//SOURCES OwnCluster.java
//SOURCES ProgramFaults.java
//SOURCES Programs.java
//SOURCES SmallDisk.java
//SOURCES View.java

import cli.Problem;
import cli.Stop;
import cluster.Storage;
import drill.Programs.Role;
import java.io.IOException;
import java.io.PrintStream;
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
import java.util.stream.Stream;

/** A drill as it was asked for: sets the stage, on a cluster of its own or of others, and clears it in the end. */
public final class Drilling {

    private static final Duration TOUR = Duration.ofSeconds(20);

    private final Where where;
    private final What what;
    private final List<Fault> faults;
    private final String eachRate;
    private final Map<Role, String> mainClasses;

    /**
     * Where it takes place. What was not given is null.
     *
     * @param bootstrap somebody else's cluster
     * @param registry and its schema registry, where the format needs one
     * @param topic a topic that is there
     * @param config a file of client properties
     */
    public record Where(Path folder, Integer port, int minInSync, String bootstrap, String registry, String topic, Path config, Map<String, String> properties, String format) { }

    /**
     * What is to happen. What was not given is null.
     *
     * @param rate of both producers together
     * @param count of both producers together
     * @param work how long each message takes its consumer
     */
    public record What(String faults, long seed, String rate, Long count, Duration duration, Duration work) { }

    /** Throws IllegalArgumentException, with a sentence for the user, when what is asked for makes no sense. */
    public Drilling(Where where, What what, Map<Role, String> mainClasses) {
        this.where = where;
        this.what = what;
        this.mainClasses = mainClasses;
        this.faults = Faults.parse(what.faults());
        this.eachRate = eachRate(what.rate());
        if (where.minInSync() < 1 || where.minInSync() > 2) {
            throw new IllegalArgumentException("--min-isr must be 1 or 2, as the topic has two copies.");
        }
        if (where.bootstrap() == null && (where.topic() != null || where.registry() != null)) {
            throw new IllegalArgumentException("--topic and --registry are those of somebody else's cluster: they need --bootstrap-server.");
        }
        if (where.bootstrap() == null) {
            OwnCluster.requireSense(where.folder(), where.port());
        }
        if (where.config() != null && !Files.isRegularFile(where.config())) {
            throw new IllegalArgumentException("--config: there is no file " + where.config() + ".");
        }
        if (what.count() != null && what.count() < ProgramFaults.EACH) {
            throw new IllegalArgumentException("--count must be " + ProgramFaults.EACH + " or more, as each of so many producers sends its share.");
        }
    }

    public static List<String> names() {
        return Faults.all().stream().map(Fault::name).toList();
    }

    /** Beside the folder of Cluster.java. */
    public static Path byDefault() {
        return Storage.byDefault().resolveSibling("drill");
    }

    /** Empty when it was stopped. */
    public Optional<Findings> run(Stop stop, PrintStream talk) {
        var view = new View(talk);
        try (var claim = new Claim(where.folder())) {
            clearPrograms();
            return Optional.of(where.bootstrap() == null ? onOwnCluster(stop, view) : onCluster(stop, view));
        } catch (RuntimeException e) {
            if (stop.requested()) {
                return Optional.empty(); // whatever went wrong, this is why
            }
            throw e;
        } finally {
            view.close();
        }
    }

    private Findings onOwnCluster(Stop stop, View view) {
        try (var cluster = OwnCluster.prepare(where.folder().resolve("cluster"), where.port(), isAvro(), view::say)) {
            view.say("seed " + what.seed() + ": starting three brokers at " + cluster.addresses());
            if (!cluster.start("messages", where.minInSync(), stop, view::say)) {
                throw new Halted();
            }
            try (var ground = new Ground(settings(cluster.addresses()), "messages")) {
                var halt = new Halt(stop);
                var brokers = new Brokers(cluster, ground, halt, stop);
                return course(ground, brokers, access(cluster.addresses(), cluster.registry()), 0, groups(""), halt, view).run();
            }
        }
    }

    private Findings onCluster(Stop stop, View view) {
        var name = "drill-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        view.say("seed " + what.seed() + ": on the cluster at " + where.bootstrap());
        try (var ground = new Ground(settings(where.bootstrap()), where.topic() == null ? name : where.topic())) {
            if (where.topic() == null) {
                ground.createTopic(OwnCluster.PARTITIONS);
            }
            var groups = groups(name + "-");
            groups.values().forEach(ground::beginAtTheEnd);
            // far from what others have sent to this topic
            var firstId = System.currentTimeMillis() / 1000 * Ledger.IDS_PER_PRODUCER;
            var findings = course(ground, null, access(where.bootstrap(), Optional.ofNullable(where.registry())), firstId, groups, new Halt(stop), view).run();
            clear(ground, groups, findings, view);
            return findings;
        }
    }

    private void clear(Ground ground, Map<Role, String> groups, Findings findings, View view) {
        if (!findings.verdict().held()) {
            view.say("topic " + ground.topic() + " and the groups " + String.join(", ", groups.values()) + " are left as they are, for you to look at");
            return;
        }
        groups.values().forEach(ground::deleteGroup);
        if (where.topic() == null) {
            ground.deleteTopic();
        }
    }

    private Course course(Ground ground, Brokers brokers, List<String> access, long firstId, Map<Role, String> groups, Halt halt, View view) {
        var names = List.of(groups.get(Role.SINGLE), groups.get(Role.BATCH));
        var ledger = new Ledger(firstId, System.currentTimeMillis(), names);
        var crew = new Crew(ledger, new Programs(mainClasses, common(access, ground.topic())), new Crew.Duty(options(), groups, shares()), programs());
        var possible = faults.stream().filter(this::isPossible).toList();
        var leftOut = faults.stream().filter(fault -> !possible.contains(fault)).map(fault -> fault.name() + ": " + fault.needs().otherwise()).toList();
        var plan = new Course.Plan(possible, leftOut, what.seed(), what.rate(), least(possible), what.count() != null, names);
        return new Course(plan, ground, brokers, crew, ledger, halt, view);
    }

    private boolean isPossible(Fault fault) {
        return switch (fault.needs()) {
            case NOTHING -> true;
            case OWN_CLUSTER -> where.bootstrap() == null;
            case ROOT -> where.bootstrap() == null && SmallDisk.isPossible(where.folder());
            case REGISTRY -> where.bootstrap() == null && isAvro();
        };
    }

    private boolean isAvro() {
        return where.format().equals("avro");
    }

    private Duration least(List<Fault> possible) {
        if (what.duration() != null) {
            return what.duration();
        }
        return possible.isEmpty() ? TOUR : Duration.ZERO;
    }

    private static List<String> access(String addresses, Optional<String> registry) {
        return Stream.concat(Stream.of("-b", addresses), registry.stream().flatMap(url -> Stream.of("-r", url))).toList();
    }

    private List<String> common(List<String> access, String topic) {
        var common = new ArrayList<>(access);
        common.addAll(List.of("-t", topic, "-f", where.format()));
        if (where.config() != null) {
            common.addAll(List.of("-c", where.config().toAbsolutePath().toString()));
        }
        where.properties().forEach((key, value) -> common.addAll(List.of("-X", key + "=" + value)));
        return common;
    }

    /** How many messages each producer sends, by number; empty where they send until they are stopped. */
    private Map<Integer, Long> shares() {
        var shares = new HashMap<Integer, Long>();
        if (what.count() != null) {
            for (var number = 1; number <= ProgramFaults.EACH; number++) {
                shares.put(number, what.count() / ProgramFaults.EACH + (number <= what.count() % ProgramFaults.EACH ? 1 : 0));
            }
        }
        return shares;
    }

    private Map<Role, List<String>> options() {
        var work = what.work() == null ? List.<String>of() : List.of("--work", what.work().toMillis() + "ms");
        var batch = new ArrayList<>(work);
        batch.addAll(List.of("--max-wait", "1s")); // the last few messages are a batch, too
        return Map.of(Role.PRODUCER, List.of("--rate", eachRate, "--keys", "100"), Role.SINGLE, work, Role.BATCH, batch);
    }

    private static Map<Role, String> groups(String prefix) {
        return Map.of(Role.SINGLE, prefix + "single-consumer", Role.BATCH, prefix + "batch-consumer");
    }

    private static String eachRate(String rate) {
        if (rate.equals("max")) {
            return rate;
        }
        try {
            var each = Double.parseDouble(rate) / ProgramFaults.EACH;
            if (each > 0 && each < 1e9) {
                return String.format(Locale.ROOT, "%.3f", each);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--rate " + rate + " is not a number of messages a second: write 2000, for example, or max.");
    }

    private Map<String, Object> settings(String addresses) {
        var settings = new HashMap<String, Object>();
        if (where.config() != null) {
            var read = new Properties();
            try (var reader = Files.newBufferedReader(where.config())) {
                read.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new Problem("Cannot read " + where.config() + " as properties: " + e + ".", e);
            }
            read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name).strip()));
        }
        settings.putAll(where.properties());
        settings.put("bootstrap.servers", addresses);
        return settings;
    }

    private Path programs() {
        return where.folder().resolve("programs");
    }

    /** For what the programs say on stderr, without what those of the last drill said. */
    private void clearPrograms() {
        try {
            Files.createDirectories(programs());
            try (var old = Files.list(programs())) {
                for (var file : old.toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new Problem("Cannot clear the folder " + programs() + ": " + e + ". Choose another with --data.", e);
        }
    }
}
