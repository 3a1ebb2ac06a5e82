package watch.processes;

//SOURCES ../../cluster/Service.java
//SOURCES ../../cli/Problem.java
//SOURCES ../../drill/system/Shell.java

import cli.Problem;
import cluster.Service;
import drill.system.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Services that stand still: they keep their connections. When this process ends, they go on, whatever becomes of us. */
public final class Frozen {

    private final Map<String, Shell.Guard> guards = new HashMap<>();

    public synchronized void freeze(Service service) {
        var pid = String.valueOf(service.process()
                .orElseThrow(() -> new Problem(service.name() + " does not run.")).pid());
        guards.put(service.word(), Shell.Guard.runs("kill", "-CONT", pid));
        Shell.run("kill", "-STOP", pid);
    }

    /** Whoever froze it. */
    public synchronized void thaw(Service service) {
        service.process().ifPresent(process -> Shell.run("kill", "-CONT", String.valueOf(process.pid())));
        forget(service.word());
    }

    /** It is gone, and its number may soon be another's. */
    public synchronized void forget(String word) {
        var guard = guards.remove(word);
        if (guard != null) {
            guard.close();
        }
    }

    /** Whoever froze it; where there is no /proc, only if it was frozen here. */
    public boolean stands(String word, ProcessHandle process) {
        try {
            var stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return words().contains(word);
        }
    }

    /** Those that were frozen here. */
    public synchronized List<String> words() {
        return List.copyOf(guards.keySet());
    }
}
