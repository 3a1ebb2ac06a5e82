package cluster;

//DEPS org.apache.kafka:kafka_2.13:4.3.1
//DEPS org.slf4j:slf4j-jdk14:2.0.20

//SOURCES EndWithOwner.java

//JAVAC_OPTIONS -XDignore.symbol.file

import java.util.List;
import java.util.logging.LogManager;
import sun.misc.Signal;

/**
 * What a broker's process runs: Kafka's own main class, and around it two things that a broker on a person's computer needs.
 * Ctrl-C and a closed terminal reach every process of the terminal, but only Cluster.java decides what to stop and in
 * which order, so a broker ignores them. And a broker whose Cluster.java was killed does not stay behind.
 */
public final class BrokerMain {

    private BrokerMain() {
    }

    /** Keeps a broker's log open while it shuts down: the JDK's own manager closes it in a shutdown hook beside Kafka's. */
    public static final class LogToTheEnd extends LogManager {

        @Override
        public void reset() {
            // files are flushed line by line, so there is nothing to close
        }
    }

    public static void main(String... args) {
        for (var name : List.of("INT", "HUP")) {
            Signal.handle(new Signal(name), signal -> { });
        }
        EndWithOwner.arrange();
        kafka.Kafka.main(args);
    }
}
