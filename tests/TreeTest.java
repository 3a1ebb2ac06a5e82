//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3

//SOURCES support/Sentences.java
//SOURCES support/Tree.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.discoveryRequest;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.launcher.core.LauncherFactory;
import support.Sentences;
import support.Tree;

/** What the test command prints and counts, because all other tests are only as good as that. */
@Tag("unit")
class TreeTest {

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
        assertThat(run(Mixed.class)).isEqualTo("""

                Mixed [unit]
                  ok      a passes  N s
                  FAILED  b fails with the cause  N s
                      java.lang.IllegalStateException: broken
                        at Mixed.bFailsWithTheCause(TreeTest.java:N)
                      caused by java.lang.RuntimeException: here
                        at Mixed.bFailsWithTheCause(TreeTest.java:N)
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
        assertThat(run(CannotRunHere.class)).contains("skipped CannotRunHere: Assumption failed: no root").endsWith("\n0 passed, 0 failed, 2 skipped\n");
    }

    private static String run(Class<?> test) {
        var out = new ByteArrayOutputStream();
        var tree = new Tree(new PrintStream(out, true, UTF_8));
        LauncherFactory.create().execute(discoveryRequest().selectors(selectClass(test)).build(), tree);
        tree.printSummary();
        return out.toString(UTF_8).replaceAll("(?m)(^| )TreeTest\\$", "$1").replaceAll("\\d+\\.\\d\\d s", "N s").replaceAll("(TreeTest.java:)\\d+", "$1N");
    }
}
