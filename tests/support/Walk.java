package support;

//SOURCES Dialogue.java
//SOURCES Page.java
//SOURCES Terminal.java

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Does what a page tells its reader, block by block, in as many terminals as the page has. A block is done when what it shows
 * was printed and, in the first terminal and after Ctrl-C, the command has ended. A block that begins without a command shows
 * more of what the command of its terminal prints.
 */
public final class Walk implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final int MOST_STEPS = 200;

    private final Map<String, String> environment;
    private final List<Terminal> terminals = new CopyOnWriteArrayList<>();
    private final Thread atExit = new Thread(this::endAll);

    /** @param environment of the terminals; its HOME must be this walk's own, because what has it is ended with the walk */
    public Walk(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @param limit how long the reader waits for what the page shows */
    public void through(Page page, Path folder, Duration limit) {
        var dialogues = new TreeMap<Integer, Dialogue>();
        var processIds = new HashMap<String, String>();
        for (var block : page.blocks()) {
            if (block.runs()) {
                dialogues.computeIfAbsent(block.terminal(),
                        terminal -> new Dialogue(page.path(), open(folder), home(), limit, processIds)).read(block);
            }
        }
        dialogues.values().forEach(Dialogue::awaitEnd);
    }

    private Terminal open(Path folder) {
        var terminal = new Terminal(folder, environment);
        terminals.add(terminal);
        return terminal;
    }

    private Path home() {
        return Path.of(environment.get("HOME"));
    }

    @Override
    public void close() {
        endAll();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** Also what no longer belongs to its terminal, as brokers do not. */
    private void endAll() {
        terminals.forEach(Terminal::close);
        var left = started();
        for (var steps = 0; !left.isEmpty() && steps < MOST_STEPS; steps++) {
            left.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(STEP.toNanos());
            left = started();
        }
    }

    /** What has this home; where the system does not show the environment of a process, none is found. */
    private List<ProcessHandle> started() {
        return ProcessHandle.allProcesses().filter(process -> List.of(environment(process.pid()).split("\0"))
                .contains("HOME=" + home())).toList();
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "environ"), ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended, or is another user's
        }
    }
}
