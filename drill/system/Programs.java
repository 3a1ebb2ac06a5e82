package drill.system;

//SOURCES Program.java

import drill.ledger.ConsumerAccount;
import drill.ledger.Incident;
import drill.ledger.Ledger;
import drill.system.Ending.Asked;
import drill.system.Program.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The programs at work: some of each role, each with a name that it keeps when it is killed and started again. */
public final class Programs {

    /** How many of each role there are. */
    public static final int EACH = 2;

    private final Workload workload;
    private final Program.Context context;
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final Map<Integer, Long> leftToSend;
    private boolean ended;

    /**
     * What the programs have to do.
     *
     * @param options by role
     * @param groups of the consumers, by role
     * @param shares how many messages each producer sends, by number; empty when they send until they are stopped
     */
    public record Workload(Map<Role, List<String>> options, Map<Role, String> groups, Map<Integer, Long> shares) { }

    public Programs(Workload workload, Program.Context context) {
        this.workload = workload;
        this.context = context;
        this.leftToSend = new LinkedHashMap<>(workload.shares());
    }

    /** Starts one that is not there; the options come on top of those of its role. */
    public synchronized void start(Role role, int number, String... options) {
        if (ended) {
            throw new Wait.Stopped();
        }
        var all = new ArrayList<>(workload.options().get(role));
        var toSend = role == Role.PRODUCER ? leftToSend.getOrDefault(number, Ending.NO_END) : Ending.NO_END;
        Ledger.Account account;
        if (role == Role.PRODUCER) {
            var producer = context.ledger().producer();
            account = producer;
            all.addAll(List.of("--first-id", String.valueOf(producer.firstId())));
            if (toSend != Ending.NO_END) {
                all.addAll(List.of("--count", String.valueOf(toSend)));
            }
        } else {
            account = context.ledger().consumer(group(role));
            // What cannot be decoded may be the first that a consumer sees, and would look like a forgotten --format
            all.addAll(List.of("-g", group(role), "--on-error", "skip"));
        }
        all.addAll(List.of(options));
        var name = name(role, number);
        programs.put(name, Program.start(new Program.Job(name, role, account, all, toSend), context));
    }

    public synchronized void kill(Role role, int number) {
        var program = program(role, number);
        program.kill();
        if (program.account() instanceof ConsumerAccount consumer) {
            context.ledger().killed(consumer);
        } else {
            var acked = context.ledger().said(program.account()).acked();
            leftToSend.computeIfPresent(number, (same, left) -> Math.max(0, left - acked));
        }
    }

    /** In order: a consumer leaves its group. */
    public void stop(Role role, int number) {
        var program = program(role, number);
        program.askTo(Asked.TO_LEAVE);
        program.awaitStopped();
    }

    public void stop(List<Program> some) {
        var alive = some.stream().filter(Program::isAlive).toList();
        alive.forEach(program -> program.askTo(Asked.TO_STOP));
        alive.forEach(Program::awaitStopped);
        some.forEach(Program::requireInOrder);
    }

    /** Whom a fault of these programs affects, as the ledger names them. */
    public String affected(Role role) {
        return role == Role.PRODUCER ? Incident.PRODUCERS : group(role);
    }

    private String group(Role role) {
        return workload.groups().get(role);
    }

    private static String name(Role role, int number) {
        return role.word() + "-" + number;
    }

    public synchronized Program program(Role role, int number) {
        return programs.get(name(role, number));
    }

    public synchronized List<Program> all() {
        return List.copyOf(programs.values());
    }

    public List<Program> all(Role role) {
        return all().stream().filter(program -> program.role() == role).toList();
    }

    public void requireInOrder() {
        all().forEach(Program::requireInOrder);
    }

    public boolean producersAreDone() {
        return all(Role.PRODUCER).stream().noneMatch(Program::isAlive);
    }

    /** However the drill ended, none of them stays: those that do not end in order within this time are killed. */
    public void end(Duration patience) {
        synchronized (this) {
            ended = true;
        }
        var deadline = System.nanoTime() + patience.toNanos();
        if (!patience.isZero()) {
            all().stream().filter(Program::isAlive).forEach(Program::askToEnd);
        }
        all().forEach(program -> program.end(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    }
}
