package support;

//DEPS org.junit.platform:junit-platform-launcher:6.1.3

//SOURCES Failure.java
//SOURCES Progress.java

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Shows each test as it ends, and counts. It stands below its class, or, where another class began meanwhile, has that
 * class's name; so does what is deeper, as tests may run side by side. Now and then a line says how far it is.
 */
public final class Tree implements TestExecutionListener {

    private final PrintStream out;
    private final Duration pace;
    private final Path folder;
    private final Map<String, Instant> started = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private TestPlan plan;
    private Progress progress;
    private ScheduledExecutorService clock;
    private String shown;
    private int passed;
    private int failed;
    private int skipped;

    /**
     * @param pace   how often it says what runs
     * @param folder where all about a failure is kept
     */
    public Tree(PrintStream out, Duration pace, Path folder) {
        this.out = out;
        this.pace = pace;
        this.folder = folder;
    }

    public synchronized int failed() {
        return failed;
    }

    public synchronized void printSummary() {
        out.println();
        failures.forEach(name -> out.println("failed: " + name));
        out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
        out.flush();
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan plan) {
        this.plan = plan;
        this.progress = new Progress(plan);
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleAtFixedRate(this::printProgress, pace.toMillis(), pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        clock.shutdownNow();
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), Instant.now());
        progress.began(test, name(test, 1));
        if (depth(test) == 1) {
            out.println("\n" + test.getDisplayName() + " " + test.getTags().stream().map(TestTag::getName).sorted().toList());
            out.flush();
            shown = test.getUniqueId();
        }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        skipped += endAll(test);
        print(test, "skipped", ": " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        var seconds = seconds(started.get(test.getUniqueId()));
        var problem = result.getThrowable().orElse(null);
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                progress.ended(test);
                if (test.isTest()) {
                    passed += endAll(test);
                    print(test, "ok", seconds);
                }
            }
            case ABORTED -> { // an assumption did not hold; for a class, none of its tests could run
                skipped += endAll(test);
                print(test, "skipped", ": " + (problem == null ? "no reason given" : problem.getMessage()));
            }
            case FAILED -> {
                failed += endAll(test);
                failures.add(name(test, 1));
                print(test, "FAILED", seconds);
                out.print(Failure.text(name(test, 1), problem, folder));
                out.flush();
            }
        }
    }

    /** Takes the test, and those inside it that never ran, for done; says how many that were, and at least one. */
    private int endAll(TestIdentifier test) {
        var tests = new HashSet<>(plan.getDescendants(test));
        tests.add(test);
        tests.forEach(progress::ended);
        tests.removeIf(one -> !one.isTest() || !ended.add(one.getUniqueId()));
        return Math.max(1, tests.size());
    }

    private void print(TestIdentifier test, String mark, String more) {
        out.printf("  %-7s %s%s%n", mark, name(test, parent(test).equals(shown) ? 2 : 1), more);
        out.flush();
    }

    private synchronized void printProgress() {
        out.println("        ... " + progress);
        out.flush();
    }

    /** The id of its class, which is its own when it is one. */
    private String parent(TestIdentifier test) {
        return depth(test) <= 1 ? test.getUniqueId() : plan.getParent(test).map(this::parent).orElseThrow();
    }

    /** From the given depth on; a class that fails itself has its own. */
    private String name(TestIdentifier test, int from) {
        return plan.getParent(test).filter(parent -> depth(parent) >= from).map(parent -> name(parent, from) + " > ")
                .orElse("") + test.getDisplayName();
    }

    /** 0 for the engine, 1 for a class, 2 for its tests. */
    private int depth(TestIdentifier test) {
        return plan.getParent(test).map(parent -> depth(parent) + 1).orElse(0);
    }

    private static String seconds(Instant since) {
        return String.format(Locale.ROOT, "  %.2f s", Duration.between(since, Instant.now()).toMillis() / 1000.0);
    }
}
