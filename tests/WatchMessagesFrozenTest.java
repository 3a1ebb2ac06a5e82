//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../watch/messages/Messages.java
//SOURCES support/Asked.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/TestCluster.java

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.Asked;
import support.Lab;
import support.Labs;
import support.TestCluster;
import watch.messages.Messages;

/** Brokers stand still: what the others have is shown, and nothing waits for long, least of all the end. */
@Tag("faults")
@ExtendWith(Labs.class)
@Labs.BreakBrokersInTurn(last = true)
class WatchMessagesFrozenTest {

    /** What the page waits for at most, and something for a computer with much else to do. */
    private static final Duration LONGEST = Duration.ofSeconds(9);

    @AfterEach
    void heal(TestCluster cluster) {
        cluster.thaw();
        cluster.awaitWhole();
    }

    private static Messages messages(Lab lab) {
        return new Messages(Map.of("bootstrap.servers", lab.addresses()), format -> Message.encoding(format, () -> {
            throw new AssertionError("no Avro here");
        })::delivery);
    }

    private static <T> T within(Duration limit, Supplier<T> work) {
        var begun = System.nanoTime();
        var result = work.get();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("%s", result).isLessThan(limit);
        return result;
    }

    @Test
    void whatOthersHaveIsShown(Lab lab, TestCluster cluster) throws Exception {
        lab.produce(0, 60);
        try (var messages = messages(lab); var admin = Admin.create(Map.of("bootstrap.servers", lab.addresses()))) {
            var topic = "topic=" + lab.topic();
            assertThat(Asked.good(messages, "messages", topic + "&count=60").all("messages")).hasSize(60);
            var partitions = admin.describeTopics(List.of(lab.topic())).allTopicNames().get(30, TimeUnit.SECONDS)
                    .get(lab.topic()).partitions();
            var leader = partitions.get(1).leader().id();
            cluster.freeze(leader);
            var listed = within(LONGEST, () -> Asked.good(messages, "messages", topic + "&count=60"));
            assertThat(listed.all("messages")).isNotEmpty().noneMatch(message -> message.get("partition").equals(1L));
            assertThat(listed.problem()).contains(lab.topic() + "-1").contains("no broker answers");
            cluster.thaw();
        }
    }

    @Test
    void noAnswerIsASentenceAndTheEndIsSoon(Lab lab, TestCluster cluster) {
        lab.produce(0, 60);
        var messages = messages(lab);
        var topic = "topic=" + lab.topic();
        Asked.good(messages, "messages", topic);
        cluster.freeze();
        assertThat(within(LONGEST, () -> Asked.of(messages, "messages", topic)).problem()).contains("no broker answers for them");
        within(LONGEST, () -> Asked.of(messages, "tail", topic + "&wait=2000&positions=0:0,1:0,2:0"));
        within(Duration.ofSeconds(3), () -> {
            messages.close();
            return "closed";
        });
    }
}
