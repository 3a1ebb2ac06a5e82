package cli;

//DEPS info.picocli:picocli:4.7.7

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of something: 0, 1, 2 and so on. */
public final class Natural implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        try {
            var number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, in our words
        }
        throw new TypeConversionException("'" + text + "' is not a whole number: write 0, 1, 2 ...");
    }
}
