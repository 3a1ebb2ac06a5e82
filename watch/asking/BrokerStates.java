package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ClusterState.java

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Node;
import watch.asking.ClusterState.Broker;
import watch.asking.ClusterState.Presence;

/** Which brokers there are: what the others say of each, and whether it answers itself. */
public final class BrokerStates {

    private final long patience;
    private final Map<Integer, Broker> brokers = new TreeMap<>();
    private final Map<Integer, Long> answered = new HashMap<>();
    private final Set<Integer> named = new HashSet<>();

    /** @param patience how long one that does not answer may still do so, in milliseconds */
    public BrokerStates(long patience) {
        this.patience = patience;
    }

    /** What one broker says of all: its metadata may be behind those of the broker that was asked before. */
    public void named(Collection<Node> nodes, long now) {
        named.clear();
        nodes.forEach(node -> {
            named.add(node.id());
            brokers.compute(node.id(), (id, known) -> new Broker(id, node.host(), node.port(),
                    known == null ? Presence.UP : known.state(), known == null ? now : known.since()));
        });
        brokers.replaceAll((id, broker) -> named.contains(id) ? broker : away(broker, now));
    }

    /** As a replica: of one that was away already when this began, nothing else is known. */
    public void namedByPartition(int id, long now) {
        brokers.computeIfAbsent(id, any -> new Broker(id, "", -1, Presence.AWAY, now));
    }

    /** Only this brings one back that was away: who names it may just not know yet that it is. */
    public void answers(int id, long now) {
        answered.put(id, now);
        if (named.contains(id)) {
            brokers.computeIfPresent(id, (any, broker) -> broker.state() == Presence.UP ? broker : in(Presence.UP, broker, now));
        }
    }

    public void isSilent(int id, long now) {
        var last = answered.get(id);
        brokers.computeIfPresent(id, (any, broker) -> broker.state() != Presence.UP || last != null && now - last < patience
                ? broker : in(Presence.SILENT, broker, last == null ? now - patience : last));
    }

    public void allAreSilent(long now) {
        List.copyOf(brokers.keySet()).forEach(id -> isSilent(id, now));
    }

    private Broker away(Broker broker, long now) {
        return switch (broker.state()) {
            case AWAY -> broker;
            case SILENT -> in(Presence.AWAY, broker, broker.since());
            case UP -> in(Presence.AWAY, broker, answered.getOrDefault(broker.id(), now));
        };
    }

    private static Broker in(Presence state, Broker broker, long since) {
        return new Broker(broker.id(), broker.host(), broker.port(), state, since);
    }

    public List<Broker> all() {
        return List.copyOf(brokers.values());
    }
}
