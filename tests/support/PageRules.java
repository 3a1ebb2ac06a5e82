package support;

//SOURCES Block.java
//SOURCES Page.java
//SOURCES Repo.java
//SOURCES Source.java

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What every page keeps to, whether it is run or not. */
public final class PageRules {

    private static final int LONGEST_LINE = 110;

    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern LINK =
            Pattern.compile("\\]\\(([^)\\s]*)[^)]*\\)|(?m:^\\[[^\\]]+\\]:\\s*(\\S+))|\\b(?:href|src|srcset)=\"([^\"]+)\"");
    private static final Pattern TARGET = Pattern.compile("\\]\\([^)]*\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)[ #]*");
    private static final Pattern ANCHOR = Pattern.compile("\\b(?:id|name)=\"([^\"]+)\"");

    /** They end what has nothing to do with the page. */
    private static final Pattern BY_NAME = Pattern.compile("\\b(pkill|killall|pgrep|pidof)\\b");

    private static final Pattern COMMAND = Pattern.compile("\\bjbang ((?:\\w+/)*\\w+\\.java)([^`|#]*)");
    private static final Pattern SCRIPT = Pattern.compile("(?:\\w+/)*\\w+\\.java");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern OPTION = Pattern.compile("(?<=\\s)--(?:no-)?([a-z][a-z-]*)");

    /** They are picocli's. */
    private static final Set<String> OF_EVERY_PROGRAM = Set.of("help", "version");

    private PageRules() {
    }

    /** What is wrong with it, each with its line. */
    public static List<String> broken(Page page) {
        return Stream.of(blocks(page), commands(page), lines(page), links(page)).flatMap(wrong -> wrong)
                .map(wrong -> page.path() + ":" + wrong).toList();
    }

    /** As many words as {@code wc} would count, without those that have no letter and no digit. */
    public static int words(Page page) {
        return (int) page.lines().stream().flatMap(line -> Stream.of(line.split("\\s+")))
                .filter(word -> word.matches(".*[\\p{L}\\p{N}].*")).count();
    }

    private static Stream<String> blocks(Page page) {
        return page.blocks().stream().flatMap(block -> Stream.of(
                block.complaint().stream().map(complaint -> block.line() + ": " + complaint),
                testsThatRun(block).filter(test -> !Files.exists(Repo.file(test)))
                        .map(test -> block.line() + ": there is no " + test + " that could run it instead"),
                block.steps().stream().filter(step -> block.runs() && step instanceof Block.Type type
                        && BY_NAME.matcher(type.command()).find())
                        .map(step -> step.line() + ": finds processes by their name, and others have such, too"))
                .flatMap(wrong -> wrong));
    }

    /** Which the reason names. */
    private static Stream<String> testsThatRun(Block block) {
        return block.notRun().stream().flatMap(reason -> SCRIPT.matcher(reason).results()).map(MatchResult::group);
    }

    /** Those in a sentence, in a table and in a block that is not run, too. */
    private static Stream<String> commands(Page page) {
        var lines = numbered(page.lines()).filter(line -> COMMAND.matcher(line.text()).find()).toList();
        var sources = lines.isEmpty() ? Map.<String, Source>of() : Source.all();
        return lines.stream().flatMap(line -> COMMAND.matcher(line.text()).results()
                .flatMap(command -> unknown(command, sources)).map(unknown -> line.line() + ": there is no " + unknown));
    }

    private static Stream<String> unknown(MatchResult command, Map<String, Source> sources) {
        var script = command.group(1);
        if (!sources.containsKey(script)) {
            return Stream.of(script);
        }
        var code = sources.get(script).compiledWith(sources).stream().flatMap(path -> sources.get(path).lines().stream())
                .collect(Collectors.joining());
        return OPTION.matcher(QUOTED.matcher(command.group(2)).replaceAll("")).results().map(option -> option.group(1))
                .filter(option -> !OF_EVERY_PROGRAM.contains(option) && !code.contains("\"--" + option + '"')
                        && !code.contains("\"--no-" + option + '"'))
                .map(option -> "--" + option + " of " + script);
    }

    /** Tables and HTML cannot be wrapped, nor where a link leads. */
    private static Stream<String> lines(Page page) {
        return numbered(page.text()).filter(line -> !line.text().matches("\\s*[|<].*"))
                .filter(line -> TARGET.matcher(line.text()).replaceAll("]").length() > LONGEST_LINE)
                .map(line -> line.line() + ": has more than " + LONGEST_LINE + " characters");
    }

    private static Stream<Block.See> numbered(List<String> lines) {
        return IntStream.range(0, lines.size()).mapToObj(i -> new Block.See(i + 1, lines.get(i)));
    }

    private static Stream<String> links(Page page) {
        var text = CODE.matcher(String.join("\n", page.text())).replaceAll(code -> code.group().replaceAll("\\S", "x"));
        return LINK.matcher(text).results().filter(link -> !leadsSomewhere(page, target(link)))
                .map(link -> text.substring(0, link.start()).split("\n", -1).length + ": leads nowhere: " + target(link));
    }

    private static String target(MatchResult link) {
        return Stream.of(1, 2, 3).map(link::group).filter(group -> group != null).findFirst().orElseThrow();
    }

    /** Other sites are not asked. */
    private static boolean leadsSomewhere(Page page, String target) {
        if (target.matches("https?://.*")) {
            return URI.create(target).getHost() != null;
        }
        var parts = target.split("#", 2);
        var to = Path.of(page.path()).resolveSibling(parts[0]).normalize();
        if (target.isEmpty() || !Files.exists(Repo.file(to.toString()))) {
            return false;
        }
        return parts.length == 1 || anchors(parts[0].isEmpty() ? page : Page.of(to.toString())).contains(parts[1]);
    }

    /** As GitHub makes them of headings, with a number where two would be the same. */
    private static Set<String> anchors(Page page) {
        var anchors = new HashSet<String>();
        var seen = new HashMap<String, Integer>();
        for (var line : page.text()) {
            ANCHOR.matcher(line).results().map(anchor -> anchor.group(1)).forEach(anchors::add);
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                var anchor = anchor(heading.group(1));
                var before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + '-' + before);
            }
        }
        return anchors;
    }

    private static String anchor(String heading) {
        return TARGET.matcher(heading).replaceAll("]").toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
