package watch.web;

//SOURCES Frame.java

import java.util.OptionalLong;
import java.util.function.Consumer;

/** Where the streams get what they send. */
@FunctionalInterface
public interface Frames {

    /** Ends what was begun by {@link #follow}. */
    @FunctionalInterface
    interface Following extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * Hands over a whole frame at once, and from then on each one. Whoever takes them must not wait.
     *
     * @param topic as the browser names it
     * @param last  the frame that the browser saw last, if it has lost a stream
     */
    Following follow(String topic, OptionalLong last, Consumer<Frame> taker);
}
