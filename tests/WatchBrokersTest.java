//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java
//SOURCES support/Watching.java

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Lab;
import support.Labs;
import support.TestCluster;
import support.Wait;
import support.Watching;

/** What Watch.java shows of brokers that die and stand still. */
@Tag("faults")
@ExtendWith(Labs.class)
@Labs.BreakBrokersInTurn
class WatchBrokersTest {

    private static final long SOON_MILLIS = 2000;

    @AfterEach
    void heal(TestCluster cluster) {
        cluster.heal();
    }

    private static Watching watch(Lab lab) {
        return Watching.of(lab.plain("Watch.java", "-b", lab.addresses(), "-t", lab.topic(), "--port", "0"))
                .await("the ends are known", now -> now.at("/topic/partitions/2/end").isNumber() && now.broker(3).isObject());
    }

    /** The active controller, so that for a while nobody can say who leads. */
    @Test
    void aKilledBrokerIsAwayAndItsPartitionsHaveOtherLeadersAsSoonAsTheBrokersKnowIt(Lab lab, TestCluster cluster) {
        lab.produce(0, 30);
        var watching = watch(lab).await("it knows the controller", now -> now.at("/cluster/controller").isNumber());
        var victim = watching.at("/cluster/controller").asInt();
        try (var admin = Admin.create(Map.of("bootstrap.servers", lab.addresses()))) {
            var partition = leaders(admin, lab.topic()).indexOf(victim);
            var shown = "/topic/partitions/" + partition + "/leader";
            cluster.kill(victim);
            watching.await("it does not answer", now -> now.story().contains("broker " + victim + " does not answer"));
            Wait.until("the brokers know another leader", () -> leaders(admin, lab.topic()).get(partition) != victim);
            var known = System.currentTimeMillis();
            watching.await("Watch shows it", now -> now.at(shown).asInt() == leaders(admin, lab.topic()).get(partition)
                    && now.broker(victim).get("state").asText().equals("away"));
            assertThat(System.currentTimeMillis() - known).isLessThan(SOON_MILLIS);
            var leader = watching.at(shown).asInt();
            watching.await("it is told", now -> now.story().stream().anyMatch(text -> text.matches("\\Q" + lab.topic() + "-"
                    + partition + "\\E had no leader that answered for [\\d.]+ s; broker " + leader + " leads it now")));
        }
        assertThat(watching.story()).as("the dead do not answer")
                .noneMatch(text -> text.startsWith("broker " + victim + " answers again "));
        cluster.start(victim);
        watching.await("it is back", now -> now.broker(victim).get("state").asText().equals("up")
                && now.story().stream().anyMatch(text -> text.startsWith("broker " + victim + " is back after ")));
    }

    /** By partition; -1 where there is none. */
    private static List<Integer> leaders(Admin admin, String topic) {
        try {
            return admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().partitions().stream()
                    .map(partition -> partition.leader() == null ? -1 : partition.leader().id()).toList();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("cannot be asked", e);
        }
    }

    @Test
    void aFrozenBrokerIsSilentAndHoldsUpOnlyItsOwnNumbers(Lab lab, TestCluster cluster) {
        lab.produce(0, 30);
        lab.commit("SingleConsumer.java", Map.of(0, 1L, 1, 1L, 2, 1L));
        var watching = watch(lab);
        var frozen = watching.at("/topic/partitions/0/leader").asInt();
        var told = watching.story().size();
        cluster.freeze(frozen);
        watching.await("it is silent", now -> now.broker(frozen).get("state").asText().equals("silent"));
        assertThat(watching.at("/cluster/brokers")).filteredOn(broker -> broker.get("state").asText().equals("up")).hasSize(2);
        assertThat(watching.at("/topic/partitions/0/leader").asInt()).as("the others know nothing of it yet").isEqualTo(frozen);

        var other = watching.at("/topic/partitions/1/leader").asInt() == frozen ? 2 : 1;
        for (var round = 0; round < 3; round++) {
            var end = 10 + round + 1;
            lab.send(other, "key", Lab.message(100 + round));
            lab.flush();
            var written = System.currentTimeMillis();
            watching.await("the end of a partition that it does not lead moves",
                    now -> now.at("/topic/partitions/" + other + "/end").asLong() == end);
            assertThat(System.currentTimeMillis() - written).isLessThan(SOON_MILLIS);
        }
        assertThat(watching.story().stream().skip(told)).noneMatch(text -> text.startsWith("No broker answers"));
        cluster.thaw();
        watching.await("it answers again", now -> now.broker(frozen).get("state").asText().equals("up"));
    }
}
