package watch.story;

//SOURCES ../asking/ClusterState.java
//SOURCES ../asking/Picture.java
//SOURCES Teller.java
//SOURCES Words.java

import static watch.story.Sentence.Kind.BROKER;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import watch.asking.ClusterState.Broker;
import watch.asking.ClusterState.Presence;
import watch.asking.Picture;

/** Brokers that go and come back, and which of them leads the controllers. */
final class Brokers implements Teller {

    private final Map<Integer, Broker> before = new HashMap<>();
    private Integer controller;
    private boolean begun;

    @Override
    public List<Said> see(Picture now) {
        var said = new ArrayList<Said>();
        if (now.cluster().askedAt() == null) {
            return said;
        }
        for (var broker : now.cluster().brokers()) {
            var known = before.put(broker.id(), broker);
            if (known == null && (begun || broker.state() != Presence.UP)) {
                said.add(isNew(broker));
            } else if (known != null && known.state() != broker.state()) {
                said.add(changed(known, broker, now.at()));
            }
        }
        var leads = now.cluster().controller();
        if (leads != null && controller != null && !leads.equals(controller)) {
            said.add(Said.warn(BROKER,
                    "broker " + leads + " is the active controller now, before that it was broker " + controller));
        }
        controller = leads == null ? controller : leads;
        begun = true;
        return said;
    }

    private static Said isNew(Broker broker) {
        return switch (broker.state()) {
            case UP -> Said.info(BROKER, "broker " + broker.id() + " has joined the cluster");
            case SILENT -> Said.fault(BROKER, "broker " + broker.id() + " does not answer");
            case AWAY -> Said.fault(BROKER, "broker " + broker.id() + " is away");
        };
    }

    private static Said changed(Broker before, Broker now, long at) {
        var name = "broker " + now.id();
        return switch (now.state()) {
            case SILENT -> Said.fault(BROKER, name + " does not answer");
            case AWAY -> Said.fault(BROKER, name + " is away: the cluster goes on without it");
            case UP -> Said.info(BROKER, name + (before.state() == Presence.AWAY ? " is back after " : " answers again after ")
                    + Words.time(at - before.since()));
        };
    }
}
