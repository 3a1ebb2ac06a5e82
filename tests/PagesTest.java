//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Block.java
//SOURCES support/Page.java
//SOURCES support/PageRules.java

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import support.Block;
import support.Page;
import support.PageRules;

/** What can be said of the documents without running them: their links, their blocks, how long and how wide they are. */
@Tag("unit")
class PagesTest {

    private static final int MOST_WORDS_OF_README = 2000;

    static Stream<String> pages() {
        return Page.all().stream().map(Page::path);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageKeepsTheRules(String path) {
        assertThat(PageRules.broken(Page.of(path))).isEmpty();
    }

    @Test
    void aReaderOfTheFirstHourReadsNoMoreThanThat() {
        assertThat(PageRules.words(Page.of("README.md"))).isLessThanOrEqualTo(MOST_WORDS_OF_README);
    }

    @Test
    void theFirstPageShowsWhatCanBeRun() {
        assertThat(Page.of("README.md").blocks().stream().filter(Block::runs)).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a file](nowhere.md)", "[a heading](#nowhere)", "[both](../README.md#nowhere)",
        "![a picture](no.svg)", "[nothing]()", "<img src=\"no.svg\">", "[`code`](nowhere.md)", "[reference]: nowhere.md",
        "[two\nlines](nowhere.md)", "[no host](https:///x)"})
    void aLinkThatLeadsNowhereIsFound(String text) {
        assertThat(broken("# A page", "", text)).singleElement().asString()
                .matches("docs/made-up.md:[34]: .*").contains("leads nowhere");
    }

    @Test
    void aLinkThatLeadsSomewhereIsRight() {
        assertThat(broken("# It's *a* `page`: one", "## Twice", "## Twice", "<a id=\"here\"></a>",
                "[file](../README.md) [folder](../cluster/) [heading](#its-a-page-one) [again](#twice-1) [anchor](#here)",
                "[site](https://www.jbang.dev) `[code](nowhere.md)`", "```java", "[code](nowhere.md)", "```")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "shell", "zsh", "", "text", "console terminal=second"})
    void aBlockThatNobodyRunsAndNobodyExcusesIsFound(String language) {
        assertThat(broken("", "```" + language, "$ true", "```")).singleElement().asString().startsWith("docs/made-up.md:2: ");
        assertThat(broken("<!-- not run: -->", "```" + language, "$ true", "```")).singleElement().asString().contains("reason");
        assertThat(broken("<!-- not run: it takes an hour -->", "```" + language, "$ true", "```")).isEmpty();
    }

    @Test
    void aBlockThatATestRunsInsteadNamesOneThatIsThere() {
        assertThat(broken("<!-- not run: tests/DrillTest.java does it -->", "```console", "$ true", "```")).isEmpty();
        assertThat(broken("<!-- not run: tests/NoTest.java does it -->", "```console", "$ true", "```"))
                .singleElement().asString().startsWith("docs/made-up.md:2: there is no tests/NoTest.java ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"console", "console terminal=2", "properties", "yaml", "json", "java"})
    void aBlockThatIsRunOrNoCommandIsRight(String language) {
        assertThat(broken("", "```" + language, "$ true", "```")).isEmpty();
    }

    @Test
    void processesAreNotFoundByName() {
        assertThat(broken("```console", "$ ls", "$ pkill -9 -f SingleConsumer", "```")).singleElement().asString()
                .startsWith("docs/made-up.md:3: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"`./jbang Producer.java --speed 10`", "| `./jbang NoSuchProgram.java` |",
        "jbang Cluster.java status --databank x"})
    void aCommandOfOursThatCannotBeIsFound(String text) {
        assertThat(broken("", text)).singleElement().asString().startsWith("docs/made-up.md:2: there is no ");
    }

    @Test
    void aCommandOfOursThatCanBeIsRight() {
        assertThat(broken("`./jbang Producer.java --rate 10 --no-register --help` and `-c --no-such-option`",
                "`./jbang BatchConsumer.java --exec 'load --fast' --max-wait 5s | sort --unique`",
                "`./jbang tests/RunAll.java --level unit`")).isEmpty();
    }

    @Test
    void aLineOfProseIsNotTooLong() {
        var longest = "word ".repeat(22).strip() + "x";
        assertThat(broken(longest, "[text](https://example.com/" + "x".repeat(100) + ") " + longest.substring(30),
                "| " + longest + longest + " |", "```console", "$ true " + longest, longest, "```")).isEmpty();
        assertThat(broken("", longest + "x")).singleElement().asString().startsWith("docs/made-up.md:2: has more than 110");
    }

    @Test
    void wordsAreCounted() {
        var page = new Page("docs/made-up.md", List.of("# Two words", "", "| `3` | -- | |", "```", "four", "```"));
        assertThat(PageRules.words(page)).isEqualTo(4);
    }

    private static List<String> broken(String... lines) {
        return PageRules.broken(new Page("docs/made-up.md", List.of(String.join("\n", lines).split("\n", -1))));
    }
}
