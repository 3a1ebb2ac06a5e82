package support;

//SOURCES Json.java
//SOURCES Repo.java

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command lines that JBang would run our scripts with. Asked for once: going through JBang costs every start half a
 * second, and the tests start a hundred. The compiled script is copied, so that a build beside the tests does no harm.
 */
final class Scripts {

    /** A short life is mostly the JVM's start; this makes it short. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private final Path folder;
    private final Map<String, List<String>> commands = new ConcurrentHashMap<>();

    Scripts(Path folder) {
        this.folder = folder;
    }

    List<String> command(String script) {
        return commands.computeIfAbsent(script, this::resolve);
    }

    private List<String> resolve(String script) {
        try {
            jbang("build", script);
            var tools = Json.object(jbang("info", "tools", script));
            var jar = Files.copy(Path.of((String) tools.get("applicationJar")), folder.resolve(script.replace(".java", ".jar")));
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(QUICK_START);
            command.addAll(strings(tools.get("runtimeOptions")));
            command.addAll(List.of("-cp", Stream.concat(Stream.of(jar.toString()), strings(tools.get("resolvedDependencies")).stream()).collect(Collectors.joining(File.pathSeparator))));
            command.add((String) tools.get("mainClass"));
            return List.copyOf(command);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot build " + script, e);
        }
    }

    private static String jbang(String... arguments) throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of(Repo.file("jbang").toString()), Stream.of(arguments)).toList();
        var builder = new ProcessBuilder(command).directory(Repo.ROOT.toFile()).redirectInput(new File("/dev/null")).redirectError(ProcessBuilder.Redirect.INHERIT);
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
