//DEPS org.apache.kafka:kafka-clients:4.3.1
//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../Message.java
//SOURCES ../consuming/Decoder.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../output/Place.java
//SOURCES ../watch/messages/Messages.java
//SOURCES support/Asked.java
//SOURCES support/Executables.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;
import static support.Lab.ids;

import consuming.Decoder;
import encoding.NotNow;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import output.Place;
import support.Asked;
import support.Executables;
import support.Lab;
import support.Labs;
import support.Wait;
import watch.messages.Messages;

/** What the page is told of real messages: from where it asks, all of them, and each once. */
@Tag("faults")
@Execution(CONCURRENT) // beside what others break: its cluster stays whole
@ExtendWith(Labs.class)
class WatchMessagesClusterTest {

    private static final String FROM_BEGIN = "0:0,1:0,2:0";

    private static Messages messages(Lab lab) {
        return new Messages(Map.of("bootstrap.servers", lab.addresses(), "group.id", "never"),
                format -> Message.encoding(format, () -> {
                    throw new AssertionError("no Avro here");
                })::delivery);
    }

    private static List<Long> shownIds(Asked asked, String list) {
        return asked.all(list).stream().map(message -> (Map<?, ?>) message.get("fields")).map(fields -> (Long) fields.get("id"))
                .toList();
    }

    private static Admin admin(Lab lab) {
        return Admin.create(Map.of("bootstrap.servers", lab.addresses()));
    }

    @Test
    void byPartitionAndOffset(Lab lab) {
        lab.produce(0, 60);
        try (var messages = messages(lab)) {
            var topic = "topic=" + lab.topic();
            var five = Asked.good(messages, "messages", topic + "&partition=1&from=5&count=3");
            assertThat(five.places("messages")).containsExactly("1@5", "1@6", "1@7");
            assertThat(shownIds(five, "messages")).containsExactly(16L, 19L, 22L);
            assertThat(five.offsets("next")).containsExactly(Map.entry("1", 8L));
            assertThat(five.all("messages").get(0)).containsEntry("key", "user-7").containsEntry("format", "json")
                    .containsEntry("text", "message 16").containsEntry("problem", null);

            var last = Asked.good(messages, "messages", topic + "&count=10");
            assertThat(shownIds(last, "messages")).hasSize(10);
            assertThat(last.offsets("next")).isEqualTo(Map.of("0", 20L, "1", 20L, "2", 20L));
            assertThat(Asked.good(messages, "messages", topic + "&partition=2&from=1000").all("messages")).isEmpty();
            assertThat(Asked.of(messages, "messages", topic + "&partition=3").problem()).contains("has no partition 3");
            assertThat(Asked.of(messages, "messages", "topic=no-such-topic")).isEqualTo(
                    new Asked(404, Map.of("problem", "There is no topic no-such-topic on this cluster, or none any more.")));

            var read = new ArrayList<Long>();
            for (var from = "begin"; read.size() < 60; ) {
                var some = Asked.good(messages, "messages", topic + "&count=7&from=" + from);
                assertThat(some.all("messages")).isNotEmpty();
                read.addAll(shownIds(some, "messages"));
                from = some.positions("next");
            }
            assertThat(read).as("page by page").containsExactlyInAnyOrderElementsOf(ids(0, 60));
        }
    }

    @Test
    void fromATime(Lab lab) {
        lab.produceAt(1_000_000, 0, 30);
        lab.produceAt(2_000_000, 30, 60);
        try (var messages = messages(lab)) {
            var topic = "topic=" + lab.topic() + "&count=100";
            assertThat(shownIds(Asked.good(messages, "messages", topic + "&from=time:1000001"), "messages"))
                    .containsExactlyInAnyOrderElementsOf(ids(30, 60));
            assertThat(shownIds(Asked.good(messages, "messages", topic + "&from=time:2000000"), "messages")).hasSize(30);
            assertThat(Asked.good(messages, "messages", topic + "&from=time:0").all("messages")).hasSize(60);
            var none = Asked.good(messages, "messages", topic + "&from=time:2000001");
            assertThat(none.all("messages")).isEmpty();
            assertThat(none.offsets("next")).isEqualTo(Map.of("0", 20L, "1", 20L, "2", 20L));
        }
    }

