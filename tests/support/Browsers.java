package support;

//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES Browser.java

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each class that asks for one a {@link Browser} of its own; where this computer has none, its tests are skipped. */
public final class Browsers implements ExecutionCondition, ParameterResolver {

    private static final Namespace OURS = Namespace.create(Browsers.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
        return Browser.missing().isEmpty() ? ConditionEvaluationResult.enabled("there is a browser")
                : ConditionEvaluationResult.disabled(Browser.missing());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getStore(OURS).computeIfAbsent(Browser.class, same -> Browser.start(), Browser.class);
    }
}
