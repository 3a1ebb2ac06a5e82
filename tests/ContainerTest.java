//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.slf4j:slf4j-simple:2.0.20
//DEPS org.testcontainers:kafka:1.21.4

//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/Scripts.java

//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.log.org.testcontainers.dockerclient=off
//RUNTIME_OPTIONS -Dorg.slf4j.simpleLogger.log.org.testcontainers.utility.ResourceReaper=error

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.PortBinding;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;
import support.Labs;
import support.Program;
import support.Scripts;

/**
 * The programs against one broker in a container, which has nothing of ours in its configuration. Where a broker is the
 * only one, its topics have one replica, and nothing takes its place while it is away.
 *
 * <p>{@code KAFKA_IMAGE} names another image than the default one; {@code DOCKER_TESTS=required} makes it an error that
 * no Docker engine answers.
 */
@Tag("docker")
@ExtendWith(Labs.class)
@TestInstance(Lifecycle.PER_CLASS)
class ContainerTest {

    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final int BROKER_PORT = 9092;

    /** What may happen to a broker, for how long, and how it comes back. */
    enum Fault {
        /** For longer than a request may take, so that requests fail and are sent again. */
        FROZEN(4, id -> docker().pauseContainerCmd(id).exec(), id -> docker().unpauseContainerCmd(id).exec()),
        KILLED(4, id -> docker().killContainerCmd(id).exec(), id -> docker().startContainerCmd(id).exec());

        private final int seconds;
        private final Consumer<String> strike;
        private final Consumer<String> heal;

        Fault(int seconds, Consumer<String> strike, Consumer<String> heal) {
            this.seconds = seconds;
            this.strike = strike;
            this.heal = heal;
        }
    }

    @TempDir
    Path folder;

    private final List<Program> programs = new ArrayList<>();
    private KafkaContainer broker;
    private Scripts scripts;

    @BeforeAll
    @Timeout(value = 600, unit = SECONDS) // a first pull may take its time
    void startBroker() throws IOException {
        if (!engineAnswers()) {
            var reason = "no Docker engine answers; start Docker,"
                    + " or as root on Debian: tests/docker/engine.sh up, then tests/docker/engine.sh run and this command";
            if ("required".equals(System.getenv("DOCKER_TESTS"))) {
                fail(reason);
            }
            abort(reason);
        }
        broker = container(freePort());
        broker.start();
    }

    @AfterAll
    void stopBroker() {
        if (broker != null) {
            broker.stop();
        }
    }

    @BeforeEach
    void withScripts(Scripts ofThisRun) {
        scripts = ofThisRun;
    }

    @AfterEach
    void endPrograms() {
        programs.forEach(Program::kill);
        programs.clear();
    }

    @Test
    void bothGroupsProcessEveryAcknowledgedMessageAndGoOnWhereTheyStopped() {
        createTopic("all");
        for (int first : new int[] {0, 100}) {
            var expected = LongStream.range(first, first + 100).boxed().toList();
            var producer = start("Producer.java", "-t", "all",
                    "--count", "100", "--first-id", String.valueOf(first), "--rate", "max");
            assertThat(producer.exitCode()).as(producer.toString()).isZero();
            assertThat(producer.ids("acked")).as(producer.toString()).containsExactlyInAnyOrderElementsOf(expected);

            var single = start("SingleConsumer.java", "-t", "all", "--exit-at-end");
            var batch = start("BatchConsumer.java", "-t", "all", "--exit-at-end");
            for (var consumer : List.of(single, batch)) {
                assertThat(consumer.exitCode()).as(consumer.toString()).isZero();
                assertThat(consumer.ids("processed")).as(consumer.toString()).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 400, unit = SECONDS)
    void nothingIsLostWhenTheOnlyBrokerIs(Fault fault) {
        var topic = "only-broker-" + fault;
        createTopic(topic);
        var single = start("SingleConsumer.java", "-t", topic, "-g", "single-" + fault);
        var batch = start("BatchConsumer.java", "-t", topic, "-g", "batch-" + fault, "--max-wait", "500ms");
        for (var consumer : List.of(single, batch)) {
            consumer.awaitTalk(" assigned " + topic);
        }
        var producer = start("Producer.java", "-t", topic, "--count", "2000", "--rate", "200", "-X", "request.timeout.ms=2000");
        producer.awaitEvents("acked", 200);
        single.awaitProcessed(100);
        batch.awaitProcessed(100);
        assertThat(programs).allMatch(Program::isAlive, "runs");
        strike(fault, producer);

        assertThat(producer.exitCode()).as(producer.toString()).isZero();
        assertThat(missing(producer, "acked", 2000)).as(producer.toString()).isEmpty();
        for (var consumer : List.of(single, batch)) {
            consumer.await("all is processed", () -> missing(consumer, "processed", 2000).isEmpty());
            assertThat(consumer.signal("TERM").exitCode()).as(consumer.toString()).isEqualTo(143);
        }
    }

    // --- the broker

    private void strike(Fault fault, Program producer) {
        var id = broker.getContainerId();
        fault.strike.accept(id);
        try {
            var before = producer.ids("acked").size();
            pause(Duration.ofSeconds(fault.seconds));
            assertThat(producer.ids("acked").size()).as("acknowledged while the broker is away").isLessThan(before + 200);
        } finally {
            fault.heal.accept(id);
        }
    }

    /** A port that stays the same when the container is started again: the broker has told its clients. */
    private static KafkaContainer container(int port) {
        var image = System.getenv().getOrDefault("KAFKA_IMAGE", "apache/kafka:4.3.1");
        var binding = PortBinding.parse(port + ":" + BROKER_PORT);
        return new KafkaContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("apache/kafka"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withCreateContainerCmdModifier(create -> create.getHostConfig().withPortBindings(binding))
                .withStartupTimeout(LIMIT)
                .withStartupAttempts(3); // its start script is now and then executed while it is still being copied
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    private static boolean engineAnswers() {
        return CompletableFuture.supplyAsync(() -> DockerClientFactory.instance().isDockerAvailable())
                .completeOnTimeout(false, 30, SECONDS).join();
    }

    private void createTopic(String name) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.getBootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 3, (short) 1))).all().get(30, SECONDS);
        } catch (Exception e) {
            throw new AssertionError("cannot create the topic " + name, e);
        }
    }

    // --- the programs

    private Program start(String script, String... options) {
        var files = folder.resolve(programs.size() + "-" + script);
        var where = List.of("-b", broker.getBootstrapServers(), "-o", "json");
        var command = Stream.of(scripts.command(script), where, List.of(options)).flatMap(List::stream).toList();
        var program = Program.start(files, new File("/dev/null"), command, Map.of());
        programs.add(program);
        return program;
    }

    /** Which of the first ids have no such event, in a few words; nothing when all have. */
    private static String missing(Program program, String event, long count) {
        var missing = LongStream.range(0, count).boxed().collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(Set.copyOf(program.ids(event)));
        return missing.isEmpty() ? ""
                : missing.size() + " ids not " + event + ", from " + missing.first() + " to " + missing.last();
    }

    // --- helpers

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
