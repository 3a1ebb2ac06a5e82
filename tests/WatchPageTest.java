//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.seleniumhq.selenium:selenium-chrome-driver:4.52.0

//SOURCES support/Browser.java
//SOURCES support/Browsers.java
//SOURCES support/PlayedFrames.java
//SOURCES support/PlayedWatch.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.PlayedFrames.array;
import static support.PlayedFrames.calm;
import static support.PlayedFrames.cluster;
import static support.PlayedFrames.flow;
import static support.PlayedFrames.frame;
import static support.PlayedFrames.groups;
import static support.PlayedFrames.mark;
import static support.PlayedFrames.message;
import static support.PlayedFrames.point;
import static support.PlayedFrames.story;
import static support.PlayedFrames.topic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import support.Browser;
import support.Browsers;
import support.PlayedWatch;
import support.Wait;

/** The page as a person uses it, in a real browser, before a Watch that plays. */
@Tag("browser")
@ExtendWith(Browsers.class)
@TestInstance(Lifecycle.PER_CLASS)
class WatchPageTest {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int WIDE = 1280;
    private static final int NARROW = 360;

    private static final String COMMAND =
            "kcat -C -q -b localhost:9094,localhost:9095,localhost:9096 -X isolation.level=read_uncommitted -t messages";
    private static final String STRANGE = "<script>window.broken = 1</script><img src=x onerror='window.broken = 2'> "
            + "\u202eevil\u0007\u001b[31m Gr\u00fc\u00dfe \ud83d\ude80 \u05e9\u05dc\u05d5\u05dd";

    /** Of 0 to 899, give or take a second that comes meanwhile. */
    private static final Pattern WRITTEN_IN_THE_MIDDLE = Pattern.compile("written 4[45]\\d");

    private static final Pattern FROM_A_TIME = Pattern.compile("\\bfrom=time:(\\d+)");

    private final PlayedWatch watch = PlayedWatch.start();
    private final Browser browser;

    WatchPageTest(Browser browser) {
        this.browser = browser;
    }

    @AfterAll
    void stop() {
        watch.close();
    }

    @BeforeEach
    void allInOrder() {
        browser.looks(WIDE, 900, "light");
        watch.forgets();
        watch.plays(calm());
    }

    private void open(String view) {
        browser.open(watch.url(), "#/" + view);
    }

    // --- the picture

    @Test
    void thePictureShowsWhoLeadsWhoIsInSyncAndWhoReads() {
        open("");
        browser.awaitText("3 partitions, each with a leader, every replica in sync.");
        assertThat(item("broker 1")).contains("controller", "up", "leads partition 0", "follows partition 2");
        assertThat(item("broker 2")).contains("leads partition 1").doesNotContain("controller");
        assertThat(item("messages-0")).contains("broker 1 leads", "broker 2 in sync", "offsets 0 to 100");
        assertThat(item("producer 4001")).contains("to 0");
        assertThat(item("batch-consumer")).contains("up to date", "BatchConsumer-1", "BatchConsumer-2");
        assertThat(item("BatchConsumer-1").split("\\s+")).containsExactly("BatchConsumer-1", "0", "2");
    }

    private String item(String beginning) {
        return browser.run("return [...document.querySelectorAll('main li')].map(item => item.innerText)"
                + ".find(text => text.startsWith(arguments[0]))", beginning) instanceof String text ? text : "";
    }

    @Test
    void aNewLeaderAndASilentBrokerAreShownWithinASecond() {
        open("");
        browser.awaitText("each with a leader");
        watch.plays(frame(cluster(3, "up", "silent", "up")));
        browser.awaitText("1 partition has a leader that does not answer.");
        watch.plays(frame(topic("1", "null", "3")));
        assertThat(Wait.holds(SOON, () -> item("broker 2").contains("does not answer"))).isTrue();
        assertThat(item("broker 3")).contains("controller");
        assertThat(browser.text())
                .contains("Broker 2 does not answer.", "messages-1 has no leader: nobody writes or reads there.");
        watch.plays(frame(topic("1", "3", "3")));
        assertThat(Wait.holds(SOON, () -> item("messages-1").contains("broker 3 leads"))).isTrue();
        assertThat(item("broker 3")).contains("leads partitions 1 and 2");
    }

