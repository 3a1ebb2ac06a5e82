package drill;

//SOURCES BrokerFaults.java
//SOURCES Fault.java
//SOURCES ProgramFaults.java
//SOURCES Scene.java

import static drill.Fault.Lane.BROKERS;
import static drill.Fault.Lane.PROGRAMS;
import static drill.Fault.Needs.NOTHING;
import static drill.Fault.Needs.OWN_CLUSTER;
import static drill.Fault.Needs.REGISTRY;
import static drill.Fault.Needs.ROOT;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All faults, and those of the programme that is run when none are asked for. */
public final class Faults {

    public static final List<Fault> BY_DEFAULT = List.of(
            broker("broker-killed", "SIGKILL, and back when others lead its partitions", 15, BrokerFaults::killed),
            broker("broker-frozen", "SIGSTOP until others lead its partitions, then SIGCONT", 13, BrokerFaults::frozen),
            broker("follower-frozen", "a follower is frozen for 5 s, then its leader is killed", 20, BrokerFaults::followerFrozenLeaderKilled),
            broker("controller-killed", "the broker that is the active controller gets SIGKILL", 15, BrokerFaults::controllerKilled),
            program("single-killed", "a single consumer gets SIGKILL and is started again", 2, ProgramFaults::singleKilled),
            program("batch-killed", "a batch consumer gets SIGKILL and is started again", 2, ProgramFaults::batchKilled),
            program("producer-killed", "a producer gets SIGKILL; another goes on in its place", 2, ProgramFaults::producerKilled));

    private static final List<Fault> MORE = List.of(
            broker("broker-stopped", "SIGTERM, and back", 10, BrokerFaults::stopped),
            broker("rolling-restart", "all brokers, one after the other, each in order", 35, BrokerFaults::rollingRestart),
            broker("two-brokers-killed", "no majority for some seconds", 30, BrokerFaults::twoDown),
            new Fault("disk-full", "the disk of one broker runs full", BROKERS, ROOT, Duration.ofSeconds(40), BrokerFaults::diskFull),
            program("consumers-frozen", "one of each kind, for longer than the group waits", 18, ProgramFaults::consumersFrozen),
            program("slow-handler", "one of each kind takes longer than max.poll.interval.ms", 15, ProgramFaults::slowHandler),
            program("consumers-come-and-go", "a third of each kind joins and leaves: a storm of rebalances", 60, ProgramFaults::comeAndGo),
            program("failing", "processing fails now and then", 12, ProgramFaults::failing),
            program("poison", "messages that nobody can decode", 3, ProgramFaults::poison),
            new Fault("registry-down", "the schema registry is away for some seconds", PROGRAMS, REGISTRY, Duration.ofSeconds(18), ProgramFaults::registryDown));

    private Faults() {
    }

    public static List<Fault> all() {
        return Stream.concat(BY_DEFAULT.stream(), MORE.stream()).toList();
    }

    /** As --faults has it: default, all, none, or names with commas between, which may repeat. */
    public static List<Fault> parse(String text) {
        return switch (text) {
            case "default" -> BY_DEFAULT;
            case "all" -> all();
            case "none" -> List.of();
            default -> Arrays.stream(text.split(",", -1)).map(Faults::named).toList();
        };
    }

    private static Fault named(String name) {
        return all().stream().filter(fault -> fault.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "There is no fault '" + name + "': choose default, all, none, or of " + all().stream().map(Fault::name).collect(Collectors.joining(", ")) + "."));
    }

    private static Fault broker(String name, String says, int seconds, Consumer<Scene> deed) {
        return new Fault(name, says, BROKERS, OWN_CLUSTER, Duration.ofSeconds(seconds), deed);
    }

    private static Fault program(String name, String says, int seconds, Consumer<Scene> deed) {
        return new Fault(name, says, PROGRAMS, NOTHING, Duration.ofSeconds(seconds), deed);
    }
}
