package support;

//SOURCES Json.java
//SOURCES Repo.java
//SOURCES TempFolder.java

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command lines that JBang would run our scripts with. Asked for once: going through JBang costs every start half a
 * second, and the tests start hundreds. The compiled script is copied, so that a build beside the tests does no harm.
 */
public final class Scripts implements AutoCloseable {

    /** A short life is mostly the JVM's start; this makes it short. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private final Path folder = TempFolder.create("scripts-");
    private final Map<String, Command> commands = new ConcurrentHashMap<>();

    /** @param program what follows the options of the JVM */
    private record Command(List<String> jvm, List<String> program, AtomicBoolean archived) {

        List<String> with(List<String> more) {
            return Stream.of(jvm, more, program).flatMap(List::stream).toList();
        }
    }

    public List<String> command(String script) {
        var archive = archive(script);
        return of(script).with(Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of());
    }

    /**
     * Runs the script once to the end, if nobody has yet, and keeps the classes that it loaded in an archive: later starts
     * take half the CPU time, which is most of what these tests take. Returns at once, with what can be waited for.
     */
    public CompletableFuture<Void> archive(String script, List<String> arguments) {
        var command = of(script);
        if (!command.archived().compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        var next = folder.resolve(script + ".next");
        var words = Stream.concat(command.with(List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + next))
                .stream(), arguments.stream()).toList();
        try {
            var process = new ProcessBuilder(words).directory(Repo.ROOT.toFile()).redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(script + ".out").toFile()).start();
            return process.onExit().thenAccept(ended -> use(next, archive(script), ended));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In one step, because others start meanwhile. */
    private void use(Path next, Path archive, Process ended) {
        try {
            if (ended.exitValue() == 0 && Files.exists(next)) {
                Files.move(next, archive, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path archive(String script) {
        return folder.resolve(script + ".archive");
    }

    private Command of(String script) {
        return commands.computeIfAbsent(script, this::resolve);
    }

    private Command resolve(String script) {
        try {
            jbang("build", script);
            var tools = Json.object(jbang("info", "tools", script));
            var jar = Files.copy(Path.of((String) tools.get("applicationJar")), folder.resolve(script.replace(".java", ".jar")));
            var jvm = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            jvm.addAll(QUICK_START);
            jvm.addAll(strings(tools.get("runtimeOptions")));
            var classpath = Stream.concat(Stream.of(jar.toString()), strings(tools.get("resolvedDependencies")).stream())
                    .collect(Collectors.joining(File.pathSeparator));
            return new Command(List.copyOf(jvm), List.of("-cp", classpath, (String) tools.get("mainClass")), new AtomicBoolean());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot build " + script, e);
        }
    }

    @Override
    public void close() {
        TempFolder.delete(folder);
    }

    private static String jbang(String... arguments) throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of(Repo.file("jbang").toString()), Stream.of(arguments)).toList();
        var builder = new ProcessBuilder(command).directory(Repo.ROOT.toFile()).redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
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
