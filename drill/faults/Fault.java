package drill.faults;

//SOURCES BrokerFaults.java
//SOURCES ProgramFaults.java

import static drill.faults.Fault.Lane.BROKERS;
import static drill.faults.Fault.Lane.PROGRAMS;
import static drill.faults.Fault.Needs.NOTHING;
import static drill.faults.Fault.Needs.OWN_CLUSTER;
import static drill.faults.Fault.Needs.REGISTRY;
import static drill.faults.Fault.Needs.ROOT;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Something that goes wrong, and is mended again. What each of them is and does is told in docs/drill.md. */
public enum Fault {

    BROKER_KILLED(BROKERS, OWN_CLUSTER, 15, BrokerFaults::killed),
    BROKER_FROZEN(BROKERS, OWN_CLUSTER, 13, BrokerFaults::frozen),
    FOLLOWER_FROZEN(BROKERS, OWN_CLUSTER, 20, BrokerFaults::followerFrozenLeaderKilled),
    CONTROLLER_KILLED(BROKERS, OWN_CLUSTER, 15, BrokerFaults::controllerKilled),
    SINGLE_KILLED(PROGRAMS, NOTHING, 2, ProgramFaults::singleKilled),
    BATCH_KILLED(PROGRAMS, NOTHING, 2, ProgramFaults::batchKilled),
    PRODUCER_KILLED(PROGRAMS, NOTHING, 2, ProgramFaults::producerKilled),
    BROKER_STOPPED(BROKERS, OWN_CLUSTER, 10, BrokerFaults::stopped),
    ROLLING_RESTART(BROKERS, OWN_CLUSTER, 35, BrokerFaults::rollingRestart),
    TWO_BROKERS_KILLED(BROKERS, OWN_CLUSTER, 30, BrokerFaults::twoKilled),
    DISK_FULL(BROKERS, ROOT, 40, BrokerFaults::diskFull),
    CONSUMERS_FROZEN(PROGRAMS, NOTHING, 15, ProgramFaults::consumersFrozen),
    SLOW_HANDLER(PROGRAMS, NOTHING, 15, ProgramFaults::slowHandler),
    CONSUMERS_COME_AND_GO(PROGRAMS, NOTHING, 60, ProgramFaults::consumersComeAndGo),
    FAILING(PROGRAMS, NOTHING, 12, ProgramFaults::failing),
    POISON(PROGRAMS, NOTHING, 3, ProgramFaults::poison),
    REGISTRY_DOWN(PROGRAMS, REGISTRY, 18, ProgramFaults::registryDown);

    /** Those that happen when none are asked for. */
    public static final List<Fault> BY_DEFAULT = List.of(BROKER_KILLED, BROKER_FROZEN, FOLLOWER_FROZEN, CONTROLLER_KILLED,
            SINGLE_KILLED, BATCH_KILLED, PRODUCER_KILLED);

    /** One fault at a time to the brokers, while one at a time happens to the programs. */
    public enum Lane { BROKERS, PROGRAMS }

    /** What must be there for it to be possible. */
    public enum Needs {

        NOTHING(""),
        OWN_CLUSTER("the brokers of a cluster that is not the drill's own are left alone"),
        ROOT("a disk to fill can be made only by root, on Linux, for the drill's own cluster"),
        REGISTRY("no registry is asked, or it is not the drill's own: it needs --format avro");

        private final String otherwise;

        Needs(String otherwise) {
            this.otherwise = otherwise;
        }

        /** Why a fault that needs this is left out where it is not there. */
        public String otherwise() {
            return otherwise;
        }
    }

    private final Lane lane;
    private final Needs needs;
    private final Duration lasts;
    private final Consumer<FaultContext> action;

    Fault(Lane lane, Needs needs, int seconds, Consumer<FaultContext> action) {
        this.lane = lane;
        this.needs = needs;
        this.lasts = Duration.ofSeconds(seconds);
        this.action = action;
    }

    /** As --faults has it: default, all, none, or names with commas between, which may repeat. */
    public static List<Fault> parse(String text) {
        return switch (text) {
            case "default" -> BY_DEFAULT;
            case "all" -> List.of(values());
            case "none" -> List.of();
            default -> Arrays.stream(text.split(",", -1)).map(Fault::named).toList();
        };
    }

    private static Fault named(String word) {
        return Stream.of(values()).filter(fault -> fault.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no fault '" + word + "': choose default, all, none, or of " + words() + "."));
    }

    /** All of them, for people. */
    public static String words() {
        return Stream.of(values()).map(Fault::word).collect(Collectors.joining(", "));
    }

    /** Its name, as --faults has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Lane lane() {
        return lane;
    }

    public Needs needs() {
        return needs;
    }

    /** About how long, until the brokers or the programs work as before. */
    public Duration lasts() {
        return lasts;
    }

    /** Makes it happen and mends it again. */
    public void happen(FaultContext context) {
        action.accept(context);
        context.mended();
    }
}
