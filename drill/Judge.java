package drill;

//SOURCES GroupBook.java
//SOURCES Sends.java
//SOURCES Verdict.java

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Goes through all that was sent, once, and says what became of it. */
final class Judge {

    private static final int FEW = 5;

    private final List<Sends> sends;
    private final List<GroupBook> groups;
    private final List<List<Long>> firstLost = new ArrayList<>();
    private final long[] lost;
    private final long[] lostByAll;
    private final long[] outOfOrder;
    private long writtenOutOfOrder;
    private long unacknowledgedFound;
    private long failedFound;

    Judge(List<Sends> sends, List<GroupBook> groups) {
        this.sends = sends;
        this.groups = groups;
        this.lost = new long[groups.size()];
        this.lostByAll = new long[groups.size()];
        this.outOfOrder = new long[groups.size()];
        groups.forEach(group -> firstLost.add(new ArrayList<>()));
    }

    Verdict verdict() {
        sends.forEach(this::presence);
        sends.forEach(this::order);
        return new Verdict(sends.stream().mapToLong(Sends::acked).sum(), sends.stream().mapToLong(Sends::failed).sum(), sends.stream().mapToLong(Sends::unknown).sum(),
                unacknowledgedFound, failedFound, writtenOutOfOrder, groups.stream().map(this::group).toList());
    }

    private Verdict.Group group(GroupBook group) {
        var i = group.number();
        return new Verdict.Group(group.name(), group.distinct(), lost[i], lostByAll[i], List.copyOf(firstLost.get(i)), outOfOrder[i],
                group.again(), group.skippedCount(), group.deadLetteredCount(), group.foreignCount());
    }

    private void presence(Sends one) {
        for (var index = 0; index < one.count(); index++) {
            if (one.isAcked(index)) {
                acked(one, index);
            } else if (one.wasFound(index)) {
                unacknowledgedFound++;
                failedFound += one.isFailed(index) ? 1 : 0;
            }
        }
    }

    private void acked(Sends one, int index) {
        for (var group = 0; group < lost.length; group++) {
            if (one.time(index, group) == 0) {
                lost[group]++;
                lostByAll[group] += one.wasFound(index) ? 0 : 1;
                if (firstLost.get(group).size() < FEW) {
                    firstLost.get(group).add(one.id(index));
                }
            }
        }
    }

    /**
     * From the last message to the first, by partition: one whose offset, or whose time of processing, is above the lowest
     * of those behind it came too late. A key is always in one partition, so this asks for more than order per key.
     */
    private void order(Sends one) {
        var partitions = 1;
        for (var index = 0; index < one.count(); index++) {
            partitions = Math.max(partitions, one.partition(index) + 1);
        }
        var lowestOffset = filled(partitions);
        var earliest = new long[groups.size()][];
        for (var group = 0; group < groups.size(); group++) {
            earliest[group] = filled(partitions);
        }
        for (var index = one.count() - 1; index >= 0; index--) {
            if (one.hasPlace(index) && one.wasFound(index)) {
                order(one, index, lowestOffset, earliest);
            }
        }
    }

    private void order(Sends one, int index, long[] lowestOffset, long[][] earliest) {
        var partition = one.partition(index);
        if (one.offset(index) > lowestOffset[partition]) {
            writtenOutOfOrder++;
            return;
        }
        lowestOffset[partition] = one.offset(index);
        for (var group = 0; group < groups.size(); group++) {
            var time = one.time(index, group);
            if (time > earliest[group][partition]) {
                outOfOrder[group]++;
            } else if (time != 0) {
                earliest[group][partition] = time;
            }
        }
    }

    private static long[] filled(int size) {
        var most = new long[size];
        Arrays.fill(most, Long.MAX_VALUE);
        return most;
    }
}
