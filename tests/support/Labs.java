package support;

//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ClusterScript.java
//SOURCES Lab.java
//SOURCES Ports.java
//SOURCES Scripts.java
//SOURCES TestCluster.java
//SOURCES TestRegistry.java

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives each test that asks for one a {@link Lab} of its own, and all of them the same {@link TestCluster} and
 * {@link TestRegistry}; those of a class that {@link BreaksBrokers} have a cluster of their own, which ends with it, and
 * those of classes that {@link BreakBrokersInTurn} one that they hand on.
 */
public final class Labs implements ParameterResolver, TestExecutionExceptionHandler, AfterAllCallback {

    private static final Namespace OURS = Namespace.create(Labs.class);
    private static final String WHOLE = "whole";
    private static final String IN_TURN = "in turn";

    /** The brokers of this class's cluster are killed and frozen: others' cannot be among them. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface BreaksBrokers {
    }

    /** Classes that share one cluster, one class at a time: each test may break its brokers, and leaves it whole. */
    @ResourceLock(IN_TURN)
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    public @interface BreakBrokersInTurn {

        /** The last class of a level ends the cluster, which from then on would only cost time until the run ends. */
        boolean last() default false;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return Set.of(Lab.class, TestCluster.class, TestRegistry.class, ClusterScript.class, Scripts.class, Ports.class)
                .contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return switch (parameter.getParameter().getType().getSimpleName()) {
            case "Lab" -> lab(test);
            case "TestCluster" -> cluster(test);
            case "TestRegistry" -> registry(test);
            case "ClusterScript" -> script(test);
            case "Scripts" -> scripts(test);
            default -> ports(test);
        };
    }

    /** A failure is told with what the programs said. */
    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable problem) throws Throwable {
        var lab = test.getStore(OURS).get(Lab.class, Lab.class);
        if (lab != null) {
            problem.addSuppressed(new AssertionError(lab.allThatWasSaid()));
        }
        throw problem;
    }

    private static Lab lab(ExtensionContext test) {
        return test.getStore(OURS).computeIfAbsent(Lab.class, same -> {
            var number = shared(test).computeIfAbsent(AtomicInteger.class).incrementAndGet();
            return new Lab(cluster(test), test.getRequiredTestMethod().getName() + "-" + number);
        }, Lab.class);
    }

    private static TestCluster cluster(ExtensionContext test) {
        var scripts = scripts(test); // first, as the ports, so that they are closed last
        var ports = ports(test);
        var tests = test.getRequiredTestClass();
        return tests.isAnnotationPresent(BreaksBrokers.class)
                ? ofClass(test).computeIfAbsent(tests, same -> TestCluster.start(scripts, ports.next()), TestCluster.class)
                : shared(test).computeIfAbsent(tests.isAnnotationPresent(BreakBrokersInTurn.class) ? IN_TURN : WHOLE,
                        same -> TestCluster.start(scripts, ports.next()), TestCluster.class);
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        var inTurn = tests.getRequiredTestClass().getAnnotation(BreakBrokersInTurn.class);
        if (inTurn != null && inTurn.last()) {
            var cluster = shared(tests).remove(IN_TURN, TestCluster.class);
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    private static TestRegistry registry(ExtensionContext test) {
        var cluster = cluster(test); // first, so that it is closed last
        return shared(test).computeIfAbsent(
                TestRegistry.class, same -> new TestRegistry(cluster, ports(test).next()), TestRegistry.class);
    }

    private static ClusterScript script(ExtensionContext test) {
        var scripts = scripts(test);
        return shared(test).computeIfAbsent(ClusterScript.class, same -> new ClusterScript(scripts), ClusterScript.class);
    }

    private static Scripts scripts(ExtensionContext test) {
        return shared(test).computeIfAbsent(Scripts.class);
    }

    private static Ports ports(ExtensionContext test) {
        return shared(test).computeIfAbsent(Ports.class);
    }

    private static Store ofClass(ExtensionContext test) {
        var context = test;
        while (context.getTestMethod().isPresent()) {
            context = context.getParent().orElseThrow();
        }
        return context.getStore(OURS);
    }

    /** What all tests of a run have in common. */
    private static Store shared(ExtensionContext test) {
        return test.getRoot().getStore(OURS);
    }
}
