package drill.run;

//SOURCES ../faults/Schedule.java
//SOURCES ../report/Findings.java
//SOURCES DrillSettings.java
//SOURCES Progress.java

import cli.Problem;
import drill.faults.Fault.Lane;
import drill.faults.Fault;
import drill.faults.FaultContext;
import drill.faults.Schedule;
import drill.ledger.ConsumerAccount;
import drill.ledger.Ledger;
import drill.report.Findings;
import drill.system.Program.Role;
import drill.system.Programs;
import drill.system.TopicAdmin;
import drill.system.Wait;
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
final class DrillRun {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);
    private static final Duration LONGEST_MENDING = Duration.ofSeconds(15);
    private static final Duration LONGEST_CLOCK_SHIFT = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofMillis(250);

    private final DrillSettings settings;
    private final FaultContext.Drilled drilled;
    private final TopicAdmin topic;
    private final Programs programs;
    private final Ledger ledger;
    private final Wait wait;
    private final Progress progress;
    private final Duration longestEnd;
    private final List<Fault> faults;
    private final List<String> leftOut;
    private List<CompletableFuture<Void>> lanes = List.of();

    /** @param longestEnd how long the programs have to end in order when the drill could not be carried out */
    DrillRun(DrillSettings settings, FaultContext.Drilled drilled, Progress progress, Duration longestEnd) {
        this.settings = settings;
        this.drilled = drilled;
        this.topic = drilled.topic();
        this.programs = drilled.programs();
        this.ledger = drilled.ledger();
        this.wait = drilled.waiting();
        this.progress = progress;
        this.longestEnd = longestEnd;
        this.faults = settings.possibleFaults();
        this.leftOut = Collections.synchronizedList(new ArrayList<>(settings.leftOut(faults)));
    }

    Findings run() {
        var began = System.nanoTime();
        var clock = System.currentTimeMillis();
        try {
            startAll();
            workThroughFaults();
            var sent = System.nanoTime();
            catchUp();
            var caughtUp = System.nanoTime();
            programs.stop(programs.all());
            requireClock(clock, began);
            return findings(Duration.ofNanos(System.nanoTime() - began), Duration.ofNanos(caughtUp - sent));
        } finally {
            wait.end();
            programs.end(longestEnd);
            awaitMended();
        }
    }

    /** The order of what different processes did is judged by the clock. */
    private static void requireClock(long clock, long began) {
        var off = System.currentTimeMillis() - clock - Duration.ofNanos(System.nanoTime() - began).toMillis();
        if (Math.abs(off) > LONGEST_CLOCK_SHIFT.toMillis()) {
            throw new Problem("The clock of this computer was set, by " + off + " ms, while the drill went on: "
                    + "the order in which messages were processed cannot be told.");
        }
    }

    private void startAll() {
        var partitions = topic.partitions();
        for (var number = 1; number <= Programs.EACH; number++) {
            for (var role : Role.values()) {
                programs.start(role, number);
            }
        }
        wait.until("the producers' messages are acknowledged and both groups read all partitions", LONGEST_START, () -> {
            check();
            return ledger.acked() > 0 && Stream.of(Role.SINGLE, Role.BATCH).allMatch(role -> assigned(role) == partitions);
        });
    }

    private int assigned(Role role) {
        return programs.all(role).stream().mapToInt(program -> ledger.assigned((ConsumerAccount) program.account())).sum();
    }

    private void workThroughFaults() {
        var schedule = Schedule.of(faults, settings.faults().seed());
        var shortest = settings.shortest(faults);
        progress.expect(schedule.lasts().compareTo(shortest) > 0 ? schedule.lasts() : shortest);
        var end = System.nanoTime() + shortest.toNanos();
        lanes = Stream.of(Lane.values())
                .map(lane -> CompletableFuture.runAsync(() -> work(schedule.turns(lane)), DrillRun::inItsOwnThread)).toList();
        while (!isOver(end)) {
            check();
            lanes.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(DrillRun::rethrow);
            wait.pause(STEP);
        }
        lanes.forEach(DrillRun::rethrow);
        programs.stop(programs.all(Role.PRODUCER));
    }

    private boolean isOver(long end) {
        var isCounted = settings.load().count() != null;
        return lanes.stream().allMatch(CompletableFuture::isDone)
                && (isCounted ? programs.producersAreDone() : System.nanoTime() >= end);
    }

    /** Faults mend what they broke before the brokers are stopped. */
    private void awaitMended() {
        lanes.forEach(lane -> lane.handle((done, problem) -> problem).orTimeout(LONGEST_MENDING.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(problem -> problem).join());
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

    private void work(List<Schedule.Turn> turns) {
        for (var turn : turns) {
            wait.pause(turn.pause());
            if (programs.producersAreDone()) {
                leftOut.add(turn.fault().word() + ": the producers had sent all their messages before its turn came");
            } else {
                turn.fault().happen(new FaultContext(turn.fault().word(), new Random(turn.seed()), drilled));
            }
        }
    }

    private void catchUp() {
        progress.say("the producers are done; waiting until both groups have caught up");
        var before = -1L;
        var since = System.nanoTime();
        while (!ledger.groups().stream().allMatch(topic::isAtTheEnd)) {
            check();
            var processed = ledger.processed();
            if (processed != before) {
                before = processed;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > LONGEST_STANDSTILL.toNanos()) {
                throw new Problem("For " + LONGEST_STANDSTILL.toSeconds() + " s nothing was processed, "
                        + "and the groups are not at the end of the topic.");
            }
            wait.pause(STEP);
        }
    }

    /** Throws when the drill is no longer what it was meant to be; shows the numbers when it still is. */
    private void check() {
        programs.requireInOrder();
        requireEvents();
        progress.show(ledger, programs);
    }

    private void requireEvents() {
        var strange = ledger.strange();
        if (strange != null) {
            throw new Problem("A program printed a line that is no event of ours: " + SafeText.of(strange));
        }
    }

    private Findings findings(Duration lasted, Duration catchUp) {
        requireEvents();
        var verdict = ledger.verdict(settings.writes());
        if (verdict.acked() == 0) {
            throw new Problem("Nothing was acknowledged, so there is nothing to judge.");
        }
        return new Findings(settings.faults().seed(), settings.load().rate(), faults.stream().map(Fault::word).toList(),
                List.copyOf(leftOut), verdict, ledger.timeline(), ledger.tornLines(), lasted, catchUp);
    }
}
