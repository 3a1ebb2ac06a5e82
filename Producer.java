///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Sends messages to Kafka and tells what became of each: jbang Producer.java --rate 10

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.slf4j:slf4j-simple:2.0.20

//SOURCES Message.java
//SOURCES cli/Cli.java
//SOURCES cli/Connection.java
//SOURCES cli/Event.java
//SOURCES cli/KafkaProblems.java
//SOURCES cli/Place.java
//SOURCES cli/Problem.java
//SOURCES cli/Report.java
//SOURCES cli/Stop.java
//SOURCES cli/Target.java
//SOURCES sending/Keys.java
//SOURCES sending/Lines.java
//SOURCES sending/NotAcknowledged.java
//SOURCES sending/Pace.java
//SOURCES sending/Texts.java

//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.defaultLogLevel=warn

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Cli;
import cli.Connection;
import cli.Event;
import cli.KafkaProblems;
import cli.Place;
import cli.Problem;
import cli.Report;
import cli.Stop;
import cli.Target;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sending.Keys;
import sending.Lines;
import sending.NotAcknowledged;
import sending.Pace;
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

    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", defaultValue = "json", description = "The encoding: json or long.")
    Message.Format format;

    @Option(names = "--rate", paramLabel = "N|max",
            description = "Messages a second, fractions allowed, or max: as fast as it goes. Default: 1, or max with --input.")
    String rate;

    @Option(names = "--count", paramLabel = "N", description = "How many. Default: until stopped, or all lines of --input.")
    Long count;

    @Option(names = "--first-id", paramLabel = "N", defaultValue = "0", description = "The id of the first; the others count on from it.")
    long firstId;

    @Option(names = "--keys", paramLabel = "N|uuid", defaultValue = "10",
            description = "Spread over keys user-0 ... user-(N-1); 0: no key; uuid: a random key each.")
    String keys;

    @Option(names = "--size", paramLabel = "BYTES", description = "Pad or cut the text so that the encoded value has this size.")
    Integer size;

    @Option(names = "--input", paramLabel = "FILE|-", description = "Send the lines of a file or of stdin instead of made-up messages.")
    String input;

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
        checkUsage();
        var settings = settings();
        var report = Report.toStandardStreams(style);
        try (var admin = Target.admin(settings)) {
            Target.find(admin, settings, connection.topic(), report);
        }
        var stop = Stop.onSignals(STOP_WITHIN);
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        stop.whenRequested(() -> producer.close(CLOSE_WITHIN)); // send() may wait for a minute, and nothing else wakes it
        try {
            new Loop(producer, report, stop).run();
        } finally {
            report.finish();
        }
        return stop.exitCode();
    }

    private void checkUsage() {
        try {
            Pace.parse(rate());
            Keys.parse(keys);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        if (input != null && format == Message.Format.LONG) {
            throw wrong("--format long carries ids only: it cannot send the lines of --input.");
        } else if (size != null && (input != null || format == Message.Format.LONG)) {
            throw wrong("--size pads made-up texts: it does not go with --input or --format long.");
        } else if (size != null && room(lastId()) < 0) {
            throw wrong("--size " + size + " is too small for a message with id " + lastId() + ": at least " + (size - room(lastId())) + ".");
        } else if (count != null && count < 0 || firstId < 0) {
            throw wrong("--count and --first-id cannot be negative.");
        }
    }

    private String rate() {
        return rate != null ? rate : input != null ? "max" : "1";
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private long lastId() {
        return count == null ? firstId : firstId + Math.max(0, count - 1);
    }

    /** How many bytes --size leaves for the text of this message. */
    private int room(long id) {
        return size - format.encoding().encode(new Message(id, null, "", Instant.now())).length;
    }

    private String sized(String text, long id) {
        if (size == null) {
            return text;
        }
        var room = Math.max(0, room(id));
        return text.length() > room ? text.substring(0, room) : text + ".".repeat(room - text.length());
    }

    private Map<String, Object> settings() {
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
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000), RESERVED);
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
        private final Message.Encoding encoding = format.encoding();
        private final Keys spread = Keys.parse(keys);
        private final Pace pace;
        private final Texts texts = input == null ? Texts.numbered() : Lines.of(input);
        private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        private final NotAcknowledged notAcknowledged = new NotAcknowledged();
        private final Thread loop = Thread.currentThread();
        private long id = firstId;
        private long inFlight;
        private boolean isSending;
        private Exception fatal;

        Loop(org.apache.kafka.clients.producer.Producer<byte[], byte[]> producer, Report report, Stop stop) {
            this.producer = producer;
            this.report = report;
            this.stop = stop;
            this.pace = new Pace(Pace.parse(rate()), report);
        }

        void run() {
            try {
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
            return count != null && id - firstId >= count || texts.isAtEnd();
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
                pace.goOnFrom(System.nanoTime());
            } else {
                send(new Message(id, spread.of(id), sized(text, id), Instant.now()), pace.take(now));
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
                answered(sent, null, e);
                fatal = stop.requested() ? null : e; // closed by the stop signal: that is no reason to complain
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
            report.event(new Event.NotAcked(name, sent.id, sent.key, connection.topic(), KafkaProblems.reason(outcome.error)));
            notAcknowledged.add(sent.id);
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
