package sending;

//SOURCES Lines.java
//SOURCES SizeWithoutText.java

import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;

/** What the messages say. */
public sealed interface Texts permits Texts.MadeUp, Lines {

    /** The text of the message with this id; null when there is none yet. */
    String next(long id);

    boolean isAtEnd();

    /** Why the end came before all was read; empty when it did not. */
    Optional<String> failure();

    static Texts numbered() {
        return new MadeUp(Texts::name);
    }

    /** Padded with dots, or cut, so that the encoded value has this size. */
    static Texts sized(int size, LongToIntFunction sizeWithoutText) {
        var without = new SizeWithoutText(sizeWithoutText);
        return new MadeUp(id -> fitted(name(id), Math.max(0, size - without.applyAsInt(id))));
    }

    /** Texts without end. */
    record MadeUp(LongFunction<String> text) implements Texts {

        @Override
        public String next(long id) {
            return text.apply(id);
        }

        @Override
        public boolean isAtEnd() {
            return false;
        }

        @Override
        public Optional<String> failure() {
            return Optional.empty();
        }
    }

    private static String name(long id) {
        return "message " + id;
    }

    private static String fitted(String text, int room) {
        return text.length() > room ? text.substring(0, room) : text + ".".repeat(room - text.length());
    }
}
