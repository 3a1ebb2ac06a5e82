package support;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/Stop.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Stop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Kafka's MockConsumer over a log that stays, so that what is sought back is read again. It writes down what the program
 * asks of it, commits by itself where the real one would (at each poll, before partitions go, and at close: all that was
 * handed out), and refuses a commit that covers a message which stdout does not show. When all is read, a stop is asked for.
 */
public final class LogConsumer extends MockConsumer<byte[], byte[]> {

    public static final String TOPIC = "messages";
    public static final int EPOCH = 7;

    private static final int MOST_POLLS = 10_000;

    private final Stop stop;
    private final Supplier<? extends Collection<String>> doneWith;
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log =
            new TreeMap<>(Comparator.comparing(TopicPartition::partition));
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, Long> done = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<Map<TopicPartition, OffsetAndMetadata>> commits = new ArrayList<>();
    private final Map<Integer, Runnable> inPoll = new HashMap<>();
    private final Map<String, Runnable> whenRead = new HashMap<>();
    private final Deque<Runnable> whenIdle = new ArrayDeque<>();
    private final Deque<RuntimeException> commitFailures = new ArrayDeque<>();
    private final Deque<RuntimeException> unanswered = new ArrayDeque<>();
    private final Set<TopicPartition> takenAway = new HashSet<>();

    /** Sought with a leader epoch: until a poll has validated the position, the client does not commit it by itself. */
    private final Set<TopicPartition> unvalidated = new HashSet<>();
    private final Set<TopicPartition> markers = new HashSet<>();
    private int polls;
    private boolean isMember;
    private boolean commitsByItself;
    private IntSupplier mostAtOnce = () -> 500;
    private int[] assignedFirst;
    private boolean findingPositions;
    private boolean losing;
    private boolean closing;
    private boolean forgetsPauses;
    private boolean woken;
    private CloseOptions closeOptions;

    /** Of what a commit covers, {@code doneWith} must show everything (messages-0@3). */
    public LogConsumer(Stop stop, Supplier<? extends Collection<String>> doneWith) {
        super("earliest");
        this.stop = stop;
        this.doneWith = doneWith;
        stop.whenRequested(this::wakeup);
    }

    // --- What the test says before

    /** Messages with these ids, in JSON, at the end of the partition. */
    public LogConsumer has(int partition, long... ids) {
        for (var id : ids) {
            hasBytes(partition, ("{\"id\":" + id + ",\"text\":\"message " + id + "\",\"createdAt\":1732144200000}")
                    .getBytes(UTF_8));
        }
        return this;
    }

    public LogConsumer hasBytes(int partition, byte[] value, Header... headers) {
        var records = log.computeIfAbsent(partition(partition), any -> new ArrayList<>());
        updateBeginningOffsets(Map.of(partition(partition), 0L));
        records.add(new Watched(partition, records.size(), ("user-" + partition).getBytes(UTF_8), value, headers));
        return this;
    }

    /** A group that does not start with the oldest message; what comes before counts as done. */
    public LogConsumer begins(int partition, long offset) {
        done.put(partition(partition), offset);
        return this;
    }

    /** What the member gets when it joins; all partitions if this is not said. */
    public LogConsumer assignedFirst(int... partitions) {
        assignedFirst = partitions;
        return this;
    }

    public void commitsByItself(boolean does) {
        commitsByItself = does;
    }

    /** How many records a poll hands out at most. */
    public void mostAtOnce(IntSupplier number) {
        mostAtOnce = number;
    }

    /** What happens in the nth poll before it returns, 1 for the first. */
    public void inPoll(int number, Runnable step) {
        inPoll.put(number, step);
    }

    /** What happens while this record is processed, the first time. */
    public void whenRead(int partition, long offset, Runnable step) {
        whenRead.put(partition + "@" + offset, step);
    }

    /** What happens in the next poll that has nothing to hand out; when nothing is left to happen, a stop is asked for. */
    public void whenIdle(Runnable step) {
        whenIdle.add(step);
    }

    public void failNextCommit(RuntimeException failure) {
        commitFailures.add(failure);
    }

    /** When it is asked next what the group has committed. */
    public void doesNotAnswer(RuntimeException failure) {
        unanswered.add(failure);
    }

    /** Hands out records of paused partitions too, as it must not. */
    public void forgetPauses(boolean forget) {
        forgetsPauses = forget;
    }

    /** Another member of the group, for the same log, that goes on where this one committed. */
    public LogConsumer successor(Stop stop) {
        var next = new LogConsumer(stop, doneWith);
        log.forEach((partition, records) -> records.forEach(record -> next.hasBytes(partition.partition(), record.value(),
                record.headers().toArray())));
        committed.forEach((partition, offset) -> next.anotherMemberCommits(partition.partition(), offset));
        return next;
    }

