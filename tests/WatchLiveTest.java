//DEPS org.assertj:assertj-core:3.27.7
//DEPS org.junit.jupiter:junit-jupiter:6.1.3

//SOURCES ../watch/asking/Asking.java
//SOURCES ../watch/asking/Loop.java
//SOURCES ../watch/asking/Picture.java
//SOURCES ../watch/live/Doings.java
//SOURCES ../watch/live/Live.java
//SOURCES ../watch/web/Frame.java
//SOURCES ../watch/web/Frames.java
//SOURCES support/Json.java
//SOURCES support/Lab.java
//SOURCES support/Labs.java
//SOURCES support/Wait.java

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import support.Json;
import support.Lab;
import support.Labs;
import support.Wait;
import watch.asking.Asking;
import watch.asking.Loop;
import watch.asking.Picture;
import watch.live.Doings;
import watch.live.Live;
import watch.web.Frame;
import watch.web.Frames;

/** How often Watch asks real brokers, and how often it tells those who look. */
@Tag("cluster")
@ExtendWith(Labs.class)
@Execution(CONCURRENT)
class WatchLiveTest {

    private static final int TABS = 6;

    /** Nothing can be done. */
    private static final class Reading implements Doings {

        @Override
        public Optional<Object> state() {
            return Optional.empty();
        }

        @Override
        public List<Doing> told() {
            return List.of();
        }

        @Override
        public void see(Picture now) {
        }
    }

    /** Watch without its server. */
    private static final class Watched implements AutoCloseable {

        private final String client;
        private final String topic;
        private final Loop loop = new Loop(mistake -> {
            throw mistake;
        });
        private final Asking asking;
        private final Live live;

        Watched(Lab lab) {
            client = lab.topic();
            topic = lab.topic();
            asking = new Asking(Map.of("bootstrap.servers", lab.addresses(), "client.id", client), loop);
            live = new Live(topic, loop, asking, new Reading(), "test");
        }

        Tab tab() {
            return new Tab(live, topic);
        }

        /** Those that its clients have sent since they were there. */
        double requests() {
            return Stream.of("kafka.admin.client:type=admin-client-metrics,client-id=" + client,
                    "kafka.consumer:type=consumer-metrics,client-id=" + client + "-*").mapToDouble(Watched::requests).sum();
        }

        private static double requests(String clients) {
            try {
                var beans = ManagementFactory.getPlatformMBeanServer();
                var sum = 0.0;
                for (var name : beans.queryNames(new ObjectName(clients), null)) {
                    sum += (Double) beans.getAttribute(name, "request-total");
                }
                return sum;
            } catch (JMException e) {
                throw new AssertionError("clients do not tell what they send", e);
            }
        }

        /** In a second, over so many of them. */
        double rate(int count) {
            var before = requests();
            var begun = System.nanoTime();
            Wait.until(count + " more requests are sent", () -> requests() >= before + count);
            return (requests() - before) * 1e9 / (System.nanoTime() - begun);
        }

        @Override
        public void close() {
            live.close();
            asking.close();
            loop.close();
        }
    }

    private static final class Tab implements AutoCloseable {

        private final ConcurrentLinkedQueue<Map<String, Object>> frames = new ConcurrentLinkedQueue<>();
        private final Frames.Following following;

        Tab(Live live, String topic) {
            following = live.follow(topic, OptionalLong.empty(), frame -> frames.add(sections(frame)));
        }

        private static Map<String, Object> sections(Frame frame) {
            return Json.object(new String(frame.bytes(), UTF_8).replaceFirst("(?s)^.*\\ndata: ", ""));
        }

        /** The next ones; none are left out. */
        List<Map<String, Object>> next(int count) {
            var first = frames.size();
            Wait.until(count + " more frames come", () -> frames.size() >= first + count);
            return frames.stream().skip(first).limit(count).toList();
        }

        boolean knowsTheEnds() {
            return frames.stream().anyMatch(frame -> String.valueOf(frame.get("topic")).contains("end=10"));
        }

        @Override
        public void close() {
            following.close();
        }
    }

    /** From the first to the last of them, by Watch's own clock. */
    private static double seconds(List<Map<String, Object>> frames) {
        return (time(frames.get(frames.size() - 1)) - time(frames.get(0))) / 1000.0;
    }

    private static long time(Map<String, Object> frame) {
        return number(frame.get("watch"), "now");
    }

    private static long number(Object section, String name) {
        return (Long) ((Map<?, ?>) section).get(name);
    }

    @Test
    void whileMessagesComeAFrameIsSentFourToTenTimesASecond(Lab lab) {
        lab.produce(0, 30);
        try (var watched = new Watched(lab); var tab = watched.tab()) {
            Wait.until("the ends are known", tab::knowsTheEnds);
            lab.producer("--rate", "100").awaitEvents("acked", 1);
            var frames = tab.next(50);
            assertThat(49 / seconds(frames)).isBetween(4.0, 10.0);
        }
    }

    /** At first it may be twice as many as later in a second. */
    @Test
    void ofThousandsOfMessagesASecondAboutFiftyAreShown(Lab lab) {
        lab.produce(0, 30);
        try (var watched = new Watched(lab); var tab = watched.tab()) {
            Wait.until("the ends are known", tab::knowsTheEnds);
            lab.producer("--rate", "2000").awaitEvents("acked", 1);
            Wait.until("it is known how many there are", () -> tab.frames.stream().map(frame -> frame.get("flow"))
                    .anyMatch(flow -> flow != null && number(flow, "perSecond") > 1000));
            var frames = tab.next(40);
            var flows = frames.stream().map(frame -> frame.get("flow")).filter(flow -> flow != null).toList();
            var shown = flows.stream().mapToInt(flow -> ((List<?>) ((Map<?, ?>) flow).get("messages")).size()).sum();
            assertThat(shown / seconds(frames)).isBetween(5.0, 65.0);
            assertThat(flows).allMatch(flow -> number(flow, "showing") <= 100);
        }
    }

    @Test
    void theClusterIsAskedOnceForAllWhoLookAndHardlyWhileNobodyDoes(Lab lab) {
        lab.produce(0, 30);
        try (var watched = new Watched(lab)) {
            var first = watched.tab();
            Wait.until("the ends are known", first::knowsTheEnds);
            var byOne = watched.rate(120);
            var others = IntStream.range(1, TABS).mapToObj(number -> watched.tab()).toList();
            Wait.until("all see it", () -> others.stream().allMatch(Tab::knowsTheEnds));
            assertThat(watched.rate(120)).as("for %d tabs, after %s for one", TABS, byOne).isLessThan(byOne * 1.5);
            first.close();
            others.forEach(Tab::close);
            var last = others.get(0).frames.size();
            assertThat(watched.rate(40)).as("for nobody, after %s for one", byOne).isLessThan(byOne / 2);
            assertThat(others.get(0).frames).as("of which one may have been under way").hasSizeLessThanOrEqualTo(last + 1);
        }
    }
}
