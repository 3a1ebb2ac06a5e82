package support;

//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES LessonPage.java

import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all tests that ask for one the same {@link LessonPage}. */
public final class LessonPages implements ParameterResolver {

    private static final Namespace OURS = Namespace.create(LessonPages.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == LessonPage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot().getStore(OURS).computeIfAbsent(LessonPage.class, same -> new LessonPage(), LessonPage.class);
    }
}
