package drill.faults;

//SOURCES ../system/Brokers.java
//SOURCES ../system/Programs.java

import drill.ledger.ConsumerAccount;
import drill.ledger.Incident;
import drill.ledger.Ledger;
import drill.system.Brokers;
import drill.system.Program.Role;
import drill.system.Programs;
import drill.system.TopicAdmin;
import drill.system.Wait;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a fault works with while it happens: what it can break, how it waits, and where it is recorded. */
public final class FaultContext {

    private final String fault;
    private final Random random;
    private final Drilled drilled;
    private Incident incident;

    /**
     * What all faults have in common.
     *
     * @param brokers where they are the drill's own
     * @param talk is told of each fault when it begins
     */
    public record Drilled(Wait waiting, TopicAdmin topic, Optional<Brokers> brokers, Programs programs, Ledger ledger,
            Consumer<Incident> talk) { }

    public FaultContext(String fault, Random random, Drilled drilled) {
        this.fault = fault;
        this.random = random;
        this.drilled = drilled;
    }

    Random random() {
        return random;
    }

    TopicAdmin topic() {
        return drilled.topic;
    }

    Brokers brokers() {
        return drilled.brokers.orElseThrow();
    }

    Programs programs() {
        return drilled.programs;
    }

    Wait waiting() {
        return drilled.waiting;
    }

    /** Whether a program runs, has done something and, if it is a consumer, has a partition. */
    boolean isAtWork(Role role, int number) {
        var program = programs().program(role, number);
        return program.isAlive() && drilled.ledger.count(program.account()) > 0
                && (!(program.account() instanceof ConsumerAccount consumer) || drilled.ledger.assigned(consumer) > 0);
    }

    /** Records that from now on programs of these roles are broken. */
    void breaks(String what, Role... affected) {
        began(what, Stream.of(affected).map(programs()::affected).collect(Collectors.toSet()));
    }

    /** Records that from now on brokers are broken. */
    void breaksBrokers(String what) {
        began(what, Set.of(Incident.BROKERS));
    }

    private void began(String what, Set<String> affected) {
        incident = drilled.ledger.began(fault, what, affected);
        drilled.talk.accept(incident);
    }

    /** Records that everything works again. */
    void mended() {
        if (incident != null && !incident.isMended()) {
            drilled.ledger.mended(incident);
        }
    }

    void pause(double seconds) {
        drilled.waiting.pause(Duration.ofMillis((long) (seconds * 1000)));
    }

    /** For a time between these, which the seed chooses. */
    void pause(double least, double most) {
        pause(least + random.nextDouble() * (most - least));
    }
}
