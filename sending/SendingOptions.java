package sending;

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../cli/Natural.java
//SOURCES ../encoding/Format.java
//SOURCES ../output/Report.java
//SOURCES Keys.java
//SOURCES Lines.java
//SOURCES Pace.java
//SOURCES Texts.java

import cli.Natural;
import encoding.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongToIntFunction;
import output.Report;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is sent, and when: the producer's own options. */
public final class SendingOptions {

    @Spec(Spec.Target.MIXEE)
    CommandSpec program;

    @Option(names = "--rate", paramLabel = "N|max", converter = Pace.Rate.class,
            description = "Messages a second, fractions allowed, or max: as fast as it goes. Default: 1, or max with --input.")
    Double rate;

    @Option(names = "--count", paramLabel = "N", converter = Natural.class,
            description = "How many. Default: until stopped, or all lines of --input.")
    Long count;

    @Option(names = "--first-id", paramLabel = "N", defaultValue = "0", converter = Natural.class,
            description = "The id of the first; the others count on from it.")
    long firstId;

    @Option(names = "--keys", paramLabel = "N|uuid", defaultValue = "10", converter = Keys.Converter.class,
            description = "Spread over keys user-0 ... user-(N-1); 0: no key; uuid: a random key each. A key's hash chooses its"
                    + " partition, so 10 keys spread unevenly, 1000 evenly. Without keys the client fills a batch for one"
                    + " partition before it moves on to another.")
    Keys keys;

    @Option(names = "--size", paramLabel = "BYTES", description = "Pad or cut the text so that the encoded value has this size.")
    Integer size;

    @Option(names = "--input", paramLabel = "FILE|-",
            description = "Send the lines of a file or of stdin (UTF-8) instead of made-up messages.")
    String input;

    @Option(names = "--no-register", description = "avro: somebody else has registered the schema, and it is only looked up.")
    boolean lookUpOnly;

    /**
     * Checks what picocli cannot.
     *
     * @param sizeWithoutText how long the encoded value is for an id before it has any text
     */
    public void check(Format format, LongToIntFunction sizeWithoutText) {
        if (format == Format.AUTO) {
            throw wrong("--format auto is for consumers: it tells by the bytes, and a producer makes them.");
        } else if (format == Format.LONG && (input != null || size != null)) {
            throw wrong("--format long carries ids only: --input and --size have no place in it.");
        } else if (input != null && !input.equals("-") && !Files.isReadable(Path.of(input))) {
            throw wrong("--input: there is no file " + input + " that can be read.");
        } else if (size != null && input != null) {
            throw wrong("--size pads made-up texts, not the lines of --input.");
        } else if (size != null) {
            checkSize(sizeWithoutText.applyAsInt(lastId()));
        }
    }

    private void checkSize(int least) {
        if (size < least) {
            throw wrong("--size " + size + " is too small: the message with id " + lastId() + " needs " + least
                    + " bytes without any text.");
        }
    }

    /** The longest. */
    private long lastId() {
        return count == null ? firstId : firstId + Math.max(0, count - 1);
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(program.commandLine(), sentence);
    }

    public long firstId() {
        return firstId;
    }

    public boolean isLast(long id) {
        return count != null && id - firstId >= count;
    }

    public boolean isUnlimited() {
        return Double.isInfinite(rate());
    }

    /** Whether our schema is registered where the registry does not know it. */
    public boolean registers() {
        return !lookUpOnly;
    }

    public Pace pace(Report report) {
        return new Pace(rate(), report);
    }

    public Keys keys() {
        return keys;
    }

    public String key(long id) {
        return keys.of(id);
    }

    public Texts texts(LongToIntFunction sizeWithoutText) {
        if (input != null) {
            return Lines.of(input, firstId, count == null ? Long.MAX_VALUE : count);
        }
        return size == null ? Texts.numbered() : Texts.sized(size, sizeWithoutText);
    }

    private double rate() {
        return rate != null ? rate : input != null ? Double.POSITIVE_INFINITY : 1;
    }
}
