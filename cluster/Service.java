package cluster;

//SOURCES Broker.java
//SOURCES Owner.java
//SOURCES SchemaRegistry.java

/** What can be killed, stopped and started by itself: a broker, or the registry. */
public sealed interface Service permits Broker, SchemaRegistry {

    /** As a sentence begins with it. */
    String name();

    boolean running();

    /** Waits for what is left of one that was killed a moment ago. */
    void awaitEnd();

    /** SIGKILL: nothing is flushed, nobody is told. */
    void kill();

    /** SIGTERM; SIGKILL when that takes too long. True when it ended by itself. */
    boolean stop();

    /** Starts it beside the others, and does not wait for it to be of use. */
    void startAgain();

    /** The same, for who holds the cluster's folder. */
    void startAgain(Owner owner);

    /** What the command line calls it. */
    String word();

    /** Where its log is. */
    String log();
}
