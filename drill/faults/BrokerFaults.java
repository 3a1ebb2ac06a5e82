package drill.faults;

//SOURCES FaultContext.java
//SOURCES SmallDisk.java

import java.util.stream.IntStream;

/** What happens to brokers. Each of these ends when every partition has all its replicas in sync again. */
final class BrokerFaults {

    private BrokerFaults() {
    }

    static void killed(FaultContext context) {
        var id = context.brokers().anyLeader(context.random());
        context.breaksBrokers("broker " + id + " killed");
        context.brokers().kill(id);
        context.brokers().awaitReplaced(id);
        context.pause(0.2, 0.8);
        back(context, id);
    }

    static void controllerKilled(FaultContext context) {
        var id = context.topic().controller().orElseGet(() -> context.brokers().anyLeader(context.random()));
        context.breaksBrokers("broker " + id + ", the active controller, killed");
        context.brokers().kill(id);
        context.brokers().awaitReplaced(id);
        context.pause(0.2, 0.8);
        back(context, id);
    }

    static void frozen(FaultContext context) {
        var id = context.brokers().anyLeader(context.random());
        context.breaksBrokers("broker " + id + " frozen");
        try (var frozen = context.brokers().freeze(id)) {
            context.brokers().awaitReplaced(id);
            context.pause(0.2, 0.8);
        }
        context.brokers().awaitInSync();
    }

    /**
     * For 5 s the follower gets nothing and still counts as in sync; then the leader dies, and the follower leads with what it
     * has. With acks=all nothing was acknowledged meanwhile; with acks=1 everything was, and is gone.
     */
    static void followerFrozenLeaderKilled(FaultContext context) {
        var leaders = context.topic().leaders();
        var partition = context.random().nextInt(Math.max(1, leaders.size()));
        var leader = leaders.getOrDefault(partition, 1);
        var follower = context.topic().followers(partition).get(0);
        context.breaksBrokers("broker " + follower + " frozen for 5 s, then broker " + leader + ", which leads partition "
                + partition + ", killed");
        try (var frozen = context.brokers().freeze(follower)) {
            context.pause(5);
            context.brokers().kill(leader);
        }
        context.brokers().awaitReplaced(leader);
        context.pause(0.2, 0.8);
        back(context, leader);
    }

    static void stopped(FaultContext context) {
        var id = context.brokers().anyLeader(context.random());
        context.breaksBrokers("broker " + id + " stopped in order");
        context.brokers().stop(id);
        context.pause(2, 4);
        back(context, id);
    }

    static void rollingRestart(FaultContext context) {
        context.breaksBrokers("all brokers restarted, one after the other");
        for (var id = 1; id <= context.brokers().count(); id++) {
            context.brokers().stop(id);
            back(context, id);
        }
    }

    static void twoKilled(FaultContext context) {
        var spared = 1 + context.random().nextInt(context.brokers().count());
        var two = IntStream.rangeClosed(1, context.brokers().count()).filter(id -> id != spared).toArray();
        context.breaksBrokers("brokers " + two[0] + " and " + two[1] + " killed: no majority is left");
        for (var id : two) {
            context.brokers().kill(id);
        }
        context.pause(6, 10);
        for (var id : two) {
            context.brokers().start(id);
        }
        context.brokers().awaitInSync();
    }

    /** The broker must end by itself rather than go on with half a log. */
    static void diskFull(FaultContext context) {
        var id = context.brokers().anyLeader(context.random());
        context.brokers().stop(id);
        try (var disk = new SmallDisk(context.brokers().data(id))) {
            back(context, id);
            context.breaksBrokers("the disk of broker " + id + " full");
            disk.fill();
            context.brokers().awaitEnded(id, "its disk is full");
            context.brokers().awaitReplaced(id);
            disk.free();
            back(context, id);
            context.mended();
            context.brokers().stop(id);
            disk.giveBack();
            back(context, id);
        }
    }

    private static void back(FaultContext context, int id) {
        context.brokers().start(id);
        context.brokers().awaitInSync();
    }
}
