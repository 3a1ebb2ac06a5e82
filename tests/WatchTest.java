//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Program.java
//SOURCES support/RawHttp.java
//SOURCES support/TestCluster.java
//SOURCES support/Wait.java
//SOURCES support/Watching.java

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import support.Lab;
import support.Labs;
import support.Program;
import support.RawHttp;
import support.TestCluster;
import support.Watching;

/** What Watch.java shows of real brokers, and that they do not notice it. */
@Tag("cluster")
@ExtendWith(Labs.class)
@Execution(CONCURRENT)
class WatchTest {

    private static final String SINGLE = "SingleConsumer.java";
    private static final long HOUR = 3600_000;

    private static Program watch(Lab lab) {
        return lab.plain("Watch.java", "-b", lab.addresses(), "-t", lab.topic(), "--port", "0");
    }

    @Test
    void itShowsTheTopicItsGroupsAndHowFarBehindTheyAre(Lab lab) {
        lab.produceAt(System.currentTimeMillis() - HOUR, 0, 30);
        lab.commit(SINGLE, Map.of(0, 4L, 1, 10L));
        var watching = Watching.of(watch(lab));
        watching.await("the ends are known", now -> now.at("/topic/partitions/2/end").asLong() == 10);
        assertThat(watching.at("/cluster/brokers")).hasSize(3).allMatch(broker -> broker.get("state").asText().equals("up"));
        assertThat(watching.at("/topic/partitions")).hasSize(3).allMatch(partition -> partition.get("inSync").size() == 2);
        watching.await("all else of the topic is known", now -> now.at("/topic/minInSync").asInt() == 1
                && now.at("/topic/partitions/0/begin").isNumber() && now.at("/cluster/controller").isNumber());

        var group = lab.group(SINGLE);
        watching.await("it is behind", now -> now.group(group).path("behind").asLong() == 6
                && now.group(group).path("behindMs").asLong() > 0);
        assertThat(watching.group(group).at("/partitions/0/behind").asLong()).isEqualTo(6);
        assertThat(watching.group(group).at("/partitions/1/behind").asLong()).isZero();
        assertThat(watching.group(group).get("behindMs").asLong()).as("as old as the message at the commit")
                .isBetween(HOUR, HOUR + Duration.ofMinutes(5).toMillis());
        assertThat(watching.group(group).get("state").asText()).isEqualTo("Empty");

        var consumer = lab.single("-X", "client.id=reader");
        watching.await("it has read all", now -> now.group(group).path("behind").asLong(-1) == 0
                && now.group(group).at("/partitions/2/member").asText().equals("reader"));
        assertThat(watching.group(group).get("behindMs").asLong()).isZero();
        assertThat(watching.group(group).get("members")).hasSize(1);
        watching.await("it tells so", now -> now.story().contains(group + " has 1 member"));
        consumer.signal("TERM").exitCode();
        watching.await("it tells that it is gone", now -> now.story().contains(group + " has no members any more"));
    }

    @Test
    void itShowsMessagesAsTheyAreWrittenAndWhoWritesThem(Lab lab) {
        lab.produce(0, 9);
        var watching = Watching.of(watch(lab));
        watching.await("the ends are known", now -> now.at("/topic/partitions/2/end").asLong() == 3);
        var producer = lab.producer("--rate", "20", "--count", "200");
        watching.await("they are shown", now -> now.messages().size() > 30);
        assertThat(watching.messages()).allMatch(message -> message.get("text").asText().matches("message \\d+")
                && message.get("key").asText().startsWith("user-") && message.get("offset").asLong() >= 3);
        watching.await("the rate is shown", now -> now.at("/flow/perSecond").asLong() >= 15);
        watching.await("its producer is shown", now -> now.at("/producers/partitions").findValues("lastAt").size() > 0);
        producer.exitCode();
        assertThat(watching.messages()).extracting(message -> message.get("partition") + "@" + message.get("offset"))
                .doesNotHaveDuplicates();
    }

    @Test
    void theClusterDoesNotNoticeIt(Lab lab, TestCluster cluster) {
        lab.produce(0, 30);
        var watching = Watching.of(watch(lab));
        var missing = lab.topic() + "-that-is-not-there";
        var other = watching.of(missing);
        other.await("it says that there is none", now ->
                now.at("/topic/problem").asText().contains("There is no topic " + missing));
        watching.await("messages are looked at", now -> now.at("/topic/partitions/0/end").asLong() == 10);
        lab.produce(30, 60);
        watching.await("and shown", now -> now.messages().size() == 30);
        assertThat(cluster.topics()).doesNotContain(missing);
        assertThat(cluster.groups()).noneMatch(group -> group.contains(lab.topic())).noneMatch(String::isEmpty);
        assertThat(lab.end(lab.topic())).isEqualTo(60);
    }

    @Test
    void itSaysWhenItEnds(Lab lab) {
        var watch = watch(lab);
        var watching = Watching.of(watch);
        watching.await("the stream is open", now -> now.at("/cluster/id").isTextual());
        watch.awaitTalk(" with 3 brokers");
        watch.signal("INT");
        assertThat(watch.exitCode(Duration.ofSeconds(10))).isEqualTo(130);
        watching.await("the page is told", now -> now.events().contains("ended"));
        assertThat(watch.talk()).contains("cluster ", " with 3 brokers").doesNotContain("Could not stop", "Exception");
    }

    @Test
    void withoutAClusterItSaysSoAndGoesOnAsking(Lab lab) {
        var watch = lab.plain("Watch.java", "-b", "localhost:1", "--port", "0");
        var watching = Watching.of(watch);
        watch.awaitTalk("No broker answers at localhost:1. Start the cluster");
        watching.await("the page says so", now ->
                now.at("/cluster/problem").asText().startsWith("No broker answers at localhost:1."));
        assertThat(watching.at("/cluster/askedAt").isNull()).isTrue();
        assertThat(watch.signal("TERM").exitCode(Duration.ofSeconds(10))).isEqualTo(143);
    }

    /** The requests are more than it has threads, and each is given up after some seconds. */
    @Test
    void thePageAndWhatItLoadsAreThereBesideRequestsThatNeverEndAndAreGivenUp(Lab lab) {
        var watching = Watching.of(watch(lab));
        var http = new RawHttp(watching.port());
        var begun = IntStream.range(0, 40).mapToObj(number -> http.begin("GET / HTTP/1.1\r\nHost: x")).toList();
        assertThat(watching.get("/").statusCode()).isEqualTo(200);
        watching.await("the stream goes on", now -> now.at("/cluster/id").isTextual());
        assertThat(watching.get("/").body()).startsWithIgnoringCase("<!doctype html>");
        assertThat(watching.get("/").headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(watching.get("/page/lit-html.js").body()).contains("export{");
        assertThat(watching.get("/page/lit-html.js").headers().firstValue("Content-Type"))
                .contains("text/javascript; charset=utf-8");
        assertThat(watching.get("/page/nothing.js").statusCode()).isEqualTo(404);

        var another = lab.plain("Watch.java", "-b", lab.addresses(), "--port", String.valueOf(watching.port()));
        assertThat(another.exitCode()).isEqualTo(1);
        assertThat(another.talk()).contains("Port " + watching.port() + " of this computer is in use").contains("--port");
        assertThat(another.output()).isEmpty();

        begun.forEach(RawHttp.Open::untilItEnds);
        begun.forEach(RawHttp.Open::close);
    }
}
