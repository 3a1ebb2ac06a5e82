package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which messages were processed, to tell those that come again. There is one topic, so partitions are numbers here. */
public final class Processed {

    private final List<Offsets> partitions = new ArrayList<>();

    /** Adds the record; true when it was there already. */
    boolean add(ConsumerRecord<?, ?> record) {
        return add(record.partition(), record.offset());
    }

    /** True when it was there already. */
    public boolean add(int partition, long offset) {
        while (partitions.size() <= partition) {
            partitions.add(new Offsets());
        }
        return !partitions.get(partition).add(offset);
    }

    /**
     * A set that knows all offsets below its end but for the gaps: what was skipped, what another member had in between, and
     * what has no record. So an offset that follows the last one, as they nearly all do, is only a comparison.
     */
    private static final class Offsets {

        /** Where there are more, as with many transactions, the oldest are joined, and what lies between them is forgotten. */
        private static final int MOST_GAPS = 10_000;

        /** From the first offset of each to the one after its last. */
        private final TreeMap<Long, Long> gaps = new TreeMap<>();
        private long end;

        /** False when it was there already. */
        boolean add(long offset) {
            if (offset < end) {
                return fill(offset);
            }
            if (offset > end) {
                gaps.put(end, offset);
                joinOldest();
            }
            end = offset + 1;
            return true;
        }

        private boolean fill(long offset) {
            var gap = gaps.floorEntry(offset);
            if (gap == null || offset >= gap.getValue()) {
                return false;
            }
            gaps.remove(gap.getKey());
            putGap(gap.getKey(), offset);
            putGap(offset + 1, gap.getValue());
            return true;
        }

        private void putGap(long from, long to) {
            if (from < to) {
                gaps.put(from, to);
            }
        }

        private void joinOldest() {
            if (gaps.size() > MOST_GAPS) {
                var from = gaps.pollFirstEntry().getKey();
                gaps.put(from, gaps.pollFirstEntry().getValue());
            }
        }
    }
}
