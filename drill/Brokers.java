package drill;

//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES ../cluster/Broker.java
//SOURCES Frozen.java
//SOURCES Ground.java
//SOURCES Halt.java
//SOURCES OwnCluster.java

import cli.Problem;
import cli.Stop;
import cluster.Broker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** What can be done to the brokers of the drill's own cluster, and how it is seen that they are whole again. */
final class Brokers {

    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final OwnCluster cluster;
    private final Ground ground;
    private final Halt halt;
    private final Stop stop;

    Brokers(OwnCluster cluster, Ground ground, Halt halt, Stop stop) {
        this.cluster = cluster;
        this.ground = ground;
        this.halt = halt;
        this.stop = stop;
    }

    int count() {
        return OwnCluster.BROKERS;
    }

    /** One that leads a partition: breaking another would hardly be noticed. */
    int anyLeader(Random random) {
        var leaders = ground.leaders().values().stream().distinct().sorted().toList();
        return leaders.isEmpty() ? 1 + random.nextInt(count()) : leaders.get(random.nextInt(leaders.size()));
    }

    void kill(int id) {
        broker(id).kill();
    }

    void stop(int id) {
        broker(id).stop();
    }

    void start(int id) {
        broker(id).startAgain(cluster.owner());
    }

    Frozen freeze(int id) {
        return new Frozen(broker(id).process().orElseThrow(() -> new Problem("Broker " + id + " has ended by itself.")));
    }

    Path data(int id) {
        return cluster.fleet().layout().folder().resolve("broker-" + id).resolve("data");
    }

    void killRegistry() {
        cluster.fleet().requiredRegistry().kill();
    }

    void startRegistry() {
        var registry = cluster.fleet().requiredRegistry();
        registry.startAgain(cluster.owner());
        cluster.awaitBack(registry, stop);
    }

    boolean running(int id) {
        return broker(id).running();
    }

    /** Until others lead its partitions. */
    void awaitReplaced(int id) {
        halt.until("broker " + id + " is replaced as a leader", LONGEST, () -> {
            var leaders = ground.leaders();
            return leaders.size() == OwnCluster.PARTITIONS && !leaders.containsValue(id);
        });
    }

    /** Until all brokers take part and every partition has both its copies: only then may the next one die. */
    void awaitWhole() {
        for (var id = 1; id <= count(); id++) {
            cluster.awaitBack(broker(id), stop);
        }
        halt.until("all replicas are in sync again", LONGEST, () -> ground.isWhole(count()));
    }

    private Broker broker(int id) {
        return cluster.fleet().broker(id);
    }
}
