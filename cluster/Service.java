package cluster;

//SOURCES Broker.java
//SOURCES ClassArchive.java
//SOURCES Layout.java
//SOURCES ManagedProcess.java
//SOURCES Owner.java
//SOURCES SchemaRegistry.java

import java.util.Optional;
import java.util.function.Supplier;

/** What can be killed, stopped and started by itself: a broker, or the registry. */
public sealed interface Service permits Broker, SchemaRegistry {

    Layout layout();

    ManagedProcess managed();

    /** What makes its next start a short one. */
    ClassArchive classes();

    /** What the command line calls it. */
    String word();

    /** Where its log is. */
    String log();

    /** Starts it beside the others, as a process that ends with the owner if there is one; does not wait for it to be of use. */
    void startAgain(Supplier<Optional<ProcessHandle>> owner);

    /** For a Cluster.java that does not hold the lock on the folder: the service ends with the one that does. */
    default void startAgain() {
        startAgain(() -> Owner.toOutlive(layout().folder()));
    }

    /** For the program that holds the lock on the folder. */
    default void startAgain(Owner owner) {
        startAgain(owner::toOutlive);
    }

    /** As a sentence begins with it. */
    default String name() {
        return managed().atStart();
    }

    /** Its process, whoever started it. */
    default Optional<ProcessHandle> process() {
        return managed().process();
    }

    default boolean running() {
        return managed().running();
    }

    /** Waits for what is left of one that was killed a moment ago. */
    default void awaitEnd() {
        managed().awaitEnd();
    }

    /** SIGKILL: nothing is flushed, nobody is told. */
    default void kill() {
        managed().kill();
    }

    /** SIGTERM: a broker hands its partitions over first. SIGKILL when that takes too long. True when it ended by itself. */
    default boolean stop() {
        return managed().stop();
    }
}
