package drill;

//SOURCES Incident.java
//SOURCES Ledger.java
//SOURCES Member.java
//SOURCES Programs.java
//SOURCES Reads.java
//SOURCES Sends.java

import drill.Programs.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The programs at work: some of each role, each with a name that it keeps when it is killed and started again. */
final class Crew {

    private final Ledger ledger;
    private final Programs programs;
    private final Duty duty;
    private final Path folder;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Long> left = new LinkedHashMap<>();

    /**
     * What each program has to do.
     *
     * @param options by role
     * @param shares how many messages each producer sends, by number; empty when they send until they are stopped
     */
    record Duty(Map<Role, List<String>> options, Map<Role, String> groups, Map<Integer, Long> shares) { }

    Crew(Ledger ledger, Programs programs, Duty duty, Path folder) {
        this.ledger = ledger;
        this.programs = programs;
        this.duty = duty;
        this.folder = folder;
    }

    /** Starts one that is not there; the options come on top of those of its role. */
    synchronized void start(Role role, int number, String... options) {
        var name = role.word() + "-" + number;
        var account = role == Role.PRODUCER ? ledger.producer() : ledger.consumer(duty.groups().get(role));
        var all = new ArrayList<>(duty.options().get(role));
        if (account instanceof Sends sends) {
            all.addAll(List.of("--first-id", String.valueOf(sends.id(0))));
            if (!duty.shares().isEmpty()) {
                all.addAll(List.of("--count", String.valueOf(left.computeIfAbsent(name, first -> duty.shares().get(number)))));
            }
        } else {
            // Poison may be the first that a member sees, and would look like a forgotten --format to it
            all.addAll(List.of("-g", duty.groups().get(role), "--on-error", "skip"));
        }
        all.addAll(List.of(options));
        var member = Member.start(name, role, account, ledger, programs, all, folder);
        if (role == Role.PRODUCER && !duty.shares().isEmpty()) {
            member.mayEnd();
        }
        members.put(name, member);
    }

    synchronized void kill(Role role, int number) {
        var member = member(role, number);
        member.kill();
        if (member.account() instanceof Reads reads) {
            ledger.killed(reads);
        } else if (member.account() instanceof Sends sends) {
            left.computeIfPresent(member.name(), (name, count) -> Math.max(0, count - ledger.acked(sends)));
        }
    }

    /** In order: what it holds it gives back. */
    void stop(Role role, int number) {
        var member = member(role, number);
        member.askToStop();
        member.awaitStopped();
    }

    /** Whose loss it is when one of these is hurt. */
    String account(Role role) {
        return role == Role.PRODUCER ? Incident.PRODUCERS : duty.groups().get(role);
    }

    synchronized Member member(Role role, int number) {
        return members.get(role.word() + "-" + number);
    }

    synchronized List<Member> members() {
        return List.copyOf(members.values());
    }

    List<Member> members(Role role) {
        return members().stream().filter(member -> member.role() == role).toList();
    }

    void requireAlive() {
        members().forEach(Member::requireAlive);
    }

    boolean producersAreDone() {
        return members(Role.PRODUCER).stream().noneMatch(Member::isAlive);
    }

    void stop(Collection<Member> some) {
        var alive = some.stream().filter(Member::isAlive).toList();
        alive.forEach(Member::askToStop);
        alive.forEach(Member::awaitStopped);
        some.forEach(Member::await);
    }

    /** Whatever happened, nothing stays behind. */
    void end() {
        members().forEach(Member::end);
    }
}
