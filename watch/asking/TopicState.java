package watch.asking;

import java.util.List;

/**
 * The topic and its partitions.
 *
 * @param askedAt when a broker said who leads and who is in sync
 */
public record TopicState(String name, String problem, int replicas, Integer minInSync, Long askedAt, List<Partition> partitions,
        int morePartitions) {

    /** More would fit no screen. */
    public static final int MOST = 100;

    /** @param endAt when its leader was asked for the end */
    public record Partition(int partition, Integer leader, List<Integer> replicas, List<Integer> inSync, Long begin, Long end,
            Long endAt, Double perSecond) {
    }

    /** What the page gets of it. */
    public TopicState shown() {
        return partitions.size() <= MOST ? this : new TopicState(name, problem, replicas, minInSync, askedAt,
                partitions.subList(0, MOST), partitions.size() - MOST);
    }

    /** Messages a second, in all partitions for which it is known. */
    public double perSecond() {
        return partitions.stream().map(Partition::perSecond).filter(rate -> rate != null).mapToDouble(rate -> rate).sum();
    }
}
