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

/** A drill that was run to its end: how it ended, what it found (nothing where it gave no verdict), and what it said. */
public record Drilled(int exit, Map<String, Object> found, String talk) {

    /** Through the start script, with its data in this folder and its verdict as JSON. */
    public static Drilled run(Path script, Path folder, String... options) throws IOException, InterruptedException {
        var out = folder.resolve("drill.out");
        var err = folder.resolve("drill.err");
        var process = start(script, folder, out, err, options);
        try {
            process.waitFor();
        } finally {
            process.destroy();
        }
        var printed = Files.readString(out);
        Map<String, Object> found = printed.isBlank() ? Map.of() : Json.object(printed.strip());
        return new Drilled(process.exitValue(), found, Files.readString(err));
    }

    public static Process start(Path script, Path folder, Path out, Path err, String... options) throws IOException {
        var command = new ArrayList<>(List.of(Repo.file("jbang").toString(), script.toString(),
                "--data", folder.resolve("data").toString(), "-o", "json"));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    /**
     * What runs of the drill with its data in this folder and its cluster on this port: the programs are told only the port. The
     * start script, which may be making a class archive for the next drill, is none of it.
     */
    public static List<String> processes(Path folder, String port) {
        return ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse(""))
                .filter(words -> words.contains(folder.toString()) || words.contains("localhost:" + port))
                .filter(words -> !words.contains(Repo.file("jbang") + " ")).toList();
    }

    public long number(String name) {
        return (Long) found.get(name);
    }

    @SuppressWarnings("unchecked")
    public List<String> words(String name) {
        return (List<String>) found.get(name);
    }

    @SuppressWarnings("unchecked")
    public Map<String, Object> group(String name) {
        return ((List<Map<String, Object>>) found.get("groups")).stream()
                .filter(group -> group.get("name").toString().endsWith(name)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> faults() {
        return (List<Map<String, Object>>) found.get("faults");
    }
}