    /** It pauses now and then, as somebody does who reads; a producer writes meanwhile, faster than it is asked. */
    @Test
    void aTailStopsAndGoesOnAndLosesNothing(Lab lab) {
        var count = 5_000;
        try (var messages = messages(lab)) {
            var producer = CompletableFuture.runAsync(() -> lab.produce(0, count));
            var places = new ArrayList<String>();
            var read = new ArrayList<Long>();
            var positions = FROM_BEGIN;
            for (var asked = 0; read.size() < count; asked++) {
                if (asked % 5 == 4) {
                    var paused = lab.end(lab.topic());
                    Wait.until("more is written, or all", () -> lab.end(lab.topic()) > paused || producer.isDone());
                }
                var some = Asked.good(messages, "tail", "topic=" + lab.topic() + "&wait=2000&positions=" + positions);
                assertThat(some.all("messages").isEmpty()).as("silent although there is more: %s", some)
                        .isEqualTo(some.positions("next").equals(positions));
                places.addAll(some.places("messages"));
                read.addAll(shownIds(some, "messages"));
                positions = some.positions("next");
            }
            producer.join();
            assertThat(read).hasSize(count).doesNotHaveDuplicates().containsAll(ids(0, count));
            assertThat(places).doesNotHaveDuplicates();
            var rest = Asked.good(messages, "tail", "topic=" + lab.topic() + "&wait=0&positions=" + positions);
            assertThat(rest.all("messages")).isEmpty();
            assertThat(rest.number("behind")).isZero();
            assertThat(rest.problem()).isNull();
        }
    }

    @Test
    void aTailSaysWhatWasDeletedBeforeItCame(Lab lab) {
        lab.produce(0, 60);
        lab.deleteBefore(1, 15);
        try (var messages = messages(lab)) {
            var topic = "topic=" + lab.topic();
            var tail = Asked.good(messages, "tail", topic + "&wait=2000&positions=1:4");
            assertThat(tail.offsets("skipped")).isEqualTo(Map.of("1", 11L));
            assertThat(tail.places("messages")).containsExactly("1@15", "1@16", "1@17", "1@18", "1@19");
            assertThat(Asked.of(messages, "message", topic + "&partition=1&offset=14")).isEqualTo(new Asked(404, Map.of("problem",
                    "Offset 14 of " + lab.topic() + "-1 is no longer there: the log begins at 15.")));
            assertThat(Asked.of(messages, "message", topic + "&partition=1&offset=20").problem())
                    .isEqualTo("Offset 20 of " + lab.topic() + "-1 is not there yet: the next message gets 20.");
            assertThat(Asked.of(messages, "tail", topic + "&wait=2000&positions=1:900").problem())
                    .contains("ends before offset 900");
            assertThat(Asked.of(messages, "tail", topic + "&wait=0&positions=7:0").problem()).contains("has no partition 7");
            assertThat(Asked.of(messages, "tail", "topic=no-such-topic&wait=0&positions=0:0").status()).isEqualTo(404);
        }
    }

    /** Some of them in transactions, one of which was given up: their ends take offsets that have no message. */
    @Test
    void aSearchFindsAllThatThereIs(Lab lab) {
        lab.produce(0, 10_000);
        inTransaction(lab, 10_000, 15_000, KafkaProducer::commitTransaction);
        inTransaction(lab, 15_000, 20_000, KafkaProducer::abortTransaction);
        for (var wanted : List.of(3, 4_999, 12_345, 17_000, 19_998)) {
            lab.send(wanted % Lab.PARTITIONS, "needle-" + wanted, Lab.message(20_000 + wanted));
        }
        lab.flush();
        inTransaction(lab, 20_000, 20_003, KafkaProducer::commitTransaction);
        try (var messages = messages(lab)) {
            var topic = "topic=" + lab.topic();
            var found = search(messages, topic + "&key=needle-", Asked::places);
            assertThat(found.hits).hasSize(5).doesNotHaveDuplicates();
            assertThat(found.scanned).as("each once").isEqualTo(20_008);
            assertThat(found.last.positions("next")).isEqualTo(found.last.positions("until"));
            assertThat(search(messages, topic + "&text=message%201999", WatchMessagesClusterTest::shownIds).hits)
                    .contains(1_999L).containsAll(ids(19_990, 20_000)).hasSize(11);
            assertThat(search(messages, topic + "&field=id&value=37000", Asked::places).hits).hasSize(1);
            assertThat(search(messages, topic + "&key=user-1", Asked::places).hits).as("more than one answer has")
                    .hasSize(2_223).doesNotHaveDuplicates();
            assertThat(search(messages, topic + "&partition=0&from=5000&key=user-", Asked::places).hits).hasSize(1_668);
            assertThat(Asked.of(messages, "search", topic + "&key=k&from=0:1&until=1:1").problem())
                    .contains("both next and until");

            var end = (Long) Asked.good(messages, "messages", topic + "&partition=0&count=1").offsets("next").get("0");
            assertThat(Asked.of(messages, "message", topic + "&partition=0&offset=" + (end - 1)).problem())
                    .contains("has no message");
            var last = Asked.good(messages, "messages", topic + "&partition=0&count=5");
            assertThat(last.all("messages")).as("the last offset has none").hasSize(5);
        }
    }

