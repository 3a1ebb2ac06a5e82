package drill;

//SOURCES Brokers.java
//SOURCES Crew.java
//SOURCES Ground.java
//SOURCES Halt.java
//SOURCES Incident.java
//SOURCES Ledger.java
//SOURCES Programs.java
//SOURCES Reads.java

import drill.Programs.Role;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a fault has to play with while it happens. */
public final class Scene {

    private final String fault;
    private final Random random;
    private final Halt halt;
    private final Ground ground;
    private final Brokers brokers;
    private final Crew crew;
    private final Ledger ledger;
    private final Consumer<String> talk;
    private Incident incident;

    /** The brokers are null where they are not ours to break. */
    Scene(String fault, Random random, Halt halt, Ground ground, Brokers brokers, Crew crew, Ledger ledger, Consumer<String> talk) {
        this.fault = fault;
        this.random = random;
        this.halt = halt;
        this.ground = ground;
        this.brokers = brokers;
        this.crew = crew;
        this.ledger = ledger;
        this.talk = talk;
    }

    Random random() {
        return random;
    }

    Ground ground() {
        return ground;
    }

    Brokers brokers() {
        return brokers;
    }

    Crew crew() {
        return crew;
    }

    /** Whether it runs, has done something and, if it is a consumer, has a partition. */
    boolean isAtWork(Role role, int number) {
        var member = crew.member(role, number);
        return member.isAlive() && ledger.count(member.account()) > 0 && (!(member.account() instanceof Reads reads) || ledger.assigned(reads) > 0);
    }

    Halt halt() {
        return halt;
    }

    /** From this moment on it is broken. */
    void breaks(String what, Role... hurt) {
        begins(what, Stream.of(hurt).map(crew::account).collect(Collectors.toSet()));
    }

    /** The same, where the brokers are what breaks. */
    void breaksBrokers(String what) {
        begins(what, Set.of(Incident.BROKERS));
    }

    private void begins(String what, Set<String> hurt) {
        incident = ledger.began(fault, what, hurt);
        talk.accept(what);
    }

    /** From this moment on it is not. */
    void mended() {
        if (incident != null && !incident.isMended()) {
            ledger.mended(incident);
        }
    }

    void pause(double seconds) {
        halt.pause(Duration.ofMillis((long) (seconds * 1000)));
    }

    /** For a time between these, which the seed chooses. */
    void pause(double least, double most) {
        pause(least + random.nextDouble() * (most - least));
    }
}
