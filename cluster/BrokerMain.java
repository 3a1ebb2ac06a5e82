package cluster;

//DEPS org.apache.kafka:kafka_2.13:4.3.1
//DEPS org.slf4j:slf4j-jdk14:2.0.20

//JAVAC_OPTIONS -XDignore.symbol.file

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;

/**
 * What a broker's process runs: Kafka's own main class, and around it two things that a broker on a person's computer needs.
 * Ctrl-C and a closed terminal reach every process of the terminal, but only Cluster.java decides what to stop and in
 * which order, so a broker ignores them. And a broker whose Cluster.java was killed does not stay behind.
 */
public final class BrokerMain {

    /** The process that the broker must not outlive; absent when it runs detached. */
    static final String OWNER = "at-least-once.owner";

    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

    private BrokerMain() {
    }

    public static void main(String... args) {
        for (var name : List.of("INT", "HUP")) {
            Signal.handle(new Signal(name), signal -> { });
        }
        var owner = Long.getLong(OWNER);
        if (owner != null) {
            endWith(owner);
        }
        kafka.Kafka.main(args);
    }

    private static void endWith(long owner) {
        ProcessHandle.of(owner).ifPresentOrElse(process -> process.onExit().thenRun(BrokerMain::end), BrokerMain::end);
    }

    private static void end() {
        daemon("end", () -> System.exit(0));
        daemon("end-at-last", () -> {
            LockSupport.parkNanos(LONGEST_STOP.toNanos());
            Runtime.getRuntime().halt(0);
        });
    }

    private static void daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
