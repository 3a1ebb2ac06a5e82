package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/KafkaProblems.java
//SOURCES ../../cli/Launch.java
//SOURCES ../../output/SafeText.java
//SOURCES ClusterState.java
//SOURCES Loop.java
//SOURCES Pace.java
//SOURCES Turn.java

import cli.KafkaProblems;
import cli.Launch;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import output.SafeText;
import watch.asking.ClusterState.Broker;
import watch.asking.ClusterState.Presence;

/** What any broker can say: who is in the cluster, who leads its controllers, which topics there are; and who answers. */
final class ClusterAsking {

    private static final int PATIENCE = 2000;
    private static final long AFTER_REFUSAL = 60_000;

    /** A controller that nobody has confirmed for so long may be another by now. */
    private static final long CONTROLLER_HOLDS = 12_000;

    /** No broker has it: the answer is short. */
    private static final Set<Long> NO_PRODUCER = Set.of(Long.MAX_VALUE);

    private final Admin admin;
    private final Loop loop;
    private final String addresses;
    private final Turn members = new Turn(500);
    private final Turn quorum = new Turn(1000);
    private final Turn presence = new Turn(1000);
    private final Turn listing = new Turn(2000);
    private final Map<Integer, Broker> brokers = new TreeMap<>();
    private final Map<Integer, Long> answered = new TreeMap<>();
    private String id;
    private Long askedAt;
    private String problem;
    private Integer controller;
    private long controllerAt;
    private List<String> topics = List.of();

    ClusterAsking(Admin admin, Loop loop, String addresses) {
        this.admin = admin;
        this.loop = loop;
        this.addresses = addresses;
    }

    void ask(long now, Pace pace) {
        if (members.take(now, pace)) {
            askMembers();
        }
        if (askedAt != null && quorum.take(now, pace)) {
            askQuorum();
        }
        if (askedAt != null && presence.take(now, pace)) {
            askEach();
        }
        if (askedAt != null && listing.take(now, pace)) {
            askTopics();
        }
    }

    private void askMembers() {
        var answer = admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE));
        members.open(1);
        loop.answered(answer.clusterId(), name -> {
            id = name;
            loop.answered(answer.nodes(), this::heard, this::failed);
        }, this::failed);
    }

    private void failed(Throwable error) {
        members.answered();
        if (!isSilence(error)) {
            problem = KafkaProblems.sentence(error);
            return;
        }
        List.copyOf(brokers.keySet()).forEach(this::isSilent);
        if (askedAt == null || System.currentTimeMillis() - askedAt > 2 * PATIENCE) { // else one may just have been asked in vain
            problem = missing();
        }
    }

    private void heard(Collection<Node> nodes) {
        var now = System.currentTimeMillis();
        members.answered();
        askedAt = now;
        problem = null;
        nodes.forEach(node -> brokers.compute(node.id(), (any, known) -> present(node, known, now)));
        var present = nodes.stream().map(Node::id).collect(Collectors.toSet());
        brokers.replaceAll((one, broker) -> present.contains(one) ? broker : away(broker, now));
    }

    /** One that has come back counts as up until it fails to answer. */
    private Broker present(Node node, Broker known, long now) {
        var isSame = known != null && known.state() != Presence.AWAY;
        return new Broker(node.id(), node.host(), node.port(), isSame ? known.state() : Presence.UP,
                isSame ? known.since() : now);
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

    /** Partitions name brokers that were away already when this began. */
    void hearOf(int broker, long now) {
        if (askedAt != null) {
            brokers.computeIfAbsent(broker, any -> new Broker(broker, "", -1, Presence.AWAY, now));
        }
    }

    /** What a broker says of the controller itself is a guess; the quorum knows. */
    private void askQuorum() {
        var answer = admin.describeMetadataQuorum(new DescribeMetadataQuorumOptions().timeoutMs(PATIENCE)).quorumInfo();
        quorum.open(1);
        loop.answered(answer, info -> {
            quorum.answered();
            controller = info.leaderId() < 0 ? null : info.leaderId();
            controllerAt = System.currentTimeMillis();
        }, error -> {
            quorum.answered();
            if (KafkaProblems.endsAll(error)) { // a user without the right, or brokers with ZooKeeper
                quorum.notBefore(System.currentTimeMillis() + AFTER_REFUSAL);
            }
        });
    }

    /** A question that goes to each broker, needs no right and costs it nothing: only whether it answers matters. */
    private void askEach() {
        var answer = admin.listTransactions(new ListTransactionsOptions().filterProducerIds(NO_PRODUCER).timeoutMs(PATIENCE));
        presence.open(1);
        loop.answered(answer.byBrokerId(), byBroker -> {
            presence.answered(); // the next round does not wait for a silent one of this
            byBroker.forEach((broker, each) -> loop.answered(each, some -> answers(broker), error -> {
                if (isSilence(error)) {
                    isSilent(broker);
                } else {
                    answers(broker);
                }
            }));
        }, error -> presence.answered());
    }

    private static boolean isSilence(Throwable error) {
        return error instanceof DisconnectException || error instanceof TimeoutException
                && (error.getCause() == null || error.getCause() instanceof TimeoutException
                || error.getCause() instanceof DisconnectException);
    }

    private void answers(int id) {
        var now = System.currentTimeMillis();
        answered.put(id, now);
        brokers.computeIfPresent(id, (any, broker) -> broker.state() == Presence.SILENT ? in(Presence.UP, broker, now) : broker);
    }

    private void isSilent(int id) {
        var now = System.currentTimeMillis();
        brokers.computeIfPresent(id, (any, broker) -> broker.state() != Presence.UP
                || now - answered.getOrDefault(id, 0L) < PATIENCE ? broker
                : in(Presence.SILENT, broker, answered.getOrDefault(id, now - PATIENCE)));
    }

    private void askTopics() {
        var answer = admin.listTopics(new ListTopicsOptions().timeoutMs(PATIENCE)).names();
        listing.open(1);
        loop.answered(answer, names -> {
            listing.answered();
            topics = names.stream().sorted().toList();
        }, error -> listing.answered());
    }

    String missing() {
        return "No broker answers at " + SafeText.of(addresses) + ". Start the cluster ('" + Launch.command("Cluster.java")
                + "'); to look at another, start Watch.java with -b. It goes on asking.";
    }

    ClusterState state(long now) {
        return new ClusterState(id, addresses, now - controllerAt > CONTROLLER_HOLDS ? null : controller, askedAt,
                problem, List.copyOf(brokers.values()));
    }

    List<String> topics() {
        return topics;
    }
}