    /** Small and large polls, partitions that come, go and are lost, commits that fail, and a stop while any record is read. */
    public void hasTrouble(Random random) {
        mostAtOnce(() -> 1 + random.nextInt(20));
        for (int poll = 2; poll < 20; poll++) {
            if (random.nextInt(3) == 0) {
                var partitions = log.keySet().stream().mapToInt(TopicPartition::partition).filter(any -> random.nextInt(3) > 0)
                        .toArray();
                inPoll(poll, random.nextBoolean() ? () -> rebalanceTo(partitions) : () -> loseAllBut(partitions));
            }
        }
        for (int failures = random.nextInt(3); failures > 0; failures--) {
            failNextCommit(random.nextBoolean() ? new RebalanceInProgressException("wait")
                    : new CommitFailedException("kicked out"));
        }
        whenRead(random.nextInt(log.size()), random.nextInt(30), () -> stop.request(15));
    }

    // --- What the cluster does meanwhile

    public void rebalanceTo(int... partitions) {
        commitPositions();
        takenAway.clear();
        rebalance(Arrays.stream(partitions).mapToObj(LogConsumer::partition).toList());
    }

    /** Like {@link #rebalanceTo}, but what is taken away is already someone else's. */
    public void loseAllBut(int... partitions) {
        losing = true;
        rebalance(Arrays.stream(partitions).mapToObj(LogConsumer::partition).toList());
        losing = false;
    }

    /** From here on the client's own thread has taken this partition away, and nobody has been told yet. */
    public void takeAwayUnnoticed(int partition) {
        takenAway.add(partition(partition));
    }

    /** A transaction ends here: its marker takes an offset of its own, behind what the partition has so far. */
    public LogConsumer hasMarker(int partition) {
        markers.add(partition(partition));
        return this;
    }

    public void anotherMemberCommits(int partition, long offset) {
        done.merge(partition(partition), offset, Math::max);
        store(Map.of(partition(partition), new OffsetAndMetadata(offset)));
    }

