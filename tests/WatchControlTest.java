//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/ClusterScript.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Lesson.java
//SOURCES support/LessonPages.java
//SOURCES support/Program.java
//SOURCES support/RawHttp.java
//SOURCES support/Repo.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java
//SOURCES support/Watching.java

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import support.ClusterScript;
import support.Lab;
import support.Labs;
import support.Lesson;
import support.LessonPage;
import support.LessonPages;
import support.Program;
import support.RawHttp;
import support.Repo;
import support.TestCluster;
import support.Wait;
import support.Watching;

/** What the page of Watch.java --control can do to real brokers and programs, and that nothing of it stays behind. */
@Tag("faults")
@ExtendWith({Labs.class, LessonPages.class})
@Labs.BreakBrokersInTurn
class WatchControlTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Pattern BEGINS = Pattern.compile("-(\\d)(?:@(\\d+) \\(commit| \\(earliest)\\)");

    /** Before the brokers would notice by themselves that a member is gone. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    /** The brokers that the page has started end with its Watch. */
    @AfterEach
    void heal(Lab lab, TestCluster cluster) {
        lab.close();
        cluster.heal();
    }

    private static Program watch(Lab lab, TestCluster cluster) {
        return lab.plain("Watch.java", "--control", "--data", cluster.data(), "-t", lab.topic(), "--port", "0");
    }

    private static Watching watching(Program watch) {
        return Watching.of(watch).await("all is known", now -> now.at("/topic/partitions/2/end").isNumber()
                && now.at("/control/services").size() == 3);
    }

    private static String on(int broker, String action) {
        return "{\"service\":\"broker " + broker + "\",\"action\":\"" + action + "\"}";
    }

    /** S for one that waits, R for one that runs, T for one that is frozen; empty for none. */
    private static String state(TestCluster cluster, int broker) {
        var stat = Path.of("/proc", String.valueOf(cluster.pid(broker)), "stat");
        return Files.exists(stat) ? Repo.text(stat).replaceFirst("(?s)^.*\\) (\\w) .*$", "$1") : "";
    }

    private static List<ProcessHandle> programs(Program watch) {
        return watch.process().descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(" -o json ")).toList();
    }

    private static void awaitState(Watching watching, int broker, String state) {
        watching.await("broker " + broker + " is shown as it is",
                now -> now.service("broker " + broker).path("state").asText().equals(state));
    }

    // --- brokers

    @Test
    void brokersAreFrozenKilledStoppedAndStartedAndNoLessonBeginsWithoutOne(Lab lab, TestCluster cluster) {
        var watch = watch(lab, cluster);
        var watching = watching(watch);
        assertThat(watching.service("broker 2").toString()).contains("\"runs\"", "[\"stop\",\"freeze\",\"kill\"]");

        watching.does("service", on(2, "freeze"));
        assertThat(state(cluster, 2)).isEqualTo("T");
        awaitState(watching, 2, "frozen");
        var refused = watching.post("service", on(2, "stop"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).isEqualTo("{\"problem\":\"Broker 2 is frozen: what can be done is thaw, kill.\"}");
        watching.does("service", on(2, "thaw"));
        assertThat(state(cluster, 2)).isNotEqualTo("T");
        awaitState(watching, 2, "runs");

        var before = cluster.pid(2);
        watching.does("service", on(2, "kill"));
        assertThat(state(cluster, 2)).as("a zombie where nobody asks how it ended").isIn("", "Z");
        awaitState(watching, 2, "stopped");
        assertThat(watching.post("service", on(2, "kill")).statusCode()).isEqualTo(409);
        watching.does("service", on(2, "start"));
        awaitState(watching, 2, "runs");
        assertThat(cluster.pid(2)).isNotEqualTo(before);
        cluster.awaitWhole();

        watching.does("service", on(3, "stop"));
        awaitState(watching, 3, "stopped");
        watching.await("all is told", now -> now.story().containsAll(List.of(
                "Watch: broker 2 was frozen from the page (kill -STOP)", "Watch: broker 2 goes on, from the page (kill -CONT)",
                "Watch: broker 2 was killed from the page (kill -9)", "Watch: broker 2 is started from the page",
                "Watch: broker 3 is stopped from the page")));
        assertNoLessonBeginsWithout(3, lab, cluster);

        watch.signal("INT");
        assertThat(watch.exitCode(SOON)).isEqualTo(130);
        assertThat(watch.talk()).contains("Broker 3 stays down, as you left it: '", "start 3").doesNotContain("Broker 2 stays");
    }

    private static void assertNoLessonBeginsWithout(int broker, Lab lab, TestCluster cluster) {
        var lesson = Lesson.start(lab, cluster.data(), "two-groups");
        assertThat(lesson.exitCode()).isEqualTo(1);
        assertThat(lesson.program().talk()).contains("The cluster is not whole, so no lesson begins: Broker " + broker
                + " does not run. '").contains("start " + broker);
    }

    @Test
    @Tag("soak")
    void aBrokerThatIsBeingStartedIsLeftAloneAndNoLessonBegins(Lab lab, TestCluster cluster) {
        var watching = watching(watch(lab, cluster));
        watching.does("service", on(2, "kill"));
        awaitState(watching, 2, "stopped"); // until then it may be shown as being killed
        var started = CompletableFuture.supplyAsync(() -> watching.post("service", on(2, "start")));
        awaitState(watching, 2, "busy");
        var again = watching.post("service", on(2, "kill"));
        var lesson = watching.post("lesson", "{\"lesson\":\"two-groups\"}");
        assertThat(started).as("it was still being started").isNotDone();
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("is being started or stopped: wait until that is done.");
        assertThat(lesson.statusCode()).isEqualTo(409);
        assertThat(lesson.body()).contains("A broker or the registry is being started or stopped");
        assertThat(started.join().statusCode()).isEqualTo(200);
        assertThat(watching.at("/lesson").isMissingNode()).isTrue();
    }

    @Test
    void whatThereIsNotIsASentence(Lab lab, TestCluster cluster) {
        var watching = watching(watch(lab, cluster));
        assertThat(List.of(watching.post("service", on(4, "kill")), watching.post("service", on(1, "explode")),
                watching.post("service", "{\"service\":\"registry\",\"action\":\"kill\"}"), watching.post("service", "{}"),
                watching.post("program", "{\"program\":\"sh\"}"),
                watching.post("program", "{\"program\":\"producer\",\"topic\":\"x\"}"),
                watching.post("program", "{\"program\":\"producer\",\"exec\":\"x\"}"),
                watching.post("lesson", "{\"lesson\":\"x\"}"), watching.post("end", "{\"name\":\"x\",\"how\":\"wait\"}")))
                .allMatch(answer -> answer.statusCode() == 400).allMatch(answer -> answer.body().startsWith("{\"problem\":\""));
        assertThat(List.of(watching.post("program", "{\"program\":\"producer\",\"format\":\"avro\"}"),
                watching.post("end", "{\"name\":\"producer-1\",\"how\":\"kill\"}"), watching.post("lesson-end", "{}")))
                .allMatch(answer -> answer.statusCode() == 409);
        assertThat(watching.at("/control/programs")).isEmpty();
        assertThat(watching.get("/api/printed?name=producer-1").statusCode()).isEqualTo(404);
    }

    /** More of them than it has threads. */
    @Test
    void aPostWhoseBodyNeverComesIsGivenUp(Lab lab, TestCluster cluster) {
        var watching = watching(watch(lab, cluster));
        var http = new RawHttp(watching.port());
        var begun = IntStream.range(0, 30).mapToObj(number -> http.open("POST /api/service HTTP/1.1",
                "Host: localhost:" + watching.port(), "Origin: http://localhost:" + watching.port(),
                "Cookie: " + watching.cookie(), "Content-Type: application/json", "Content-Length: 100")).toList();
        begun.forEach(RawHttp.Open::untilItEnds);
        begun.forEach(RawHttp.Open::close);
        assertThat(watching.post("service", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void itIsForThisComputersClusterOnly(Lab lab, TestCluster cluster) {
        var other = lab.plain("Watch.java", "--control", "--data", cluster.data(), "-b", "localhost:1");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.talk()).contains("--control is for the cluster of Cluster.java on this computer", "leave out -b");
        var none = lab.plain("Watch.java", "--control", "--data", lab.file("nothing").toString(), "--port", "0");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.talk()).contains("There is no cluster in ", "--detach");
        assertThat(none.output()).isEmpty();
    }

    @Test
    void theUsersOwnSettingsCountForNothing(Lab lab, TestCluster cluster) {
        var words = Stream.concat(cluster.command("Watch.java").stream(),
                Stream.of("--control", "--data", cluster.data(), "-t", lab.topic(), "--port", "0")).toList();
        var watch = lab.run(Lab.NOTHING, Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:1", "KAFKA_CONFIG", "/not/there",
                "KAFKA_TOPIC", "another", "SCHEMA_REGISTRY_URL", "http://localhost:1"), words);
        var watching = watching(watch);
        watching.does("program", "{\"program\":\"producer\",\"rate\":50,\"count\":5}");
        watching.await("it has sent all", now -> now.program("producer-1").path("exit").asInt(-1) == 0
                && count(now, "producer-1", "acknowledged") == 5);
        assertThat(lab.end(lab.topic())).isEqualTo(5);
    }

    // --- programs

    @Test
    void programsRunAndAMessageIsFollowedFromOneToTheOthers(Lab lab, TestCluster cluster) {
        var watch = watch(lab, cluster);
        var watching = watching(watch);
        var single = watching.does("program", "{\"program\":\"single-consumer\"}");
        assertThat(single.get("name").asText()).isEqualTo("single-consumer-1");
        watching.does("program", "{\"program\":\"batch-consumer\",\"maxBatch\":10,\"maxWait\":500,\"group\":3}");
        watching.does("program", "{\"program\":\"producer\",\"rate\":50,\"count\":150,\"keys\":1000}");
        watching.await("all have done all", now -> now.program("producer-1").path("state").asText().equals("ended")
                && count(now, "single-consumer-1", "processed") == 150 && count(now, "batch-consumer-1", "processed") == 150);
        assertThat(watching.program("producer-1").get("exit").asInt()).isZero();
        assertThat(count(watching, "producer-1", "acknowledged")).isEqualTo(150);
        assertThat(watching.program("producer-1").get("options").asText()).isEqualTo("--rate 50 --count 150 --keys 1000");
        assertThat(watching.program("batch-consumer-1").get("group").asText()).isEqualTo("batch-consumer-3");
        assertThat(watching.program("batch-consumer-1").get("partitions")).hasSize(3);
        assertThat(watching.program("single-consumer-1").get("says").asText()).isNotBlank();
        assertThat(watching.at("/control/most").asInt()).isEqualTo(20);
        assertThat(watching.framesWith("control")).as("lessons come when they change, and with the whole")
                .isGreaterThan(watching.framesWith("lessons") + 5);

        var life = watching.asks("/api/life?partition=1&offset=5");
        assertThat(steps(life)).startsWith("log").containsOnlyOnce("acknowledged").hasSize(4);
        assertThat(life.get("steps").findValuesAsText("who")).contains("producer-1", "single-consumer (single-consumer-1)",
                "batch-consumer-3 (batch-consumer-1)").anyMatch(who -> who.matches("broker [123]"));
        assertThat(life.get("id").asLong()).isBetween(0L, 149L);
        assertThat(watching.asks("/api/life?partition=1&offset=100000").get("steps")).isEmpty();
        assertThat(watching.asks("/api/printed?name=producer-1").get("lines")).hasSizeBetween(150, 200)
                .anyMatch(line -> line.asText().contains("\"event\":\"acked\""))
                .anyMatch(line -> line.asText().startsWith("cluster "));

        watching.does("end", "{\"name\":\"single-consumer-1\",\"how\":\"stop\"}");
        watching.does("end", "{\"name\":\"batch-consumer-1\",\"how\":\"kill\"}");
        watching.await("they have ended", now -> now.program("single-consumer-1").path("exit").asInt() == 143
                && now.program("batch-consumer-1").path("exit").asInt() == 137);
        assertThat(programs(watch)).isEmpty();
    }

    private static long count(Watching watching, String program, String what) {
        return watching.program(program).at("/counts/" + what).asLong();
    }

    private static List<String> steps(JsonNode life) {
        return life.get("steps").findValuesAsText("what");
    }

    @Test
    void whatAKilledConsumerHadNotCommittedComesAgainAndItIsSaidWhy(Lab lab, TestCluster cluster) {
        var watching = watching(watch(lab, cluster));
        var last = 0;
        Map<Integer, Long> begun;
        do { // a kill just after a commit leaves nothing to come again
            watching.does("program", "{\"program\":\"producer\",\"rate\":20,\"count\":100,\"keys\":1000}");
            watching.does("program", "{\"program\":\"single-consumer\",\"group\":2}");
            var works = "single-consumer-" + ++last;
            Wait.until(works + " has all partitions", () -> beginnings(watching, works).size() == Lab.PARTITIONS);
            begun = beginnings(watching, works); // only the last lines are kept
            watching.await(works + " works", now -> count(now, works, "processed") > 40);
        } while (count(watching, "single-consumer-" + last, "again") == 0 && isKilled(watching, "single-consumer-" + last));
        var latest = "producer-" + last;
        watching.await("it has ended", now -> now.program(latest).path("exit").asInt(-1) == 0);

        var successor = "single-consumer-" + last;
        var killed = "single-consumer-" + (last - 1);
        var beginnings = begun;
        var again = IntStream.range(0, Lab.PARTITIONS).boxed()
                .flatMap(partition -> again(watching, partition, beginnings.get(partition))).toList();
        assertThat(again).hasSize((int) count(watching, successor, "again"));
        assertThat(again).allSatisfy(life -> {
            // a consumer may have it before its producer hears that the brokers have
            assertThat(steps(life)).containsExactlyInAnyOrder("log", "acknowledged", "processed", "again").endsWith("again");
            assertThat(life.at("/steps/3/why").asText()).isEqualTo("killed before its commit");
            assertThat(life.at("/steps/3/who").asText()).isEqualTo("single-consumer-2 (" + successor + ")");
            assertThat(life.get("steps").findValuesAsText("who")).contains("single-consumer-2 (" + killed + ")");
        });
    }

    private static boolean isKilled(Watching watching, String program) {
        watching.does("end", "{\"name\":\"" + program + "\",\"how\":\"kill\"}");
        return true;
    }

    /** Where it went on, by partition, as it said. */
    private static Map<Integer, Long> beginnings(Watching watching, String program) {
        return BEGINS.matcher(watching.asks("/api/printed?name=" + program).get("lines").toString()).results().collect(
                Collectors.toMap(found -> Integer.parseInt(found.group(1)), WatchControlTest::offset, Math::min));
    }

    private static long offset(MatchResult found) {
        return found.group(2) == null ? 0 : Long.parseLong(found.group(2));
    }

    /** The lives of what came again: the first ones from there. */
    private static Stream<JsonNode> again(Watching watching, int partition, long offset) {
        return LongStream.range(offset, watching.at("/topic/partitions/" + partition + "/end").asLong())
                .mapToObj(at -> watching.asks("/api/life?partition=" + partition + "&offset=" + at))
                .takeWhile(life -> steps(life).contains("again"));
    }

    @Test
    void deadLettersAreSentAgainOnce(Lab lab, TestCluster cluster) {
        lab.withDeadLetters();
        lab.send(0, "key", "nobody can read this");
        lab.send(0, "key", Lab.message(1));
        lab.flush();
        var watching = watching(watch(lab, cluster));
        watching.does("program", "{\"program\":\"single-consumer\",\"onError\":\"dlt\"}");
        watching.await("it is put aside", now -> count(now, "single-consumer-1", "deadLetters") == 1);
        assertThat(watching.does("redrive", "{}").get("name").asText()).isEqualTo("redrive-1");
        watching.await("it was sent, and put aside again", now -> now.program("redrive-1").path("exit").asInt(-1) == 0
                && count(now, "single-consumer-1", "deadLetters") == 2);
        assertThat(lab.end(lab.topic())).isEqualTo(3);
        assertThat(steps(watching.asks("/api/life?partition=0&offset=0"))).containsExactly("log", "dead-letter", "sent again");
        assertThat(steps(watching.asks("/api/life?partition=0&offset=2"))).contains("log", "sent again", "dead-letter");
    }

    // --- lessons

    @Test
    void aLessonIsGivenAndMeanwhileItsBrokersAreItsOwn(Lab lab, TestCluster cluster, LessonPage page) {
        var watching = watching(watch(lab, cluster));
        assertThat(watching.at("/lessons")).hasSizeGreaterThanOrEqualTo(10)
                .allMatch(lesson -> lesson.get("preview").asText().length() > 100);
        assertThat(watching.at("/lesson").isMissingNode()).isTrue();
        watching.does("lesson", "{\"lesson\":\"failed-batch\"}");
        watching.await("it runs", now -> now.at("/lesson/state").asText().equals("runs"));
        var refused = watching.post("service", on(1, "kill"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("A lesson runs");
        assertThat(watching.post("lesson", "{\"lesson\":\"two-groups\"}").statusCode()).isEqualTo(409);
        watching.await("it has ended", now -> now.at("/lesson/state").asText().equals("ended"));
        assertThat(watching.at("/lesson/exit").asInt(-1)).isZero();
        var lines = watching.at("/lesson/lines");
        assertThat(lines.findValuesAsText("kind")).startsWith("title", "preview").contains("act", "event", "heading", "outcome");
        assertThat(text(lines)).contains("stopped with exit code 1.\n'mended' began at offset 10, ");
        assertThat(lines.get(0).get("n").asLong()).isEqualTo(1);
        page.shows(new ObjectMapper().convertValue(lines, new TypeReference<>() { }));

        watching.does("lesson", "{\"lesson\":\"two-groups\"}");
        watching.await("what the first one said stays", now -> outcome(now, "failed-batch").size() > 1);
        watching.does("lesson-end", "{}");
        watching.await("it has ended", now -> now.at("/lesson/state").asText().equals("ended"));
    }

    private static JsonNode outcome(Watching watching, String lesson) {
        return StreamSupport.stream(watching.at("/lessons").spliterator(), false)
                .filter(one -> one.get("name").asText().equals(lesson)).findFirst().orElseThrow().get("outcome");
    }

    private static String text(JsonNode lines) {
        return StreamSupport.stream(lines.spliterator(), false).map(line -> line.get("text").asText())
                .collect(Collectors.joining("\n"));
    }

    @Test
    @Tag("soak")
    void aLessonThatIsEndedPutsTheClusterBack(Lab lab, TestCluster cluster) {
        var watching = watching(watch(lab, cluster));
        watching.does("lesson", "{\"lesson\":\"broker-dies\"}");
        watching.await("a broker is dead", now -> text(now.at("/lesson/lines")).contains("kill -9 for broker"));
        watching.await("the story says why a broker is away", now -> now.story().stream()
                .anyMatch(text -> text.startsWith("Watch: lesson: kill -9 for broker ")));
        watching.does("lesson-end", "{}");
        assertThat(watching.post("lesson-end", "{}").statusCode()).as("twice is not harmful").isEqualTo(200);
        watching.await("it has ended", now -> now.at("/lesson/state").asText().equals("ended"));
        assertThat(watching.at("/lesson/exit").asInt()).isEqualTo(143);
        assertThat(IntStream.rangeClosed(1, 3).mapToObj(broker -> state(cluster, broker)))
                .allMatch(state -> state.matches("[SR]"));
        assertThat(cluster.topics()).noneMatch(topic -> topic.startsWith("lesson-"));
    }

    // --- nothing stays behind

    /** Those that have nothing to say would not notice that nobody reads it. */
    @Test
    void ofAWatchThatIsKilledNoProgramAndNoFrozenBrokerStays(Lab lab, TestCluster cluster) {
        lab.produce(0, 30);
        var watch = watch(lab, cluster);
        var watching = watching(watch);
        watching.does("program", "{\"program\":\"batch-consumer\"}");
        watching.does("program", "{\"program\":\"single-consumer\"}");
        watching.await("they are idle", now -> count(now, "single-consumer-1", "processed") == 30
                && count(now, "batch-consumer-1", "processed") == 30);
        watching.does("service", on(2, "freeze"));
        var programs = programs(watch);
        assertThat(programs).hasSize(2);
        watch.process().destroyForcibly();
        Wait.until("the programs have ended", () -> programs.stream().noneMatch(ProcessHandle::isAlive));
        Wait.until("the broker goes on", () -> !state(cluster, 2).equals("T"));
    }

    @Test
    @Tag("soak")
    void ofAWatchThatIsKilledDuringALessonTheLessonPutsTheClusterBack(Lab lab, TestCluster cluster) {
        var watch = watch(lab, cluster);
        var watching = watching(watch);
        watching.does("lesson", "{\"lesson\":\"broker-dies\"}");
        watching.await("a broker is dead", now -> text(now.at("/lesson/lines")).contains("kill -9 for broker"));
        var lesson = watch.process().descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("--for-page")).toList();
        assertThat(lesson).hasSize(1);
        watch.process().destroyForcibly();
        Wait.until("the lesson has ended", () -> lesson.stream().noneMatch(ProcessHandle::isAlive));
        cluster.awaitWhole();
        assertThat(cluster.topics()).noneMatch(topic -> topic.startsWith("lesson-"));
    }

    @Test
    void whenItIsStoppedProgramsEndInOrderAndFrozenBrokersGoOn(Lab lab, TestCluster cluster) {
        var watch = watch(lab, cluster);
        var watching = watching(watch);
        watching.does("program", "{\"program\":\"single-consumer\"}");
        watching.does("program", "{\"program\":\"producer\",\"rate\":10}");
        watching.await("they work", now -> count(now, "single-consumer-1", "processed") > 20);
        watching.does("service", on(3, "freeze"));
        var programs = programs(watch);
        assertThat(programs).hasSize(2);
        assertThat(watch.signal("TERM").exitCode(SOON)).isEqualTo(143);
        assertThat(programs).noneMatch(ProcessHandle::isAlive);
        assertThat(state(cluster, 3)).isNotEqualTo("T");
        assertThat(Wait.holds(AT_ONCE, () -> lab.readers("single-consumer") == 0))
                .as("who ends in order leaves its group").isTrue();
    }

    @Test
    @Tag("soak")
    void aProgramThatDoesNotEndInOrderIsKilled(Lab lab, TestCluster cluster) {
        var watch = watch(lab, cluster);
        var watching = watching(watch);
        watching.does("program", "{\"program\":\"producer\"}");
        watching.await("it works", now -> count(now, "producer-1", "acknowledged") > 0);
        var program = programs(watch).get(0);
        ClusterScript.signal("STOP", program.pid());
        assertThat(watch.signal("TERM").exitCode(SOON)).isEqualTo(143);
        Wait.until("it is gone", () -> !program.isAlive());
    }
}
