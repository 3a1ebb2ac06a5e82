///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Takes messages from Kafka in batches and commits after each: jbang BatchConsumer.java --max-wait 5s

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Message.java
//SOURCES cli/Cli.java
//SOURCES consuming/BackOff.java
//SOURCES consuming/Batch.java
//SOURCES consuming/ConsumerOptions.java
//SOURCES consuming/Decoded.java

import cli.Cli;
import consuming.BackOff;
import consuming.Batch;
import consuming.BatchSize;
import consuming.ConsumerOptions;
import consuming.Decoded;
import consuming.Failure;
import consuming.Handler;
import consuming.Position;
import consuming.Run;
import consuming.TryAgain;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import output.Event;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Takes messages in batches, each processed as a whole and then committed, with the explicit offsets of that batch only:
 * an automatic commit would cover everything that poll() has returned, processed or not.
 */
@Command(name = "BatchConsumer", mixinStandardHelpOptions = true, description = "Takes messages in batches, each at least once.")
class BatchConsumer implements Callable<Integer> {

    @Mixin ConsumerOptions options = new ConsumerOptions("batch-consumer");

    @Mixin BatchSize size;

    public static void main(String... args) {
        System.exit(Cli.run(new BatchConsumer(), args));
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
        var settings = options.settings(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // max - min + 1: we poll only while the batch holds fewer than min records, so one more poll cannot take it beyond max.
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, size.maxPollRecords(options.largestBatch()));
        return settings;
    }

    /** The poll loop, on Kafka's interface, so that MockConsumer can drive it too. */
    final class Loop implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;
        private final Run run;
        private final Message.Encoding encoding;
        private final BackOff backOff;

        /** What was polled and is not finished. A batch that fails stays here until each message is processed or given up. */
        private final Batch batch = new Batch(size);

        /** Offsets of what is processed, to be committed next; kept only when a commit has to be repeated. */
        private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

        Loop(Consumer<byte[], byte[]> consumer, Run run) {
            this.consumer = consumer;
            this.run = run;
            this.encoding = Message.encoding(options.format(), () -> options.schemas(consumer));
            this.backOff = new BackOff(consumer, run.stop(), run.starts()::isUnknown);
        }

        void run() {
            consumer.subscribe(List.of(options.topic()), this);
            try {
                while (!run.stop().requested() && !isFinished()) {
                    try {
                        step();
                    } catch (TryAgain e) {
                        backOff.pollPausedFor(e.after());
                    }
                    run.showProgress(consumer);
                }
            } catch (WakeupException e) {
                // The stop signal, while waiting for the cluster.
            } finally {
                leave();
            }
        }

        private boolean isFinished() {
            return batch.isEmpty() && uncommitted.isEmpty() && run.isOver(consumer);
        }

        private void step() throws TryAgain {
            if (!uncommitted.isEmpty()) {
                // A rebalance that kept us from committing ends inside poll(), and what is lost is forgotten there.
                backOff.pollPausedFor(Duration.ofMillis(200));
                commit(run.commits().uncommitted());
            } else if (batch.messages().isEmpty() && !batch.isEmpty()) {
                finishBatch("given-up messages"); // nothing is left to be handled
            } else if (run.attempts().areUsedUp(batch)) {
                processFirstAlone();
            } else {
                if (batch.hasRoom()) {
                    add(consumer.poll(batch.untilDue()));
                }
                processIfDue();
            }
        }

        /** Adds all polled records to the batch; or none, while say a registry is down, and seeks back to poll them again. */
        private void add(ConsumerRecords<byte[], byte[]> polled) throws TryAgain {
            try {
                run.requireReady(consumer, polled, encoding::delivery);
                batch.add(Decoded.of(polled, encoding::delivery, run), polled);
            } catch (TryAgain e) {
                seekBack(Position.ofFirst(polled));
                throw e;
            }
        }

