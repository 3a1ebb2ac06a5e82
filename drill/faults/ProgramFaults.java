package drill.faults;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES FaultContext.java

import static java.nio.charset.StandardCharsets.UTF_8;

import drill.system.Program.Role;
import drill.system.Programs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What happens to the programs. */
final class ProgramFaults {

    private static final int ADDED = Programs.EACH + 1;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final List<Role> CONSUMERS = List.of(Role.SINGLE, Role.BATCH);
    private static final Function<Role, List<String>> AS_USUAL = role -> List.of();

    /** Values that no encoding of ours takes for a message. */
    private static final List<byte[]> UNDECODABLE = List.of(new byte[0], new byte[] {0},
            new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2}, "{".getBytes(UTF_8), "[]".getBytes(UTF_8),
            "{\"id\":12}".getBytes(UTF_8), "{\"id\":\"one\",\"text\":3}".getBytes(UTF_8), "not json at all".getBytes(UTF_8));
    private static final int ROUNDS = 5;

    private ProgramFaults() {
    }

    static void singleKilled(FaultContext context) {
        killed(context, Role.SINGLE);
    }

    static void batchKilled(FaultContext context) {
        killed(context, Role.BATCH);
    }

    static void producerKilled(FaultContext context) {
        killed(context, Role.PRODUCER);
    }

    private static void killed(FaultContext context, Role role) {
        var number = anyAtWork(context, role);
        context.breaks(role.word() + "-" + number + " killed", role);
        context.programs().kill(role, number);
        context.pause(0.5, 1.5);
        context.programs().start(role, number);
    }

    /** Longer than the 12 s after which a group goes on without a silent member; then it wakes and still holds its messages. */
    static void consumersFrozen(FaultContext context) {
        var number = any(context);
        context.breaks("single-" + number + " and batch-" + number + " frozen past their session", Role.SINGLE, Role.BATCH);
        CONSUMERS.forEach(role -> context.programs().program(role, number).freeze());
        context.pause(14, 15);
        CONSUMERS.forEach(role -> context.programs().program(role, number).thaw());
    }

    /** The group takes the partitions from a member that has not polled for so long, while it still works on what it holds. */
    static void slowHandler(FaultContext context) {
        // SingleConsumer polls after each second, so one message must be slow; BatchConsumer only after its batch
        changed(context, "slower than max.poll.interval.ms", 12,
                role -> List.of("-X", "max.poll.interval.ms=5000", "--work", role == Role.SINGLE ? "6s" : "50ms"));
    }

    static void failing(FaultContext context) {
        // more than a batch holds: with two failures in each of its tries a batch would never pass
        changed(context, "failing at every 1009th message", 10, role -> List.of("--fail-every", "1009", "--backoff", "20ms"));
    }

    /** One of each kind, stopped in order and started again with these options, for a time. */
    private static void changed(FaultContext context, String how, double seconds, Function<Role, List<String>> options) {
        var number = any(context);
        context.breaks("single-" + number + " and batch-" + number + " " + how, Role.SINGLE, Role.BATCH);
        restart(context, number, options);
        context.pause(seconds, seconds + 2);
        restart(context, number, AS_USUAL);
    }

    private static void restart(FaultContext context, int number, Function<Role, List<String>> options) {
        for (var role : CONSUMERS) {
            context.programs().stop(role, number);
            context.programs().start(role, number, options.apply(role).toArray(String[]::new));
        }
    }

    /** The added consumer is slow, so that it always holds messages that it has not processed when it is stopped. */
    static void consumersComeAndGo(FaultContext context) {
        var hasRoom = context.topic().leaders().size() >= ADDED;
        context.breaks("a third consumer of each kind comes and goes, three times", Role.SINGLE, Role.BATCH);
        for (var round = 0; round < 3; round++) {
            CONSUMERS.forEach(role -> context.programs().start(role, ADDED, "--work", "4ms"));
            if (hasRoom) {
                CONSUMERS.forEach(role -> context.waiting().until("the third " + role.word() + " consumer is at work", LONGEST,
                        () -> context.isAtWork(role, ADDED)));
            }
            context.pause(2, 4);
            CONSUMERS.forEach(role -> context.programs().stop(role, ADDED));
            context.pause(0.5, 2);
        }
    }

    /** Consumers at work know their schemas; so one of each kind is started while there is no registry to ask. */
    static void registryDown(FaultContext context) {
        var number = any(context);
        context.breaks("the registry killed, and single-" + number + " and batch-" + number + " started without it",
                Role.SINGLE, Role.BATCH);
        context.brokers().killRegistry();
        restart(context, number, AS_USUAL);
        context.pause(8, 10);
        context.brokers().startRegistry();
    }

    static void poison(FaultContext context) {
        context.breaks("messages that cannot be decoded, among the others");
        var settings = new HashMap<>(context.topic().settings());
        settings.keySet().retainAll(ProducerConfig.configNames());
        settings.putAll(Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true));
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (var round = 0; round < ROUNDS; round++) {
                for (var value : UNDECODABLE) {
                    producer.send(new ProducerRecord<>(context.topic().topic(), value));
                    context.pause(0.05);
                }
            }
        }
    }

    /** One that has something to lose: one that was just started has no partitions until the group gives up its predecessor. */
    private static int anyAtWork(FaultContext context, Role role) {
        context.waiting().until("one of the " + role.word() + " programs is at work again", LONGEST,
                () -> !atWork(context, role).isEmpty());
        var some = atWork(context, role);
        return some.get(context.random().nextInt(some.size()));
    }

    private static List<Integer> atWork(FaultContext context, Role role) {
        return IntStream.rangeClosed(1, Programs.EACH).filter(number -> context.isAtWork(role, number)).boxed().toList();
    }

    private static int any(FaultContext context) {
        return 1 + context.random().nextInt(Programs.EACH);
    }
}
