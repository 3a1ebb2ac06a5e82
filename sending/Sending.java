package sending;

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../output/Report.java
//SOURCES Keys.java
//SOURCES Lines.java
//SOURCES Pace.java
//SOURCES Texts.java

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongToIntFunction;
import output.Report;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is sent, and when: the producer's own options. */
public final class Sending {

    @Spec(Spec.Target.MIXEE)
    CommandSpec program;

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

    @Option(names = "--input", paramLabel = "FILE|-", description = "Send the lines of a file or of stdin (UTF-8) instead of made-up messages.")
    String input;

    /** Checks what picocli cannot; {@code sizeWithoutText} tells how long the encoded value is before it has any text. */
    public void check(LongToIntFunction sizeWithoutText) {
        try {
            Pace.parse(rate());
            Keys.parse(keys);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
        if (input != null && !input.equals("-") && !Files.isReadable(Path.of(input))) {
            throw wrong("--input: there is no file " + input + " that can be read.");
        }
        if (firstId < 0 || count != null && count < 0) {
            throw wrong("--count and --first-id cannot be negative.");
        } else if (size != null && input != null) {
            throw wrong("--size pads made-up texts, not the lines of --input.");
        } else if (size != null && size < sizeWithoutText.applyAsInt(lastId())) {
            throw wrong("--size " + size + " is too small: the message with id " + lastId() + " needs " + sizeWithoutText.applyAsInt(lastId()) + " bytes without any text.");
        }
    }

    public boolean needsText() {
        return input != null || size != null;
    }

    public long firstId() {
        return firstId;
    }

    public boolean isLast(long id) {
        return count != null && id - firstId >= count;
    }

    public boolean isUnlimited() {
        return Double.isInfinite(Pace.parse(rate()));
    }

    public Pace pace(Report report) {
        return new Pace(Pace.parse(rate()), report);
    }

    public Keys keys() {
        return Keys.parse(keys);
    }

    public Texts texts(LongToIntFunction sizeWithoutText) {
        if (input != null) {
            return Lines.of(input);
        }
        return size == null ? Texts.numbered() : Texts.sized(size, sizeWithoutText);
    }

    private String rate() {
        return rate != null ? rate : input != null ? "max" : "1";
    }

    private long lastId() {
        return count == null ? firstId : firstId + Math.max(0, count - 1);
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(program.commandLine(), sentence);
    }
}
