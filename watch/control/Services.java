package watch.control;

//SOURCES ../../cli/Problem.java
//SOURCES ../../cli/Stop.java
//SOURCES ../../cluster/ClusterCommand.java
//SOURCES ../../cluster/Fleet.java
//SOURCES ../../cluster/Service.java
//SOURCES ../../cluster/ServiceStart.java
//SOURCES ../../cluster/Storage.java
//SOURCES ../processes/Frozen.java
//SOURCES ../story/Sentence.java
//SOURCES ../web/Query.java
//SOURCES Glance.java
//SOURCES ServiceState.java
//SOURCES Told.java

import cli.Problem;
import cli.Stop;
import cluster.ClusterCommand;
import cluster.Fleet;
import cluster.SchemaRegistry;
import cluster.Service;
import cluster.ServiceStart;
import cluster.Storage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import watch.processes.Frozen;
import watch.story.Sentence.Level;
import watch.web.Query;

/** What can be done to the brokers and the registry from the page: to each one thing at a time, and nothing during a lesson. */
final class Services implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    /** Each holds one of the few threads that answer requests. */
    private static final int MOST_AT_ONCE = 4;

    private static final Map<String, List<String>> CAN = Map.of(
            ServiceState.RUNS, List.of("stop", "freeze", "kill"),
            ServiceState.FROZEN, List.of("thaw", "kill"),
            ServiceState.STOPPED, List.of("start"),
            ServiceState.BUSY, List.of());

    private final Fleet fleet;
    private final Stop stop;
    private final BooleanSupplier lessonRuns;
    private final Told told;
    private final Frozen frozen = new Frozen();
    private final Set<String> busy = new HashSet<>();
    private final Set<String> downByUs = new TreeSet<>();
    private final Glance<List<Found>> found = new Glance<>(System::nanoTime, this::look);

    /** What its process does, whoever made it do that. */
    private record Found(Service service, String state) { }

    /** @param stop ends the wait for one that starts */
    Services(Fleet fleet, Stop stop, BooleanSupplier lessonRuns, Told told) {
        this.fleet = fleet;
        this.stop = stop;
        this.lessonRuns = lessonRuns;
        this.told = told;
    }

    /** Another Cluster.java may have added a registry. */
    Fleet now() {
        return Storage.read(fleet.layout().folder()).map(Fleet::new).orElse(fleet);
    }

    synchronized List<ServiceState> states() {
        return found.get().stream().map(one -> {
            var state = isBusy(one.service()) ? ServiceState.BUSY : one.state();
            return new ServiceState(name(one.service()), state, lessonRuns.getAsBoolean() ? List.of() : CAN.get(state));
        }).toList();
    }

    private List<Found> look() {
        return now().services().stream().map(service -> new Found(service, state(service))).toList();
    }

    private boolean isBusy(Service service) {
        return busy.contains(service.word());
    }

    private String state(Service service) {
        var process = service.process();
        return process.isEmpty() ? ServiceState.STOPPED
                : frozen.stands(service.word(), process.get()) ? ServiceState.FROZEN : ServiceState.RUNS;
    }

    /** "broker 2" or "registry". */
    private static String name(Service service) {
        return service.word().equals(SchemaRegistry.WORD) ? service.word() : "broker " + service.word();
    }

    /** Returns when it is done. */
    void act(String name, String action) {
        var service = now().services().stream().filter(one -> name(one).equals(name)).findFirst()
                .orElseThrow(() -> new Query.Wrong("There is no such service: the cluster has "
                        + String.join(", ", now().services().stream().map(Services::name).toList()) + "."));
        if (CAN.values().stream().noneMatch(actions -> actions.contains(action))) {
            throw new Query.Wrong("action must be one of freeze, kill, start, stop, thaw.");
        }
        enter(service, action);
        try {
            carryOut(service, action);
        } finally {
            leave(service);
        }
    }

    private synchronized void enter(Service service, String action) {
        var state = isBusy(service) ? ServiceState.BUSY : state(service);
        if (lessonRuns.getAsBoolean()) {
            throw new Problem("A lesson runs, and its brokers are its own: end it first.");
        } else if (state.equals(ServiceState.BUSY)) {
            throw new Problem(service.name() + " is being started or stopped: wait until that is done.");
        } else if (!CAN.get(state).contains(action)) {
            throw new Problem(service.name() + (state.equals(ServiceState.RUNS) ? " runs" : " is " + state) + ": what can be done"
                    + " is " + String.join(", ", CAN.get(state)) + ".");
        } else if (busy.size() >= MOST_AT_ONCE) {
            throw new Problem(MOST_AT_ONCE + " others are being started or stopped: wait until one of these is done.");
        }
        busy.add(service.word());
    }

    private synchronized void leave(Service service) {
        busy.remove(service.word());
        found.isOutdated();
    }

    /** For what must not begin while one of them is being changed, nor be overtaken by that. */
    synchronized void whileNoneIsBusy(Runnable task) {
        if (!busy.isEmpty()) {
            throw new Problem("A broker or the registry is being started or stopped: wait until that is done.");
        }
        task.run();
    }

    private void carryOut(Service service, String action) {
        switch (action) {
            case "stop" -> {
                tell(Level.WARN, service, "is stopped from the page");
                isDown(service);
                service.stop();
            }
            case "kill" -> {
                service.kill();
                frozen.forget(service.word());
                isDown(service);
                tell(Level.FAULT, service, "was killed from the page (kill -9)");
            }
            case "freeze" -> {
                frozen.freeze(service);
                tell(Level.FAULT, service, "was frozen from the page (kill -STOP)");
            }
            case "thaw" -> {
                frozen.thaw(service);
                tell(Level.INFO, service, "goes on, from the page (kill -CONT)");
            }
            default -> {
                tell(Level.INFO, service, "is started from the page");
                start(service);
            }
        }
    }

    private void start(Service service) {
        var start = new ServiceStart(now(), stop, LONGEST_START,
                sentence -> told.tell(Level.INFO, sentence.replaceFirst("\\.$", "")));
        if (!start.await(service)) {
            throw new Problem("Watch ends, and does not wait until " + name(service) + " is back.");
        }
        synchronized (this) {
            downByUs.remove(service.word());
        }
    }

    private synchronized void isDown(Service service) {
        downByUs.add(service.word());
    }

    private void tell(Level level, Service service, String what) {
        told.tell(level, (service.word().equals(SchemaRegistry.WORD) ? "the registry" : name(service)) + " " + what);
    }

    /** What the user has stopped or killed and what does not run any more, as sentences. */
    synchronized List<String> down() {
        return now().services().stream().filter(service -> downByUs.contains(service.word()) && !service.running())
                .map(service -> service.name() + " stays down, as you left it: '"
                        + ClusterCommand.of(fleet.layout().folder(), "start " + service.word()) + "' starts it.").toList();
    }

    /** What stands still because of us goes on; what was stopped stays so. */
    @Override
    public void close() {
        now().services().stream().filter(service -> frozen.words().contains(service.word())).forEach(frozen::thaw);
    }
}
