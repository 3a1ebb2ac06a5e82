//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3

//SOURCES support/Sentences.java
//SOURCES support/Tree.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.discoveryRequest;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherFactory;
import support.Sentences;
import support.Tree;
import support.Wait;

/** What the test command prints and counts, because all other tests are only as good as that. */
@Tag("unit")
class TreeTest {

    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    Path folder;

    @Tag("unit")
    @TestMethodOrder(MethodOrderer.MethodName.class)
    @DisplayNameGeneration(Sentences.class)
    static class Mixed {

        @Test
        void aPasses() {
        }

        @Test
        void bFailsWithTheCause() {
            throw new IllegalStateException("broken", new RuntimeException("here"));
        }

        @Test
        void cHasNoDockerEngine() {
            assumeTrue(false, "no engine");
        }

        @Test
        @Disabled("not yet")
        void dIsDisabled() {
        }
    }

    @Tag("unit")
    static class NeverBegins {

        @BeforeAll
        static void prepare() {
            fail("no cluster");
        }

        @Test
        void one() {
        }

        @Test
        void two() {
        }
    }

    @Tag("unit")
    static class CannotRunHere {

        @BeforeAll
        static void prepare() {
            assumeTrue(false, "no root");
        }

        @Test
        void one() {
        }

        @Test
        void two() {
        }
    }

    @Test
    void showsEachTestWithItsReasonAndCounts() {
        assertThat(run(Mixed.class).replaceAll("all of it: .*", "all of it: FILE")).isEqualTo("""

                Mixed [unit]
                  ok      a passes  N s
                  FAILED  b fails with the cause  N s
                      java.lang.IllegalStateException: broken
                        at Mixed.bFailsWithTheCause(TreeTest.java:N)
                      caused by java.lang.RuntimeException: here
                        at Mixed.bFailsWithTheCause(TreeTest.java:N)
                      all of it: FILE
                  skipped c has no docker engine: Assumption failed: no engine
                  skipped d is disabled: not yet

                failed: Mixed > b fails with the cause
                1 passed, 1 failed, 2 skipped
                """);
    }

    @Test
    void whatDidNotRunForAFailureCountsAsFailed() {
        assertThat(run(NeverBegins.class)).contains("FAILED  NeverBegins").endsWith("\n0 passed, 2 failed, 0 skipped\n");
    }

    @Test
    void whatCannotRunHereCountsAsSkipped() {
        assertThat(run(CannotRunHere.class)).contains("skipped CannotRunHere: Assumption failed: no root")
                .endsWith("\n0 passed, 0 failed, 2 skipped\n");
    }

    /** A program's last words are the ones that count, and all of them are kept. */
    @Test
    void aFailureIsAtMostTwentyLinesAndTheRestIsInAFile() throws Exception {
        var lines = run(Talkative.class).lines()
                .dropWhile(line -> !line.startsWith("  FAILED")).takeWhile(line -> !line.isEmpty()).toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(20).contains("      expected 1", "      ...", "      line 100")
                .allMatch(line -> line.length() < 400);
        var file = Path.of(lines.get(lines.size() - 1).replaceFirst("^      all of it: ", ""));
        assertThat(file).content()
                .contains("expected 100", "cause 100", "line 1\n", "line 100", "x".repeat(1000), "TreeTest.java");
    }

    @Tag("unit")
    static class Talkative {

        @Test
        void saysTooMuch() {
            var problem = new AssertionError(lines("expected") + "x".repeat(1000), new AssertionError(lines("cause")));
            problem.addSuppressed(new AssertionError(lines("line")));
            throw problem;
        }

        private static String lines(String word) {
            return IntStream.rangeClosed(1, 100).mapToObj(number -> word + " " + number + "\n").collect(Collectors.joining());
        }
    }

    @Test
    void whereClassesRunSideBySideALineHasItsClass() {
        var out = new ByteArrayOutputStream();
        var tree = new Tree(new PrintStream(out, true, UTF_8), NEVER, folder);
        var plan = plan(Mixed.class, CannotRunHere.class);
        tree.testPlanExecutionStarted(plan);
        var first = named(plan, "TreeTest$Mixed");
        var other = named(plan, "TreeTest$CannotRunHere");
        tree.executionStarted(first);
        pass(tree, named(plan, "a passes"));
        tree.executionStarted(other);
        tree.executionSkipped(named(plan, "d is disabled"), "not yet");
        pass(tree, named(plan, "one()"));
        pass(tree, named(plan, "two()"));
        tree.executionFinished(other, TestExecutionResult.successful());
        pass(tree, named(plan, "c has no docker engine"));
        tree.testPlanExecutionFinished(plan);
        tree.printSummary();
        assertThat(cleaned(out)).isEqualTo("""

                Mixed [unit]
                  ok      a passes  N s

                CannotRunHere [unit]
                  skipped Mixed > d is disabled: not yet
                  ok      one()  N s
                  ok      two()  N s
                  ok      Mixed > c has no docker engine  N s

                4 passed, 0 failed, 1 skipped
                """);
    }

    @Test
    void itSaysHowFarItIsAndWhatRunsNow() {
        var out = new ByteArrayOutputStream();
        var tree = new Tree(new PrintStream(out, true, UTF_8), Duration.ofMillis(1), folder);
        var plan = plan(Mixed.class);
        tree.testPlanExecutionStarted(plan);
        try {
            tree.executionStarted(named(plan, "TreeTest$Mixed"));
            awaitLine(out, "        ... 0 of 4 methods after T");
            pass(tree, named(plan, "a passes"));
            tree.executionStarted(named(plan, "b fails with the cause"));
            awaitLine(out, "        ... 1 of 4 methods after T, some T left; now: Mixed > b fails with the cause (T)");
        } finally {
            tree.testPlanExecutionFinished(plan);
        }
    }

    private static void awaitLine(ByteArrayOutputStream out, String line) {
        var said = "\n" + line + "\n";
        Wait.until("it says '" + line + "'", () -> cleaned(out).replaceAll("\\d+:\\d\\d|\\d+ s", "T").contains(said));
    }

    private static void pass(Tree tree, TestIdentifier test) {
        tree.executionStarted(test);
        tree.executionFinished(test, TestExecutionResult.successful());
    }

    private static TestIdentifier named(TestPlan plan, String name) {
        return plan.getRoots().stream().flatMap(root -> plan.getDescendants(root).stream())
                .filter(test -> test.getDisplayName().equals(name)).findFirst().orElseThrow();
    }

    private static TestPlan plan(Class<?>... tests) {
        var classes = Arrays.stream(tests).map(test -> selectClass(test)).toList();
        return LauncherFactory.create().discover(discoveryRequest().selectors(classes).build());
    }

    private String run(Class<?> test) {
        var out = new ByteArrayOutputStream();
        var tree = new Tree(new PrintStream(out, true, UTF_8), NEVER, folder);
        LauncherFactory.create().execute(plan(test), tree);
        tree.printSummary();
        return cleaned(out);
    }

    private static String cleaned(ByteArrayOutputStream out) {
        return out.toString(UTF_8)
                .replaceAll("(?m)(^|[ >])TreeTest\\$", "$1")
                .replaceAll("\\d+\\.\\d\\d s", "N s")
                .replaceAll("(TreeTest.java:)\\d+", "$1N");
    }
}
