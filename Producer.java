///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Sends messages to Kafka and tells what became of each: jbang Producer.java --rate 10

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES Message.java
//SOURCES cli/Cli.java
//SOURCES encoding/Format.java
//SOURCES cli/Connection.java
//SOURCES output/Event.java
//SOURCES cli/KafkaProblems.java
//SOURCES output/Place.java
//SOURCES cli/Problem.java
//SOURCES output/Report.java
//SOURCES cli/Stop.java
//SOURCES preflight/Target.java
//SOURCES registry/RegistryOptions.java
//SOURCES sending/Keys.java
//SOURCES sending/NotAcknowledged.java
//SOURCES sending/Pace.java
//SOURCES sending/Sending.java
//SOURCES sending/Texts.java

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
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import output.Event;
import output.Place;
import output.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import preflight.Target;
import registry.RegistryOptions;
import sending.Keys;
import sending.NotAcknowledged;
import sending.Pace;
import sending.Sending;
import sending.Texts;

/**
 * Sends messages and counts as delivered only what the brokers acknowledged. What send() accepted is still in memory; what
 * was not acknowledged is either certainly not in the log (failed) or may be (unknown), and the exit code says so.
 */
@Command(name = "Producer", mixinStandardHelpOptions = true, description = "Sends messages, each acknowledged by all replicas in sync.")
class Producer implements Callable<Integer> {

