package watch.asking;

//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * The brokers, as far as they are known. Numbers and times that are not known are null, here and in all that the page gets.
 *
 * @param askedAt when it last answered
 * @param problem why it does not answer now, in a sentence
 */
public record ClusterState(String id, String addresses, Integer controller, Long askedAt, String problem, List<Broker> brokers) {

    public enum Presence {

        @JsonProperty("up") UP,

        /** Not in the cluster's metadata. */
        @JsonProperty("away") AWAY,

        /** In the metadata, and does not answer. */
        @JsonProperty("silent") SILENT
    }

    /** @param since when its state began; of one that is silent or away, when it answered last */
    public record Broker(int id, String host, int port, Presence state, long since) {
    }

    public Optional<Broker> broker(Integer id) {
        return brokers.stream().filter(broker -> id != null && broker.id() == id).findFirst();
    }
}
