package drill;

//SOURCES Poison.java
//SOURCES Programs.java
//SOURCES Scene.java

import drill.Programs.Role;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What happens to the programs. */
final class ProgramFaults {

    static final int EACH = 2;

    private static final int ADDED = EACH + 1;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final List<Role> CONSUMERS = List.of(Role.SINGLE, Role.BATCH);
    private static final Function<Role, List<String>> AS_EVER = role -> List.of();

    private ProgramFaults() {
    }

    static void singleKilled(Scene scene) {
        killed(scene, Role.SINGLE);
    }

    static void batchKilled(Scene scene) {
        killed(scene, Role.BATCH);
    }

    static void producerKilled(Scene scene) {
        killed(scene, Role.PRODUCER);
    }

    private static void killed(Scene scene, Role role) {
        var number = anyAtWork(scene, role);
        scene.breaks(role.word() + "-" + number + " killed", role);
        scene.crew().kill(role, number);
        scene.pause(0.5, 1.5);
        scene.crew().start(role, number);
    }

    /** Longer than the 15 s after which a group goes on without a silent member; then it wakes and still holds what it held. */
    static void consumersFrozen(Scene scene) {
        var number = any(scene);
        scene.breaks("single-" + number + " and batch-" + number + " frozen past their session", Role.SINGLE, Role.BATCH);
        CONSUMERS.forEach(role -> scene.crew().member(role, number).freeze());
        scene.pause(17, 18);
        CONSUMERS.forEach(role -> scene.crew().member(role, number).thaw());
    }

    /** The group takes the partitions from who has not polled for so long, while it still works on what it holds. */
    static void slowHandler(Scene scene) {
        // SingleConsumer polls after each second, so one message must be slow; BatchConsumer only after its batch
        changed(scene, "slower than max.poll.interval.ms", 12,
                role -> List.of("-X", "max.poll.interval.ms=5000", "--work", role == Role.SINGLE ? "6s" : "50ms"));
    }

    static void failing(Scene scene) {
        // more than a batch holds: with two failures in each of its tries a batch would never pass
        changed(scene, "failing at every 1009th message", 10, role -> List.of("--fail-every", "1009", "--backoff", "20ms"));
    }

    /** One of each kind, stopped in order and started again with these options, for a time. */
    private static void changed(Scene scene, String how, double seconds, Function<Role, List<String>> options) {
        var number = any(scene);
        scene.breaks("single-" + number + " and batch-" + number + " " + how, Role.SINGLE, Role.BATCH);
        restart(scene, number, options);
        scene.pause(seconds, seconds + 2);
        restart(scene, number, AS_EVER);
    }

    private static void restart(Scene scene, int number, Function<Role, List<String>> options) {
        for (var role : CONSUMERS) {
            scene.crew().stop(role, number);
            scene.crew().start(role, number, options.apply(role).toArray(String[]::new));
        }
    }

    /** What is added is slow, so that it always holds messages that it has not processed when it is stopped. */
    static void comeAndGo(Scene scene) {
        var hasRoom = scene.ground().leaders().size() >= ADDED;
        scene.breaks("a third consumer of each kind comes and goes, three times", Role.SINGLE, Role.BATCH);
        for (var round = 0; round < 3; round++) {
            CONSUMERS.forEach(role -> scene.crew().start(role, ADDED, "--work", "4ms"));
            if (hasRoom) {
                CONSUMERS.forEach(role -> scene.halt().until("the third " + role.word() + " consumer is at work", LONGEST, () -> scene.isAtWork(role, ADDED)));
            }
            scene.pause(2, 4);
            CONSUMERS.forEach(role -> scene.crew().stop(role, ADDED));
            scene.pause(0.5, 2);
        }
    }

    /** Who is at work knows its schemas; so one of each kind is started while nobody can be asked for them. */
    static void registryDown(Scene scene) {
        var number = any(scene);
        scene.breaks("the registry killed, and single-" + number + " and batch-" + number + " started without it", Role.SINGLE, Role.BATCH);
        scene.brokers().killRegistry();
        restart(scene, number, AS_EVER);
        scene.pause(8, 10);
        scene.brokers().startRegistry();
    }

    static void poison(Scene scene) {
        scene.breaks("messages that cannot be decoded, among the others");
        Poison.send(scene.ground(), scene.halt());
    }

    /** One that has something to lose: who was just started has no partitions before the group has missed its predecessor. */
    private static int anyAtWork(Scene scene, Role role) {
        scene.halt().until("one of the " + role.word() + " programs is at work again", LONGEST, () -> !atWork(scene, role).isEmpty());
        var some = atWork(scene, role);
        return some.get(scene.random().nextInt(some.size()));
    }

    private static List<Integer> atWork(Scene scene, Role role) {
        return IntStream.rangeClosed(1, EACH).filter(number -> scene.isAtWork(role, number)).boxed().toList();
    }

    private static int any(Scene scene) {
        return 1 + scene.random().nextInt(EACH);
    }
}
