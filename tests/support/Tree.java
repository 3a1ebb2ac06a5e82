package support;

//DEPS org.junit.platform:junit-platform-launcher:6.1.3

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Shows each test as it ends, below its class, and counts. What is deeper has a path, as tests may run side by side. */
public final class Tree implements TestExecutionListener {

    private static final int MOST_FRAMES = 12;
    private static final int LONGEST_MESSAGE = 5000;

    private final PrintStream out;
    private final Map<String, Instant> started = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private TestPlan plan;
    private int passed;
    private int failed;
    private int skipped;

    public Tree(PrintStream out) {
        this.out = out;
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
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), Instant.now());
        if (depth(test) == 1) {
            out.println("\n" + test.getDisplayName() + " " + test.getTags().stream().map(TestTag::getName).sorted().toList());
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
                printProblem(problem, " ".repeat(6));
            }
        }
    }

    /** Takes the test, and those inside it that never ran, for done; says how many that were, and at least one. */
    private int endAll(TestIdentifier test) {
        var tests = new HashSet<>(plan.getDescendants(test));
        tests.add(test);
        tests.removeIf(one -> !one.isTest() || !ended.add(one.getUniqueId()));
        return Math.max(1, tests.size());
    }

    private void print(TestIdentifier test, String mark, String more) {
        out.printf("  %-7s %s%s%n", mark, name(test, 2), more);
        out.flush();
    }

    private void printProblem(Throwable problem, String indent) {
        for (var cause = problem; cause != null; cause = cause.getCause()) {
            var said = cause instanceof AssertionError ? String.valueOf(cause.getMessage()) : cause.toString();
            var shown = said.length() > LONGEST_MESSAGE ? said.substring(0, LONGEST_MESSAGE) + " ..." : said.strip();
            out.println((indent + (cause == problem ? "" : "caused by ") + shown).replaceAll("\\R", "\n" + indent));
            usefulFrames(cause).forEach(frame -> out.println(indent + "  at " + frame));
        }
        for (var other : problem == null ? new Throwable[0] : problem.getSuppressed()) {
            out.println(indent + "also " + other);
        }
    }

    /** Where it happened and who called: what the frameworks did on the way says nothing. */
    private static List<StackTraceElement> usefulFrames(Throwable problem) {
        return Arrays.stream(problem.getStackTrace())
                .filter(frame -> !frame.getClassName().matches("(org\\.junit|org\\.assertj|java\\.lang\\.reflect|java\\.util|jdk\\.internal)\\..*"))
                .limit(MOST_FRAMES)
                .toList();
    }

    /** From the given depth on; a class that fails itself has its own. */
    private String name(TestIdentifier test, int from) {
        return plan.getParent(test).filter(parent -> depth(parent) >= from).map(parent -> name(parent, from) + " > ").orElse("") + test.getDisplayName();
    }

    /** 0 for the engine, 1 for a class, 2 for its tests. */
    private int depth(TestIdentifier test) {
        return plan.getParent(test).map(parent -> depth(parent) + 1).orElse(0);
    }

    private static String seconds(Instant since) {
        return String.format(Locale.ROOT, "  %.2f s", Duration.between(since, Instant.now()).toMillis() / 1000.0);
    }
}
