//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/RegistryServer.java
//SOURCES support/Theirs.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Lab;
import support.Labs;
import support.RegistryServer;
import support.Theirs;

/** A registry that does not know a schema, or not yet: which of the two it is, nobody can tell at once. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster stays whole
@ExtendWith(Labs.class)
class RegistryLagTest {

    /** A registry may be 10 s behind; that the wait has begun is seen a moment after it has. */
    private static final Duration ALMOST_THE_WAIT = Duration.ofSeconds(9);

    @ParameterizedTest
    @ValueSource(strings = {"SingleConsumer.java", "BatchConsumer.java"})
    void messagesWhoseSchemaTheRegistryHasNotHeardOfYetAreWaitedFor(String program, Lab lab) {
        try (var registry = RegistryServer.start()) {
            ids(0, 20).forEach(id -> lab.send(new ProducerRecord<>(lab.topic(), Theirs.message(7, id))));
            lab.flush();
            var consumer = lab.start(program, "-r", registry.url(), "-f", "avro", "--exit-at-end");
            consumer.awaitTalk("Waiting: the registry knows no schema 7 (404 (Schema not found)), or not yet");
            registry.knows(7, Theirs.SCHEMA.toString());
            assertThat(consumer.exitCode()).isZero();
            assertThat(consumer.processed()).containsExactlyInAnyOrderElementsOf(ids(0, 20));
            assertThat(consumer.counted("skipped")).isZero();
        }
    }

    /** Both at once: all that they do is wait. */
    @Test
    void aThousandIdsThatNobodyWillEverKnowShareOneWait(Lab lab) {
        new Random(20261121).ints(8, Integer.MAX_VALUE).distinct().limit(1000)
                .forEach(id -> lab.send(new ProducerRecord<>(lab.topic(), Theirs.message(id, id))));
        lab.send(new ProducerRecord<>(lab.topic(), Theirs.message(7, 7)));
        lab.flush();
        var both = Stream.of("SingleConsumer.java", "BatchConsumer.java")
                .map(program -> CompletableFuture.runAsync(() -> assertTheyShareOneWait(program, lab))).toList();
        both.forEach(CompletableFuture::join);
    }

    private static void assertTheyShareOneWait(String program, Lab lab) {
        try (var registry = RegistryServer.start().knows(7, Theirs.SCHEMA.toString())) {
            var consumer = lab.start(program, "-r", registry.url(), "-f", "avro", "--exit-at-end", "--on-error", "skip");
            consumer.awaitTalk("Waiting: ");
            var start = System.nanoTime();
            assertThat(consumer.exitCode(Duration.ofSeconds(60))).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(ALMOST_THE_WAIT);
            assertThat(consumer.counted("skipped")).isEqualTo(1000);
            assertThat(consumer.processed()).containsExactly(7L);
        }
    }
}
