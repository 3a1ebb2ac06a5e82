///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Takes messages from Kafka in batches and commits after each: jbang BatchConsumer.java --max-wait 5s

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Message.java
//SOURCES cli/Cli.java
//SOURCES cli/Connection.java
//SOURCES output/Delivery.java
//SOURCES cli/Durations.java
//SOURCES output/Event.java
//SOURCES cli/KafkaProblems.java
//SOURCES consuming/Reading.java
//SOURCES output/Report.java
//SOURCES consuming/Standby.java
//SOURCES consuming/Starts.java
//SOURCES cli/Stop.java
//SOURCES preflight/Target.java
//SOURCES consuming/Attempts.java
//SOURCES consuming/FirstRecords.java
//SOURCES consuming/Handler.java
//SOURCES consuming/Handling.java
//SOURCES consuming/HandlingFailed.java
//SOURCES consuming/LastResort.java
//SOURCES encoding/NotNow.java
//SOURCES registry/RegistryOptions.java

import cli.Cli;
import cli.Connection;
import cli.Durations;
import cli.KafkaProblems;
import cli.Stop;
import consuming.Attempts;
import consuming.FirstRecords;
import consuming.Handler;
import consuming.Handling;
import consuming.HandlingFailed;
import consuming.LastResort;
import consuming.Reading.Limit;
import consuming.Reading;
import consuming.Standby;
import consuming.Starts;
import encoding.NotNow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import output.Delivery;
import output.Event;
import output.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import preflight.Target;
import registry.RegistryOptions;

/**
 * Takes messages in batches, each processed as a whole and then committed: by explicit offsets of just that batch, because
 * what the client would commit by itself is every position that was handed out.
 */
@Command(name = "BatchConsumer", mixinStandardHelpOptions = true,
        description = "Takes messages in batches and processes each message at least once.")
class BatchConsumer implements Callable<Integer> {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(3);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    @Mixin
    Connection connection;

    @Option(names = {"-g", "--group"}, paramLabel = "GROUP", defaultValue = "batch-consumer", description = "The consumer group.")
    String group;

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", defaultValue = "json", description = Message.Format.TO_READ)
    Message.Format format;

    @Mixin
    RegistryOptions registry;

    @Option(names = "--min-batch", paramLabel = "N", defaultValue = "10", description = "A batch has at least this many messages.")
    int minBatch;

    @Option(names = "--max-batch", paramLabel = "N", defaultValue = "500", description = "A batch has at most this many messages.")
    int maxBatch;

    @Option(names = "--max-wait", paramLabel = "D", converter = Durations.class,
            description = "A smaller batch is taken when its oldest message has waited this long. Default: it waits for ever.")
    Duration maxWait;

    @Mixin
    Reading reading;

    @Mixin
    Handling handling;

    @Option(names = {"-o", "--output"}, paramLabel = "STYLE", defaultValue = "text",
            description = "text (a line a message), json (an event a line) or none (progress only).")
    Report.Style style;

    @Spec
    CommandSpec spec;

    public static void main(String... args) {
        System.exit(Cli.run(new BatchConsumer(), args));
    }

    @Override
    public Integer call() {
        if (minBatch < 1 || maxBatch < minBatch) {
            throw new ParameterException(spec.commandLine(), "--min-batch is " + minBatch + " and --max-batch " + maxBatch + ": the first must be at least 1, the second at least as much.");
        }
        var settings = settings();
        var report = Report.toStandardStreams(style);
        connection.sayWhatIsUnknown(ConsumerConfig.configNames(), report);
        Target target;
        Starts starts;
        Limit limit;
        try (var asking = Target.ask(settings)) {
            var admin = asking.admin();
            target = Target.find(admin, settings, connection.topic(), report);
            starts = reading.starts(admin, target, group);
            limit = reading.limit(admin, target, group, starts);
            handling.checkDeadLetters(admin, target);
        }
        settings.putIfAbsent(ConsumerConfig.GROUP_PROTOCOL_CONFIG, target.groupProtocol(report));
        var stop = Stop.onSignals(STOP_WITHIN, "What was not committed is read again.");
        var lastResort = handling.lastResort(settings, group, report, stop);
        try (lastResort) {
            var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            stop.whenRequested(consumer::wakeup);
            new Loop(consumer, starts, limit, lastResort, report, stop).run();
        } finally {
            report.finish();
        }
        return lastResort.exitCode(stop);
    }

