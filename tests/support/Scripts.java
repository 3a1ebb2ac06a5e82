package support;

//SOURCES Json.java
//SOURCES Repo.java

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command lines that JBang would run our scripts with, made to start fast: the tests start nearly two hundred. JBang is
 * asked once for each script, and a first run leaves an archive of its classes. The compiled script is copied, so that a
 * build beside the tests does no harm.
 */
final class Scripts {

    /** A short life is mostly the JVM's start; this makes it short. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:disable", "-XX:+DisplayVMOutputToStderr");

    private final Path folder;
    private final String addresses;
    private final Map<String, List<String>> commands = new ConcurrentHashMap<>();

    Scripts(Path folder, String addresses) {
        this.folder = folder;
        this.addresses = addresses;
    }

    List<String> command(String script) {
        return commands.computeIfAbsent(script, this::resolve);
    }

    private List<String> resolve(String script) {
        try {
            jbang("build", script);
            var tools = Json.object(jbang("info", "tools", script));
            var jar = Files.copy(Path.of((String) tools.get("applicationJar")), folder.resolve(script.replace(".java", ".jar")));
            var command = new ArrayList<>(QUICK_START);
            command.addAll(strings(tools.get("runtimeOptions")));
            command.addAll(List.of("-cp", Stream.concat(Stream.of(jar.toString()), strings(tools.get("resolvedDependencies")).stream()).collect(Collectors.joining(File.pathSeparator))));
            command.add((String) tools.get("mainClass"));
            return script.equals("Cluster.java") ? java(List.of(), command) : java(archived(script, command), command);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot build " + script, e);
        }
    }

    /** The option with which a JVM finds the classes ready that a first, short run needed; none when that run left no archive. */
    private List<String> archived(String script, List<String> command) throws IOException, InterruptedException {
        var archive = folder.resolve(script.replace(".java", ".jsa"));
        var rehearsal = java(List.of("-XX:ArchiveClassesAtExit=" + archive), command);
        rehearsal.addAll(List.of("-b", addresses, "-o", "json"));
        rehearsal.addAll(script.equals("Producer.java") ? List.of("--count", "1") : List.of("--exit-at-end"));
        output(rehearsal, Redirect.DISCARD);
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
    }

    private static List<String> java(List<String> options, List<String> command) {
        var words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(options);
        words.addAll(command);
        return words;
    }

    private static String jbang(String... arguments) throws IOException, InterruptedException {
        return output(Stream.concat(Stream.of(Repo.file("jbang").toString()), Stream.of(arguments)).toList(), Redirect.INHERIT);
    }

    private static String output(List<String> command, Redirect talk) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(Repo.ROOT.toFile()).redirectInput(new File("/dev/null")).redirectError(talk);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError(command + " ended with " + process.exitValue());
        }
        return output;
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Object list) {
        return list == null ? List.of() : (List<String>) list;
    }
}
