//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.seleniumhq.selenium:selenium-chrome-driver:4.52.0

//SOURCES support/Browser.java
//SOURCES support/Browsers.java
//SOURCES support/PlayedControl.java
//SOURCES support/PlayedFrames.java
//SOURCES support/PlayedSections.java
//SOURCES support/PlayedWatch.java
//SOURCES support/Wait.java

import static org.assertj.core.api.Assertions.assertThat;
import static support.PlayedFrames.array;
import static support.PlayedFrames.calm;
import static support.PlayedFrames.cluster;
import static support.PlayedFrames.flow;
import static support.PlayedFrames.frame;
import static support.PlayedFrames.message;
import static support.PlayedSections.ALL_RUN;
import static support.PlayedSections.NO_LESSON;
import static support.PlayedSections.consumer;
import static support.PlayedSections.control;
import static support.PlayedSections.lesson;
import static support.PlayedSections.life;
import static support.PlayedSections.producer;
import static support.PlayedSections.programs;
import static support.PlayedSections.redrive;
import static support.PlayedSections.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import support.Browser;
import support.Browsers;
import support.PlayedControl.Answer;
import support.PlayedWatch;
import support.Wait;

/** What one can do on the page of a Watch that controls a cluster and programs, and that nothing is guessed. */
@Tag("browser")
@ExtendWith(Browsers.class)
@TestInstance(Lifecycle.PER_CLASS)
class WatchPageControlTest {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final int WIDE = 1280;
    private static final int NARROW = 360;
    private static final String BUSY = "A lesson runs: wait until it ends, or stop it.";
    private static final String[] HAPPENS = {"title: A broker dies", "preview: The leader gets kill -9.",
        "harm: kill -9 for broker 1", "event: producer: acked 17 -> 0@17"};

    private final PlayedWatch watch = PlayedWatch.start();
    private final Browser browser;

    WatchPageControlTest(Browser browser) {
        this.browser = browser;
    }

    @AfterAll
    void stop() {
        watch.close();
    }

    @BeforeEach
    void allInOrder() {
        browser.open("about:blank", ""); // a page before this one asks on
        browser.looks(WIDE, 900, "light");
        watch.forgets();
        watch.plays(calm());
        plays(ALL_RUN, programs(), NO_LESSON);
    }

    private void plays(String services, String programs, String lesson) {
        watch.plays(frame(control(services, programs, lesson)));
    }

