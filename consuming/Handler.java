package consuming;

//SOURCES ../output/Delivery.java
//SOURCES HandlingFailed.java

import java.util.List;
import output.Delivery;

/** What the user wants done with messages. All of them, or it fails. */
@FunctionalInterface
public interface Handler {

    /** Where there is no command, printing is the processing, and that is the program's part. */
    Handler NOTHING_BUT_PRINTING = messages -> { };

    void handle(List<Delivery> messages) throws HandlingFailed;
}
