///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Takes messages from Kafka one at a time, with automatic commits: jbang SingleConsumer.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Message.java
//SOURCES cli/Cli.java
//SOURCES cli/Connection.java
//SOURCES output/Event.java
//SOURCES cli/KafkaProblems.java
//SOURCES output/Place.java
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
import output.Event;
import output.Place;
import output.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import preflight.Target;
import registry.RegistryOptions;

/**
 * Takes messages one at a time. Automatic commits keep the promise only because whatever was handed out and not processed
 * is sought back before the next poll() and before close(): both commit every position that was handed out.
 */
@Command(name = "SingleConsumer", mixinStandardHelpOptions = true,
        description = "Takes messages one at a time and processes each at least once.")
class SingleConsumer implements Callable<Integer> {

    enum Commit { AUTO, MANUAL }

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(3);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    /**
     * The consumer of the new groups (KIP-848) commits by itself from a second thread, which in kafka-clients 4.3.1 now and then
     * is late: then it commits what the poll has just handed out, and a kill loses that. The classic one commits inside poll().
     */
    private static final Map<String, Object> CLASSIC = Map.of(
            ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic",
            // The partitions of a killed member move after 15 s, as our brokers have it for the new groups, and not after 45.
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000);

    @Mixin
    Connection connection;

    @Option(names = {"-g", "--group"}, paramLabel = "GROUP", defaultValue = "single-consumer", description = "The consumer group.")
    String group;

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", defaultValue = "json", description = Message.Format.TO_READ)
    Message.Format format;

    @Mixin
    RegistryOptions registry;

    @Mixin
    Reading reading;

    @Mixin
    Handling handling;

    @Option(names = "--commit", paramLabel = "WHO", defaultValue = "auto",
            description = "auto: the client commits by itself; manual: one commit per message.")
    Commit commit;

    @Option(names = {"-o", "--output"}, paramLabel = "STYLE", defaultValue = "text",
            description = "text (a line a message), json (an event a line) or none (progress only).")
    Report.Style style;

    public static void main(String... args) {
        System.exit(Cli.run(new SingleConsumer(), args));
    }

    @Override
    public Integer call() {
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
        var own = new HashMap<String, Object>(Map.of(
                // What a killed consumer did since its last commit is done again: 1 s of it, not the default 5.
                ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, 1000,
                // The default, latest, would pass over what was sent before the group's first commit; for --from there is Starts.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                // A misspelt topic is an error, not a new topic.
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false));
        if (commit == Commit.AUTO) {
            own.putAll(CLASSIC);
        }
        var settings = connection.settings(own, Reading.RESERVED);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, commit == Commit.AUTO);
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

        /** Of what the last poll returned: the first record of each partition that is not certain to be processed. */
        private final Map<TopicPartition, Long> unprocessed = new HashMap<>();

        /** The same, but with records counted as processed whose lines may still be on their way to stdout. */
        private final Map<TopicPartition, Long> reached = new HashMap<>();

        private boolean backingOff;

        /** What was done since a poll is committed by the next: a kill repeats it. Also far below max.poll.interval.ms. */
        Duration longestTake = Duration.ofSeconds(1);

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
                while (!stop.requested() && !(starts.areSettled() && limit.isReached(report, consumer))) {
                    take(consumer.poll(POLL));
                    report.lag(consumer);
                    standby.see(consumer.assignment());
                }
            } catch (WakeupException e) {
                // The stop signal, while waiting for the cluster.
            } finally {
                leave();
            }
        }

        private void take(ConsumerRecords<byte[], byte[]> records) {
            unprocessed.clear();
            records.partitions().forEach(partition -> unprocessed.put(partition, records.records(partition).get(0).offset()));
            reached.clear();
            reached.putAll(unprocessed);
            var rest = notYet(records).or(() -> processAll(records));
            settle();
            rest.ifPresent(this::readAgainAfter);
        }

        /** How long to wait before anything can be said of these records; empty when they can be processed. */
        private Optional<Duration> notYet(ConsumerRecords<byte[], byte[]> records) {
            try {
                var wait = !starts.areCommitted(consumer, report) || firstRecords.areInDoubt(records, encoding::otherFormat);
                return wait ? Optional.of(A_MOMENT) : Optional.empty();
            } catch (NotNow e) {
                return Optional.of(attempts.pauseFor(e));
            }
        }

        /** How long to wait before what is left is read again; empty when nothing is left. */
        private Optional<Duration> processAll(ConsumerRecords<byte[], byte[]> records) {
            var deadline = System.nanoTime() + longestTake.toNanos();
            for (var partition : records.partitions()) {
                for (var record : records.records(partition)) {
                    // The deadline: however slow the handler is, what is done is soon committed, and the group keeps us.
                    if (stop.requested() || limit.countIsReached(report) || System.nanoTime() > deadline) {
                        return Optional.of(Duration.ZERO);
                    }
                    var pause = process(record);
                    if (pause.isPresent()) {
                        return pause;
                    }
                    reached.put(partition, record.offset() + 1);
                    if (commit == Commit.MANUAL) {
                        commit(partition, record);
                    }
                }
            }
            return Optional.empty();
        }

        /** How long to wait before this record is read again; empty when it is done with. */
        private Optional<Duration> process(ConsumerRecord<byte[], byte[]> record) {
            try {
                return handle(record, Place.of(record));
            } catch (NotNow e) {
                return Optional.of(attempts.pauseFor(e));
            }
        }

        private Optional<Duration> handle(ConsumerRecord<byte[], byte[]> record, Place place) throws NotNow {
            try {
                var delivery = encoding.delivery(record);
                handler.handle(List.of(delivery));
                report.event(new Event.Processed(delivery));
                handling.crashIfAsked(report);
            } catch (Message.Undecodable e) {
                lastResort.undecodable(record, e.getMessage());
            } catch (HandlingFailed e) {
                var pause = stop.requested() ? Optional.of(Duration.ZERO) : attempts.failed(place, e); // a stop is not the message's fault
                if (pause.isPresent()) {
                    return pause;
                }
                lastResort.failed(record, e.getMessage());
            }
            attempts.over(place);
            return Optional.empty();
        }

        /** What was written is out: from here on a commit may cover it. */
        private void settle() {
            report.flush();
            unprocessed.putAll(reached);
        }

        private void commit(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
            settle();
            var next = Map.of(partition, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
            try {
                try {
                    consumer.commitSync(next, COMMIT_WITHIN);
                } catch (WakeupException e) {
                    consumer.commitSync(next, COMMIT_WITHIN); // the stop signal came first; the loop sees it next
                }
                report.event(new Event.Committed("one message", next));
            } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
                report.talk(Place.of(record) + " is processed but not committed, so it may be processed again: " + KafkaProblems.sentence(e));
            }
        }

        private void readAgainAfter(Duration pause) {
            seekBack();
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

        private void seekBack() {
            unprocessed.keySet().retainAll(consumer.assignment());
            unprocessed.forEach(consumer::seek);
        }

        private void leave() {
            try {
                settle();
            } finally {
                seekBack();
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
            forget(partitions);
            report.rebalanced("revoked", partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
            report.rebalanced("lost", partitions);
        }

        private void forget(Collection<TopicPartition> partitions) {
            starts.forget(partitions);
            unprocessed.keySet().removeAll(partitions);
            reached.keySet().removeAll(partitions);
        }
    }
}
