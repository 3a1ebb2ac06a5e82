package registry;

import java.io.IOException;

/** These bytes are not what their schema says, or their schema is none to read by. */
public final class Malformed extends IOException {

    Malformed(String reason) {
        super(reason);
    }
}
