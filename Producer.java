///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Sends messages to Kafka and tells what became of each: jbang Producer.java --rate 10

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Message.java
//SOURCES cli/Cli.java
//SOURCES cli/Stop.java
//SOURCES output/OutputOptions.java
//SOURCES preflight/LeaderWatch.java
//SOURCES registry/RegistryOptions.java
//SOURCES sending/Outcomes.java
//SOURCES sending/SendingOptions.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Cli;
import cli.Connection;
import cli.KafkaProblems;
import cli.Problem;
import cli.Stop;
import encoding.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import output.Event;
import output.OutputOptions;
import output.Place;
import output.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import preflight.LeaderWatch;
import preflight.Target;
import registry.RegistryOptions;
import sending.Outcomes;
import sending.Pace;
import sending.SendingOptions;
import sending.Texts;

/**
 * Sends messages and counts as delivered only what the brokers acknowledged. What send() accepted is still in memory; what
 * was not acknowledged is either certainly not in the log (failed) or may be (unknown), and the exit code says so.
 */
@Command(name = "Producer", mixinStandardHelpOptions = true,
        description = "Sends messages, each acknowledged by all replicas in sync.")
class Producer implements Callable<Integer> {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    @Mixin Connection connection;

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", defaultValue = "json", description = "json, long or avro.")
    Format format;

    @Mixin RegistryOptions registry;
    @Mixin SendingOptions sending;
    @Mixin OutputOptions output;

    public static void main(String... args) {
        System.exit(Cli.run(new Producer(), args));
    }

    @Override
    public Integer call() {
        sending.check(format, id -> sizeWithoutText(Message.encoding(format, registry::local), id));
        var settings = settings();
        var report = output.report();
        connection.sayWhatIsUnknown(ProducerConfig.configNames(), report);
        var target = Target.require(settings, connection.topic(), report);
        new LeaderWatch(report, target.topicPartitions()).start(settings);
        var stop = Stop.onSignals(STOP_WITHIN, "What was not acknowledged may be in the log or not.");
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        stop.whenRequested(() -> producer.close(CLOSE_WITHIN)); // send() may wait for minutes, and nothing else wakes it
        new Loop(producer, report, stop).run();
        return stop.exitCode();
    }

    Map<String, Object> settings() {
        return connection.settings(Map.of(
                // All replicas in sync have a message before it counts as delivered.
                ProducerConfig.ACKS_CONFIG, "all",
                // Retries neither duplicate nor reorder. Set explicitly, so that a contradiction is an error.
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                // A number of retries is used up in seconds while a new leader is elected; the time limit below is the bound.
                ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE,
                // Long enough for a broker to come back after a reboot. While none is there, send() itself waits.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 300_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 300_000,
                // Gives up a leader that is frozen, not dead; longer than the 9 s after which the cluster replaces it.
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                // Speed, as bench/Compare.java measures it: fewer, fuller requests.
                ProducerConfig.BATCH_SIZE_CONFIG, 131_072,
                // At full speed a batch may wait until it is fuller; otherwise the client's 5 ms are delay enough.
                ProducerConfig.LINGER_MS_CONFIG, sending.isUnlimited() ? 20 : 5,
                // JSON shrinks to a fraction, and the brokers copy and store that fraction.
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd"),
                // What -X and --config may not set: the message's bytes are the program's business.
                Set.of(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG));
    }

    private static int sizeWithoutText(Message.Encoding encoding, long id) {
        return encoding.encode(new Message(id, null, "", Instant.now())).length;
    }

    /** Sends and reports, on Kafka's interface, so that MockProducer can drive it too. */
    final class Loop {

        private final org.apache.kafka.clients.producer.Producer<byte[], byte[]> producer;
        private final Report report;
        private final Stop stop;
        private final Message.Encoding encoding;
        private final Texts texts;
        private final Pace pace;
        private final Outcomes outcomes;
        private final Thread loop = Thread.currentThread();
        private long id = sending.firstId();
        private volatile Exception fatal;

        Loop(org.apache.kafka.clients.producer.Producer<byte[], byte[]> producer, Report report, Stop stop) {
            this.producer = producer;
            this.report = report;
            this.stop = stop;
            this.encoding = Message.encoding(format, () -> registry.toWrite(connection, sending.registers()));
            this.texts = sending.texts(id -> sizeWithoutText(encoding, id));
            this.pace = sending.pace(report);
            this.outcomes = new Outcomes(report);
        }

        void run() {
            try {
                var partitions = producer.partitionsFor(connection.topic()); // asked for now, or the first send() is late
                pace.goOnFrom(System.nanoTime());
                while (goesOn() && !sending.isLast(id) && !texts.isAtEnd()) {
                    sendNext();
                    outcomes.reportArrived();
                }
                while (goesOn() && !outcomes.areComplete()) { // close() would wait for ten seconds only
                    outcomes.await();
                }
                outcomes.explainSpread(partitions.size(), sending.keys());
            } finally {
                producer.close(CLOSE_WITHIN); // after it every message has its outcome
                outcomes.reportArrived();
                report.finish();
            }
            Problem.requireNone(Optional.ofNullable(fatal).map(KafkaProblems::sentence), texts.failure(), outcomes.failure());
        }

        private boolean goesOn() {
            return !stop.requested() && fatal == null;
        }

        private void sendNext() {
            var now = System.nanoTime();
            var wait = pace.untilDue(now);
            var text = wait > 0 ? null : texts.next(id);
            if (wait > 0) {
                outcomes.await(wait);
            } else if (text == null) {
                report.flush(); // who types line by line sees what became of the line before
                pace.goOnFrom(System.nanoTime());
            } else {
                send(id++, text, pace.take(now));
            }
        }

        private void send(long id, String text, long due) {
            var key = sending.key(id);
            var value = encoding.encode(new Message(id, key, text, Instant.now()));
            var size = value.length; // so that the callback does not keep the value itself in memory
            var record = new ProducerRecord<>(connection.topic(), key == null ? null : key.getBytes(UTF_8), value);
            try {
                producer.send(record, (place, error) -> outcomes.add(error == null
                        ? new Event.Acked(id, key, Place.of(place), size, Duration.ofNanos(System.nanoTime() - due))
                        : notAcked(id, key, error)));
            } catch (KafkaException | IllegalStateException e) {
                if (stop.requested()) {
                    return; // the stop closed the client first, so this message was never sent
                }
                outcomes.add(notAcked(id, key, e));
                fatal = e;
            }
            outcomes.expectOne();
        }

        /** Called in the client's thread, or in ours when send() itself refuses the message, which then was never queued. */
        private Event notAcked(long id, String key, Exception error) {
            if (KafkaProblems.endsAll(error)) {
                fatal = error;
            }
            var wasQueued = Thread.currentThread() != loop;
            var name = wasQueued && !excludesAppend(error) ? "unknown" : "failed";
            return new Event.NotAcked(name, id, key, connection.topic(), KafkaProblems.reason(error));
        }

        /** The brokers' answer says that the message is not in the log; any other error leaves that open. */
        private static boolean excludesAppend(Exception error) {
            return error instanceof RecordTooLargeException || error instanceof InvalidRecordException
                    || error instanceof InvalidTopicException || error instanceof AuthorizationException;
        }
    }
}
