//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/TestRegistry.java
//SOURCES support/Wait.java
//SOURCES support/Watching.java

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import support.Lab;
import support.Labs;
import support.TestRegistry;
import support.Wait;
import support.Watching;

/** What the page of Watch.java --control can do with a registry, and with programs that need it. */
@Tag("soak")
@ExtendWith(Labs.class)
@ResourceLock(TestRegistry.IS_THERE)
class WatchRegistryTest {

    private Watching watching;

    @BeforeEach
    void watch(Lab lab, TestRegistry registry) {
        watching = Watching.of(lab.plain("Watch.java", "--control", "--data", registry.data(), "-t", "messages", "--port", "0"))
                .await("all is known", now -> now.at("/topic/partitions/2/end").isNumber() && is("runs", now));
    }

    /** The registry that the page has started ends with its Watch. */
    @AfterEach
    void heal(Lab lab, TestRegistry registry) {
        lab.close();
        if (!registry.answers()) {
            assertThat(registry.control("start", "registry").exitCode()).isZero();
        }
    }

    private static boolean is(String state, Watching now) {
        return now.service("registry").path("state").asText().equals(state);
    }

    private void does(String action, String state) {
        watching.does("service", "{\"service\":\"registry\",\"action\":\"" + action + "\"}");
        watching.await("it is shown as it is after " + action, now -> is(state, now));
    }

    private long count(String program, String what) {
        return watching.program(program).at("/counts/" + what).asLong();
    }

    @Test
    void theRegistryIsFrozenKilledStoppedAndStarted(TestRegistry registry) {
        does("freeze", "frozen");
        does("thaw", "runs");
        Wait.until("it answers again", registry::answers);
        does("kill", "stopped");
        assertThat(registry.answers()).isFalse();
        var refused = watching.post("program", "{\"program\":\"producer\",\"format\":\"avro\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).isEqualTo("{\"problem\":\"The registry does not run: start it first.\"}");
        does("start", "runs");
        assertThat(registry.answers()).isTrue();
        does("stop", "stopped");
        assertThat(registry.answers()).isFalse();
        watching.await("all is told", now -> now.story().containsAll(List.of(
                "Watch: the registry was frozen from the page (kill -STOP)",
                "Watch: the registry goes on, from the page (kill -CONT)",
                "Watch: the registry was killed from the page (kill -9)", "Watch: the registry is started from the page",
                "Watch: the registry is stopped from the page")));
    }

    @Test
    void programsUseAvroAndWhatFailsIsTriedAgain() {
        watching.does("program", "{\"program\":\"producer\",\"format\":\"avro\",\"rate\":50,\"count\":60}");
        watching.does("program", "{\"program\":\"single-consumer\",\"format\":\"avro\",\"failEvery\":20}");
        watching.does("program",
                "{\"program\":\"batch-consumer\",\"format\":\"avro\",\"failEvery\":15,\"maxBatch\":10,\"maxWait\":500}");
        watching.await("all have done all", now -> count("producer-1", "acknowledged") == 60
                && count("single-consumer-1", "processed") == 60 && count("batch-consumer-1", "processed") == 60);
        for (var program : List.of("single-consumer-1", "batch-consumer-1")) {
            assertThat(watching.asks("/api/printed?name=" + program).get("lines")).as(program)
                    .anyMatch(line -> line.asText().contains("simulated failure"));
        }
        var shown = watching.asks("/api/messages?topic=messages&count=10").get("messages");
        assertThat(shown).hasSize(10).allMatch(message -> message.get("format").asText().equals("avro")
                && message.get("text").asText().matches("message \\d+"));
        assertThat(watching.asks("/api/search?topic=messages&field=id&value=17").get("found")).hasSize(1);
    }
}
