package support;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A fenced block of a page.
 *
 * @param line   where its fence is, counted from 1
 * @param info   what follows the language on the fence
 * @param notRun the reason why nobody runs it, where the line before it gives one
 */
public record Block(int line, String language, String info, Optional<String> notRun, List<String> lines) {

    /** What a reader types, sees or presses. */
    public sealed interface Step permits Type, See, Press {

        int line();
    }

    public record Type(int line, String command) implements Step {
    }

    /** A line that is printed; {@code ...} stands for any lines, and {@code ...} within a line for any text. */
    public record See(int line, String text) implements Step {

        static final String ANY = "...";

        boolean isAny() {
            return text.strip().equals(ANY);
        }
    }

    /** Ctrl-C. */
    public record Press(int line) implements Step {
    }

    /** The language of what is run: commands after a prompt, and what they print. */
    static final String CONSOLE = "console";

    /** Languages of files, whose blocks show neither a command nor an output. */
    private static final Set<String> FILES = Set.of("java", "json", "mermaid", "properties", "xml", "yaml");

    private static final Pattern TERMINAL = Pattern.compile("terminal=(\\d+)");
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<-?\\s*['\"]?(\\w+)['\"]?");
    private static final String PROMPT = "$ ";
    private static final String CONTINUED = "> ";

    public boolean runs() {
        return language.equals(CONSOLE) && notRun.isEmpty();
    }

    /** What of it is neither run nor said to be not run. */
    Optional<String> complaint() {
        if (notRun.isPresent()) {
            return notRun.get().contains(" ") ? Optional.empty() : Optional.of("'not run' needs a reason");
        } else if (!language.equals(CONSOLE)) {
            return FILES.contains(language) ? Optional.empty()
                    : Optional.of("a block of commands or output is ```console, or has <!-- not run: REASON --> before it");
        }
        return info.isEmpty() || TERMINAL.matcher(info).matches() ? Optional.empty()
                : Optional.of("'" + info + "' is not terminal=N");
    }

    /** In which of the reader's terminals; the first, unless it says another. */
    public int terminal() {
        var said = TERMINAL.matcher(info);
        return said.matches() ? Integer.parseInt(said.group(1)) : 1;
    }

    public List<Step> steps() {
        var steps = new ArrayList<Step>();
        for (var next = 0; next < lines.size();) {
            var text = lines.get(next);
            var number = line + 1 + next;
            if (text.startsWith(PROMPT)) {
                var last = lastOfCommand(next);
                steps.add(new Type(number, command(lines.subList(next, last + 1))));
                next = last + 1;
            } else {
                steps.add(text.equals("^C") ? new Press(number) : new See(number, text));
                next++;
            }
        }
        return steps;
    }

    /** A command goes on after a backslash, in a here document, and in lines that begin as a shell's second prompt does. */
    private int lastOfCommand(int first) {
        var last = first;
        var here = HERE_DOCUMENT.matcher(lines.get(first));
        if (here.find()) {
            while (last + 1 < lines.size() && !typed(lines.get(last)).equals(here.group(1))) {
                last++;
            }
        }
        while (last + 1 < lines.size() && (lines.get(last).endsWith("\\") || lines.get(last + 1).startsWith(CONTINUED))) {
            last++;
        }
        return last;
    }

    private static String command(List<String> lines) {
        return String.join("\n", lines.stream().map(Block::typed).toList());
    }

    private static String typed(String line) {
        return line.startsWith(PROMPT) || line.startsWith(CONTINUED) ? line.substring(2) : line;
    }
}
