package support;

//DEPS org.junit.jupiter:junit-jupiter:6.1.3

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Makes a sentence of a test's name: {@code aFailedBatchIsReadAgain} is shown as "a failed batch is read again". */
public final class Sentences extends DisplayNameGenerator.Standard {

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> test, Method method) {
        return sentence(method.getName());
    }

    static String sentence(String name) {
        var words = name.replace('_', ' ').split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])| ");
        for (int i = 0; i < words.length; i++) {
            if (!words[i].matches("[A-Z0-9]{2,}")) { // an abbreviation stays as it is
                words[i] = words[i].toLowerCase(Locale.ROOT);
            }
        }
        return String.join(" ", words);
    }
}
