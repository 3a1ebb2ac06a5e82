package consuming;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Problem.java
//SOURCES ../encoding/Format.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES ../output/Place.java
//SOURCES Decoder.java

import cli.Problem;
import encoding.Format;
import encoding.NotNow;
import encoding.Undecodable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import output.Place;

/**
 * With a forgotten --format no message can be decoded, and all would be skipped. The first records of a member show it: while
 * they all look like one other format, none is given up, and ten of them, or all there are, end the program.
 */
public final class FirstRecords {

    private static final int ENOUGH = 10;

    /** A single one proves nothing: anyone can send that. */
    private static final int LEAST = 2;

    private final Duration quiet;
    private final Predicate<ConsumerRecord<byte[], byte[]>> expected;
    private final Set<Place> doubtful = new HashSet<>();
    private Optional<Format> resembled = Optional.empty();
    private long lastNewAt;
    private int letPass;
    private boolean over;

    /**
     * @param quiet when nothing new has come for so long, what has come is all there is
     * @param expected those that prove nothing even when they cannot be decoded
     */
    public FirstRecords(Duration quiet, Predicate<ConsumerRecord<byte[], byte[]>> expected) {
        this.quiet = quiet;
        this.expected = expected;
    }

    /** The user wants to skip whatever cannot be decoded. */
    static FirstRecords beyondDoubt() {
        var records = new FirstRecords(Duration.ZERO, record -> true);
        records.over = true;
        return records;
    }

    /** Then they are to be read again: what comes with them, or after them, tells more. */
    public boolean areInDoubt(ConsumerRecords<byte[], byte[]> records, Decoder decoder) throws NotNow {
        if (over) {
            return false;
        }
        for (var record : records) {
            if (!expected.test(record)) {
                see(Place.of(record), otherFormat(record, decoder));
            }
            if (over) {
                return false;
            }
        }
        if (doubtful.size() > letPass && System.nanoTime() - lastNewAt >= quiet.toNanos()) {
            conclude();
        }
        return doubtful.size() > letPass;
    }

    /** Which format an undecodable record looks like; empty when that is none, or when it can be decoded. */
    private static Optional<Format> otherFormat(ConsumerRecord<byte[], byte[]> record, Decoder decoder) throws NotNow {
        try {
            decoder.decode(record);
            return Optional.empty();
        } catch (Undecodable e) {
            return e.looksLike();
        }
    }

    private void see(Place place, Optional<Format> otherFormat) {
        if (otherFormat.isEmpty() || resembled.isPresent() && !resembled.equals(otherFormat)) {
            over = true;
        } else if (doubtful.add(place)) {
            resembled = otherFormat;
            lastNewAt = System.nanoTime();
            if (doubtful.size() == ENOUGH) {
                conclude();
            }
        }
    }

    /** One that came alone is given up as ever; with the next of its kind the doubt is back. */
    private void conclude() {
        if (doubtful.size() >= LEAST) {
            var kept = letPass == 0 ? "Nothing was processed or skipped. " : "All but the first stay uncommitted. ";
            throw new Problem("None of the first " + doubtful.size() + " messages can be decoded,"
                    + " and they all look like another format: try --format " + resembled.orElseThrow() + ". " + kept
                    + "To skip them all the same: --on-error skip.");
        }
        letPass = doubtful.size();
    }
}
