package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES ../web/Resource.java
//SOURCES Deadline.java
//SOURCES LogOffsets.java
//SOURCES MessageView.java
//SOURCES Reader.java
//SOURCES Readers.java
//SOURCES Scan.java
//SOURCES Start.java
//SOURCES Wanted.java

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import watch.messages.MessageView.Limits;
import watch.web.Answer;
import watch.web.Query;
import watch.web.Resource;

/** What comes after the positions that the page has: it asks again with those of the answer, at once or after a pause. */
final class Tail implements Resource {

    private static final int MOST = 500;
    private static final long LONGEST_WAIT = 2_000;

    /** A first answer of each leader is waited for: until then nobody knows whether there is something. */
    private static final Duration FIRST_ANSWERS = Duration.ofSeconds(2);

    /** When there is something, what other partitions have may come along. */
    private static final Duration GATHERING = Duration.ofMillis(60);

    private final LogOffsets offsets;
    private final Readers readers;

    /** @param behind how many offsets come after those in {@code next}, as far as the brokers have said */
    record Found(List<MessageView> messages, Map<Integer, Long> next, Map<Integer, Long> skipped, long behind, String problem) { }

    Tail(LogOffsets offsets, Readers readers) {
        this.offsets = offsets;
        this.readers = readers;
    }

    @Override
    public Answer get(Query query) {
        var wanted = Wanted.of(query);
        var positions = Start.positions(query.required("positions"));
        var wait = Duration.ofMillis(query.number("wait", 0, LONGEST_WAIT, 0));
        return Answer.json(readers.with(reader -> {
            var pass = new Pass(reader, wanted, positions, wait).run();
            if (!pass.silent().isEmpty()) { // nobody answers for a partition that is not there, either
                wanted.only(positions.keySet(), offsets.requirePartitions(wanted.topic()));
            }
            return pass.found();
        }));
    }

    /** One answer in the making. */
    private static final class Pass {

        private final Reader reader;
        private final Wanted wanted;
        private final Deadline waiting;
        private final Deadline first = Deadline.in(FIRST_ANSWERS);
        private final Scan scan;
        private final int mostOfOne;
        private final List<MessageView> messages = new ArrayList<>();
        private final Map<Integer, Integer> counts = new TreeMap<>();
        private Deadline gathering;

        Pass(Reader reader, Wanted wanted, Map<Integer, Long> positions, Duration wait) {
            this.reader = reader;
            this.wanted = wanted;
            this.waiting = Deadline.in(wait);
            this.mostOfOne = Math.max(1, MOST / positions.size());
            var never = new TreeMap<>(positions);
            never.replaceAll((partition, position) -> Scan.NEVER);
            this.scan = reader.scan(wanted.topic(), positions, never);
        }

        Pass run() {
            scan.run(waiting.left().compareTo(first.left()) > 0 ? waiting : first, this::isEnough, this::look);
            return this;
        }

        private Scan.Next look(ConsumerRecord<byte[], byte[]> record) {
            var decoded = reader.decode(wanted.format(), record);
            messages.add(MessageView.of(record, wanted.format(), decoded, Limits.IN_A_LIST));
            gathering = gathering == null ? Deadline.in(GATHERING) : gathering;
            var count = counts.merge(record.partition(), 1, Integer::sum);
            return count < mostOfOne ? Scan.Next.MORE : Scan.Next.OTHER_PARTITIONS;
        }

        private boolean isEnough() {
            if (messages.isEmpty()) {
                return waiting.isOver() && scan.silent().isEmpty();
            }
            return gathering.isOver() || scan.next().keySet().stream().allMatch(this::hasGivenAll);
        }

        private boolean hasGivenAll(int partition) {
            return counts.getOrDefault(partition, 0) >= mostOfOne || scan.behind(partition).orElse(1) == 0;
        }

        /** Whom nobody has heard of although there was time. */
        Set<Integer> silent() {
            return first.isOver() ? scan.silent() : Set.of();
        }

        Found found() {
            messages.sort(MessageView.BY_TIME);
            var behind = scan.next().keySet().stream().mapToLong(partition -> scan.behind(partition).orElse(0)).sum();
            return new Found(messages, scan.next(), scan.skipped(), behind, Scan.leftOut(wanted.topic(), silent()));
        }
    }
}
