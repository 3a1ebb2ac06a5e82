package preflight;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/** Questions to a cluster, whose end is not held up by a broker that owes an answer: close() by itself may wait for ever. */
public record Asking(Admin admin) implements AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    @Override
    public void close() {
        admin.close(CLOSE_WITHIN);
    }
}
