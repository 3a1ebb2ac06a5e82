package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Deadline.java
//SOURCES Extent.java
//SOURCES Kcat.java
//SOURCES LogOffsets.java
//SOURCES Merge.java
//SOURCES MessageView.java
//SOURCES Reader.java
//SOURCES Readers.java
//SOURCES Scan.java
//SOURCES Start.java
//SOURCES Wanted.java

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import watch.messages.MessageView.Limits;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/** The messages from a position on, or the last ones. */
final class Listing implements Resource {

    private static final int MOST = 200;
    private static final int UNLESS_SAID = 50;

    /** Of all partitions together: far more than is shown, unless there are very many partitions. */
    private static final int MOST_READ = 2_000;

    private static final Duration READ_WITHIN = Duration.ofSeconds(3);

    private final LogOffsets offsets;
    private final Readers readers;
    private final Kcat kcat;

    /** @param next by partition, where to go on from */
    record Found(List<MessageView> messages, Map<Integer, Long> next, String command, String problem) { }

    Listing(LogOffsets offsets, Readers readers, Kcat kcat) {
        this.offsets = offsets;
        this.readers = readers;
        this.kcat = kcat;
    }

    @Override
    public Answer get(Query query) {
        var wanted = Wanted.of(query);
        var start = Start.of(query.text("from").orElse("end"));
        var count = (int) query.number("count", 1, MOST, UNLESS_SAID);
        return Answer.json(readers.with(reader -> {
            var extent = offsets.extent(wanted.topic(), wanted.of(offsets.requirePartitions(wanted.topic())));
            var read = new Pass(reader, wanted, extent, count);
            if (start instanceof Start.End) {
                read.backwards();
            } else {
                read.forwards(offsets.starts(start, extent));
            }
            return new Found(read.messages, read.next, kcat.list(wanted, start, count),
                    Scan.leftOut(wanted.topic(), read.silent));
        }));
    }

    /** One answer in the making. */
    private static final class Pass {

        private final Reader reader;
        private final Wanted wanted;
        private final Extent extent;
        private final int count;

        /** Of one partition. */
        private final int most;

        private final Deadline deadline = Deadline.in(READ_WITHIN);
        private final Map<Integer, List<MessageView>> read = new TreeMap<>();
        private final Set<Integer> complete = new TreeSet<>();
        private final Set<Integer> silent;
        private List<MessageView> messages;
        private Map<Integer, Long> next;

        Pass(Reader reader, Wanted wanted, Extent extent, int count) {
            this.reader = reader;
            this.wanted = wanted;
            this.extent = extent;
            this.count = count;
            this.most = Math.min(count, Math.max(1, MOST_READ / Math.max(1, extent.ends().size())));
            this.silent = extent.silent();
        }

        void forwards(Map<Integer, Long> starts) {
            starts.keySet().forEach(partition -> read.put(partition, new ArrayList<>()));
            var scan = reader.scan(wanted.topic(), starts, extent.ends()).run(deadline, record -> {
                var ofPartition = read.get(record.partition());
                ofPartition.add(view(record));
                return ofPartition.size() < most ? Scan.Next.MORE : Scan.Next.OTHER_PARTITIONS;
            });
            starts.keySet().stream().filter(scan::isAtEnd).forEach(complete::add);
            leaveOut(scan.silent());
            var merge = new Merge(read, complete, MessageView.BY_TIME);
            messages = merge.first(count);
            messages.sort(MessageView.BY_TIME);
            next = new TreeMap<>(starts);
            read.keySet().forEach(one -> next.put(one, merge.next(one, starts.get(one), scan.next().get(one))));
        }

        /** Offsets may have no records: so it goes further back, in larger steps, until it has found enough. */
        void backwards() {
            var starts = new TreeMap<>(extent.ends());
            starts.keySet().forEach(partition -> read.put(partition, new ArrayList<>()));
            var isAnswered = true;
            for (var step = (long) most; isAnswered && !deadline.isOver(); step *= 4) {
                var froms = stepsBack(starts, step);
                isAnswered = !froms.isEmpty() && prepend(froms, starts);
            }
            starts.forEach((partition, start) -> {
                if (start <= extent.begins().get(partition) && read.get(partition).size() <= most) {
                    complete.add(partition);
                }
            });
            leaveOut(starts.keySet().stream().filter(one -> read.get(one).isEmpty() && !complete.contains(one)).toList());
            read.values().forEach(Collections::reverse);
            messages = new Merge(read, complete, MessageView.BY_TIME.reversed()).first(count);
            messages.sort(MessageView.BY_TIME);
            next = extent.ends();
        }

        private Map<Integer, Long> stepsBack(Map<Integer, Long> starts, long step) {
            var froms = new TreeMap<Integer, Long>();
            starts.forEach((partition, start) -> {
                var begin = extent.begins().get(partition);
                if (read.get(partition).size() < most && start > begin) {
                    froms.put(partition, Math.max(begin, start - step));
                }
            });
            return froms;
        }

        /** What lies before what is read already. A partition that was not read up to there in time is left as it was. */
        private boolean prepend(Map<Integer, Long> froms, Map<Integer, Long> starts) {
            var found = new TreeMap<Integer, Deque<MessageView>>();
            froms.keySet().forEach(partition -> found.put(partition, new ArrayDeque<>()));
            var scan = reader.scan(wanted.topic(), froms, starts).run(deadline, record -> {
                var last = found.get(record.partition());
                last.add(view(record));
                if (last.size() > most) {
                    last.remove();
                }
                return Scan.Next.MORE;
            });
            found.forEach((partition, last) -> {
                if (scan.isAtEnd(partition)) {
                    var all = new ArrayList<>(last);
                    all.addAll(read.get(partition));
                    read.put(partition, all);
                    starts.put(partition, froms.get(partition));
                }
            });
            return scan.isAtEnd();
        }

        private void leaveOut(Collection<Integer> partitions) {
            silent.addAll(partitions);
            read.keySet().removeAll(Set.copyOf(partitions));
        }

        private MessageView view(ConsumerRecord<byte[], byte[]> record) {
            return MessageView.of(record, wanted.format(), reader.decode(wanted.format(), record), Limits.IN_A_LIST);
        }
    }
}
