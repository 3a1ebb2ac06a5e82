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
import consuming.Commits.Outcome;
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
import org.apache.kafka.clients.consumer.CloseOptions;
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
 * Takes messages in batches, each processed as a whole and then committed: by explicit offsets of just that batch, because
 * what the client would commit by itself is every position that was handed out.
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
        size.check();
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
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, size.maxPollRecords());
        return settings;
    }

    /** The poll loop, on Kafka's interface, so that MockConsumer can drive it too. */
    final class Loop implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;
        private final Run run;
        private final Message.Encoding encoding;
        private final BackOff backOff;

        /** What was polled since the last batch. A batch that fails stays here until it is processed or given up. */
        private final Batch batch = new Batch(size);

        /** What is processed and not yet committed: empty, unless a commit failed. */
        private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

        Loop(Consumer<byte[], byte[]> consumer, Run run) {
            this.consumer = consumer;
            this.run = run;
            this.encoding = Message.encoding(options.format(), () -> options.schemas(consumer));
            this.backOff = new BackOff(consumer, run.stop());
        }

        void run() {
            consumer.subscribe(List.of(options.topic()), this);
            try {
                while (!run.stop().requested() && !isDone()) {
                    try {
                        advance();
                    } catch (TryAgain e) {
                        backOff.pause(e.after());
                    }
                    run.show(consumer);
                }
            } catch (WakeupException e) {
                // The stop signal, while waiting for the cluster.
            } finally {
                leave();
            }
        }

        private boolean isDone() {
            return batch.isEmpty() && uncommitted.isEmpty() && run.isOver(consumer);
        }

        private void advance() throws TryAgain {
            if (!uncommitted.isEmpty()) {
                backOff.pause(Duration.ofMillis(200)); // a rebalance, which may have kept us from committing, ends inside poll()
                commit("what was left");
            } else if (run.attempts().areUsedUp("a batch")) {
                processFirstAlone();
            } else if (batch.messages().isEmpty() && !batch.isEmpty()) {
                done("undecodable messages");
            } else {
                if (batch.hasRoom()) { // there is none beside a batch that failed
                    take(consumer.poll(batch.untilDue()));
                }
                processIfDue();
            }
        }

        /** All that was polled becomes part of the batch, or nothing of it: then it is sought back, and polled again. */
        private void take(ConsumerRecords<byte[], byte[]> polled) throws TryAgain {
            try {
                run.requireReady(consumer, polled, encoding::delivery);
                batch.add(Decoded.of(polled, encoding::delivery, run), polled.nextOffsets());
            } catch (TryAgain e) {
                for (var partition : polled.partitions()) {
                    BackOff.ifStillOurs(() -> consumer.seek(partition, Position.ofFirst(polled, partition).offset()));
                }
                throw e;
            }
        }

        private void processIfDue() throws TryAgain {
            var wanted = run.limit().left(run.report());
            var why = batch.due(wanted, () -> run.limit().memberIsDone(consumer));
            if (why.isPresent()) {
                batch.cutTo(wanted);
                process(why.get());
            } else if (!batch.hasRoom()) {
                giveUpUndecodable(); // so that there is room for more messages
            }
        }

        /** A batch that fails stays as it is, and is tried again. */
        private void process(String why) throws TryAgain {
            run.requireNoStop();
            var count = batch.messages().size();
            try {
                run.handler().handle(batch.messages());
            } catch (Handler.Failed e) {
                run.attempts().failed("a batch", e); // throws TryAgain until it was tried often enough
                run.lastResort().stopIfAsked(Failure.ofBatch(batch.messages(), e));
                return;
            }
            run.report().event(new Event.Batch(count, why));
            batch.messages().clear();
            done("batch of " + count + " (" + why + ")");
        }

        /** After the last try as a batch: given up is only what fails alone as well, as often as it may. */
        private void processFirstAlone() throws TryAgain {
            run.requireNoStop();
            giveUpUndecodable();
            var message = batch.messages().get(0);
            try {
                run.handler().handle(List.of(message));
            } catch (Handler.Failed e) {
                run.attempts().failed(message.record(), e);
                giveUp(List.of(Failure.of(message.record(), e)));
            }
            run.attempts().over(message.record());
            batch.messages().remove(message);
            uncommitted.put(message.partition(), Position.after(message.record()));
            if (batch.messages().isEmpty()) {
                done("one message");
            } else {
                commit("one message");
                backOff.pause(Duration.ofMillis(1)); // polls, as a member of the group must
            }
        }

        private void giveUpUndecodable() throws TryAgain {
            if (!batch.undecodable().isEmpty()) {
                giveUp(batch.undecodable());
                batch.undecodable().clear();
            }
        }

        /** They are skipped, or acknowledged as dead letters. */
        private void giveUp(List<Failure> failures) throws TryAgain {
            for (var failure : failures) {
                run.lastResort().giveUp(failure);
            }
            run.lastResort().requireAcknowledged();
        }

        /** Nothing of the batch is left but what cannot be decoded; after that, all of it can be committed. */
        private void done(String what) throws TryAgain {
            giveUpUndecodable();
            run.attempts().over("a batch");
            uncommitted.putAll(batch.next());
            batch.clear();
            commit(what);
        }

        private void commit(String what) {
            if (!uncommitted.isEmpty() && run.commits().commit(consumer, what, uncommitted) != Outcome.LATER) {
                uncommitted.clear(); // it is done, or the partitions are another member's, who reads it again
            }
        }

        /** A rest that is too small for a batch stays uncommitted, and is read again. */
        private void leave() {
            try {
                commit("what was left");
            } finally {
                uncommitted.clear(); // close() revokes the partitions: what failed now would fail again, and cost its time
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(3)));
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            backOff.assigned(partitions);
            run.report().assigned(run.starts().seek(consumer, partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit("what was left");
            forget(partitions, "revoked");
        }

        /** Never committed: the brokers would take it, and set the new owner back. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions, "lost");
        }

        /** Who gets them starts at the commit. What is left of the batch is another batch. */
        private void forget(Collection<TopicPartition> partitions, String how) {
            batch.forget(partitions);
            uncommitted.keySet().removeAll(partitions);
            run.attempts().over("a batch");
            run.forget(partitions, how);
        }
    }
}
