//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.seleniumhq.selenium:selenium-chrome-driver:4.52.0

//SOURCES support/Browser.java
//SOURCES support/Browsers.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import support.Browser;
import support.Browsers;
import support.Lab;
import support.Labs;
import support.Program;
import support.TestCluster;
import support.Wait;

/** The page of the real Watch, on real brokers: what a person does there, and that it happens. */
@Tag("browser")
@ExtendWith({Browsers.class, Labs.class})
@Labs.BreakBrokersInTurn
@TestInstance(Lifecycle.PER_CLASS)
class WatchPageRealTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final int MANY = 1_000_000;
    private static final int WANTED = 654_000;
    private static final Pattern ID = Pattern.compile("\\bid\\s+(\\d+)");

    private final Browser browser;

    WatchPageRealTest(Browser browser) {
        this.browser = browser;
    }

    /** The brokers that the page has started end with its Watch. */
    @AfterEach
    void heal(Lab lab, TestCluster cluster) {
        lab.close();
        cluster.startAll();
        cluster.awaitWhole();
    }

    private void open(Lab lab, TestCluster cluster) {
        open(watch(lab, cluster, "0"));
    }

    private static Program watch(Lab lab, TestCluster cluster, String port) {
        var watch = lab.plain("Watch.java", "--control", "--data", cluster.data(), "-t", lab.topic(), "--port", port);
        return watch.await("it prints its link", () -> watch.output().contains("\n"));
    }

    private void open(Program watch) {
        browser.looks(1280, 900, "light");
        browser.visit(watch.output().strip());
        browser.awaitText("3 partitions, each with a leader, every replica in sync.");
    }

    private void start(String program, String name) {
        browser.click("link", "Programs");
        browser.one("combobox", "Program").sendKeys(program);
        browser.click("button", "Start");
        browser.awaitText(name + " was started.");
    }

    /** Programs take the time that they take. */
    private void awaitShown(String text) {
        Wait.until("the page says " + text, () -> browser.shows(text));
    }

    private void awaitOf(String program, String text) {
        Wait.until(program + " shows " + text, () -> browser.one("article", program).getText().contains(text));
    }

    /** What a screen reader says of the partition's lane, which is how a person without eyes sees it. */
    private String lane(Lab lab, int partition) {
        return browser.all("image", lab.topic() + "-" + partition + ": ").stream().map(WebElement::getAccessibleName).findFirst()
                .orElse("");
    }

    @Test
    void thePictureIsThatOfTheClusterAndAMessageIsFollowedThroughItsLife(Lab lab, TestCluster cluster) {
        open(lab, cluster);
        start("Single consumer", "single-consumer-1");
        awaitOf("single-consumer-1", "partitions\n0, 1 and 2");
        start("Producer", "producer-1");
        browser.click("link", "Picture");
        browser.one("heading", "producer ");
        browser.one("link", "single-consumer");
        for (var partition = 0; partition < Lab.PARTITIONS; partition++) {
            var wanted = "-" + partition + ": broker " + lab.leader(partition).orElseThrow() + " leads, ";
            var number = partition;
            Wait.until("the lane says who leads and who reads " + wanted, () -> lane(lab, number).startsWith(lab.topic() + wanted)
                    && lane(lab, number).contains("; single-consumer: "));
        }

        Wait.until("there are messages of the user", () -> lab.end(lab.topic()) >= 30);
        browser.click("link", "Messages");
        browser.one("textbox", "Key").sendKeys("user-3", Keys.ENTER);
        browser.awaitText(" are searched: ");
        browser.all("link", lab.topic() + "-").get(0).click();
        browser.awaitText("Its life: message ");
        var id = ID.matcher(browser.one("table", "Fields").getText());
        assertThat(id.find()).isTrue();
        browser.awaitText("Its life: message " + id.group(1) + "\n");
        browser.awaitText("single-consumer (single-consumer-1): single-consumer-1 has processed it.");
        assertThat(browser.text()).contains("in the log", "It is in the log of partition ", "user-3",
                "producer-1: The brokers have acknowledged it to producer-1.").doesNotContain("processed again");
    }

    @Test
    void aBrokerIsKilledAndTheNewLeaderIsShownAsSoonAsTheBrokersKnowIt(Lab lab, TestCluster cluster) {
        open(lab, cluster);
        var before = lab.leader(0).orElseThrow();
        browser.await("the lane says who leads", () -> leads(lab, before));
        browser.click("button", "Kill broker " + before);
        browser.one("button", "Start broker " + before);
        Wait.until("the brokers know another leader", () -> lab.leader(0).filter(id -> id != before).isPresent());
        var after = lab.leader(0).orElseThrow();
        assertThat(Wait.holds(AT_ONCE, () -> leads(lab, after))).as("the lane says '" + lane(lab, 0) + "'").isTrue();
        browser.awaitText("broker " + after + " leads it now");
        assertThat(browser.text()).contains("Watch: broker " + before + " was killed from the page (kill -9)");

        browser.click("button", "Start broker " + before);
        cluster.awaitWhole();
        browser.one("button", "Kill broker " + before);
        browser.awaitText("3 partitions, each with a leader, every replica in sync.");
    }

    private boolean leads(Lab lab, int broker) {
        return lane(lab, 0).startsWith(lab.topic() + "-0: broker " + broker + " leads");
    }

    @Test
    void aDeadLetterIsSentAgainAndArrivesOnce(Lab lab, TestCluster cluster) {
        lab.withDeadLetters();
        lab.send(0, "strange", "nobody can read this");
        lab.send(1, "known", Lab.message(1));
        lab.flush();
        open(lab, cluster);
        browser.click("link", "Programs");
        browser.one("combobox", "Program").sendKeys("Single consumer");
        browser.one("combobox", "What fails for good").sendKeys("becomes");
        browser.click("button", "Start");
        awaitOf("single-consumer-1", "dead letters\n1");
        browser.click("button", "Stop single-consumer-1");
        awaitOf("single-consumer-1", "ended");

        browser.click("link", "Dead letters");
        browser.awaitText("1 dead letter in " + lab.deadLetters() + ".");
        browser.awaitText("not known whether it was sent again"); // nobody has ever sent any
        browser.click("button", "Send again the dead letters");
        awaitShown("redrive-1 ended: done (exit code 0), 1 acknowledged.");
        browser.await("the page knows it", () -> !browser.shows("not known whether it was sent again"));
        browser.click("button", "Send again the dead letters");
        awaitShown("redrive-2 ended: done (exit code 0), 0 acknowledged.");
        assertThat(lab.end(lab.topic())).isEqualTo(3);

        browser.click("link", "Messages");
        browser.one("textbox", "Key").sendKeys("strange", Keys.ENTER);
        browser.awaitText("All 3 are searched: 2 messages found.");
    }

    /** The new one has another token, and the cookie of the one before counts for nothing. */
    @Test
    void aWatchThatWasKilledAndStartedAgainIsOpenedByItsNewLink(Lab lab, TestCluster cluster) {
        var first = watch(lab, cluster, "0");
        open(first);
        var port = first.output().strip().replaceFirst(".*:(\\d+)/.*", "$1");
        first.kill();
        browser.awaitText("The connection to Watch is lost. What you see is as it was at");
        var second = watch(lab, cluster, port);
        browser.awaitText("Open the link that Watch.java has printed in its terminal: it lets you in.");
        assertThat(browser.text()).contains("not connected", "3 partitions, each with a leader");
        open(second);
        assertThat(browser.text()).contains("live").doesNotContain("Open the link", "is lost");
        assertThat(browser.address()).isEqualTo("http://localhost:" + port + "/");
    }

    @Test
    void aTailStopsAndGoesOnAndLosesNothing(Lab lab, TestCluster cluster) {
        lab.produce(0, 90);
        open(lab, cluster);
        browser.click("link", "Messages");
        browser.await("the newest are there", () -> shown().size() == 50); // before, there is nothing to follow from
        browser.click("button", "Follow what is written");
        browser.awaitText("Following.");
        lab.produce(90, 150);
        browser.awaitText("message 149");
        browser.click("button", "Stop");
        browser.awaitText("Stopped; it goes on where it was.");
        lab.produce(150, 210);
        assertThat(browser.text()).doesNotContain("message 150");
        browser.click("button", "Go on");
        browser.await("all are there", () -> shown().size() == 50 + 120);
        assertThat(shown()).doesNotHaveDuplicates()
                .containsAll(LongStream.range(90, 210).mapToObj(id -> "message " + id).toList());
    }

    private List<String> shown() {
        var items = (List<?>) browser.run("return [...document.querySelectorAll('ol[aria-label=messages] > li')]"
                + ".map(item => item.innerText.match(/message \\d+/)[0])");
        return items.stream().map(String::valueOf).toList();
    }

    /** They are three milliseconds apart, and one of them was written at a whole second. */
    @Test
    void oneIsFoundByItsKeyAndByItsTimeAmongAMillion(Lab lab, TestCluster cluster) {
        var began = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
        for (var id = 0; id < MANY; id++) {
            var key = id == WANTED ? "the one" : "user-" + id % 10;
            lab.send(new ProducerRecord<>(lab.topic(), id % Lab.PARTITIONS, began.plusMillis(3L * id).toEpochMilli(),
                    key.getBytes(UTF_8), Lab.message(id).getBytes(UTF_8)));
        }
        lab.flush();
        open(lab, cluster);
        browser.click("link", "Messages");
        browser.one("textbox", "Key").sendKeys("the one", Keys.ENTER);
        awaitShown("All 1,000,000 are searched: 1 message found.");
        assertThat(browser.text()).contains("message " + WANTED);

        var time = LocalDateTime.ofInstant(began.plusMillis(3L * WANTED), ZoneId.systemDefault());
        browser.click("link", "Messages");
        browser.one("combobox", "From").sendKeys("a time");
        browser.types("Time", time);
        browser.click("button", "Show");
        browser.awaitText("message " + WANTED);
        assertThat(browser.text()).contains("message " + (WANTED + 1)).doesNotContain("message " + (WANTED - 1));
    }

    /** What the others say is on the page in the tests that give them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "Two groups each get all messages | A producer sends some messages to a topic with three partitions. | producer: acked "
                + "| The group of 'mail' processed | If both had the same group.id, they would share the messages.",
        "Messages that nobody can read become dead letters, and are sent again | Twenty messages are JSON; three more come from "
                + "| reader: dead-lettered | Redrive.java sent 3 letters again | All 23 acknowledged messages were processed"})
    void aLessonIsToldFromItsFirstToItsLastSentence(String title, String first, String happens, String happened, String last,
            Lab lab, TestCluster cluster) {
        open(lab, cluster);
        browser.click("link", "Lessons");
        browser.click("button", "Start the lesson " + title);
        browser.awaitText("It runs.");
        browser.awaitText(first);
        awaitShown("It has ended");
        assertThat(browser.text()).containsSubsequence("It has ended, and has shown what it promises.",
                "What you will see", first, "What happens", happens, "processed ", "What happened in this run",
                happened, last);
        assertThat(browser.one("button", "Start the lesson " + title).isEnabled()).isTrue();
        assertThat(cluster.topics()).noneMatch(topic -> topic.startsWith("lesson-"));
    }
}
