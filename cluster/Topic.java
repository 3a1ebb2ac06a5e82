package cluster;

/** A topic as it is wanted. */
public record Topic(String name, int partitions, int replicas, int minInSync) {

    /** Where a consumer puts what it cannot process: the same shape, since a dead letter keeps its partition's number. */
    public Topic deadLetters() {
        return new Topic(name + "-dlt", partitions, replicas, minInSync);
    }

    @Override
    public String toString() {
        return name + " (" + partitions + (partitions == 1 ? " partition x " : " partitions x ") + replicas + (replicas == 1 ? " replica" : " replicas") + ", min in-sync " + minInSync + ")";
    }
}