    /** Waits as a real poll would, until its time is over. */
    public void waitInVain() {
        try {
            Thread.sleep(lastPollTimeout().toMillis(), lastPollTimeout().toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- What the test asks after

    /** poll, seek 0@3, pause 0 1, resume 0, commit 0@4 1@7, close: in the order in which the program asked for it. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** What the program asked for between the nth poll and the next. */
    public List<String> callsAfterPoll(int number) {
        var polled = 0;
        var between = new ArrayList<String>();
        for (var call : calls) {
            if (call.equals("poll")) {
                polled++;
            } else if (polled == number) {
                between.add(call);
            }
        }
        return between;
    }

    /** The explicit commits that succeeded. */
    public List<Map<TopicPartition, OffsetAndMetadata>> commits() {
        return List.copyOf(commits);
    }

    /** Where the group goes on; 0 where nothing was committed. */
    public long committedAt(int partition) {
        return committed.getOrDefault(partition(partition), 0L);
    }

    public CloseOptions closeOptions() {
        return closeOptions;
    }

    public static TopicPartition partition(int number) {
        return new TopicPartition(TOPIC, number);
    }

    // --- What the program asks

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        isMember = true;
        super.subscribe(topics, new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                if (!closing) {
                    listener.onPartitionsAssigned(partitions);
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                if (losing) {
                    listener.onPartitionsLost(partitions);
                } else {
                    listener.onPartitionsRevoked(partitions);
                }
            }
        });
        super.commitSync(committed(log.keySet())); // it forgets them when it subscribes
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return committed.entrySet().stream().filter(entry -> partitions.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration within) {
        if (!unanswered.isEmpty()) {
            throw unanswered.remove();
        }
        return committed(partitions);
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        calls.add("poll");
        if (++polls > MOST_POLLS) {
            throw new AssertionError("The program polls for ever");
        }
        commitPositions();
        if (polls == 1 && isMember) {
            rebalance(assignedFirst == null ? log.keySet() : Arrays.stream(assignedFirst).mapToObj(LogConsumer::partition)
                    .toList());
        }
        inPoll.getOrDefault(polls, () -> { }).run();
        wakeUp();
        findingPositions = true;
        unvalidated.clear();
        super.poll(timeout); // hands out nothing, because it has nothing
        findingPositions = false;
        var records = take();
        if (records.isEmpty()) {
            idle();
        }
        wakeUp();
        return records;
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        if (!findingPositions) {
            requireStillOurs(partition);
            calls.add("seek " + partition.partition() + "@" + offset);
        }
        super.seek(partition, offset);
    }

    @Override
    public synchronized void seek(TopicPartition partition, OffsetAndMetadata position) {
        requireStillOurs(partition);
        calls.add("seek " + partition.partition() + "@" + position.offset());
        position.leaderEpoch().ifPresent(epoch -> unvalidated.add(partition));
        super.seek(partition, position);
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(this::requireStillOurs);
        calls.add("pause " + numbers(partitions));
        super.pause(partitions);
    }

    @Override
    public synchronized Set<TopicPartition> paused() {
        var paused = new HashSet<>(super.paused());
        paused.retainAll(assignment());
        return paused;
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(this::requireStillOurs);
        calls.add("resume " + numbers(partitions));
        super.resume(partitions);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        calls.add("commit " + offsets.entrySet().stream()
                .map(entry -> entry.getKey().partition() + "@" + entry.getValue().offset()).sorted()
                .collect(Collectors.joining(" ")));
        wakeUp();
        if (!commitFailures.isEmpty()) {
            throw commitFailures.remove();
        }
        commits.add(Map.copyOf(offsets));
        store(offsets);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commitSync(offsets, Duration.ZERO);
    }

    @Override
    public synchronized void commitSync() {
        throw new AssertionError("A commit of all that was handed out");
    }

    @Override
    public synchronized void commitSync(Duration timeout) {
        throw new AssertionError("A commit of all that was handed out");
    }

    @Override
    public synchronized void wakeup() {
        woken = true;
    }

    @Override
    public void close(CloseOptions options) {
        calls.add("close");
        closeOptions = options;
        closing = true;
        if (isMember) {
            rebalanceTo(); // it leaves the group
        }
        super.close(options);
    }

    // --- How it does it

    private ConsumerRecords<byte[], byte[]> take() {
        var taken = new LinkedHashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        var next = new HashMap<TopicPartition, OffsetAndMetadata>();
        var left = mostAtOnce.getAsInt();
        for (var partition : log.keySet()) {
            if (assignment().contains(partition) && (forgetsPauses || !paused().contains(partition))) {
                var records = log.get(partition).stream().skip(position(partition)).limit(left).toList();
                if (!records.isEmpty()) {
                    taken.put(partition, records);
                    next.put(partition, after(records.get(records.size() - 1)));
                    super.seek(partition, next.get(partition).offset());
                    left -= records.size();
                } else if (!taken.isEmpty()) { // then a real one may name it, too
                    next.put(partition, new OffsetAndMetadata(position(partition), Optional.of(EPOCH), ""));
                }
            }
        }
        return new ConsumerRecords<>(taken, next);
    }

    private OffsetAndMetadata after(ConsumerRecord<byte[], byte[]> record) {
        var partition = partition(record.partition());
        var behind = markers.contains(partition) && record.offset() == log.get(partition).size() - 1 ? 2 : 1;
        return new OffsetAndMetadata(record.offset() + behind, Optional.of(EPOCH), "");
    }

    private void requireStillOurs(TopicPartition partition) {
        if (takenAway.contains(partition)) {
            throw new IllegalStateException("No current assignment for partition " + partition);
        }
    }

    private void idle() {
        var pausedAll = !assignment().isEmpty() && paused().containsAll(assignment());
        if (pausedAll) {
            if (!woken) {
                waitInVain();
            }
        } else if (whenIdle.isEmpty()) {
            stop.request(15);
        } else {
            whenIdle.remove().run();
        }
    }

    private void wakeUp() {
        if (woken) {
            woken = false;
            throw new WakeupException();
        }
    }

    private void commitPositions() {
        if (commitsByItself) {
            findingPositions = true;
            store(assignment().stream().filter(partition -> !takenAway.contains(partition) && !unvalidated.contains(partition))
                    .collect(Collectors.toMap(partition -> partition, partition -> new OffsetAndMetadata(position(partition)))));
            findingPositions = false;
        }
    }

    private void store(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            for (long covered = done.getOrDefault(partition, 0L); covered < offset.offset(); covered++) {
                var isMarker = markers.contains(partition) && covered == log.get(partition).size();
                if (!isMarker && !doneWith.get().contains(partition + "@" + covered)) {
                    throw new AssertionError("Committed too far: " + partition + "@" + offset.offset() + ", but " + covered
                            + " is not processed");
                }
                done.put(partition, covered + 1);
            }
            committed.put(partition, offset.offset());
        });
        super.commitSync(offsets);
    }

    private static String numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(partition -> String.valueOf(partition.partition())).sorted()
                .collect(Collectors.joining(" "));
    }

    /** A record that says when it is read. */
    private final class Watched extends ConsumerRecord<byte[], byte[]> {

        Watched(int partition, long offset, byte[] key, byte[] value, Header... headers) {
            super(TOPIC, partition, offset, 1732144200000L, TimestampType.CREATE_TIME, key.length,
                    value == null ? -1 : value.length, key, value, new RecordHeaders(headers), Optional.of(EPOCH));
        }

        @Override
        public byte[] value() {
            var step = whenRead.remove(partition() + "@" + offset());
            if (step != null) {
                step.run();
            }
            return super.value();
        }
    }
}
