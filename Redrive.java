///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Sends dead letters back to the topic that they came from: jbang Redrive.java --dry-run

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES cli/Cli.java
//SOURCES consuming/Commits.java
//SOURCES consuming/Position.java
//SOURCES output/LetterEvent.java
//SOURCES output/Place.java
//SOURCES redriving/RedriveOptions.java

import cli.Cli;
import consuming.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import output.LetterEvent;
import output.Place;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import redriving.RedriveOptions;
import redriving.Redriving;

/**
 * Sends dead letters again. A letter's offset is committed when its message is acknowledged, so the next call does not send
 * it a second time; only what is sent and not committed when the program is killed goes twice.
 */
@Command(name = "Redrive", mixinStandardHelpOptions = true, description = "Sends the letters that TOPIC-dlt has now back to"
        + " TOPIC, where all groups read them again. The next call sends none of them again, except the last few before a kill.")
class Redrive implements Callable<Integer> {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(4);

    @Mixin RedriveOptions options;

    public static void main(String... args) {
        System.exit(Cli.run(new Redrive(), args));
    }

    @Override
    public Integer call() {
        var settings = settings();
        try (var run = options.begin(settings)) {
            var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            run.stop().whenRequested(consumer::wakeup);
            run.stop().whenRequested(() -> producer.close(CLOSE_WITHIN)); // nothing else ends the wait for acknowledgements
            new Loop(consumer, producer, run).run();
            return run.exitCode();
        }
    }

    Map<String, Object> settings() {
        return options.settings(Map.of(
                // All replicas in sync have it before a letter counts as sent, and the client's retries never double it.
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                // The letters of a poll are sent, awaited and committed together, so a kill repeats no more than these.
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100));
    }

    /** The poll loop, on Kafka's interfaces, so that MockConsumer and MockProducer can drive it too. */
    final class Loop implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;
        private final Producer<byte[], byte[]> producer;
        private final Redriving run;

        /** Offsets of letters whose messages are acknowledged, to be committed next. */
        private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

        Loop(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer, Redriving run) {
            this.consumer = consumer;
            this.producer = producer;
            this.run = run;
        }

        void run() {
            try {
                if (options.dryRun()) {
                    consumer.assign(run.backlog().partitions()); // outside the group, whose members keep theirs
                } else {
                    consumer.subscribe(List.of(options.route().letters()), this);
                }
                while (!run.stop().requested() && !(uncommitted.isEmpty() && run.backlog().isDone(consumer))) {
                    redrive(consumer.poll(Duration.ofMillis(500)));
                    commit();
                    run.showProgress(consumer);
                }
            } catch (WakeupException e) {
                // The stop signal, while waiting for the cluster.
            } finally {
                leave();
            }
        }

        /** Sends all that is due, and then waits for the acknowledgements. */
        private void redrive(ConsumerRecords<byte[], byte[]> polled) {
            run.report().received(polled);
            var sent = new LinkedHashMap<ConsumerRecord<byte[], byte[]>, Future<RecordMetadata>>();
            try {
                for (var letter : polled) {
                    if (!run.stop().requested() && run.backlog().isDue(letter) && run.backlog().admits(letter)) {
                        var message = run.backlog().message(letter);
                        if (options.dryRun()) {
                            run.report().event(new LetterEvent.Sendable(letter, message));
                        } else {
                            sent.put(letter, producer.send(message));
                        }
                    }
                }
            } catch (KafkaException | IllegalStateException e) {
                if (!run.stop().requested()) {
                    throw e;
                } // the stop closed the client, so this letter was not sent
            }
            sent.forEach((letter, answer) -> await(letter, answer, polled));
        }

        private void await(ConsumerRecord<byte[], byte[]> letter, Future<RecordMetadata> answer,
                ConsumerRecords<byte[], byte[]> polled) {
            try {
                run.report().event(new LetterEvent.Redriven(letter, Place.of(answer.get())));
                if (run.backlog().isDue(letter)) { // otherwise a commit would pass one that is not acknowledged
                    var partition = new TopicPartition(letter.topic(), letter.partition());
                    uncommitted.put(partition, Position.after(letter, partition, polled));
                }
            } catch (ExecutionException | InterruptedException e) {
                run.backlog().notAcknowledged(letter, e);
            }
        }

        private void commit() {
            if (!uncommitted.isEmpty() && run.commits().commit(consumer, "redrive", uncommitted)) {
                uncommitted.clear();
            }
        }

        private void leave() {
            try {
                commit();
            } finally {
                uncommitted.clear(); // close() calls onPartitionsRevoked, which would try again and use up the time
                consumer.close(run.commits().closeOptions());
                producer.close(CLOSE_WITHIN);
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            run.report().assigned(run.member(), run.backlog().starts().seek(consumer, partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit();
            forget(partitions, "revoked");
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions, "lost");
        }

        private void forget(Collection<TopicPartition> partitions, String how) {
            uncommitted.keySet().removeAll(partitions);
            run.report().rebalanced(run.member(), how, partitions);
        }
    }
}
