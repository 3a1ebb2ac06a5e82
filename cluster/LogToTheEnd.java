package cluster;

import java.util.logging.LogManager;

/** Keeps a broker's log open while it shuts down: the JDK's own manager closes it in a shutdown hook beside Kafka's. */
public final class LogToTheEnd extends LogManager {

    @Override
    public void reset() {
        // files are flushed line by line, so there is nothing to close
    }
}
