package drill;

//SOURCES ../cli/Problem.java
//SOURCES ../output/SafeText.java
//SOURCES Brokers.java
//SOURCES Crew.java
//SOURCES Fault.java
//SOURCES Findings.java
//SOURCES Ground.java
//SOURCES Halt.java
//SOURCES Ledger.java
//SOURCES ProgramFaults.java
//SOURCES Programme.java
//SOURCES Programs.java
//SOURCES Reads.java
//SOURCES Scene.java
//SOURCES View.java

import cli.Problem;
import drill.Fault.Lane;
import drill.Programme.Turn;
import drill.Programs.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import output.SafeText;

/** A drill from its first program to its verdict. */
final class Course {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);
    private static final Duration LONGEST_CLEARING = Duration.ofSeconds(15);
    private static final Duration LONGEST_SHIFT = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(250);

    private final Plan plan;
    private final Ground ground;
    private final Brokers brokers;
    private final Crew crew;
    private final Ledger ledger;
    private final Halt halt;
    private final View view;
    private final List<String> leftOut = Collections.synchronizedList(new ArrayList<>());
    private List<CompletableFuture<Void>> lanes = List.of();

    /**
     * What is to happen.
     *
     * @param leftOut what was asked for and is not possible here, each with its reason
     * @param least messages are sent for at least so long
     * @param counted the producers end by themselves, after so many messages as they were told
     */
    record Plan(List<Fault> faults, List<String> leftOut, long seed, String rate, Duration least, boolean counted, List<String> groups) { }

    /** The brokers are null where they are not the drill's own. */
    Course(Plan plan, Ground ground, Brokers brokers, Crew crew, Ledger ledger, Halt halt, View view) {
        this.plan = plan;
        this.ground = ground;
        this.brokers = brokers;
        this.crew = crew;
        this.ledger = ledger;
        this.halt = halt;
        this.view = view;
        leftOut.addAll(plan.leftOut());
    }

    Findings run() {
        var began = System.nanoTime();
        var clock = System.currentTimeMillis();
        try {
            startAll();
            workThroughFaults();
            var ended = System.nanoTime();
            catchUp();
            var caughtUp = System.nanoTime();
            crew.stop(crew.members());
            requireClock(clock, began);
            return findings(Duration.ofNanos(System.nanoTime() - began), Duration.ofNanos(caughtUp - ended));
        } finally {
            halt.now();
            crew.end();
            awaitLanes();
        }
    }

    /** The order of what different processes did is judged by the clock. */
    private static void requireClock(long clock, long began) {
        var off = System.currentTimeMillis() - clock - Duration.ofNanos(System.nanoTime() - began).toMillis();
        if (Math.abs(off) > LONGEST_SHIFT.toMillis()) {
            throw new Problem("The clock of this computer was set, by " + off + " ms, while the drill went on: the order in which messages were processed cannot be told.");
        }
    }

    private void startAll() {
        var partitions = ground.partitions();
        for (var number = 1; number <= ProgramFaults.EACH; number++) {
            for (var role : Role.values()) {
                crew.start(role, number);
            }
        }
        halt.until("the producers' messages are acknowledged and both groups read all partitions", LONGEST_START, () -> {
            look();
            return ledger.acked() > 0 && Stream.of(Role.SINGLE, Role.BATCH).allMatch(role -> assigned(role) == partitions);
        });
    }

    private int assigned(Role role) {
        return crew.members(role).stream().mapToInt(member -> ledger.assigned((Reads) member.account())).sum();
    }

    private void workThroughFaults() {
        var programme = Programme.of(plan.faults(), plan.seed());
        view.expect(programme.lasts().compareTo(plan.least()) > 0 ? programme.lasts() : plan.least());
        var end = System.nanoTime() + plan.least().toNanos();
        lanes = Stream.of(Lane.values()).map(lane -> CompletableFuture.runAsync(() -> work(programme.lane(lane)), Course::inItsOwnThread)).toList();
        var all = CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new));
        while (!isOver(all, end)) {
            look();
            lanes.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(Course::rethrow);
            halt.pause(GLANCE);
        }
        lanes.forEach(Course::rethrow);
        crew.stop(crew.members(Role.PRODUCER));
    }

    /** What a fault still has to clear away it does before the brokers end. */
    private void awaitLanes() {
        lanes.forEach(lane -> lane.handle((done, problem) -> problem).orTimeout(LONGEST_CLEARING.toSeconds(), TimeUnit.SECONDS).exceptionally(problem -> problem).join());
    }

    private boolean isOver(CompletableFuture<Void> lanes, long end) {
        return lanes.isDone() && (plan.counted() ? crew.producersAreDone() : System.nanoTime() >= end);
    }

    private static void inItsOwnThread(Runnable work) {
        var thread = new Thread(work, "faults");
        thread.setDaemon(true);
        thread.start();
    }

    private static void rethrow(CompletableFuture<Void> lane) {
        try {
            lane.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void work(List<Turn> turns) {
        for (var turn : turns) {
            halt.pause(turn.pause());
            if (crew.producersAreDone()) {
                leftOut.add(turn.fault().name() + ": the producers had sent all their messages before its turn came");
                continue;
            }
            var scene = new Scene(turn.fault().name(), new Random(turn.seed()), halt, ground, brokers, crew, ledger, view::say);
            turn.fault().deed().accept(scene);
            scene.mended();
        }
    }

    private void catchUp() {
        view.say("the producers are done; waiting until both groups have caught up");
        var before = -1L;
        var since = System.nanoTime();
        while (!plan.groups().stream().allMatch(ground::isAtTheEnd)) {
            look();
            var processed = ledger.processed();
            if (processed != before) {
                before = processed;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > LONGEST_STANDSTILL.toNanos()) {
                throw new Problem("For " + LONGEST_STANDSTILL.toSeconds() + " s nothing was processed, and the groups are not at the end of the topic.");
            }
            halt.pause(GLANCE);
        }
    }

    private void look() {
        crew.requireAlive();
        requireSense();
        view.show(ledger, crew);
    }

    private void requireSense() {
        var strange = ledger.strange();
        if (strange != null) {
            throw new Problem("A program wrote what is no event of ours: " + SafeText.of(strange));
        }
    }

    private Findings findings(Duration lasted, Duration catchUp) {
        requireSense();
        var verdict = ledger.verdict();
        if (verdict.acked() == 0) {
            throw new Problem("Nothing was acknowledged, so there is nothing to judge.");
        }
        return new Findings(plan.seed(), plan.rate(), plan.faults().stream().map(Fault::name).toList(), List.copyOf(leftOut), verdict, ledger.timeline(), ledger.tornLines(), lasted, catchUp);
    }
}