    @Test
    void messagesMoveAndASampleSaysThatItIsOne() {
        open("");
        browser.awaitText("each with a leader");
        watch.plays(flow(4000, "message 17", "message 18"));
        browser.awaitText("showing 50 of 4,000 a second");
        browser.await("both are in the lane", () -> dots().size() == 2);
        assertThat(dots()).first().asString().isEqualTo("messages-0@100 user-0: message 17");
        var before = lanePosition();
        assertThat(Wait.holds(SOON, () -> lanePosition() > before + 5)).isTrue();
    }

    @Test
    void aGroupsBarReachesAsFarAsItHasCommitted() {
        open("");
        browser.await("it has read all", () -> reach("batch-consumer") > 0.99);
        watch.plays(frame(groups(50).replaceAll("\"askedAt\":\\d+", "\"askedAt\":" + now())));
        browser.await("what it has not read is older and older", () -> reach("batch-consumer") < 0.7);
        assertThat(reach("single-consumer")).isGreaterThan(0.99);
        watch.plays(frame(groups(0)));
        browser.await("it has committed all", () -> reach("batch-consumer") > 0.99);
    }

    /** How much of the first lane the group has read. */
    private double reach(String group) {
        var share = browser.run("const bar = [...document.querySelectorAll('[data-lane=\"0\"] .bar')]"
                + ".find(one => one.textContent.includes(arguments[0])); const width = bar?.querySelector('.done')"
                + ".getAttribute('width'); return bar ? parseFloat(width) / bar.closest('.track').getBoundingClientRect().width"
                + " : 0", group);
        return ((Number) share).doubleValue();
    }

