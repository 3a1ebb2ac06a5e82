package cli;

//DEPS info.picocli:picocli:4.7.7

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine;

/** Says what an option expects in words of the command line: picocli's own are Java's ("is not a long"). */
final class Values {

    /** Invalid value for option '--size' (BYTES): ... */
    private static final Pattern ABOUT =
            Pattern.compile("^(?:Invalid value|Value) for (?:option )+'([^']+)'[^:(]*(?:\\([^)]*\\))?:? ");

    private static final Pattern CHOICE = Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was (.*)");

    private Values() {
    }

    static void addConverters(CommandLine line) {
        line.registerConverter(int.class, text -> whole(text, Integer::valueOf, Integer.MAX_VALUE));
        line.registerConverter(Integer.class, text -> whole(text, Integer::valueOf, Integer.MAX_VALUE));
        line.registerConverter(long.class, text -> whole(text, Long::valueOf, Long.MAX_VALUE));
        line.registerConverter(Long.class, text -> whole(text, Long::valueOf, Long.MAX_VALUE));
    }

    /** --size: ... */
    static String sentence(CommandLine.ParameterException e) {
        var sentence = ABOUT.matcher(e.getMessage()).replaceFirst("$1: ");
        return CHOICE.matcher(sentence).replaceFirst(choice ->
                Matcher.quoteReplacement(choice.group(2) + " is not one of " + choice.group(1).toLowerCase(Locale.ROOT)));
    }

    private static <T> T whole(String text, Function<String, T> number, Number most) {
        try {
            return number.apply(text);
        } catch (NumberFormatException e) {
            var isWhole = text.matches("[+-]?\\d+");
            throw new TypeConversionException("'" + text + "' is "
                    + (isWhole ? "out of range: at most " + most + "." : "not a whole number: write 0, 1, 2 ..."));
        }
    }
}
