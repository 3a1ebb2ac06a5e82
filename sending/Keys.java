package sending;

//DEPS info.picocli:picocli:4.7.7

import java.util.UUID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The keys to spread messages over: users, no key at all, or a new one each time. */
public sealed interface Keys {

    String of(long id);

    /** A number of users, none of them, or uuid. */
    final class Converter implements ITypeConverter<Keys> {

        @Override
        public Keys convert(String text) {
            if (text.equals("uuid")) {
                return new Random();
            }
            try {
                var count = Long.parseLong(text);
                if (count >= 0) {
                    return count == 0 ? new None() : new Users(count);
                }
            } catch (NumberFormatException e) {
                // said below, in our words
            }
            throw new TypeConversionException("'" + text + "' is not a number of keys: write 0 for none, 10 for user-0 to user-9,"
                    + " or uuid.");
        }
    }

    record Users(long count) implements Keys {

        @Override
        public String of(long id) {
            return "user-" + Math.floorMod(id, count);
        }
    }

    record None() implements Keys {

        @Override
        public String of(long id) {
            return null;
        }
    }

    record Random() implements Keys {

        @Override
        public String of(long id) {
            return UUID.randomUUID().toString();
        }
    }
}
