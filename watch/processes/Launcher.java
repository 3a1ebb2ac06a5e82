package watch.processes;

//SOURCES ../../cluster/ClassArchive.java
//SOURCES Script.java

import cluster.ClassArchive;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the programs are started: by this process's Java and class path, which has them too, so that nothing has to be found,
 * fetched or compiled.
 */
public record Launcher(Map<Script, String> mainClasses, String addresses) {

    /** Brokers and programs share a few cores: a short start, and no threads for compiler and collector. */
    private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            // the class path has the brokers' logging, too
            "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider", "-Dslf4j.internal.verbosity=WARN",
            // what Kafka's own client says would stand between the lines that matter
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off");

    /** Ctrl-C and a closed terminal reach every process of the terminal, but only we decide when a program has to stop. */
    private static final List<String> IGNORING_THE_TERMINAL = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    /** One of the programs, on the cluster, with events on its stdout. */
    public ProcessBuilder command(Script script, List<String> options) {
        var words = new ArrayList<>(JVM);
        words.addAll(List.of(mainClasses.get(script), "-b", addresses, "-o", "json"));
        words.addAll(options);
        return java(words);
    }

    /** What these words make of this process's own classes. */
    public static ProcessBuilder java(List<String> arguments) {
        var words = new ArrayList<>(IGNORING_THE_TERMINAL);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ClassArchive.ofThisProcess());
        words.addAll(arguments);
        var builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"));
        // in the environment: 'ps' then shows what matters
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        // the user's own defaults are not ours
        builder.environment().keySet().removeIf(name -> name.startsWith("KAFKA_") || name.equals("SCHEMA_REGISTRY_URL"));
        return builder;
    }
}
