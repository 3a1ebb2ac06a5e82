package cluster;

//DEPS org.apache.kafka:kafka-clients:4.3.1

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** An Admin that waits neither long nor, when it is closed, for ever for a broker that has died or is frozen. */
record Questions(Admin admin) implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** For what is asked once: time to ask another broker when the first is frozen, and to start on a busy computer. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    static Questions to(String addresses) {
        return new Questions(Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, addresses,
                // the brokers may be just coming up: the usual pause before the next try grows to a second
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 100,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis())));
    }

    @Override
    public void close() {
        admin.close(CLOSE_WITHIN);
    }
}