    /** What -X and --config may not touch: the message's bytes are the program's business. */
    private static final Set<String> RESERVED = Set.of(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_UP = Duration.ofMillis(100);

    @Mixin
    Connection connection;

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", defaultValue = "json", description = "The encoding: json, long or avro.")
    Format format;

    @Mixin
    RegistryOptions registry;

    @Option(names = "--no-register", description = "avro: somebody else has registered the schema, and it is only looked up.")
    boolean lookUpOnly;

    @Mixin
    Sending sending;

    @Option(names = {"-o", "--output"}, paramLabel = "STYLE", defaultValue = "text",
            description = "text (a line a message), json (an event a line) or none (progress only).")
    Report.Style style;

    @Spec
    CommandSpec spec;

    public static void main(String... args) {
        System.exit(Cli.run(new Producer(), args));
    }

    @Override
    public Integer call() {
        if (format == Format.AUTO) {
            throw new ParameterException(spec.commandLine(), "--format auto is for consumers: it tells by the bytes, and a producer makes them.");
        } else if (format == Format.LONG && sending.needsText()) {
            throw new ParameterException(spec.commandLine(), "--format long carries ids only: --input and --size have no place in it.");
        }
        sending.check(id -> sizeWithoutText(Message.encoding(format, registry::local), id));
        var settings = settings();
        var report = Report.toStandardStreams(style);
        connection.sayWhatIsUnknown(ProducerConfig.configNames(), report);
        try (var asking = Target.ask(settings)) {
            Target.find(asking.admin(), settings, connection.topic(), report);
        }
        var stop = Stop.onSignals(STOP_WITHIN);
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        stop.whenRequested(() -> producer.close(CLOSE_WITHIN)); // send() may wait for a minute, and nothing else wakes it
        var loop = new Loop(producer, report, stop);
        try {
            loop.run();
        } finally {
            report.finish();
        }
        return stop.exitCode();
    }

    private static int sizeWithoutText(Message.Encoding encoding, long id) {
        return encoding.encode(new Message(id, null, "", Instant.now())).length;
    }

    Map<String, Object> settings() {
        return connection.settings(Map.of(
                // All replicas in sync have a message before it counts as delivered.
                ProducerConfig.ACKS_CONFIG, "all",
                // No duplicates and no disorder by retries. Said aloud, so that a contradiction is an error and does not switch it off.
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                // A number of retries is used up in seconds while a new leader is elected; the time limit below is the real bound.
                ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE,
                // Long enough for a broker to come back after a reboot.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 300_000,
                // A leader that is frozen, not dead, is given up after this; longer than the 9 s after which the cluster replaces it.
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                // Speed, as bench/Compare.java measures it: fewer, fuller requests.
                ProducerConfig.BATCH_SIZE_CONFIG, 131_072,
                // Where speed is all, a batch may wait to be fuller; else, the client's 5 ms are delay enough.
                ProducerConfig.LINGER_MS_CONFIG, sending.isUnlimited() ? 20 : 5,
                // JSON shrinks to a fraction, and the brokers copy and store that fraction.
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd"), RESERVED);
    }

    /** A message that was handed to send(), and when that should have been. */
    private record Sent(long id, String key, long size, long due) { }

    /** What became of it; the callback runs in the client's thread and only puts this down. */
    private record Outcome(Sent sent, RecordMetadata place, Exception error, boolean wasQueued, long at) { }

    /** Sends and reports, on Kafka's interface, so that MockProducer can drive it too. */
    final class Loop {

        private final org.apache.kafka.clients.producer.Producer<byte[], byte[]> producer;
        private final Report report;
        private final Stop stop;
        private final Message.Encoding encoding = Message.encoding(format, () -> registry.toWrite(connection, !lookUpOnly));
        private final Keys keys = sending.keys();
        private final Texts texts = sending.texts(id -> sizeWithoutText(encoding, id));
        private final Pace pace;
        private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        private final NotAcknowledged notAcknowledged = new NotAcknowledged();
        private final Thread loop = Thread.currentThread();
        private long id = sending.firstId();
        private long inFlight;
        private boolean isSending;
        private Exception fatal;

        Loop(org.apache.kafka.clients.producer.Producer<byte[], byte[]> producer, Report report, Stop stop) {
            this.producer = producer;
            this.report = report;
            this.stop = stop;
            this.pace = sending.pace(report);
        }

        void run() {
            try {
                producer.partitionsFor(connection.topic()); // asked for now, or the first send() waits for it and is late
                pace.goOnFrom(System.nanoTime());
                while (goesOn() && !isAtEnd()) {
                    sendNext();
                    reportArrived();
                }
                while (goesOn() && inFlight > 0) {
                    await(LOOK_UP.toNanos());
                }
            } finally {
                producer.close(CLOSE_WITHIN); // after it every message has its outcome
                reportArrived();
                report.flush();
            }
            if (fatal != null) {
                report.talk(KafkaProblems.sentence(fatal));
            }
            notAcknowledged.check();
        }

        private boolean goesOn() {
            return !stop.requested() && fatal == null;
        }

        private boolean isAtEnd() {
            return sending.isLast(id) || texts.isAtEnd();
        }

        private void sendNext() {
            var now = System.nanoTime();
            var wait = pace.untilDue(now);
            if (wait > 0) {
                await(Math.min(wait, LOOK_UP.toNanos()));
                return;
            }
            var text = texts.next(id);
            if (text == null) {
                report.flush(); // who types line by line sees what became of the line before
                pace.goOnFrom(System.nanoTime());
            } else {
                send(new Message(id, keys.of(id), text, Instant.now()), pace.take(now));
                id++;
            }
        }

        private void send(Message message, long due) {
            var value = encoding.encode(message);
            var key = message.key() == null ? null : message.key().getBytes(UTF_8);
            var sent = new Sent(message.id(), message.key(), value.length, due);
            inFlight++;
            isSending = true;
            try {
                producer.send(new ProducerRecord<>(connection.topic(), key, value), (place, error) -> answered(sent, place, error));
            } catch (KafkaException | IllegalStateException e) {
                if (stop.requested()) {
                    inFlight--; // the stop closed the client first, so this message was never sent
                } else {
                    answered(sent, null, e);
                    fatal = e;
                }
            } finally {
                isSending = false;
            }
        }

        /** In the client's thread; in ours when send() refuses the message, which then was never queued. */
        private void answered(Sent sent, RecordMetadata place, Exception error) {
            var wasQueued = Thread.currentThread() != loop || !isSending;
            outcomes.add(new Outcome(sent, place, error, wasQueued, System.nanoTime()));
        }

        private void reportArrived() {
            for (var outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
                report(outcome);
            }
        }

        /** Waits for the next answer; before that, all that is known is shown. */
        private void await(long nanos) {
            try {
                if (outcomes.isEmpty()) {
                    report.flush();
                }
                var outcome = outcomes.poll(nanos, TimeUnit.NANOSECONDS);
                if (outcome != null) {
                    report(outcome);
                }
            } catch (InterruptedException e) {
                throw new Problem("Interrupted while waiting for the brokers' answers.", e);
            }
        }

        private void report(Outcome outcome) {
            var sent = outcome.sent;
            inFlight--;
            report.progress().show("in flight", inFlight);
            if (outcome.error == null) {
                report.event(new Event.Acked(sent.id, sent.key, Place.of(outcome.place), sent.size, Duration.ofNanos(outcome.at - sent.due)));
                return;
            }
            var name = !outcome.wasQueued || excludesAppend(outcome.error) ? "failed" : "unknown";
            var reason = KafkaProblems.reason(outcome.error);
            report.event(new Event.NotAcked(name, sent.id, sent.key, connection.topic(), reason));
            notAcknowledged.add(sent.id, reason);
            if (endsAll(outcome.error)) {
                fatal = outcome.error;
            }
        }

        /** The brokers' answer says that the message is not in the log; any other error leaves that open. */
        private static boolean excludesAppend(Exception error) {
            return error instanceof RecordTooLargeException || error instanceof InvalidRecordException || error instanceof InvalidTopicException
                    || error instanceof AuthorizationException;
        }

        /** No message after this one would fare better. */
        private static boolean endsAll(Exception error) {
            return error instanceof AuthenticationException || error instanceof AuthorizationException || error instanceof UnsupportedVersionException;
        }
    }
}