    Map<String, Object> settings() {
        var reserved = Stream.concat(Reading.RESERVED.stream(), Stream.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG)).collect(Collectors.toSet());
        var settings = connection.settings(Map.of(
                // The default, latest, would pass over what was sent before the group's first commit; for --from there is Starts.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                // A misspelt topic is an error, not a new topic.
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false), reserved);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // We poll only while the buffer is below --min-batch, so it never exceeds --max-batch: the batch is the buffer.
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxBatch - minBatch + 1);
        return settings;
    }

    /** The poll loop, on Kafka's interface, so that MockConsumer can drive it too. */
    final class Loop implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;
        private final Starts starts;
        private final Limit limit;
        private final LastResort lastResort;
        private final Report report;
        private final Stop stop;
        private final Message.Encoding encoding;
        private final Handler handler;
        private final FirstRecords firstRecords = handling.firstRecords();
        private final Attempts attempts;
        private final Standby standby;

        /** The batch in the making, and since when its oldest message waits. */
        private final List<Delivery> buffer = new ArrayList<>();
        private long waitingSince;

        /** Of what was taken since the last batch: where each partition starts, and where the group goes on after the batch. */
        private final Map<TopicPartition, Long> first = new HashMap<>();
        private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();

        /** What is processed and not yet committed: empty, unless a commit failed. */
        private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

        private boolean backingOff;

        /** Far below max.poll.interval.ms; tests cannot wait as long. */
        Duration longestSearch = Duration.ofSeconds(30);

        Loop(Consumer<byte[], byte[]> consumer, Starts starts, Limit limit, LastResort lastResort, Report report, Stop stop) {
            this.consumer = consumer;
            this.starts = starts;
            this.limit = limit;
            this.lastResort = lastResort;
            this.report = report;
            this.stop = stop;
            this.encoding = format.encoding(() -> registry.toRead(connection, consumer));
            this.handler = handling.handler(report, stop);
            this.attempts = handling.attempts(report);
            this.standby = new Standby(report);
        }

        void run() {
            consumer.subscribe(List.of(connection.topic()), this);
            try {
                while (!stop.requested() && !isDone()) {
                    take(consumer.poll(untilDue()));
                    if (!stop.requested()) {
                        batch();
                    }
                    report.flush();
                    report.lag(consumer);
                    standby.see(consumer.assignment());
                }
            } catch (WakeupException e) {
                // The stop signal, while waiting for the cluster.
            } finally {
                leave();
            }
        }

        private boolean isDone() {
            return buffer.isEmpty() && uncommitted.isEmpty() && starts.areSettled() && limit.isReached(report, consumer);
        }

        private Duration untilDue() {
            if (buffer.isEmpty() || maxWait == null) {
                return POLL;
            }
            var left = maxWait.minusNanos(System.nanoTime() - waitingSince);
            return left.isNegative() ? Duration.ZERO : left.compareTo(POLL) < 0 ? left : POLL;
        }

        private void take(ConsumerRecords<byte[], byte[]> records) {
            records.partitions().forEach(partition -> first.putIfAbsent(partition, records.records(partition).get(0).offset()));
            try {
                if (!starts.areCommitted(consumer, report) || firstRecords.areInDoubt(records, encoding::otherFormat)) {
                    readAgainAfter(A_MOMENT);
                    return;
                }
                for (var record : records) {
                    if (stop.requested()) {
                        readAgainAfter(Duration.ZERO); // what is still to be decoded may ask a slow registry
                        return;
                    }
                    decode(record);
                    next.put(new TopicPartition(record.topic(), record.partition()), after(record));
                }
            } catch (NotNow e) {
                readAgainAfter(attempts.pauseFor(e));
            }
        }

        private void decode(ConsumerRecord<byte[], byte[]> record) throws NotNow {
            try {
                var delivery = encoding.delivery(record);
                if (buffer.isEmpty()) {
                    waitingSince = System.nanoTime();
                }
                buffer.add(delivery);
            } catch (Message.Undecodable e) {
                lastResort.undecodable(record, e.getMessage());
            }
        }

        /** Processes the buffer, if it is time, and commits it. */
        private void batch() {
            commit("what was left"); // if an earlier commit failed; the poll since then may have healed that
            if (limit.countIsReached(report)) {
                readAgainAfter(Duration.ZERO); // polled for the sake of that commit alone
                return;
            }
            var why = whyNow();
            if (why.isPresent()) {
                cutToLimit();
                process(why.get());
            } else if (buffer.isEmpty() && !next.isEmpty()) {
                passed("undecodable messages"); // done with, and there is no batch to commit them with
            }
        }

        private Optional<String> whyNow() {
            if (buffer.isEmpty()) {
                return Optional.empty();
            } else if (buffer.size() >= limit.left(report)) {
                return Optional.of("end");
            } else if (buffer.size() >= minBatch) {
                return Optional.of("full");
            } else if (maxWait != null && System.nanoTime() - waitingSince >= maxWait.toNanos()) {
                return Optional.of("waited");
            }
            return limit.memberIsDone(consumer) ? Optional.of("end") : Optional.empty();
        }

        /** What --count leaves of the buffer; the rest is sought back, for the next run. */
        private void cutToLimit() {
            while (buffer.size() > limit.left(report)) {
                var record = buffer.remove(buffer.size() - 1).record();
                var partition = new TopicPartition(record.topic(), record.partition());
                next.put(partition, new OffsetAndMetadata(record.offset(), record.leaderEpoch(), ""));
                consumer.seek(partition, record.offset());
            }
        }

        private void process(String why) {
            try {
                handler.handle(buffer);
                buffer.forEach(this::processed);
                report.event(new Event.Batch(buffer.size(), why));
                passed("batch of " + buffer.size() + " (" + why + ")");
            } catch (HandlingFailed e) {
                failed(e);
            }
        }

        private void processed(Delivery delivery) {
            report.event(new Event.Processed(delivery));
            handling.crashIfAsked(report);
        }

        /** A failed batch is not committed and read again, whole; after the last retry the culprit is looked for. */
        private void failed(HandlingFailed reason) {
            var pause = stop.requested() ? Optional.of(Duration.ZERO) : attempts.failed("a batch", reason);
            if (pause.isPresent()) {
                readAgainAfter(pause.get());
                return;
            }
            try {
                if (lastResort.stopsOnFailure()) {
                    lastResort.failed(buffer.get(0).record(), "the batch of " + buffer.size() + " from here on failed: " + reason.getMessage());
                }
                oneByOne();
            } catch (NotNow e) {
                commit("messages one by one");
                readAgainAfter(attempts.pauseFor(e));
            }
        }

        private void oneByOne() throws NotNow {
            var deadline = System.nanoTime() + longestSearch.toNanos();
            while (!buffer.isEmpty()) {
                // The deadline: who does not poll for max.poll.interval.ms is thrown out of the group.
                if (stop.requested() || System.nanoTime() > deadline) {
                    commit("messages one by one");
                    readAgainAfter(Duration.ZERO);
                    return;
                }
                processAlone(buffer.get(0));
            }
            passed("messages one by one");
        }

        private void processAlone(Delivery delivery) throws NotNow {
            try {
                handler.handle(List.of(delivery));
                processed(delivery);
            } catch (HandlingFailed e) {
                if (stop.requested()) {
                    return;
                }
                lastResort.failed(delivery.record(), e.getMessage());
            }
            buffer.remove(0);
            first.put(delivery.partition(), delivery.record().offset() + 1);
            uncommitted.put(delivery.partition(), after(delivery.record()));
        }

        /** All that was taken is done with. */
        private void passed(String what) {
            attempts.over("a batch");
            uncommitted.putAll(next);
            startAnew();
            commit(what);
        }

        private void commit(String what) {
            if (uncommitted.isEmpty()) {
                return;
            }
            report.flush(); // what is committed has been seen
            var offsets = Map.copyOf(uncommitted);
            try {
                try {
                    consumer.commitSync(offsets, COMMIT_WITHIN);
                } catch (WakeupException e) {
                    consumer.commitSync(offsets, COMMIT_WITHIN); // the stop signal came first; the loop sees it next
                }
                uncommitted.clear();
                report.event(new Event.Committed(what, offsets));
            } catch (CommitFailedException e) {
                uncommitted.clear(); // not ours any more: the new owner reads it again
                report.talk(what + " came too late to be committed, so it is processed again: " + KafkaProblems.sentence(e));
            } catch (RebalanceInProgressException | RetriableException e) {
                report.talk(what + " is processed but not committed yet, so it may be processed again: " + KafkaProblems.sentence(e));
                if (stop.requested()) {
                    uncommitted.clear(); // a second try would cost the time that close() needs
                }
            }
        }

        private void readAgainAfter(Duration pause) {
            first.keySet().retainAll(consumer.assignment());
            first.forEach(consumer::seek);
            startAnew();
            backOff(pause);
        }

        /** Polls on, because who does not poll is thrown out; but paused, because what a poll returned counts as taken. */
        private void backOff(Duration pause) {
            backingOff = true;
            consumer.pause(consumer.assignment());
            var end = System.nanoTime() + pause.toNanos();
            for (var left = pause.toNanos(); left > 0 && !stop.requested(); left = end - System.nanoTime()) {
                giveBack(consumer.poll(Duration.ofNanos(left)));
            }
            backingOff = false;
            consumer.resume(consumer.paused());
        }

        /** There should be nothing; but what a poll returns is never dropped. */
        private void giveBack(ConsumerRecords<byte[], byte[]> records) {
            records.partitions().forEach(partition -> consumer.seek(partition, records.records(partition).get(0).offset()));
        }

        private void startAnew() {
            buffer.clear();
            first.clear();
            next.clear();
        }

        /** A rest that is too small for a batch stays uncommitted, and is read again. */
        private void leave() {
            try {
                commit("what was left");
                report.flush();
            } finally {
                uncommitted.clear(); // what could not be committed now cannot be while close() revokes the partitions either
                consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (backingOff) {
                consumer.pause(partitions); // they arrive unpaused, and this poll would return their records
            }
            report.assigned(starts.seek(consumer, partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit("what was left");
            forget(partitions);
            report.rebalanced("revoked", partitions);
        }

        /** Never committed: the brokers would take it, and set the new owner back. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
            report.rebalanced("lost", partitions);
        }

        /** Who gets these partitions reads their buffered messages again. */
        private void forget(Collection<TopicPartition> partitions) {
            starts.forget(partitions);
            buffer.removeIf(delivery -> partitions.contains(delivery.partition()));
            first.keySet().removeAll(partitions);
            next.keySet().removeAll(partitions);
            uncommitted.keySet().removeAll(partitions);
        }

        private static OffsetAndMetadata after(ConsumerRecord<?, ?> record) {
            return new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "");
        }
    }
}
