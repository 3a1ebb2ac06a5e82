//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/RegistryServer.java
//SOURCES support/Theirs.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import support.Lab;
import support.Labs;
import support.Program;
import support.RegistryServer;
import support.Theirs;

/** A registry that does not know a schema, or not yet: which of the two it is, nobody can tell at once. */
@Tag("cluster")
@ExtendWith(Labs.class)
class RegistryLagTest {

    private static final Duration LAG = Duration.ofSeconds(10);

    @Test
    @Execution(CONCURRENT)
    void messagesWhoseSchemaTheRegistryHasNotHeardOfYetAreWaitedFor(Lab lab) {
        try (var registry = RegistryServer.start()) {
            ids(0, 20).forEach(id -> lab.send(new ProducerRecord<>(lab.topic(), Theirs.message(7, id))));
            lab.flush();
            var consumers = consumers(lab, registry);
            var waiting = "Waiting: the registry knows no schema 7 (404 (Schema not found)), or not yet";
            consumers.forEach(consumer -> consumer.awaitTalk(waiting));
            registry.knows(7, Theirs.SCHEMA.toString());
            for (var consumer : consumers) {
                assertThat(consumer.exitCode()).isZero();
                assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 20));
                assertThat(consumer.counted("skipped")).isZero();
            }
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aThousandIdsThatNobodyWillEverKnowShareOneWait(Lab lab) {
        try (var registry = RegistryServer.start().knows(7, Theirs.SCHEMA.toString())) {
            new Random(20261121).ints(8, Integer.MAX_VALUE).distinct().limit(1000)
                    .forEach(id -> lab.send(new ProducerRecord<>(lab.topic(), Theirs.message(id, id))));
            lab.send(new ProducerRecord<>(lab.topic(), Theirs.message(7, 7)));
            lab.flush();
            var start = System.nanoTime();
            for (var consumer : consumers(lab, registry, "--on-error", "skip")) {
                assertThat(consumer.exitCode(Duration.ofSeconds(60))).isZero();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(LAG, Duration.ofSeconds(60));
                assertThat(consumer.counted("skipped")).isEqualTo(1000);
                assertThat(consumer.processed()).containsExactly(7L);
            }
        }
    }

    private static List<Program> consumers(Lab lab, RegistryServer registry, String... more) {
        var options = Stream.concat(Stream.of("-r", registry.url(), "-f", "avro", "--exit-at-end"), Stream.of(more));
        var all = options.toArray(String[]::new);
        return List.of(lab.single(all), lab.batch(all));
    }
}
