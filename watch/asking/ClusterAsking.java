package watch.asking;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../../cli/KafkaProblems.java
//SOURCES ../../cli/Launch.java
//SOURCES ../../output/SafeText.java
//SOURCES BrokerStates.java
//SOURCES ClusterState.java
//SOURCES Loop.java
//SOURCES Pace.java
//SOURCES Turn.java

import cli.KafkaProblems;
import cli.Launch;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import output.SafeText;

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
    private final BrokerStates brokers = new BrokerStates(PATIENCE);
    private String id;
    private Long askedAt;
    private int inVain;
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
        var now = System.currentTimeMillis();
        brokers.allAreSilent(now);
        inVain++;
        if (inVain > 1) { // the first may have gone to the only one that is silent
            problem = missing();
        }
    }

    private void heard(Collection<Node> nodes) {
        var now = System.currentTimeMillis();
        members.answered();
        askedAt = now;
        inVain = 0;
        problem = null;
        brokers.named(nodes, now);
    }

    void hearOf(int broker, long now) {
        if (askedAt != null) {
            brokers.namedByPartition(broker, now);
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
            byBroker.forEach((broker, each) -> loop.answered(each,
                    some -> brokers.answers(broker, System.currentTimeMillis()), error -> failed(broker, error)));
        }, error -> presence.answered());
    }

    /**
     * An error that the broker has sent is an answer, too. What the client itself throws is none: where a broker leaves the
     * metadata while it is asked, the question goes to another one, whose answer the client cannot place.
     */
    private void failed(int broker, Throwable error) {
        var now = System.currentTimeMillis();
        if (isSilence(error)) {
            brokers.isSilent(broker, now);
        } else if (error instanceof ApiException) {
            brokers.answers(broker, now);
        }
    }

    private static boolean isSilence(Throwable error) {
        return error instanceof DisconnectException || error instanceof TimeoutException
                && (error.getCause() == null || error.getCause() instanceof TimeoutException
                || error.getCause() instanceof DisconnectException);
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
                problem, brokers.all());
    }

    List<String> topics() {
        return topics;
    }
}
