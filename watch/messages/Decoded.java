package watch.messages;

//SOURCES ../../output/Delivery.java

import java.util.Optional;
import output.Delivery;

/**
 * What a record's bytes are found to be.
 *
 * @param message empty when they are none, or none that can be read now
 * @param problem why not; null when there is a message
 * @param isForNow it may be read later
 */
public record Decoded(Optional<Delivery> message, String problem, boolean isForNow) {

    public static Decoded as(Delivery message) {
        return new Decoded(Optional.of(message), null, false);
    }

    public static Decoded never(String problem) {
        return new Decoded(Optional.empty(), problem, false);
    }

    public static Decoded notNow(String problem) {
        return new Decoded(Optional.empty(), problem, true);
    }
}
