///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Takes messages from Kafka one at a time, with automatic commits: jbang SingleConsumer.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Message.java
//SOURCES cli/Cli.java
//SOURCES consuming/BackOff.java
//SOURCES consuming/ConsumerOptions.java

import cli.Cli;
import consuming.BackOff;
import consuming.ConsumerOptions;
import consuming.Failure;
import consuming.Handler;
import consuming.Position;
import consuming.Run;
import consuming.TryAgain;
import encoding.NotNow;
import encoding.Undecodable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Takes messages one at a time. Automatic commits keep the promise only because whatever was handed out and not processed
 * is sought back before the next poll() and before close(): both commit every position that was handed out.
 */
@Command(name = "SingleConsumer", mixinStandardHelpOptions = true, description = "Takes messages one by one, each at least once.")
class SingleConsumer implements Callable<Integer> {

    enum Commit { AUTO, MANUAL }

    @Mixin ConsumerOptions options = new ConsumerOptions("single-consumer");

    @Option(names = "--commit", paramLabel = "WHO", defaultValue = "auto",
            description = "auto: the client commits by itself; manual: one commit per message.")
    Commit commit;

    public static void main(String... args) {
        System.exit(Cli.run(new SingleConsumer(), args));
    }

    @Override
    public Integer call() {
        var settings = settings();
        try (var run = options.begin(settings)) {
            var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            run.stop().whenRequested(consumer::wakeup);
            new Loop(consumer, run).run();
            return run.exitCode();
        }
    }

    Map<String, Object> settings() {
        var settings = options.settings();
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, commit == Commit.AUTO);
        // What a killed consumer did since its last commit is done again: 1 s of it, not the default 5.
        settings.putIfAbsent(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, 1000);
        if (commit == Commit.AUTO) {
            // The consumer of the new groups (KIP-848) commits by itself from a second thread, in kafka-clients 4.3.1 now and
            // then what a poll has just handed out, and a kill loses that. The classic one commits inside poll().
            settings.putIfAbsent(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        }
        return settings;
    }

    /** The poll loop, on Kafka's interface, so that MockConsumer can drive it too. */
    final class Loop implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;
        private final Run run;
        private final Message.Encoding encoding;
        private final BackOff backOff;

        /** Of what the last poll returned: in each partition the first record that is not certain to be processed. */
        private final Map<TopicPartition, OffsetAndMetadata> unprocessed = new HashMap<>();

        /** What was done since a poll is committed by the next one, and a kill repeats it: so no poll is worked on for longer. */
        Duration longestTake = Duration.ofSeconds(1);

        Loop(Consumer<byte[], byte[]> consumer, Run run) {
            this.consumer = consumer;
            this.run = run;
            this.encoding = Message.encoding(options.format(), () -> options.schemas(consumer));
            this.backOff = new BackOff(consumer, run.stop(), run.starts()::isUnknown);
        }

        void run() {
            consumer.subscribe(List.of(options.topic()), this);
            try {
                while (!run.isOver(consumer)) {
                    take(consumer.poll(Duration.ofMillis(500)));
                    run.showProgress(consumer);
                }
            } catch (WakeupException e) {
                // The stop signal, while waiting for the cluster.
            } finally {
                try {
                    seekBack();
                } finally {
                    consumer.close(run.commits().closeOptions());
                }
            }
        }

        private void take(ConsumerRecords<byte[], byte[]> polled) {
            unprocessed.clear();
            unprocessed.putAll(Position.ofFirst(polled));
            var done = new HashMap<TopicPartition, OffsetAndMetadata>();
            var pause = Duration.ZERO;
            try {
                run.requireReady(consumer, polled, encoding::delivery);
                handle(polled, done);
            } catch (TryAgain e) {
                pause = e.after();
            } finally {
                settle(done);
            }
            polled.nextOffsets().forEach(unprocessed::remove); // where all is processed, the position is right
            if (!unprocessed.isEmpty()) {
                seekBack();
                backOff.pollPausedFor(pause);
            }
        }

        private void handle(ConsumerRecords<byte[], byte[]> polled, Map<TopicPartition, OffsetAndMetadata> done) throws TryAgain {
            var deadline = System.nanoTime() + longestTake.toNanos();
            for (var partition : polled.partitions()) {
                for (var record : polled.records(partition)) {
                    if (run.isEnough() || System.nanoTime() > deadline) {
                        return; // the rest is polled again
                    }
                    process(record);
                    done.put(partition, Position.after(record, partition, polled));
                    if (commit == Commit.MANUAL) {
                        settle(done);
                        run.commits().commit(consumer, "one message", Map.of(partition, unprocessed.get(partition)));
                    }
                }
            }
        }

        private void process(ConsumerRecord<byte[], byte[]> record) throws TryAgain {
            try {
                run.handler().handle(List.of(encoding.delivery(record)));
            } catch (NotNow e) {
                throw run.attempts().later(e);
            } catch (Undecodable e) {
                run.lastResort().giveUp(Failure.of(record, e));
            } catch (Handler.Failed e) {
                run.attempts().failed(record, e); // throws TryAgain until it was tried often enough
                run.lastResort().giveUp(Failure.of(record, e));
            }
            run.attempts().reset(record);
        }

        /** From here on a commit may cover what was processed: stdout has it, and its dead letters are acknowledged. */
        private void settle(Map<TopicPartition, OffsetAndMetadata> done) {
            run.lastResort().awaitDeadLetters();
            run.report().flush();
            unprocessed.putAll(done);
            unprocessed.putAll(run.lastResort().unacknowledged());
        }

        /** By the offset alone: given an epoch, too, the client asks the leader first, and close() commits nothing meanwhile. */
        private void seekBack() {
            unprocessed.forEach((partition, next) -> BackOff.ifStillOurs(() -> consumer.seek(partition, next.offset())));
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            backOff.assigned(partitions);
            run.report().assigned(run.member(), run.starts().seek(consumer, partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            unprocessed.keySet().removeAll(partitions);
            run.forget(partitions, "revoked");
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            unprocessed.keySet().removeAll(partitions);
            run.forget(partitions, "lost");
        }
    }
}