    private void open(String view) {
        browser.open(watch.url(), "#/" + view);
        browser.awaitText(" at localhost:9094.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "message?topic=messages&partition=1&offset=7", "letters?topic=messages", "lessons", "programs"})
    void whoDoesNotControlSeesNothingOfIt(String view) {
        watch.forgets();
        watch.plays(calm());
        answers();
        open(view);
        browser.await("it has what it asked for", () -> !browser.shows("Reading."));
        for (var name : List.of("Start", "Stop", "Kill", "Freeze", "Send again")) {
            assertThat(browser.all("button", name)).as(name).isEmpty();
        }
        assertThat(browser.all("link", "Programs")).isEmpty();
        assertThat(browser.all("heading", "Its life")).isEmpty();
        assertThat(watch.asked()).noneMatch(asked -> asked.startsWith("life"));
        assertThat(browser.text()).contains("It only reads: it joins no group, commits nothing and writes nothing.");
    }

    // --- brokers and the registry

    @Test
    void aBrokerIsKilledAndStartedAndOnlyWatchSaysThatItIs() {
        var answered = new CountDownLatch(1);
        watch.control().answers("service", () -> later(answered));
        open("");
        browser.click("button", "Kill broker 2");
        browser.await("it cannot be asked twice", () -> !browser.one("button", "Kill broker 2").isEnabled());
        assertThat(browser.one("button", "Kill broker 1").isEnabled()).isTrue();
        assertThat(item("broker 2")).contains("Kill broker 2: under way.");
        answered.countDown();
        browser.await("it is answered", () -> browser.one("button", "Kill broker 2").isEnabled());
        assertThat(watch.control().told()).containsExactly("service {\"action\":\"kill\",\"service\":\"broker 2\"}");
        assertThat(item("broker 2")).as("Watch has not said that it is").doesNotContain("stopped");
        plays(services("runs", "stopped", "runs", "runs"), programs(), NO_LESSON);
        browser.await("it says so", () -> item("broker 2").contains("not running; not noticed yet"));
        assertThat(browser.all("button", "Kill broker 2")).isEmpty();
        browser.click("button", "Start broker 2");
        browser.await("it is asked", () -> watch.control().told().size() == 2);
        assertThat(watch.control().told()).last().isEqualTo("service {\"action\":\"start\",\"service\":\"broker 2\"}");
    }

    private static Answer later(CountDownLatch answered) {
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Answer.done("{}");
    }

    private String item(String beginning) {
        return browser.run("return [...document.querySelectorAll('main li')].map(item => item.innerText)"
                + ".find(text => text.startsWith(arguments[0]))", beginning) instanceof String text ? text : "";
    }

    @ParameterizedTest
    @CsvSource({"stop, Stop broker 3, broker 3", "freeze, Freeze broker 1, broker 1", "freeze, Freeze registry, registry",
        "thaw, Let broker 2 run on, broker 2"})
    void everyButtonSaysWhatItDoesAndToWhom(String action, String button, String service) {
        plays(services("runs", "frozen", "runs", "runs"), programs(), NO_LESSON);
        open("");
        browser.click("button", button);
        browser.await("it is asked", () -> !watch.control().told().isEmpty());
        assertThat(watch.control().told())
                .containsExactly("service {\"action\":\"" + action + "\",\"service\":\"" + service + "\"}");
    }

    @Test
    void whatStandsStillIsSaidInWords() {
        open("");
        watch.plays(frame(cluster(1, "up", "silent", "up")));
        plays(services("busy", "frozen", "stopped", "stopped"), programs(), NO_LESSON);
        browser.awaitText("Broker 2 is frozen. Broker 3 is not running, and the cluster has not noticed yet."
                + " Registry is not running.");
        assertThat(item("broker 1")).contains("being started or stopped; up");
        assertThat(item("broker 2")).contains("frozen; does not answer");
        assertThat(item("broker 3")).contains("not running; not noticed yet");
        assertThat(item("registry")).contains("not running");
        assertThat(browser.all("button", "Kill broker 1")).as("while something is done with it").isEmpty();
    }

    @Test
    void aBrokerThatTheClusterDoesNotNameCanBeStarted() {
        watch.plays(frame("\"cluster\":{\"id\":null,\"addresses\":\"localhost:9094\",\"controller\":null,\"askedAt\":null,"
                + "\"problem\":\"No broker answers.\",\"brokers\":[]}"));
        plays(services("stopped", "stopped", "stopped"), programs(), NO_LESSON);
        open("");
        assertThat(browser.one("button", "Start broker 3").isEnabled()).isTrue();
        assertThat(item("broker 3")).contains("not running; nothing is known of it yet");
        browser.awaitText("No cluster yet at localhost:9094.");
    }

    @ParameterizedTest
    @CsvSource({"409", "400", "403", "503"})
    void aRefusalIsASentenceBesideTheButtonAndIsReadAloud(int status) {
        watch.control().answers("service", () -> Answer.refused(status, BUSY));
        open("");
        browser.click("button", "Stop broker 2");
        browser.await("it is said", () -> item("broker 2").contains(BUSY));
        assertThat(item("broker 1")).doesNotContain(BUSY);
        assertThat(browser.run("return [...document.querySelectorAll('[role=status]')].filter(one => one.innerText === "
                + "arguments[0]).length", BUSY)).isEqualTo(1L);
        assertThat(browser.one("button", "Stop broker 2").isEnabled()).isTrue();
    }

    @Test
    void theFocusStaysAtTheBroker() {
        open("");
        browser.one("button", "Freeze broker 2").sendKeys(Keys.ENTER);
        plays(services("runs", "frozen", "runs", "runs"), programs(), NO_LESSON);
        browser.await("it is at the broker", () -> active().getAccessibleName().equals("What can be done with broker 2"));
        active().sendKeys(Keys.TAB);
        assertThat(active().getAccessibleName()).isEqualTo("Let broker 2 run on");
    }

    private WebElement active() {
        return (WebElement) browser.run("return document.activeElement");
    }

    // --- programs

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Producer       | {'format':'json','keys':10,'program':'producer','rate':10}",
        "Single consumer| {'format':'auto','from':'earliest','group':1,'program':'single-consumer'}",
        "Batch consumer | {'format':'auto','from':'earliest','group':1,'maxWait':2000,'program':'batch-consumer'}"})
    void aProgramIsStartedAsTheFormHasIt(String program, String told) {
        watch.control().answers("program", () -> Answer.done("{\"name\":\"" + program + "-1\"}"));
        open("programs");
        browser.awaitText("0 of at most 20 run.");
        browser.one("combobox", "Program").sendKeys(program);
        browser.click("button", "Start");
        browser.awaitText(program + "-1 was started.");
        assertThat(watch.control().told()).containsExactly("program " + told.replace('\'', '"'));
    }

