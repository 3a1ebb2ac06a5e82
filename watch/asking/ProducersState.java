package watch.asking;

import java.util.List;

/** Who has written within the last minute, as the partitions' leaders know them: those that are idempotent. */
public record ProducersState(Long askedAt, List<Partition> partitions) {

    public record Partition(int partition, List<Producer> producers) {
    }

    public record Producer(long id, int epoch, long lastAt) {
    }
}
