package drill.run;

//SOURCES Cleanup.java
//SOURCES DrillRun.java

import cli.Problem;
import cli.Stop;
import cluster.Storage;
import drill.faults.FaultContext;
import drill.ledger.Ledger;
import drill.report.Findings;
import drill.system.Brokers;
import drill.system.OwnCluster;
import drill.system.Program.Role;
import drill.system.Program;
import drill.system.Programs;
import drill.system.TopicAdmin;
import drill.system.Wait;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings up, or finds, what a drill needs (cluster, topic, groups, programs), runs it there, and takes it down again. */
public final class DrillSetup {

    /** Longer than the brokers of Cluster.java keep a member that was killed in its group. */
    private static final Duration LONGEST_CLEANUP = Duration.ofSeconds(20);

    private final DrillSettings settings;
    private final DrillSettings.Where where;
    private final Map<Role, String> mainClasses;
    private final Stop stop;
    private final Progress progress;

    /**
     * What a drill takes place on.
     *
     * @param addresses of the brokers
     * @param brokers where they are the drill's own
     * @param longestEnd how long its programs have to end in order when the drill could not be carried out
     */
    private record Place(TopicAdmin topic, String addresses, Optional<String> registry, Optional<Brokers> brokers,
            Wait waiting, Duration longestEnd) { }

    public DrillSetup(DrillSettings settings, Map<Role, String> mainClasses, Stop stop, PrintStream talk) {
        this.settings = settings;
        this.where = settings.where();
        this.mainClasses = mainClasses;
        this.stop = stop;
        this.progress = new Progress(talk);
    }

    /** Beside the folder of Cluster.java. */
    public static Path defaultFolder() {
        return Storage.byDefault().resolveSibling("drill");
    }

    /** Empty when it was stopped. */
    public Optional<Findings> run() {
        try (var lock = locked(where.folder())) {
            clearLogs();
            return Optional.of(settings.isOnOwnCluster() ? onOwnCluster() : onSomebodysCluster());
        } catch (RuntimeException e) {
            if (stop.requested()) {
                return Optional.empty(); // whatever went wrong, this is why
            }
            throw e;
        } finally {
            progress.close();
        }
    }

    private Findings onOwnCluster() {
        var folder = where.folder().resolve("cluster");
        try (var cluster = OwnCluster.prepare(folder, where.port(), settings.isAvro(), progress::say)) {
            progress.say("seed " + settings.faults().seed() + ": starting three brokers at " + cluster.addresses());
            if (!cluster.start("messages", where.minInSync(), stop)) {
                throw new Wait.Stopped();
            }
            try (var topic = new TopicAdmin(settings.clientSettings(cluster.addresses()), "messages")) {
                var wait = new Wait(stop);
                var brokers = Optional.of(new Brokers(cluster, topic, wait, stop));
                var place = new Place(topic, cluster.addresses(), cluster.registry(), brokers, wait, Duration.ZERO);
                return run(place, 0, groups(""));
            }
        }
    }

    private Findings onSomebodysCluster() {
        var name = "drill-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        var topicName = where.topic() == null ? name : where.topic();
        progress.say("seed " + settings.faults().seed() + ": topic " + topicName + " on the cluster at " + where.bootstrap());
        var cleanup = new Cleanup(LONGEST_CLEANUP, progress::say);
        try (var topic = new TopicAdmin(settings.clientSettings(where.bootstrap()), topicName)) {
            var isBroken = false;
            try {
                var findings = onSomebodysCluster(topic, groups(name + "-"), cleanup);
                isBroken = !findings.verdict().held();
                return findings;
            } finally {
                if (isBroken) {
                    cleanup.leave();
                } else {
                    cleanup.delete();
                }
            }
        }
    }

    private Findings onSomebodysCluster(TopicAdmin topic, Map<Role, String> groups, Cleanup cleanup) {
        if (where.topic() == null) {
            var replicas = Math.min(2, topic.brokers());
            cleanup.willDelete(new Cleanup.Thing("topic " + topic.topic(), byHand("kafka-topics.sh", "--topic " + topic.topic()),
                    topic::deleteTopic));
            topic.createTopic(OwnCluster.PARTITIONS, replicas);
        }
        for (var group : groups.values()) {
            cleanup.willDelete(new Cleanup.Thing("group " + group, byHand("kafka-consumer-groups.sh", "--group " + group),
                    () -> topic.deleteGroup(group)));
            topic.beginAtTheEnd(group);
        }
        // far from the ids that others have sent to this topic
        var firstId = System.currentTimeMillis() / 1000 * Ledger.IDS_PER_PRODUCER;
        // time to end in order: the group of a program that was killed cannot be deleted for a while
        var place = new Place(topic, where.bootstrap(), Optional.ofNullable(where.registry()), Optional.empty(), new Wait(stop),
                Program.LONGEST_STOP);
        return run(place, firstId, groups);
    }

    private String byHand(String tool, String what) {
        var config = where.config() == null ? "" : " --command-config " + where.config();
        return tool + " --bootstrap-server " + where.bootstrap() + config + " --delete " + what;
    }

    private Findings run(Place place, long firstId, Map<Role, String> groups) {
        var zero = System.currentTimeMillis();
        var ledger = new Ledger(firstId, zero, List.of(groups.get(Role.SINGLE), groups.get(Role.BATCH)));
        var launcher = new Program.Launcher(mainClasses, settings.common(place.addresses, place.registry, place.topic.topic()));
        var programs = new Programs(settings.workload(groups), new Program.Context(launcher, ledger, logs()));
        var drilled = new FaultContext.Drilled(place.waiting, place.topic, place.brokers, programs, ledger, progress::began);
        progress.start(zero, "starting " + Programs.EACH + " of each program; times count from here, as in the report");
        return new DrillRun(settings, drilled, progress, place.longestEnd).run();
    }

    private static Map<Role, String> groups(String prefix) {
        return Map.of(Role.SINGLE, prefix + "single-consumer", Role.BATCH, prefix + "batch-consumer");
    }

    /** A folder belongs to one drill at a time, also when that is killed: the lock ends with its process. */
    private static Lock locked(Path folder) {
        try {
            Files.createDirectories(folder);
            var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new Problem("Another drill is at work in " + folder
                        + ": wait for its end, or choose another folder with --data.");
            }
            return new Lock(channel);
        } catch (IOException e) {
            throw new Problem("Cannot use the folder " + folder + ": " + e + ". Choose another with --data.", e);
        }
    }

    private record Lock(FileChannel channel) implements AutoCloseable {

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // the lock ends with this process, and the verdict is known
            }
        }
    }

    /** For what the programs say on stderr. */
    private Path logs() {
        return where.folder().resolve("programs");
    }

    private void clearLogs() {
        try {
            Files.createDirectories(logs());
            try (var old = Files.list(logs())) {
                for (var file : old.toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new Problem("Cannot clear the folder " + logs() + ": " + e + ". Choose another with --data.", e);
        }
    }
}