    @Test
    void nothingMovesForThoseWhoDoNotWantIt() {
        browser.looks(WIDE, 900, "light", "reduce");
        open("");
        browser.awaitText("each with a leader");
        watch.plays(flow(3, "message 17"));
        browser.await("it is in the lane", () -> dots().size() == 1);
        var places = (List<?>) browser.runLater("const seen = new Set(); let left = 30; const step = () => {"
                + "seen.add(document.querySelector('.dots').getAttribute('transform'));"
                + "if (--left > 0) requestAnimationFrame(step); else done([...seen]); }; step();");
        assertThat(places).as("positions in 30 pictures, which is at most one step").hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aClickOnAMessageInThePictureShowsAllOfIt() {
        answers();
        browser.looks(WIDE, 900, "light", "reduce"); // it goes on once a second, and stands still in between
        open("");
        browser.awaitText("each with a leader");
        watch.plays(flow(3, "message 17"));
        browser.await("it is in the lane", () -> dots().size() == 1);
        var edge = lanePosition();
        browser.await("all of it is in the lane", () -> lanePosition() > edge + 10);
        ((WebElement) browser.run("return document.querySelector('.dot circle')")).click();
        browser.await("it leads to the message", () ->
                browser.address().endsWith("#/message?topic=messages&partition=0&offset=100"));
        browser.awaitText("message 7");
        assertThat(watch.asked()).contains("message?topic=messages&partition=0&offset=100&format=auto");
    }

    private List<?> dots() {
        return (List<?>) browser.run("return [...document.querySelectorAll('svg title')].map(title => title.textContent)"
                + ".filter(text => text.startsWith('messages-0@'))");
    }

    /** Of the newest message. */
    private double lanePosition() {
        return ((Number) browser.run("return [...document.querySelectorAll('svg title')].filter(title =>"
                + "title.textContent.startsWith('messages-0@')).at(-1).parentNode.getBoundingClientRect().x")).doubleValue();
    }

    @Test
    void aGroupThatIsBehindIsShownInWordsAndInTheTable() {
        open("");
        browser.awaitText("batch-consumer is up to date.");
        watch.plays(frame(groups(12)));
        browser.awaitText("batch-consumer is 12 behind, 1.2 s.");
        browser.run("document.querySelector('main details').open = true");
        assertThat(browser.one("table", "Partitions").getText()).contains("88, 12 behind, 1.2 s, BatchConsumer-1", "broker 1");
    }

    @Test
    void anOldNumberShowsItsAge() {
        open("");
        browser.awaitText("each with a leader");
        watch.plays(frame(topic("1", "2", "3").replaceFirst("\"askedAt\":\\d+", "\"askedAt\":" + (now() - 7500))));
        browser.awaitText("as it was 7");
    }

    @Test
    void anOldNumberOfOneLeaderOrOneCoordinatorShowsItsOwnAge() {
        open("");
        watch.plays(frame(topic("1", "2", "3").replaceFirst("\"endAt\":\\d+", "\"endAt\":" + (now() - 7500)),
                groups(0).replaceFirst("(\\],\"askedAt\":)\\d+", "$1" + (now() - 8500))));
        browser.await("they are old", () -> item("messages-0").contains("as it was")
                && item("batch-consumer").contains("as it was"));
        assertThat(item("messages-1")).doesNotContain("as it was");
        assertThat(item("single-consumer")).doesNotContain("as it was");
        assertThat(browser.text()).contains("single-consumer is up to date.")
                .containsPattern("\\d s ago batch-consumer was up to date\\.");
        browser.run("document.querySelector('main details').open = true");
        assertThat(browser.one("table", "Partitions").getText())
                .containsPattern("0 to 100 as it was").containsPattern("0 to 101(?! as it was)");
    }

    @Test
    void nobodyIsSaidToWriteNothingWhereThatIsNotKnown() {
        open("");
        browser.awaitText("messages a second come in");
        watch.plays(frame(topic("1", "2", "3").replaceAll("\"perSecond\":3.3", "\"perSecond\":null")));
        browser.awaitText("How many messages come in is not known now.");
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    // --- the story and the plots

    @Test
    void theStoryIsToldNewestFirstAndCanBeSaved(@TempDir Path folder) throws IOException {
        browser.savesInto(folder);
        open("");
        browser.awaitText("broker 2 answers again");
        assertThat(browser.text()).containsSubsequence("broker 2 answers again", "broker 2 does not answer", "has a member");
        browser.click("button", "Save as JSON lines");
        Wait.until("a file is saved", () -> saved(folder).count() == 1);
        var lines = Files.readAllLines(saved(folder).findFirst().orElseThrow());
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("{\"n\":2,").contains("\"level\":\"fault\",\"text\":\"broker 2 does not answer\"");
    }

    private static Stream<Path> saved(Path folder) {
        try {
            return Files.list(folder).filter(file -> file.toString().endsWith(".jsonl")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thePlotsSayTheNumbersOfAMomentByKeyboard() {
        open("");
        browser.awaitText("Last 15 minutes");
        var slider = browser.one("slider", "Moment in the plots");
        assertThat(slider.getDomAttribute("aria-valuetext")).contains("written 899", "batch-consumer committed 899, 899 behind");
        slider.sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        browser.awaitText("written 897");
        slider.sendKeys(Keys.HOME);
        browser.awaitText("in sync 0; broker 2 does not answer");
    }

    @Test
    void thePlotsSayTheNumbersUnderThePointer() {
        open("");
        browser.awaitText("written 899");
        browser.pointAt(browser.one("image", "Messages a second"));
        browser.await("the numbers of the middle", () -> WRITTEN_IN_THE_MIDDLE.matcher(browser.text()).find());
        browser.pointAt(browser.one("heading", "Story"));
        browser.awaitText("written 899");
    }

    @Test
    void whatHasJustHappenedIsMarkedInThePlotsAtOnceAndOnce() {
        open("");
        browser.awaitText("written 899");
        watch.plays(calm()); // a mark is shown at the points of its time
        var mark = mark("warn", "batch-consumer has 1 member, it had 2");
        watch.plays(mark);
        browser.awaitText("in sync 899; batch-consumer has 1 member, it had 2");
        watch.plays(mark);
        watch.plays(frame(story("info: a", "info: b", "info: c", "info: it went on")));
        browser.awaitText("it went on");
        assertThat(browser.text()).doesNotContain("it had 2; batch-consumer");
    }

    @Test
    void whereAGroupIsBehindIsPlottedByPartition() {
        open("");
        var choice = browser.one("combobox", "Group by partition");
        assertThat(browser.text()).containsSubsequence("Messages behind of batch-consumer, by partition", "partition 0: 899",
                "partition 1: 0");
        browser.one("slider", "Moment in the plots").sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        browser.awaitText("partition 0: 896");
        browser.one("slider", "Moment in the plots").sendKeys(Keys.END);
        watch.plays(point(1234));
        browser.awaitText("partition 0: 1,234");
        choice.sendKeys("single");
        browser.awaitText("Messages behind of single-consumer, by partition");
        assertThat(browser.text()).contains("partition 0: unknown", "partition 2: unknown");
    }

    @Test
    void sentencesThatWereMissedAreCounted() {
        open("");
        browser.awaitText("broker 2 answers again");
        watch.plays(frame(story("info: it went on").replace("\"first\":1", "\"first\":7").replace("\"n\":1", "\"n\":7")));
        browser.awaitText("3 sentences missed while the connection was lost.");
        assertThat(browser.text()).containsSubsequence("it went on", "broker 2 answers again");
    }

    // --- groups

    @Test
    void groupsAreShownInNumbers() {
        open("groups?topic=messages");
        browser.awaitText("batch-consumer");
        watch.plays(frame(groups(12)));
        browser.awaitText("12 behind, 1.2 s");
        assertThat(browser.text()).contains("Stable, 2 members", "new protocol, 9.9 committed a second");
        assertThat(table("Members")).contains("BatchConsumer-1 /127.0.0.1 0 and 2", "BatchConsumer-2 /127.0.0.1 1");
        assertThat(table("Partitions")).contains("0 88 100 12 1.2 s BatchConsumer-1", "1 101 101 0 up to date BatchConsumer-2");
        browser.open(watch.url(), "#/groups?topic=messages&group=single-consumer");
        browser.awaitText("SingleConsumer-1");
        assertThat(browser.text()).as("only the one that was chosen is open").doesNotContain("BatchConsumer-1");
    }

    /** Of the first group. */
    private String table(String name) {
        return browser.all("table", name).get(0).getText().replaceAll("\\s+", " ");
    }

    // --- messages

    @Test
    void aTailStopsAndGoesOnAndLosesNothing() {
        var written = new ArrayList<>(IntStream.range(0, 8).mapToObj(i -> message(0, i, "message " + i)).toList());
        watch.answers("messages", query -> messages(written.subList(0, 5), 5));
        watch.answers("tail", query -> tail(written, query));
        open("messages?topic=messages");
        browser.awaitText("message 4");
        assertThat(shown()).first().isEqualTo("message 4");
        browser.click("button", "Follow what is written");
        browser.awaitText("message 7");
        browser.click("button", "Stop");
        browser.awaitText("Stopped; it goes on where it was.");
        IntStream.range(8, 20).forEach(i -> written.add(message(0, i, "message " + i)));
        browser.click("button", "Go on");
        browser.awaitText("message 19");
        assertThat(shown()).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "message " + (19 - i)).toList());
    }

    private static String messages(List<String> all, int next) {
        return "{\"messages\":" + array(all) + ",\"next\":{\"0\":" + next + "},\"command\":\"" + COMMAND + "\"}";
    }

    private static String tail(List<String> written, Map<String, String> query) {
        var from = Integer.parseInt(query.get("positions").replace("0:", ""));
        var to = Math.min(written.size(), from + 3);
        if (from == to) {
            Wait.holds(Duration.ofMillis(200), () -> written.size() > from);
        }
        return "{\"messages\":" + array(List.copyOf(written.subList(from, to))) + ",\"next\":{\"0\":" + to
                + "},\"skipped\":{},\"behind\":" + (written.size() - to) + "}";
    }

    @Test
    void aTimeIsAskedForAsItWasTypedAndNowWhereNoneWas() {
        answers();
        var before = now();
        open("messages?topic=messages&from=time");
        browser.await("it asks", () -> times().size() == 1);
        assertThat(times().get(0)).isBetween(before, now());
        var time = LocalDateTime.of(2026, 1, 2, 13, 4, 5);
        browser.types("Time", time);
        browser.click("button", "Show");
        browser.await("it asks again", () -> times().size() == 2);
        assertThat(times().get(1)).isEqualTo(time.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
    }

    /** From which messages were asked for. */
    private List<Long> times() {
        return watch.asked().stream().filter(asked -> asked.startsWith("messages?")).map(FROM_A_TIME::matcher)
                .filter(Matcher::find).map(from -> Long.parseLong(from.group(1))).toList();
    }

    private List<?> shown() {
        return (List<?>) browser.run("return [...document.querySelectorAll('ol[aria-label=messages] > li')]"
                + ".map(item => item.innerText.match(/message \\d+/)[0])");
    }

    @Test
    void aSearchSaysHowFarItIsStopsAndGoesOn() {
        var stopped = new AtomicBoolean();
        watch.answers("search", query -> {
            if (query.get("from").equals("0:200")) {
                Wait.holds(Duration.ofSeconds(15), stopped::get);
            }
            return found(query);
        });
        open("messages?topic=messages");
        browser.one("textbox", "Key").sendKeys("user-7", Keys.ENTER);
        browser.awaitText("searched 200 of 1,000");
        browser.click("button", "Stop");
        browser.awaitText("Stopped; it goes on where it was.");
        stopped.set(true);
        var before = watch.asked().size();
        browser.click("button", "Go on");
        browser.awaitText("All 1,000 are searched: 10 messages found.");
        assertThat(browser.address()).endsWith("#/messages?topic=messages&key=user-7");
        assertThat(watch.asked()).filteredOn(asked -> asked.startsWith("search")).first().asString().contains("from=begin");
        assertThat(watch.asked().get(before)).contains("from=0:", "until=0:1000").doesNotContain("from=begin");
    }

    /** Only the first answer has it: the others go on in the middle. */
    @Test
    void theCommandOfASearchStaysUnlessItWouldFindLess() {
        watch.answers("search", WatchPageTest::found);
        open("messages?topic=messages&key=user-7");
        browser.awaitText("All 1,000 are searched: 10 messages found.");
        assertThat(browser.text()).contains(COMMAND);
        browser.click("button", "Copy");
        browser.awaitText("Copied.");
        var pasted = browser.one("textbox", "Text");
        pasted.sendKeys(Keys.chord(Keys.CONTROL, "v"));
        assertThat(pasted.getDomProperty("value")).isEqualTo(COMMAND);
        watch.answers("search", query -> found(query).replaceFirst("\\}$",
                ",\"onlyHere\":" + query.get("from").equals("0:300") + "}"));
        open("messages?topic=messages&text=7");
        browser.awaitText("All 1,000 are searched: 10 messages found.");
        assertThat(browser.text()).doesNotContain(COMMAND).contains("something was found only because it was decoded here.");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"field=id&value=7, what is common there looks into no field.",
        "key=user-7&from=offset&offset=0, kcat starts at an offset in one partition only."})
    void whereASearchHasNoCommandItSaysWhy(String search, String why) {
        watch.answers("search", query -> found(query).replace("\"" + COMMAND + "\"", "null"));
        open("messages?topic=messages&" + search);
        browser.awaitText("All 1,000 are searched: 10 messages found.");
        assertThat(browser.text()).doesNotContain("The same in a terminal")
                .contains("There is no command that does the same in a terminal: " + why);
    }

    @Test
    void aSearchThatIsThroughStillSaysWhatItCouldNotLookAt() {
        watch.answers("search", query -> query.get("from").equals("0:300")
                ? found(query).replaceFirst("\\}$", ",\"missed\":[\"Some could not be decoded.\"]}") : found(query));
        open("messages?topic=messages&key=user-7");
        browser.awaitText("All 1,000 are searched: 10 messages found.");
        assertThat(browser.text()).containsOnlyOnce("Some could not be decoded.");
    }

    /** A hundred at a time, and one of them is it. */
    private static String found(Map<String, String> query) {
        var from = query.get("from").equals("begin") ? 0 : Integer.parseInt(query.get("from").replaceFirst(".*:", ""));
        Wait.holds(Duration.ofMillis(60), () -> false);
        return "{\"found\":" + array(message(0, from, "message " + from)) + ",\"next\":{\"0\":" + (from + 100)
                + "},\"until\":{\"0\":1000},\"scanned\":100,\"left\":" + (900 - from) + ",\"done\":" + (from == 900)
                + ",\"command\":" + (from == 0 ? "\"" + COMMAND + "\"" : "null") + "}";
    }

    @Test
    void whateverAMessageSaysIsText() {
        var strange = STRANGE.replace("\u202e", "\\u202e").replace("\u0007", "\\u0007").replace("\u001b", "\\u001b");
        watch.answers("messages", query -> messages(List.of(message(0, 1, strange), message(0, 2, "x".repeat(2000))), 3));
        browser.looks(NARROW, 800, "light");
        open("messages?topic=messages");
        browser.awaitText("<script>window.broken = 1</script><img src=x onerror='window.broken = 2'>");
        browser.awaitText("\u27e8U+202E\u27e9evil\u27e8U+0007\u27e9\u27e8U+001B\u27e9[31m "
                + "Gr\u00fc\u00dfe \ud83d\ude80 \u05e9\u05dc\u05d5\u05dd");
        assertThat(browser.run("return window.broken")).isNull();
        assertThat(browser.run("return getComputedStyle(document.querySelector('ol bdi')).unicodeBidi")).isEqualTo("isolate");
        browser.click("button", "more");
        browser.awaitText("x".repeat(2000));
        assertThat(browser.sideways()).isZero();
    }

    @Test
    void aMegabyteIsShownInPiecesWithHeadersAndBytes() {
        watch.answers("message", query -> "{\"message\":" + message(1, 7, "y".repeat(1 << 20))
                + ",\"hex\":\"00ff41\",\"command\":\"" + COMMAND + "\"}");
        open("message?topic=messages&partition=1&offset=7");
        browser.click("button", "Show all 1,048,576 characters");
        browser.await("all of it is there", () -> browser.run("return document.querySelector('pre').innerText.length")
                .equals((long) (1 << 20)));
        assertThat(browser.one("table", "Headers").getText()).contains("trace", "7");
        browser.run("document.querySelector('main details').open = true");
        browser.awaitText("00000000  00 ff 41");
        browser.awaitText(COMMAND);
        assertThat(watch.asked()).last().asString().isEqualTo("message?topic=messages&partition=1&offset=7&format=auto");
    }

    @Test
    void whatCannotBeReadIsASentence() {
        watch.answers("messages", query -> "{\"problem\":\"offset must be a whole number.\"}");
        open("messages?topic=messages&from=offset&offset=x");
        browser.awaitText("offset must be a whole number.");
    }

    @Test
    void aDeadLetterSaysWhyAndFromWhere() {
        watch.answers("letters", query -> letters());
        open("letters?topic=messages");
        browser.awaitText("exit code 1");
        assertThat(browser.text()).contains("not sent again yet", "batch-consumer", "2 times", "1 dead letter in messages-dlt.");
        browser.click("link", "messages-0@40");
        browser.await("it leads to the message", () ->
                browser.address().endsWith("#/message?topic=messages&partition=0&offset=40"));
    }

    private static String letters() {
        return "{\"topic\":\"messages-dlt\",\"letters\":[{\"partition\":0,\"offset\":3,\"at\":" + now()
                + ",\"key\":\"user-3\",\"text\":\"message 3\",\"from\":{\"topic\":\"messages\",\"partition\":0,\"offset\":40},"
                + "\"group\":\"batch-consumer\",\"why\":\"exit code 1\",\"times\":2,\"sentAgain\":false}],\"more\":0}";
    }

    // --- the connection

    @Test
    void aLostConnectionIsSaidAndComesBackByItself() {
        open("");
        browser.awaitText("each with a leader");
        watch.goesAway();
        browser.awaitText("The connection to Watch is lost. What you see is as it was at");
        assertThat(browser.text()).contains("not connected", "each with a leader");
        watch.comesBack();
        watch.plays(frame(topic("2", "2", "3"), story("info: a", "info: b", "info: c", "info: it went on")));
        browser.awaitText("it went on");
        assertThat(browser.text()).contains("live").doesNotContain("is lost");
        assertThat(item("messages-0")).contains("broker 2 leads");
        watch.ends();
        browser.awaitText("Watch has ended.");
    }

    /** Nothing is closed then, so nothing but the silence says that it is lost. */
    @Test
    void aStreamThatFallsSilentIsOpenedAnew() {
        open("");
        browser.awaitText("each with a leader");
        watch.fallsSilent();
        watch.plays(frame(topic("2", "2", "3")));
        browser.await("it hears of it", () -> item("messages-0").contains("broker 2 leads"));
        assertThat(browser.text()).contains("live").doesNotContain("is lost");
    }

    @Test
    void anotherTopicIsAnotherPicture() {
        open("");
        browser.awaitText("Partitions of messages");
        watch.plays(frame("\"topics\":{\"names\":[\"messages\",\"orders\"],\"more\":1200}"));
        browser.await("the others are counted", () -> String.valueOf(browser.run(
                "return document.querySelector('.topic select').innerText")).contains("and 1,200 more"));
        browser.one("combobox", "Topic").sendKeys("orders");
        browser.await("the address says so", () -> browser.address().endsWith("#/?topic=orders"));
    }

    // --- for everyone

    @ParameterizedTest
    @CsvSource({"''", "messages?topic=messages", "groups?topic=messages", "letters?topic=messages"})
    void theKeyboardAloneReachesEverything(String view) {
        answers();
        open(view);
        browser.awaitText("Cluster abc");
        browser.await("it has what it asked for", () -> !browser.shows("Reading."));
        assertThat(browser.controls()).isNotEmpty();
        assertThat(browser.reachedByTab()).containsAll(browser.controls());
    }

    private void answers() {
        watch.answers("messages", query -> messages(List.of(message(0, 1, "message 1"), message(1, 2, "message 2")), 3));
        watch.answers("message", query -> "{\"message\":" + message(1, 7, "message 7") + ",\"hex\":\"00ff\",\"command\":\""
                + COMMAND + "\"}");
        watch.answers("letters", query -> letters());
    }

    @ParameterizedTest
    @CsvSource({"picture, ''", "messages, messages?topic=messages", "message, message?topic=messages&partition=1&offset=7",
        "groups, groups?topic=messages", "letters, letters?topic=messages"})
    void everyViewIsForEveryone(String name, String view) {
        answers();
        open(view);
        browser.awaitText("Cluster abc");
        browser.await("it has what it asked for", () -> !browser.shows("Reading."));
        for (var width : List.of(WIDE, NARROW)) {
            looksAndIsRight(name, width, "light");
            looksAndIsRight(name, width, "dark", "color-contrast");
        }
    }

    private void looksAndIsRight(String name, int width, String scheme, String... rules) {
        browser.looks(width, 900, scheme);
        watch.plays(flow(3, "message 17"));
        browser.photograph(Browser.pictures().resolve(name + "-" + width + "-" + scheme + ".png"));
        assertThat(browser.violations(rules)).as(width + " " + scheme).isEmpty();
        assertThat(browser.sideways()).as(width + " " + scheme).isZero();
    }
}
