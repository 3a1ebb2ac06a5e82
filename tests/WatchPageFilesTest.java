//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Repo.java

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import support.Repo;

/** What can be said of the page's files without a browser: nothing from elsewhere, nothing inline, nothing forgotten. */
@Tag("unit")
class WatchPageFilesTest {

    private static final String FOLDER = "watch/page/";
    private static final int LONGEST = 180;
    private static final Pattern IMPORT = Pattern.compile("(?:from|import) '([^']+)'");
    private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"/page/([^\"]+)\"");
    private static final Pattern MARKUP_FROM_TEXT =
            Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|unsafe|\\beval\\b|new Function");
    private static final Pattern INLINE =
            Pattern.compile("\\son[a-z]+=|\\sstyle=|<style|<script(?! type=\"module\" src=)|javascript:");

    private final List<String> all = Repo.files().stream().map(Path::toString).filter(file -> file.startsWith(FOLDER))
            .map(file -> file.substring(FOLDER.length())).toList();

    @Test
    void everyImportExistsAndNoFileIsForgotten() {
        var reached = new TreeSet<>(Set.of("index.html"));
        var next = List.copyOf(reached);
        while (!next.isEmpty()) {
            next = next.stream().flatMap(WatchPageFilesTest::names).distinct().filter(reached::add).toList();
        }
        reached.remove("lit-html.js");
        assertThat(reached).containsExactlyInAnyOrderElementsOf(all);
    }

    private static Stream<String> names(String file) {
        if (file.equals("lit-html.js")) {
            return Stream.of();
        }
        var imports = IMPORT.matcher(text(file)).results().map(match -> match.group(1).replaceFirst("^\\./", ""));
        return Stream.concat(imports, NAMED.matcher(text(file)).results().map(match -> match.group(1)));
    }

    @Test
    void namesLeadToNoOtherFolder() {
        assertThat(all).isNotEmpty().allMatch(file -> file.matches("[a-z0-9-]+\\.(css|html|js|svg)"));
    }

    @Test
    void nothingComesFromElsewhere() {
        assertThat(all).flatMap(file -> lines(file, Pattern.compile("(https?:)?//\\w")))
                .allMatch(line -> line.contains("http://www.w3.org/2000/svg"));
    }

    @Test
    void nothingIsInlineAndNoTextBecomesMarkup() {
        assertThat(all).flatMap(file -> lines(file, INLINE)).isEmpty();
        assertThat(all).flatMap(file -> lines(file, MARKUP_FROM_TEXT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a onclick=\"x\">", "<p style=\"x\">", "<script>", "<script src=\"x\">",
        "<a href=\"javascript:x\">"})
    void whatIsInlineIsFound(String line) {
        assertThat(line).containsPattern(INLINE);
    }

    @Test
    void filesAreSmallAndASCII() {
        assertThat(all).filteredOn(file -> file.endsWith(".js"))
                .allMatch(file -> text(file).lines().count() <= LONGEST, "has at most " + LONGEST + " lines");
        assertThat(all).flatMap(file -> lines(file, Pattern.compile(".{131,}|[^\\x00-\\x7e]"))).isEmpty();
    }

    private static List<String> lines(String file, Pattern wanted) {
        return text(file).lines().filter(line -> wanted.matcher(line).find()).map(line -> file + ": " + line).toList();
    }

    private static String text(String file) {
        return Repo.text(Path.of(FOLDER + file));
    }
}
