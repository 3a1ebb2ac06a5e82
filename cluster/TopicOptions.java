package cluster;

//DEPS info.picocli:picocli:4.7.7

//SOURCES Topic.java

import picocli.CommandLine.Option;

/** The shape of a topic that is to be created. */
public final class TopicOptions {

    @Option(names = "--partitions", paramLabel = "N", defaultValue = "3", description = "Its partitions.")
    int partitions;

    @Option(names = "--replication-factor", paramLabel = "N",
            description = "Copies of each partition, on as many brokers. Default: 2, with one broker 1")
    Integer replicas;

    @Option(names = "--min-isr", paramLabel = "N", defaultValue = "1",
            description = "How many copies must be in sync for a write with acks=all. With 2, one dead broker stops writes, but"
                    + " no acknowledged one is ever on one disk only.")
    int minInSync;

    /** Throws an IllegalArgumentException when there is no such topic on so many brokers. */
    public Topic topic(String name, int brokers) {
        return Topic.wanted(name, partitions, replicas, minInSync, brokers);
    }
}
