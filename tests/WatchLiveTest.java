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
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
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
        public Map<String, Object> sections() {
            return Map.of();
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

        Watched(Lab lab, String name) {
            client = lab.topic() + "-" + name;
            topic = lab.topic();
            asking = new Asking(Map.of("bootstrap.servers", lab.addresses(), "client.id", client), loop);
            live = new Live(topic, loop, asking, new Reading(), "test");
        }

        /** Of somebody who looks, and sees something. */
        Tab tab() {
            var tab = new Tab(live, topic);
            Wait.until("the ends are known", tab::knowsTheEnds);
            return tab;
        }

        /** Those that its clients have sent; of one that is closed none count. */
        double requests() {
            return clients().mapToDouble(name -> (Double) ofClients(beans -> beans.getAttribute(name, "request-total"))).sum();
        }

        /** Clients that read messages, to show them. */
        long readers() {
            return clients().filter(name -> name.toString().contains(client + "-flow")).count();
        }

        private Stream<ObjectName> clients() {
            return Stream.of("kafka.admin.client:type=admin-client-metrics,client-id=" + client,
                    "kafka.consumer:type=consumer-metrics,client-id=" + client + "-*")
                    .flatMap(names -> ofClients(beans -> beans.queryNames(new ObjectName(names), null)).stream());
        }

        private interface Question<T> {

            T ask(MBeanServer beans) throws JMException;
        }

        private static <T> T ofClients(Question<T> question) {
            try {
                return question.ask(ManagementFactory.getPlatformMBeanServer());
            } catch (JMException e) {
                throw new AssertionError("clients do not tell what they send", e);
            }
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

        List<Map<String, Object>> whole() {
            return frames.stream().filter(frame -> frame.containsKey("whole")).toList();
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
    void ofThousandsOfMessagesASecondAboutFiftyAreShownInFourToTenFrames(Lab lab) {
        lab.produce(0, 30);
        try (var watched = new Watched(lab, "1"); var tab = watched.tab()) {
            lab.producer("--rate", "2000").awaitEvents("acked", 1);
            Wait.until("it is known how many there are", () -> tab.frames.stream().map(frame -> frame.get("flow"))
                    .anyMatch(flow -> flow != null && number(flow, "perSecond") > 1000));
            var frames = tab.next(20);
            var flows = frames.stream().map(frame -> frame.get("flow")).filter(flow -> flow != null).toList();
            var shown = flows.stream().mapToInt(flow -> ((List<?>) ((Map<?, ?>) flow).get("messages")).size()).sum();
            assertThat(19 / seconds(frames)).as("frames a second").isBetween(4.0, 10.0);
            assertThat((double) shown).as("messages shown").isBetween(5 * seconds(frames), mostShownIn(seconds(frames)));
            assertThat(flows).allMatch(flow -> number(flow, "showing") <= mostShownIn(1));
        }
    }

    /** Fifty a second, of which a whole second's may come at once; and a frame has what came since the one before. */
    private static double mostShownIn(double seconds) {
        return 50 * (1 + seconds + 1 / 4.0);
    }

    /** Also where nothing changes: the page opens a new stream when it has heard nothing for nine seconds. */
    @Test
    void theWholeStateComesAgainAfterFiveSeconds(Lab lab) {
        lab.produce(0, 30);
        try (var watched = new Watched(lab, "still"); var tab = watched.tab()) {
            Wait.until("the whole state has come three times", () -> tab.whole().size() >= 3);
            var again = tab.whole().subList(1, 3);
            assertThat(time(again.get(1)) - time(again.get(0))).isBetween(5000L, 8999L);
            assertThat(again.get(1)).containsKeys("cluster", "topics", "topic", "groups", "producers", "story", "flow", "plot");
        }
    }

    /** All in the same time, so that it does not matter how fast this computer is. */
    @Test
    void theClusterIsAskedOnceForAllWhoLookAndHardlyWhileNobodyDoes(Lab lab) {
        lab.produce(0, 30);
        try (var one = new Watched(lab, "one"); var many = new Watched(lab, "many"); var none = new Watched(lab, "none")) {
            var last = none.tab();
            one.tab();
            IntStream.range(0, TABS).forEach(number -> many.tab());
            last.close();
            Wait.until("no messages are read for nobody", () -> none.readers() == 0);
            assertThat(many.readers()).as("for %d tabs", TABS).isEqualTo(1);
            var frames = last.frames.size();
            var before = Stream.of(one, many, none).map(Watched::requests).toList();
            Wait.until("one has sent some more", () -> one.requests() >= before.get(0) + 100);
            assertThat(many.requests() - before.get(1)).as("for %d tabs, of 100 for one", TABS).isLessThan(150);
            assertThat(none.requests() - before.get(2)).as("for nobody, of 100 for one").isLessThan(50);
            assertThat(last.frames).as("for nobody").hasSize(frames);
        }
    }
}
