package support;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Frames of a small cluster as Watch sends them: three brokers, a topic with three partitions, two groups. */
public final class PlayedFrames {

    /** A test that takes its time sees no number grow old, unless it wants to. */
    private static final int NEVER_OLD = 60_000;

    private static final List<Integer> NONE = Collections.nCopies(900, 0);

    private PlayedFrames() {
    }

    /** All in order: broker 1 is the controller, and 1, 2, 3 lead the partitions 0, 1, 2. */
    public static String calm() {
        return "{" + String.join(",", cluster(1, "up", "up", "up"), topics(), topic("1", "2", "3"), groups(0), producers(),
                story("info: batch-consumer has a member", "fault: broker 2 does not answer", "info: broker 2 answers again"),
                plot()) + "}";
    }

    public static String cluster(int controller, String... states) {
        var now = System.currentTimeMillis();
        var brokers = IntStream.range(0, states.length).mapToObj(i -> text("""
                {"id":%d,"host":"localhost","port":%d,"state":"%s","since":%d}""", i + 1, 9094 + i, states[i], now - 9000));
        return text("""
                "cluster":{"id":"abc","addresses":"localhost:9094","controller":%d,"askedAt":%d,"problem":null,"brokers":[%s]}""",
                controller, now, brokers.collect(Collectors.joining(",")));
    }

    private static String topics() {
        return "\"topics\":{\"names\":[\"messages\",\"orders\"],\"more\":0}";
    }

    /** @param leaders of the partitions; those without one have nobody in sync, either */
    public static String topic(String... leaders) {
        var partitions = IntStream.range(0, leaders.length).mapToObj(i -> text("""
                {"partition":%d,"leader":%s,"replicas":[%d,%d],"inSync":%s,"begin":0,"end":%d,"endAt":%d,"perSecond":3.3}""",
                i, leaders[i], i + 1, (i + 1) % 3 + 1,
                leaders[i].equals("null") ? "[]" : "[" + (i + 1) + "," + ((i + 1) % 3 + 1) + "]", 100 + i,
                System.currentTimeMillis() + NEVER_OLD));
        return text("""
                "topic":{"name":"messages","problem":null,"replicas":2,"minInSync":1,"askedAt":%d,"partitions":[%s]}""",
                System.currentTimeMillis(), partitions.collect(Collectors.joining(",")));
    }

    /** @param behind how far batch-consumer is behind in its first partition; single-consumer is up to date */
    public static String groups(int behind) {
        return text("""
                "groups":{"askedAt":%d,"more":0,"groups":[%s,%s]}""", System.currentTimeMillis(),
                group("batch-consumer", behind, "BatchConsumer-1", "BatchConsumer-2"),
                group("single-consumer", 0, "SingleConsumer-1"));
    }

    private static String group(String name, int behind, String... clients) {
        var members = IntStream.range(0, clients.length).mapToObj(i -> text("""
                {"client":"%s","host":"/127.0.0.1","partitions":[%s]}""", clients[i], numbers(i, clients.length)));
        var partitions = IntStream.range(0, 3).mapToObj(i -> text("""
                {"partition":%d,"committed":%d,"end":%d,"behind":%d,"behindMs":%d,"member":"%s"}""", i,
                100 + i - (i == 0 ? behind : 0), 100 + i, i == 0 ? behind : 0, i == 0 ? behind * 100 : 0,
                clients[i % clients.length]));
        return text("""
                {"name":"%s","state":"Stable","type":"consumer","behind":%d,"behindMs":%d,"committedPerSecond":9.9,\
                "members":[%s],"partitions":[%s],"askedAt":%d}""", name, behind, behind * 100,
                members.collect(Collectors.joining(",")), partitions.collect(Collectors.joining(",")),
                System.currentTimeMillis() + NEVER_OLD);
    }

    private static String numbers(int first, int step) {
        return IntStream.range(0, 3).filter(i -> i % step == first).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    private static String producers() {
        var now = System.currentTimeMillis();
        return text("""
                "producers":{"askedAt":%d,"partitions":[{"partition":0,"producers":[{"id":4001,"epoch":0,"lastAt":%d}]}]}""",
                now, now);
    }

    /** @param sentences each with its level before a colon */
    public static String story(String... sentences) {
        var all = IntStream.range(0, sentences.length).mapToObj(i -> text("""
                {"n":%d,"at":%d,"kind":"broker","level":"%s","text":"%s"}""", i + 1, System.currentTimeMillis(),
                sentences[i].split(": ")[0], sentences[i].split(": ", 2)[1]));
        return "\"story\":{\"first\":1,\"sentences\":[" + all.collect(Collectors.joining(",")) + "]}";
    }

    /** 15 minutes, in each second of which as many messages were written as seconds had passed. */
    private static String plot() {
        var points = IntStream.range(0, 900).boxed().toList();
        return text("""
                "plot":{"step":1000,"from":%d,"written":%s,"inSync":%s,"groups":{"batch-consumer":{"committed":%s,"behind":%s,\
                "partitions":{"0":%s,"1":%s,"2":%s}},"single-consumer":{"committed":%s,"behind":%s,"partitions":{"0":%s,"1":%s,\
                "2":%s}}},\
                "marks":[{"at":%1$d,"level":"fault","text":"broker 2 does not answer"}]}""",
                System.currentTimeMillis() - 900_000, points, points, points, points, points, NONE, NONE,
                points, NONE, NONE, NONE, NONE);
    }

    /** One second more than {@link #plot}. */
    public static String point(int behindInFirst) {
        return text("""
                {"plotAdded":{"at":%d,"written":900,"inSync":6,"groups":{"batch-consumer":{"committed":900,"behind":%d,\
                "partitions":{"0":%2$d,"1":0,"2":0}}}}}""", System.currentTimeMillis() + 500, behindInFirst);
    }

    /** Something that has just happened, for the plots. */
    public static String mark(String level, String text) {
        return text("""
                {"marksAdded":[{"at":%d,"level":"%s","text":"%s"}]}""", System.currentTimeMillis() - 1000, level, text);
    }

    /** Messages that have just been written to partition 0. */
    public static String flow(int perSecond, String... texts) {
        var now = System.currentTimeMillis();
        var messages = IntStream.range(0, texts.length).mapToObj(i -> text("""
                {"partition":0,"offset":%d,"key":"user-%d","text":"%s","at":%d}""", 100 + i, i, texts[i], now));
        return text("""
                {"flow":{"perSecond":%d,"showing":%d,"messages":[%s]}}""", perSecond, Math.min(50, perSecond),
                messages.collect(Collectors.joining(",")));
    }

    /** Sections as one frame. */
    public static String frame(String... sections) {
        return "{" + String.join(",", sections) + "}";
    }

    /** A message as the resources tell of it; its text must need no escapes. */
    public static String message(int partition, long offset, String text) {
        return text("""
                {"partition":%d,"offset":%d,"at":%d,"key":"user-%2$d","keyHex":null,"text":"%s","format":"json",\
                "fields":null,"problem":null,"headers":[{"name":"trace","value":"7"}],"size":%d,"cut":false}""",
                partition, offset, System.currentTimeMillis(), text, text.length());
    }

    public static String array(List<String> items) {
        return "[" + String.join(",", items) + "]";
    }

    public static String array(String... items) {
        return array(Arrays.asList(items));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
