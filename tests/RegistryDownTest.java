//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/TestRegistry.java
//SOURCES support/Theirs.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.Lab.ids;

import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import support.Lab;
import support.Labs;
import support.Program;
import support.TestRegistry;
import support.Theirs;

/** The registry is killed in the middle of a run and started again. Meanwhile nobody else may need it. */
@Tag("soak")
@ExtendWith(Labs.class)
@ResourceLock(TestRegistry.IS_THERE)
class RegistryDownTest {

    private static final int RATE = 100;
    private static final int SECONDS_AWAY = 20;

    @AfterEach
    void heal(TestRegistry registry) {
        if (!registry.answers()) {
            start(registry);
        }
    }

    /** Some programs have the schema of what is sent already; others start meanwhile, and all of them meet a new one. */
    @Test
    void nothingIsLostOrSkipped(Lab lab, TestRegistry registry) {
        var theirs = Theirs.register(registry, lab.topic(), Theirs.SCHEMA);
        var producer = lab.producer("-r", registry.url(), "-f", "avro", "--rate", "" + RATE);
        var early = Stream.of("SingleConsumer.java -f avro", "BatchConsumer.java -f auto --max-wait 1s")
                .map(script -> consumer(lab, registry, script, "early")).toList();
        early.forEach(consumer -> consumer.awaitProcessed(50));

        kill(registry);
        var late = consumer(lab, registry, "BatchConsumer.java -f avro --max-wait 1s", "late");
        producer.awaitEvents("acked", producer.ids("acked").size() + SECONDS_AWAY * RATE);
        // by the schema that they have
        early.forEach(consumer -> consumer.awaitProcessed(consumer.processed().size() + RATE / 2));
        for (var partition = 0; partition < Lab.PARTITIONS; partition++) {
            var message = Theirs.message(theirs, partition - Lab.PARTITIONS);
            lab.send(new ProducerRecord<>(lab.topic(), partition, null, message));
        }
        lab.flush();
        var all = Stream.concat(early.stream(), Stream.of(late)).toList();
        var waiting = "Waiting: the schema registry cannot be asked for a schema: " + registry.url() + " cannot be reached";
        all.forEach(consumer -> consumer.awaitTalk(waiting));
        assertThat(late.processed()).isEmpty();

        start(registry);
        assertThat(producer.signal("TERM").exitCode()).isEqualTo(143);
        var sent = producer.ids("acked").size();
        var expected = ids(-Lab.PARTITIONS, sent);
        for (var consumer : all) {
            consumer.await("all is processed", () -> Set.copyOf(consumer.processed()).containsAll(expected)).signal("TERM");
            assertThat(consumer.exitCode()).isEqualTo(143);
            assertThat(consumer.counted("skipped")).isZero();
            assertThat(consumer.processed()).as("waiting is no reason to process anything twice").hasSize(Lab.PARTITIONS + sent);
        }
    }

    private static Program consumer(Lab lab, TestRegistry registry, String script, String group) {
        return lab.start(script, "-r", registry.url(), "-g", lab.group(script) + "-" + group);
    }

    private static void kill(TestRegistry registry) {
        assertThat(registry.control("kill", "registry").exitCode()).isZero();
        var status = registry.control("status");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.output().lines()).anyMatch(line -> line.startsWith("registry ") && line.contains("DOWN"));
    }

    private static void start(TestRegistry registry) {
        assertThat(registry.control("start", "registry").exitCode()).isZero();
    }
}
