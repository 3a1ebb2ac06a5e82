package cluster;

/** A topic as it is wanted. */
public record Topic(String name, int partitions, int replicas, int minInSync) {

    private static final String BY_DEFAULT = "messages";
    private static final String DEAD_LETTERS = "-dlt";
    private static final int LONGEST_NAME = 249;

    public Topic {
        if (!name.matches("[a-zA-Z0-9._-]{1," + LONGEST_NAME + "}") || name.matches("\\.\\.?")) {
            throw new IllegalArgumentException("'" + name + "' is no name for a topic: letters, digits, '.', '_' and '-', at"
                    + " most " + LONGEST_NAME + " of them.");
        }
        if (partitions < 1 || minInSync < 1 || minInSync > replicas) {
            throw new IllegalArgumentException("It must be 1 <= --partitions (" + partitions + ") and 1 <= --min-isr ("
                    + minInSync + ") <= --replication-factor (" + replicas + ").");
        }
    }

    /** What was asked for, on so many brokers; what was not (null or blank) is as usual. */
    public static Topic wanted(String name, int partitions, Integer replicas, int minInSync, int brokers) {
        var copies = replicas == null ? Math.min(2, brokers) : replicas;
        if (copies > brokers) {
            throw new IllegalArgumentException("--replication-factor " + copies + " needs as many brokers, and this cluster has "
                    + brokers + ".");
        }
        return new Topic(name == null || name.isBlank() ? BY_DEFAULT : name, partitions, copies, minInSync);
    }

    /** Where a consumer puts what it cannot process: of the same shape, since a dead letter keeps its partition's number. */
    public Topic deadLetters() {
        return new Topic(name + DEAD_LETTERS, partitions, replicas, minInSync);
    }

    /** Without -t. */
    boolean isWhereProgramsLook() {
        return name.equals(BY_DEFAULT);
    }

    @Override
    public String toString() {
        return "%s (%d %s x %d %s, min in-sync %d)".formatted(name, partitions, partitions == 1 ? "partition" : "partitions",
                replicas, replicas == 1 ? "replica" : "replicas", minInSync);
    }
}
