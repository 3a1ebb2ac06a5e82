package drill.system;

//SOURCES OwnCluster.java
//SOURCES Shell.java
//SOURCES TopicAdmin.java

import cli.Problem;
import cli.Stop;
import cluster.Broker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** What can be done to the brokers of the drill's own cluster, and how it is seen that all replicas are in sync again. */
public final class Brokers {

    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final OwnCluster cluster;
    private final TopicAdmin topic;
    private final Wait wait;
    private final Stop stop;

    public Brokers(OwnCluster cluster, TopicAdmin topic, Wait wait, Stop stop) {
        this.cluster = cluster;
        this.topic = topic;
        this.wait = wait;
        this.stop = stop;
    }

    public int count() {
        return OwnCluster.BROKERS;
    }

    /** One that leads a partition: breaking another would hardly be noticed. */
    public int anyLeader(Random random) {
        var leaders = topic.leaders().values().stream().distinct().sorted().toList();
        return leaders.isEmpty() ? 1 + random.nextInt(count()) : leaders.get(random.nextInt(leaders.size()));
    }

    public void kill(int id) {
        broker(id).kill();
    }

    public void stop(int id) {
        broker(id).stop();
    }

    public void start(int id) {
        broker(id).startAgain(cluster.owner());
    }

    public Frozen freeze(int id) {
        return new Frozen(broker(id).process().orElseThrow(() -> new Problem("Broker " + id + " has ended by itself.")));
    }

    public void awaitEnded(int id, String reason) {
        wait.until("broker " + id + " has ended because " + reason, LONGEST, () -> !broker(id).running());
    }

    public Path data(int id) {
        return cluster.fleet().layout().folder().resolve("broker-" + id).resolve("data");
    }

    public void killRegistry() {
        cluster.fleet().requiredRegistry().kill();
    }

    public void startRegistry() {
        var registry = cluster.fleet().requiredRegistry();
        registry.startAgain(cluster.owner());
        cluster.awaitBack(registry, stop);
    }

    /** Until others lead its partitions. */
    public void awaitReplaced(int id) {
        wait.until("broker " + id + " is replaced as a leader", LONGEST, () -> {
            var leaders = topic.leaders();
            return leaders.size() == OwnCluster.PARTITIONS && !leaders.containsValue(id);
        });
    }

    /** Until all brokers take part and every partition has both its replicas in sync: only then may the next one die. */
    public void awaitInSync() {
        for (var id = 1; id <= count(); id++) {
            cluster.awaitBack(broker(id), stop);
        }
        wait.until("all replicas are in sync again", LONGEST, () -> topic.isInSync(count()));
    }

    private Broker broker(int id) {
        return cluster.fleet().broker(id);
    }

    /** A process that stands still until this is closed; it is killed when the drill ends without closing it. */
    public static final class Frozen implements AutoCloseable {

        private final ProcessHandle process;
        private final Shell.Guard guard;

        private Frozen(ProcessHandle process) {
            this.process = process;
            this.guard = Shell.Guard.kills(process);
            Shell.freeze(process);
        }

        @Override
        public void close() {
            Shell.thaw(process);
            guard.close();
        }
    }
}
