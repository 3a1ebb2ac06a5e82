package drill.ledger;

//SOURCES ProducerAccount.java

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** Goes through all that was sent, once, and says what became of it. */
final class Judge {

    private static final int FEW = 5;

    private final List<ProducerAccount> producers;
    private final List<GroupAccount> groups;
    private final List<List<Long>> firstLost = new ArrayList<>();
    private final long[] lost;
    private final long[] lostByAll;
    private final long[] outOfOrder;
    private long writtenOutOfOrder;
    private long unacknowledgedFound;
    private long failedFound;

    Judge(List<ProducerAccount> producers, List<GroupAccount> groups) {
        this.producers = producers;
        this.groups = groups;
        this.lost = new long[groups.size()];
        this.lostByAll = new long[groups.size()];
        this.outOfOrder = new long[groups.size()];
        groups.forEach(group -> firstLost.add(new ArrayList<>()));
    }

    Verdict verdict(Verdict.Writes writes) {
        producers.forEach(this::countFound);
        producers.forEach(this::countDisorder);
        return new Verdict(writes, sum(ProducerAccount::acked), sum(ProducerAccount::failed), sum(ProducerAccount::unknown),
                unacknowledgedFound, failedFound, writtenOutOfOrder, sum(ProducerAccount::writtenTwice),
                groups.stream().map(this::group).toList());
    }

    private long sum(ToLongFunction<ProducerAccount> number) {
        return producers.stream().mapToLong(number).sum();
    }

    private Verdict.Group group(GroupAccount group) {
        var i = group.number();
        return new Verdict.Group(group.name(), group.distinct(), lost[i], lostByAll[i], List.copyOf(firstLost.get(i)),
                outOfOrder[i], group.duplicates(), group.skippedCount(), group.deadLetteredCount(), group.foreignCount());
    }

    private void countFound(ProducerAccount producer) {
        for (var index = 0; index < producer.count(); index++) {
            if (producer.isAcked(index)) {
                countLost(producer, index);
            } else if (producer.wasProcessed(index)) {
                unacknowledgedFound++;
                failedFound += producer.isFailed(index) ? 1 : 0;
            }
        }
    }

    private void countLost(ProducerAccount producer, int index) {
        for (var group = 0; group < lost.length; group++) {
            if (producer.time(index, group) == 0) {
                lost[group]++;
                lostByAll[group] += producer.wasProcessed(index) ? 0 : 1;
                if (firstLost.get(group).size() < FEW) {
                    firstLost.get(group).add(producer.id(index));
                }
            }
        }
    }

    /**
     * From the last message to the first, by partition: one whose offset, or whose time of processing, is above the lowest
     * of those sent after it came too late. A key is always in one partition, so this asks for more than order per key.
     */
    private void countDisorder(ProducerAccount producer) {
        var partitions = 1;
        for (var index = 0; index < producer.count(); index++) {
            partitions = Math.max(partitions, producer.partition(index) + 1);
        }
        var lowestOffset = highest(partitions);
        var earliest = new long[groups.size()][];
        for (var group = 0; group < groups.size(); group++) {
            earliest[group] = highest(partitions);
        }
        for (var index = producer.count() - 1; index >= 0; index--) {
            if (producer.hasPlace(index) && producer.wasProcessed(index)) {
                countDisorder(producer, index, lowestOffset, earliest);
            }
        }
    }

    private void countDisorder(ProducerAccount producer, int index, long[] lowestOffset, long[][] earliest) {
        var partition = producer.partition(index);
        if (producer.offset(index) > lowestOffset[partition]) {
            writtenOutOfOrder++;
            return;
        }
        lowestOffset[partition] = producer.offset(index);
        for (var group = 0; group < groups.size(); group++) {
            var time = producer.time(index, group);
            if (time > earliest[group][partition]) {
                outOfOrder[group]++;
            } else if (time != 0) {
                earliest[group][partition] = time;
            }
        }
    }

    private static long[] highest(int size) {
        var all = new long[size];
        Arrays.fill(all, Long.MAX_VALUE);
        return all;
    }
}