        /** The position is already past all that was polled: without this seek, a later commit would skip what was not taken. */
        private void seekBack(Map<TopicPartition, OffsetAndMetadata> positions) {
            positions.forEach((partition, next) -> BackOff.ifStillOurs(() -> consumer.seek(partition, next.offset())));
        }

        private void processIfDue() throws TryAgain {
            var wanted = run.limit().left(run.report());
            var reason = batch.reasonToProcess(wanted, () -> run.limit().memberIsDone(consumer));
            if (reason.isPresent()) {
                seekBack(batch.cutTo(wanted));
                process(reason.get());
            } else if (!batch.hasRoom()) {
                giveUpFailures(); // to make room for messages
            }
        }

        /** A batch that fails is kept (a small one may still grow), and is tried again until its attempts are used up. */
        private void process(String reason) throws TryAgain {
            run.throwIfStopping();
            batch.changeSinceItFailed().ifPresent(run.report()::talk);
            var count = batch.messages().size();
            try {
                run.handler().handle(batch.messages());
            } catch (Handler.Failed e) {
                batch.rememberFailure();
                run.attempts().failed(batch, e); // throws TryAgain until the last attempt
                run.lastResort().stopIfConfigured(Failure.ofBatch(batch.messages(), e));
                return;
            }
            run.report().event(new Event.Batch(count, reason));
            batch.messages().clear();
            finishBatch("batch of " + count + " (" + reason + ")");
        }

        /** Once a batch has used up its attempts, one message per step; it is given up only when it uses up its own as well. */
        private void processFirstAlone() throws TryAgain {
            run.throwIfStopping();
            var message = batch.messages().get(0);
            try {
                run.handler().handle(List.of(message));
            } catch (Handler.Failed e) {
                run.attempts().failed(message.record(), e); // throws TryAgain until the last attempt
                batch.failures().add(Failure.of(message.record(), e));
            }
            run.attempts().reset(message.record());
            batch.messages().remove(message);
            giveUpFailures();
            uncommitted.put(message.partition(), Position.after(message.record()));
            if (batch.messages().isEmpty()) {
                finishBatch("one message");
            } else {
                commit("one message");
                backOff.pollPausedFor(Duration.ofMillis(1)); // polls, to stay in the group
            }
        }

        /** Skips them or sends them to the dead letters, and returns when the brokers have acknowledged that. */
        private void giveUpFailures() throws TryAgain {
            for (var failure : batch.failures()) {
                run.lastResort().giveUp(failure);
            }
            run.lastResort().requireAcknowledged();
            batch.failures().clear();
        }

        /** All messages are handled: gives up the failures (undecodable or failed), then commits the whole batch. */
        private void finishBatch(String label) throws TryAgain {
            giveUpFailures();
            run.attempts().reset(batch);
            uncommitted.putAll(batch.nextOffsets());
            batch.clear();
            commit(label);
        }

        private void commit(String label) {
            if (!uncommitted.isEmpty() && run.commits().commit(consumer, label, uncommitted)) {
                uncommitted.clear();
            }
        }

        /** Messages that are still in the batch are not committed: the next run reads them again. */
        private void leave() {
            try {
                commit(run.commits().uncommitted());
            } finally {
                uncommitted.clear(); // close() calls onPartitionsRevoked, which would try again and use up the time
                consumer.close(run.commits().closeOptions());
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            backOff.assigned(partitions);
            run.report().assigned(run.member(), run.starts().seek(consumer, partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit(run.commits().uncommitted());
            forget(partitions, "revoked");
        }

        /** Not committed: there may be a new owner, and once we have rejoined, brokers would let our old offset set it back. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions, "lost");
        }

        /** The new owner starts at the commit. What remains here counts as another batch, with attempts of its own. */
        private void forget(Collection<TopicPartition> partitions, String how) {
            batch.forget(partitions);
            uncommitted.keySet().removeAll(partitions);
            run.attempts().reset(batch);
            run.forget(partitions, how);
        }
    }
}
