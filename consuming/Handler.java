package consuming;

//SOURCES ../output/Delivery.java

import java.util.List;
import output.Delivery;

/** What the user wants done with messages: all of them, or it fails and none of them counts as processed. */
@FunctionalInterface
public interface Handler {

    void handle(List<Delivery> messages) throws Failed;

    /** These messages are not processed. */
    final class Failed extends Exception {

        public Failed(String reason) {
            super(reason);
        }

        public Failed(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