    @Test
    void optionsAreSentAsTheyWereChosen() {
        open("programs");
        browser.one("combobox", "Program").sendKeys("Batch consumer");
        types("Group, by number", "2");
        types("Every so many fail", "7");
        types("Messages in a batch, at most", "5");
        types("A small batch waits", "");
        browser.one("combobox", "What fails for good").sendKeys("becomes");
        browser.one("combobox", "A new group starts at").sendKeys(Keys.ARROW_DOWN);
        browser.click("button", "Start");
        browser.await("it is asked", () -> !watch.control().told().isEmpty());
        assertThat(watch.control().told()).containsExactly("program {\"failEvery\":7,\"format\":\"auto\",\"from\":\"latest\","
                + "\"group\":2,\"maxBatch\":5,\"onError\":\"dlt\",\"program\":\"batch-consumer\"}");
    }

    private void types(String field, String text) {
        browser.one("textbox", field).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE, text);
    }

    @Test
    void whatCannotBeIsSaidBeforeItIsAsked() {
        open("programs");
        for (var wrong : List.of("0", "10001", "1.5", "-1", "fast", "1e3")) {
            types("Messages a second", wrong);
            browser.click("button", "Start");
            browser.awaitText("Messages a second: write a whole number from 1 to 10,000, or max.");
            assertThat(active().getAccessibleName()).isEqualTo("Messages a second");
            assertThat(active().getDomAttribute("aria-invalid")).isEqualTo("true");
        }
        assertThat(watch.control().told()).isEmpty();
        types("Messages a second", "max");
        browser.await("it is right now", () -> !browser.shows("write a whole number"));
        browser.click("button", "Start");
        browser.await("it is asked", () -> !watch.control().told().isEmpty());
        assertThat(watch.control().told()).first().asString().contains("\"rate\":\"max\"");
    }

    @Test
    void programsSayWhatTheyDoAndAreEnded() {
        plays(ALL_RUN, programs(producer("producer-1", "ended", "137"), consumer("single-consumer-1", "runs", "null"),
                consumer("single-consumer-2", "ends", "null")), NO_LESSON);
        open("programs");
        browser.awaitText("2 of at most 20 run.");
        assertThat(article("producer-1")).contains("ended: killed (exit code 137)", "--rate 10", "acknowledged\n42");
        assertThat(article("single-consumer-1")).containsPattern("runs for \\d+ s, began at").contains(
                "--from earliest --fail-every 7", "processed\n1,234", "processed again\n3", "skipped\n1", "dead letters\n2",
                "partitions\n0 and 2", "group\nsingle-consumer", "It says: single-consumer-1 says <b>this</b>");
        assertThat(article("single-consumer-2")).contains("is ending");
        assertThat(buttons("Stop")).containsExactly("Stop single-consumer-1");
        assertThat(buttons("Kill")).containsExactly("Kill single-consumer-2", "Kill single-consumer-1");
        browser.click("button", "Stop single-consumer-1");
        browser.click("button", "Kill single-consumer-2");
        browser.await("both are asked", () -> watch.control().told().size() == 2);
        assertThat(watch.control().told()).containsExactly("end {\"how\":\"stop\",\"name\":\"single-consumer-1\"}",
                "end {\"how\":\"kill\",\"name\":\"single-consumer-2\"}");
    }

    private List<String> buttons(String beginning) {
        return browser.all("button", beginning).stream().map(WebElement::getAccessibleName).toList();
    }

    private String article(String name) {
        return browser.one("article", name).getText();
    }

    @Test
    void aNewProgramDoesNotPutItselfUnderTheFinger() {
        plays(ALL_RUN, programs(producer("producer-1", "runs", "null")), NO_LESSON);
        open("programs");
        browser.run("arguments[0].focus()", browser.one("button", "Kill producer-1"));
        plays(ALL_RUN, programs(producer("producer-1", "runs", "null"), producer("producer-2", "runs", "null")), NO_LESSON);
        browser.one("button", "Kill producer-2");
        assertThat(active().getAccessibleName()).isEqualTo("Kill producer-1");
    }

    @Test
    void whatAProgramHasPrintedIsText() {
        plays(ALL_RUN, programs(producer("producer-1", "runs", "null")), NO_LESSON);
        watch.answers("printed", query -> "{\"lines\":[\"acked 1\",\"<script>window.broken = 1</script>\\u001b[31m\"]}");
        open("programs");
        browser.run("document.querySelector('main details').open = true");
        browser.awaitText("acked 1\n<script>window.broken = 1</script>\u27e8U+001B\u27e9[31m");
        assertThat(browser.run("return window.broken")).isNull();
        assertThat(watch.asked()).contains("printed?name=producer-1");
    }

    @Test
    void whatRunsIsEndedBesideThePictureToo() {
        plays(ALL_RUN, programs(producer("producer-1", "runs", "null"), producer("producer-2", "ended", "0")), NO_LESSON);
        open("");
        browser.awaitText("1 program started here");
        assertThat(browser.all("button", "Kill producer-2")).isEmpty();
        browser.click("button", "Kill producer-1");
        browser.await("it is asked", () -> !watch.control().told().isEmpty());
        browser.click("link", "Start a program");
        browser.await("it is there", () -> browser.address().endsWith("#/programs"));
    }

    // --- the life of a message, dead letters

    @Test
    void theLifeOfAMessageIsFollowedFromTheListAndSaysWhatWasDoneAgain() {
        answers();
        open("messages?topic=messages");
        browser.click("link", "messages-0@1");
        browser.awaitText("Its life: message 17");
        assertThat(browser.text()).containsSubsequence("It was processed again once.", "acknowledged", "producer-1: The brokers",
                "in the log", "processed", "processed again", "single-consumer (B)", "Why: killed before its commit.");
        assertThat(browser.run("return document.querySelectorAll('main section ol > li time').length")).isEqualTo(4L);
        assertThat(watch.asked()).contains("life?partition=0&offset=1");
    }

    @Test
    void aLifeThatNobodyKnowsIsASentence() {
        answers();
        watch.answers("life", query -> "{\"problem\":\"That is too long ago.\"}");
        open("message?topic=messages&partition=1&offset=7");
        browser.awaitText("That is too long ago.");
        watch.answers("life", query -> "{\"partition\":1,\"offset\":7,\"id\":null,\"steps\":[]}");
        browser.awaitText("No program that was started here has said anything about it.");
    }

    @Test
    void anotherTopicHasNoLifeHere() {
        answers();
        watch.plays(frame(control(ALL_RUN, programs(), NO_LESSON).replace("\"messages\"", "\"orders\"")));
        open("letters?topic=messages");
        browser.awaitText("not sent again yet");
        assertThat(browser.all("button", "Send again")).isEmpty();
        open("message?topic=messages&partition=1&offset=7");
        browser.awaitText("message 7");
        assertThat(browser.all("heading", "Its life")).isEmpty();
        assertThat(watch.asked()).noneMatch(asked -> asked.startsWith("life"));
    }

    @Test
    void deadLettersAreSentAgain() {
        answers();
        open("letters?topic=messages");
        browser.awaitText("not sent again yet");
        browser.click("button", "Send again");
        browser.await("it is asked", () -> watch.control().told().equals(List.of("redrive {}")));
        plays(ALL_RUN, programs(redrive("runs", "null")), NO_LESSON);
        browser.await("one at a time", () -> !browser.one("button", "Send again").isEnabled());
        watch.answers("letters", query -> letters(true));
        plays(ALL_RUN, programs(redrive("ended", "0")), NO_LESSON);
        browser.awaitText("redrive-1 ended: done (exit code 0), 1 acknowledged. It says: redrive-1 says <b>this</b>");
        assertThat(Wait.holds(SOON, () -> !browser.shows("not sent again yet"))).as("it knows better at once").isTrue();
        watch.control().answers("redrive", () -> Answer.refused(409, BUSY));
        browser.click("button", "Send again");
        browser.awaitText(BUSY);
    }

    private void answers() {
        watch.answers("messages", query -> "{\"messages\":" + array(message(0, 1, "message 1"))
                + ",\"next\":{\"0\":2},\"command\":\"kcat\"}");
        watch.answers("message", query -> "{\"message\":" + message(1, 7, "message 7")
                + ",\"hex\":\"00ff\",\"command\":\"kcat\"}");
        watch.answers("letters", query -> letters(false));
        watch.answers("life", query -> life());
        watch.answers("printed", query -> "{\"lines\":[\"acked user-3 17 -> messages-1@811\"]}");
    }

    private static String letters(boolean sentAgain) {
        return "{\"topic\":\"messages-dlt\",\"letters\":[{\"partition\":0,\"offset\":3,\"at\":0,\"key\":null,\"keyHex\":null,"
                + "\"text\":\"m\",\"from\":{\"topic\":\"messages\",\"partition\":0,\"offset\":40},\"group\":\"batch-consumer\","
                + "\"why\":\"exit code 1\",\"times\":1,\"sentAgain\":" + sentAgain + "}],\"more\":0}";
    }

    // --- lessons

    @Test
    void aLessonIsToldFromItsFirstToItsLastSentence() {
        open("lessons");
        browser.awaitText("A broker dies, and you see it.");
        assertThat(browser.text()).containsSubsequence("Two groups each get all, and you see it.",
                "What happened in its last run", "Both had all.");
        browser.click("button", "Start the lesson A broker dies");
        browser.await("it is asked", () -> watch.control().told().equals(List.of("lesson {\"lesson\":\"broker-dies\"}")));
        assertThat(browser.all("button", "Stop the lesson")).as("Watch has not said that it runs").isEmpty();
        plays(ALL_RUN, programs(), lesson("runs", "null", HAPPENS));
        browser.awaitText("producer: acked 17 -> 0@17");
        assertThat(browser.text()).containsSubsequence("A broker dies", "What you will see", "The leader gets kill -9.",
                "What happens", "kill -9 for broker 1");
        assertThat(browser.one("button", "Start the lesson Two groups").isEnabled()).as("one at a time").isFalse();
        browser.click("button", "Stop the lesson A broker dies");
        browser.await("it is asked", () -> watch.control().told().contains("lesson-end {}"));
        var all = Stream.concat(Stream.of(HAPPENS), Stream.of("outcome: Nothing is lost.")).toArray(String[]::new);
        plays(ALL_RUN, programs(), lesson("ended", "0", all));
        browser.awaitText("It has ended, and has shown what it promises.");
        assertThat(browser.text()).containsSubsequence("What happened in this run", "Nothing is lost.");
        assertThat(browser.one("button", "Start the lesson Two groups").isEnabled()).isTrue();
    }

    @Test
    void aLessonThatCannotBeginSaysWhy() {
        watch.control().answers("lesson", () -> Answer.refused(409, "Broker 2 does not run. Start it."));
        open("lessons");
        browser.click("button", "Start the lesson Two groups");
        browser.awaitText("Broker 2 does not run. Start it.");
    }

    @Test
    void whatALessonDoesIsSaidBesideThePictureToo() {
        plays(ALL_RUN, programs(), lesson("runs", "null", HAPPENS));
        open("");
        browser.awaitText("The lesson A broker dies runs. producer: acked 17 -> 0@17");
        browser.click("link", "A broker dies");
        browser.awaitText("The leader gets kill -9.");
    }

    @Test
    void withoutControlALessonIsGivenInATerminal() {
        watch.forgets();
        watch.plays(calm());
        open("lessons");
        browser.awaitText("./jbang Watch.java --lesson broker-dies");
        browser.awaitText("./jbang Watch.java --control");
    }

    // --- for everyone

    @ParameterizedTest
    @ValueSource(strings = {"", "programs", "lessons", "letters?topic=messages", "message?topic=messages&partition=1&offset=7"})
    void theKeyboardAloneReachesEverything(String view) {
        playsAll();
        open(view);
        browser.await("it has what it asked for", () -> !browser.shows("Reading."));
        assertThat(browser.reachedByTab()).containsAll(browser.controls());
    }

    private void playsAll() {
        answers();
        watch.control().answers("service", () -> Answer.refused(409, BUSY));
        plays(services("runs", "frozen", "stopped", "busy"), programs(producer("producer-1", "ended", "137"),
                redrive("ended", "0"), producer("producer-2", "runs", "null"), consumer("single-consumer-1", "runs", "null")),
                lesson("runs", "null", HAPPENS));
    }

    @ParameterizedTest
    @CsvSource({"control-picture, ''", "control-programs, programs", "control-lessons, lessons",
        "control-letters, letters?topic=messages", "control-message, message?topic=messages&partition=1&offset=7"})
    void everyViewIsForEveryone(String name, String view) {
        playsAll();
        open(view);
        browser.await("it has what it asked for", () -> !browser.shows("Reading."));
        showsAllItCan(view);
        for (var width : List.of(WIDE, NARROW)) {
            looksAndIsRight(name, width, "light");
            looksAndIsRight(name, width, "dark", "color-contrast");
        }
    }

    /** Problems, too. */
    private void showsAllItCan(String view) {
        if (view.isEmpty()) {
            browser.click("button", "Kill broker 1");
            browser.awaitText(BUSY);
        } else if (view.equals("programs")) {
            types("Messages a second", "fast");
            browser.click("button", "Start");
            browser.run("document.querySelector('main details').open = true");
            browser.awaitText("acked user-3 17");
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
