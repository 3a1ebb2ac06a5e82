package support;

//SOURCES Alignment.java
//SOURCES Block.java
//SOURCES Shown.java
//SOURCES Terminal.java
//SOURCES Wait.java

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One terminal of a page's reader: the command that was typed last, and what the page has shown of it so far. */
final class Dialogue {

    static final int FIRST_TERMINAL = 1;

    private static final int LAST_WORDS = 12;

    private final String path;
    private final Terminal terminal;
    private final String home;
    private final Duration limit;
    private final Map<String, String> processIds;
    private Block.Type typed = new Block.Type(0, "nothing");
    private Shown shown = new Shown();
    private boolean interrupted;

    /**
     * @param path       the page's
     * @param home       what the page calls ~
     * @param limit      how long the reader waits for what the page shows
     * @param processIds those of this run by those of the page, as far as they are known; all terminals add theirs
     */
    Dialogue(String path, Terminal terminal, Path home, Duration limit, Map<String, String> processIds) {
        this.path = path;
        this.terminal = terminal;
        this.home = home.toString();
        this.limit = limit;
        this.processIds = processIds;
    }

    void read(Block block) {
        for (var step : block.steps()) {
            if (step instanceof Block.Type command) {
                type(command);
            } else if (step instanceof Block.See line) {
                shown.add(line);
            } else {
                interrupt();
            }
        }
        if (block.terminal() == FIRST_TERMINAL || interrupted) {
            awaitEnd();
        }
        awaitShown();
    }

    /** Waits until the command has ended, and compares all that it printed; of one in the background, until that is printed. */
    void awaitEnd() {
        await(() -> terminal.exit().isPresent(), "it has not ended after " + limit.toSeconds() + " s; if it is to run on,"
                + " the page needs ^C, & or another terminal");
        if (inBackground()) {
            awaitShown(); // or what it prints late would be the next command's
        } else {
            compare();
        }
        var exit = terminal.exit().orElseThrow();
        if (exit != 0 && !interrupted && !shown.saysWhat()) {
            throw failure("it ended with " + exit + ", and the page does not show why", lastWords());
        }
    }

    /** The shell takes the next command while such a one runs on, and so does the page. */
    private boolean inBackground() {
        return typed.command().replaceAll("\\s+#.*", "").endsWith("&");
    }

    private void type(Block.Type command) {
        awaitEnd();
        typed = command;
        shown = new Shown();
        interrupted = false;
        terminal.type(inThisRun(command.command()));
    }

    private void interrupt() {
        awaitShown();
        interrupted = true;
        terminal.interrupt();
    }

    private void awaitShown() {
        await(() -> shown.isPrinted(printed()) || terminal.exit().isPresent() && !inBackground(),
                "not all that the page shows was printed within " + limit.toSeconds() + " s; what comes only later belongs into"
                        + " a later block of this terminal");
        if (!shown.isPrinted(printed())) {
            compare();
        }
        learnProcessIds();
    }

    private void compare() {
        var differences = shown.differences(printed());
        if (!differences.isEmpty()) {
            throw failure("the page shows something else than was printed", differences);
        }
        learnProcessIds();
    }

    /** Two clients of the page are two clients of the run, wherever it names them. */
    private void learnProcessIds() {
        shown.processIds(printed()).forEach((inPage, inRun) -> {
            var before = processIds.putIfAbsent(inPage, inRun);
            if (before != null && !before.equals(inRun)) {
                throw failure("the page's process " + inPage + " is " + before + " so far, and here it is " + inRun, lastWords());
            }
        });
    }

    private void await(BooleanSupplier condition, String otherwise) {
        if (!Wait.holds(limit, condition)) {
            var differences = shown.differences(printed());
            throw failure(otherwise, differences.isEmpty() ? lastWords() : differences);
        }
    }

    private List<String> printed() {
        return terminal.printed().stream().map(line -> line.replace(home, "~")).toList();
    }

    private List<String> lastWords() {
        var printed = printed();
        return printed.subList(Math.max(0, printed.size() - LAST_WORDS), printed.size());
    }

    /** A process id that the page has shown is in this run another one. */
    private String inThisRun(String command) {
        var text = command;
        for (var id : processIds.entrySet()) {
            text = text.replaceAll("\\b" + id.getKey() + "\\b", id.getValue());
        }
        return text;
    }

    /** What is wrong comes first, then again with the lines around it, and at last all that was printed. */
    private AssertionError failure(String what, List<String> lines) {
        var wrong = lines.stream().filter(line -> line.startsWith(Alignment.WRONG));
        return new AssertionError(path + ":" + typed.line() + ": " + typed.command() + "\n" + what + ":\n"
                + Stream.of(wrong, lines.stream(), Stream.of("", "all that was printed:"), printed().stream())
                .flatMap(any -> any).collect(Collectors.joining("\n")));
    }
}