    private record Hits<T>(List<T> hits, long scanned, Asked last) { }

    private static <T> Hits<T> search(Messages messages, String query, BiFunction<Asked, String, List<T>> hits) {
        var all = new ArrayList<T>();
        var scanned = 0L;
        for (var more = ""; ; ) {
            var some = Asked.good(messages, "search", query + more);
            assertThat(some.problem()).isNull();
            all.addAll(hits.apply(some, "found"));
            scanned += some.number("scanned");
            assertThat(some.all("found")).hasSizeLessThanOrEqualTo(100);
            if ((Boolean) some.fields().get("done")) {
                assertThat(some.number("left")).isZero();
                return new Hits<>(all, scanned, some);
            }
            more = "&from=" + some.positions("next") + "&until=" + some.positions("until");
            query = query.replaceFirst("&from=[^&]*", "");
        }
    }

    private static void inTransaction(Lab lab, int from, int to, Consumer<KafkaProducer<byte[], byte[]>> end) {
        Map<String, Object> settings = Map.of("bootstrap.servers", lab.addresses(), "transactional.id", lab.topic() + from);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (var id = from; id < to; id++) {
                producer.send(new ProducerRecord<>(lab.topic(), id % Lab.PARTITIONS, ("user-" + id % 9).getBytes(UTF_8),
                        Lab.message(id).getBytes(UTF_8)));
            }
            producer.flush();
            end.accept(producer);
        }
    }

    @Test
    void oneMessageIsWhole(Lab lab) {
        var text = "x".repeat(500_000);
        lab.send(2, "k", "{\"id\":1,\"text\":\"" + text + "\",\"createdAt\":5,\"more\":\"\\u00fc\"}");
        lab.send(new ProducerRecord<>(lab.topic(), 2, null, new byte[] {(byte) 0xff, 1, 2}));
        lab.flush();
        try (var messages = messages(lab)) {
            var one = Asked.good(messages, "message", "topic=" + lab.topic() + "&partition=2&offset=0");
            assertThat(message(one)).containsEntry("text", text).containsEntry("cut", false).containsEntry("key", "k");
            assertThat((String) one.fields().get("raw")).endsWith(",\"more\":\"\\u00fc\"}");
            assertThat((String) one.fields().get("hex")).hasSize(2 * 65_536).startsWith("7b226964");
            var other = Asked.good(messages, "message", "topic=" + lab.topic() + "&partition=2&offset=1");
            assertThat(message(other)).containsEntry("text", "0xff0102").containsEntry("format", "bytes")
                    .containsEntry("size", 3L);
            assertThat(other.fields()).containsEntry("hex", "ff0102").containsEntry("raw", null);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> message(Asked asked) {
        return (Map<String, Object>) asked.fields().get("message");
    }

    @Test
    void aSearchSaysWhatItCouldNotRead(Lab lab) {
        lab.produce(0, 9);
        Decoder away = record -> {
            throw new NotNow("the registry is away", null);
        };
        try (var messages = new Messages(Map.of("bootstrap.servers", lab.addresses()), format -> away)) {
            var search = "topic=" + lab.topic() + "&text=";
            assertThat(Asked.good(messages, "search", search + "nowhere").fields()).containsEntry("done", true)
                    .containsEntry("missed", List.of("Some messages could not be decoded, because the registry is away: what is"
                            + " in them was not searched."));
            assertThat(Asked.good(messages, "search", search + "message").fields()).as("the bytes tell")
                    .containsEntry("missed", List.of());
        }
    }

    @Test
    void aLetterSaysWhatBecameOfIt(Lab lab) {
        try (var messages = messages(lab)) {
            var topic = "topic=" + lab.topic();
            lab.produce(0, 30);
            assertThat(Asked.good(messages, "letters", topic).fields())
                    .containsEntry("topic", null).containsEntry("letters", List.of());
            lab.withDeadLetters();
            var fails = new String[] {"--exec", "! grep -q '\"id\":17,'", "--retries", "0", "--on-error", "dlt", "--exit-at-end"};
            assertThat(lab.single(fails).exitCode()).isZero();
            assertThat(lab.single(with(fails, "-g", lab.topic() + "-other")).exitCode()).isZero();

            var letters = Asked.good(messages, "letters", topic).all("letters");
            assertThat(letters).hasSize(2).allSatisfy(letter -> assertThat(letter)
                    .containsEntry("from", Map.of("topic", lab.topic(), "partition", 2L, "offset", 5L))
                    .containsEntry("key", "user-8").containsEntry("text", "message 17").containsEntry("times", 2L)
                    .containsEntry("sentAgain", null).hasEntrySatisfying("why", why -> assertThat((String) why).isNotBlank()));
            assertThat(letters).extracting(letter -> letter.get("group"))
                    .containsExactly(lab.group("SingleConsumer.java"), lab.topic() + "-other");
            var message = new Place(lab.topic(), 2, 5);
            assertThat(messages.message(message)).hasValueSatisfying(found -> assertThat(found.fields().id()).isEqualTo(17L));
            assertThat(messages.letters(message)).extracting(Place::toString)
                    .containsExactly(lab.topic() + "-dlt-2@0", lab.topic() + "-dlt-2@1");
            var another = new Place(lab.topic(), 2, 10);
            assertThat(messages.message(another)).as("not written yet").isEmpty();
            assertThat(messages.letters(another)).isEmpty();

            assertThat(lab.start("Redrive.java").exitCode()).isZero();
            assertThat(sentAgain(messages, topic)).containsExactly(true, true);
            assertThat(lab.single(fails).exitCode()).isZero();
            assertThat(sentAgain(messages, topic)).as("two new ones").containsExactly(true, true, false, false);
            assertThat(Asked.good(messages, "letters", topic + "-dlt").fields()).as("of the letters themselves")
                    .isEqualTo(Asked.good(messages, "letters", topic).fields());
        }
    }

    private static List<Object> sentAgain(Messages messages, String topic) {
        return Asked.good(messages, "letters", topic).all("letters").stream().map(letter -> letter.get("sentAgain")).toList();
    }

    private static String[] with(String[] options, String... more) {
        return Stream.of(options, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void noGroupAppears(Lab lab) throws Exception {
        lab.withDeadLetters().produce(0, 9);
        try (var messages = messages(lab); var admin = admin(lab)) {
            var topic = "topic=" + lab.topic();
            Asked.good(messages, "messages", topic);
            Asked.good(messages, "tail", topic + "&wait=500&positions=" + FROM_BEGIN);
            Asked.good(messages, "search", topic + "&key=user");
            Asked.good(messages, "message", topic + "&partition=0&offset=0");
            Asked.good(messages, "letters", topic);
            var groups = admin.listGroups().all().get(30, TimeUnit.SECONDS);
            assertThat(groups).noneMatch(group -> group.groupId().startsWith(lab.topic()))
                    .noneMatch(group -> group.groupId().isEmpty()).noneMatch(group -> group.groupId().equals("never"));
        }
    }

    /** Who comes fifth waits for two seconds; those before take as long, so that who comes thirteenth is refused. */
    @Test
    void fourReadAtOnceAndOthersAreToldSo(Lab lab) {
        var threads = Executors.newFixedThreadPool(12);
        try (var messages = messages(lab)) {
            var query = "topic=" + lab.topic() + "&wait=2000&positions=" + FROM_BEGIN;
            var answers = IntStream.range(0, 12)
                    .mapToObj(one -> CompletableFuture.supplyAsync(() -> Asked.of(messages, "tail", query), threads)).toList();
            var statuses = answers.stream().map(CompletableFuture::join)
                    .collect(Collectors.groupingBy(Asked::status, TreeMap::new, Collectors.counting()));
            assertThat(statuses.keySet()).containsExactly(200, 503);
            assertThat(statuses.get(200)).isBetween(4L, 8L);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatNobodyUsesIsClosed(Lab lab) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", lab.addresses(), "client.id", lab.topic());
        try (var messages = new Messages(settings, format -> Message.encoding(format, null)::delivery, Duration.ofSeconds(2))) {
            Asked.good(messages, "tail", "topic=" + lab.topic() + "&positions=" + FROM_BEGIN);
            var clients = new ObjectName("kafka.consumer:type=app-info,id=" + lab.topic() + "-messages-*");
            var beans = ManagementFactory.getPlatformMBeanServer();
            assertThat(beans.queryNames(clients, null)).hasSize(1);
            Wait.until("it is closed", () -> beans.queryNames(clients, null).isEmpty());
            assertThat(Asked.good(messages, "tail", "topic=" + lab.topic() + "&positions=" + FROM_BEGIN).problem()).isNull();
        }
    }

    @Test
    void itClosesWhileSomebodyWaits(Lab lab) {
        var messages = messages(lab);
        var query = "topic=" + lab.topic() + "&wait=2000&positions=" + FROM_BEGIN;
        Asked.good(messages, "tail", query.replace("2000", "0"));
        var waiting = CompletableFuture.supplyAsync(() -> Asked.of(messages, "tail", query));
        var begun = System.nanoTime();
        messages.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(waiting.join().status()).isIn(200, 503);
        assertThat(Asked.of(messages, "tail", query)).isEqualTo(new Asked(503, Map.of("problem", "Watch ends.")));
    }

    @Test
    void theCommandDoesTheSame(Lab lab) {
        for (var command : List.of("kcat", "perl")) {
            assumeTrue(Executables.onPath(command).isPresent(), "there is no " + command + " here: apt-get install kcat perl");
        }
        lab.produceAt(1_000_000, 0, 30);
        lab.produceAt(2_000_000, 30, 60);
        try (var messages = messages(lab)) {
            var topic = "topic=" + lab.topic();
            for (var query : List.of("&partition=1&from=5&count=3", "&partition=0&count=4", "&count=8", "&from=begin&count=7",
                    "&from=begin&count=200", "&from=time:2000000&count=200")) {
                var listed = Asked.good(messages, "messages", topic + query);
                assertThat(kcat(lab, listed)).as(query).containsExactlyInAnyOrderElementsOf(listed.places("messages"));
            }
            var one = Asked.good(messages, "message", topic + "&partition=1&offset=7");
            assertThat(kcat(lab, one)).containsExactly("1@7");
            lab.send(0, "other", "user-3 is in the value");
            lab.send(new ProducerRecord<>(lab.topic(), 1, null, ByteBuffer.allocate(Long.BYTES).putLong(1234567).array()));
            lab.flush();
            inTransaction(lab, 60, 80, KafkaProducer::abortTransaction);
            for (var search : List.of("&key=user-3&text=message%203", "&key=user-3", "&text=user-3", "&text=3456",
                    "&partition=2&from=5&key=user-5")) {
                var found = Asked.good(messages, "search", topic + search);
                assertThat(found.fields()).containsEntry("done", true).containsEntry("onlyHere", false);
                assertThat(kcat(lab, found)).as(search).containsExactlyInAnyOrderElementsOf(found.places("found")).isNotEmpty();
            }
        }
    }

    private static List<String> kcat(Lab lab, Asked asked) {
        var command = List.of("sh", "-c", (String) asked.fields().get("command"));
        var kcat = lab.run(Lab.NOTHING, Map.of(), command);
        assertThat(kcat.exitCode()).as(kcat.toString()).isZero();
        return kcat.output().lines().map(line -> line.split(" ")[1]).toList();
    }
}
