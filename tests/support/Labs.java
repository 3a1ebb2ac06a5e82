package support;

//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES Lab.java
//SOURCES TestCluster.java
//SOURCES TestRegistry.java

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives each test that asks for one a {@link Lab} of its own, and all of them the same {@link TestCluster} and {@link TestRegistry}. */
public final class Labs implements ParameterResolver, TestExecutionExceptionHandler {

    private static final Namespace OURS = Namespace.create(Labs.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        var type = parameter.getParameter().getType();
        return type == Lab.class || type == TestCluster.class || type == TestRegistry.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        var type = parameter.getParameter().getType();
        return type == Lab.class ? lab(test) : type == TestCluster.class ? cluster(test) : registry(test);
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
            var number = test.getRoot().getStore(OURS).computeIfAbsent(AtomicInteger.class).incrementAndGet();
            return new Lab(cluster(test), test.getRequiredTestMethod().getName() + "-" + number);
        }, Lab.class);
    }

    private static TestCluster cluster(ExtensionContext test) {
        return test.getRoot().getStore(OURS).computeIfAbsent(TestCluster.class, same -> TestCluster.start(), TestCluster.class);
    }

    private static TestRegistry registry(ExtensionContext test) {
        var cluster = cluster(test); // first, so that it is closed last
        return test.getRoot().getStore(OURS).computeIfAbsent(TestRegistry.class, same -> new TestRegistry(cluster), TestRegistry.class);
    }
}
