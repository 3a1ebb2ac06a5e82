package drill;

//SOURCES Scene.java
//SOURCES SmallDisk.java

import java.time.Duration;
import java.util.stream.IntStream;

/** What happens to brokers. Each of these ends when every partition has all its copies again. */
final class BrokerFaults {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private BrokerFaults() {
    }

    static void killed(Scene scene) {
        var id = scene.brokers().anyLeader(scene.random());
        scene.breaksBrokers("broker " + id + " killed");
        scene.brokers().kill(id);
        scene.brokers().awaitReplaced(id);
        scene.pause(0.2, 0.8);
        back(scene, id);
    }

    static void controllerKilled(Scene scene) {
        var id = scene.ground().controller().orElseGet(() -> scene.brokers().anyLeader(scene.random()));
        scene.breaksBrokers("broker " + id + ", the active controller, killed");
        scene.brokers().kill(id);
        scene.brokers().awaitReplaced(id);
        scene.pause(0.2, 0.8);
        back(scene, id);
    }

    static void frozen(Scene scene) {
        var id = scene.brokers().anyLeader(scene.random());
        scene.breaksBrokers("broker " + id + " frozen");
        try (var frozen = scene.brokers().freeze(id)) {
            scene.brokers().awaitReplaced(id);
            scene.pause(0.2, 0.8);
        }
        scene.brokers().awaitWhole();
    }

    /**
     * For 5 s the follower gets nothing and still counts as in sync; then the leader dies, and the follower leads with what it
     * has. With acks=all nothing was acknowledged meanwhile; with acks=1 it all was, and is gone.
     */
    static void followerFrozenLeaderKilled(Scene scene) {
        var leaders = scene.ground().leaders();
        var partition = scene.random().nextInt(Math.max(1, leaders.size()));
        var leader = leaders.getOrDefault(partition, 1);
        var follower = scene.ground().followers(partition).get(0);
        scene.breaksBrokers("broker " + follower + " frozen for 5 s, then broker " + leader + ", which leads partition " + partition + ", killed");
        try (var frozen = scene.brokers().freeze(follower)) {
            scene.pause(5);
            scene.brokers().kill(leader);
        }
        scene.brokers().awaitReplaced(leader);
        scene.pause(0.2, 0.8);
        back(scene, leader);
    }

    static void stopped(Scene scene) {
        var id = scene.brokers().anyLeader(scene.random());
        scene.breaksBrokers("broker " + id + " stopped in order");
        scene.brokers().stop(id);
        scene.pause(2, 4);
        back(scene, id);
    }

    static void rollingRestart(Scene scene) {
        scene.breaksBrokers("all brokers restarted, one after the other");
        for (var id = 1; id <= scene.brokers().count(); id++) {
            scene.brokers().stop(id);
            back(scene, id);
        }
    }

    static void twoDown(Scene scene) {
        var spared = 1 + scene.random().nextInt(scene.brokers().count());
        var two = IntStream.rangeClosed(1, scene.brokers().count()).filter(id -> id != spared).toArray();
        scene.breaksBrokers("brokers " + two[0] + " and " + two[1] + " killed: no majority is left");
        for (var id : two) {
            scene.brokers().kill(id);
        }
        scene.pause(6, 10);
        for (var id : two) {
            scene.brokers().start(id);
        }
        scene.brokers().awaitWhole();
    }

    /** The broker must end by itself rather than go on with half a log. */
    static void diskFull(Scene scene) {
        var id = scene.brokers().anyLeader(scene.random());
        scene.brokers().stop(id);
        try (var disk = new SmallDisk(scene.brokers().data(id))) {
            back(scene, id);
            scene.breaksBrokers("the disk of broker " + id + " full");
            disk.fill();
            scene.halt().until("broker " + id + " has ended because its disk is full", LONGEST, () -> !scene.brokers().running(id));
            scene.brokers().awaitReplaced(id);
            disk.free();
            back(scene, id);
            scene.mended();
            scene.brokers().stop(id);
            disk.giveBack();
            back(scene, id);
        }
    }

    private static void back(Scene scene, int id) {
        scene.brokers().start(id);
        scene.brokers().awaitWhole();
    }
}
