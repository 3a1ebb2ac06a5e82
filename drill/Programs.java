package drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the programs are started: by this process's Java and class path, which hold them too, so that nothing has to be found,
 * fetched or compiled.
 *
 * @param mainClasses by role
 * @param common options that all of them get: where the cluster is, and what the user set
 */
public record Programs(Map<Role, String> mainClasses, List<String> common) {

    /** Two cores for three brokers and six programs: a start that is over soon, and no threads beside. */
    private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            // the class path has the brokers' logging, too
            "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider", "-Dslf4j.internal.verbosity=WARN");
    private static final String LOGGING = "org.slf4j.simpleLogger.";

    /** What a program is here for. */
    public enum Role {

        PRODUCER, SINGLE, BATCH;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ProcessBuilder command(Role role, List<String> options, Path stdout, Path stderr) {
        var words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(JVM);
        System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith(LOGGING))
                .forEach(name -> words.add("-D" + name + "=" + System.getProperty(name)));
        words.add(mainClasses.get(role));
        words.addAll(common);
        words.addAll(List.of("-o", "json"));
        words.addAll(options);
        var builder = new ProcessBuilder(words).redirectInput(Path.of("/dev/null").toFile()).redirectOutput(stdout.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(stderr.toFile()));
        // in the environment: 'ps' then shows what matters
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        // what this user's own programs default to is not what is drilled
        builder.environment().keySet().removeIf(name -> name.startsWith("KAFKA_") || name.equals("SCHEMA_REGISTRY_URL"));
        return builder;
    }
}
