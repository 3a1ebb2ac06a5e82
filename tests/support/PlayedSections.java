package support;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The section that a Watch sends which controls a cluster and programs. */
public final class PlayedSections {

    private static final Map<String, String> CAN = Map.of("runs", "[\"stop\",\"freeze\",\"kill\"]",
            "frozen", "[\"thaw\",\"kill\"]", "stopped", "[\"start\"]", "busy", "[]");

    public static final String ALL_RUN = services("runs", "runs", "runs", "runs");
    public static final String NO_LESSON = "\"lesson\":null";

    private PlayedSections() {
    }

    /** With two lessons, of which one may run. */
    public static String control(String services, String programs, String lesson) {
        return text("""
                "control":{"topic":"messages",%s,%s,"most":20},"lessons":[%s,%s],%s""", services, programs,
                titled("broker-dies", "A broker dies", lesson), titled("two-groups", "Two groups each get all", lesson), lesson);
    }

    private static String titled(String name, String title, String lesson) {
        return text("""
                {"name":"%s","title":"%s","preview":"%2$s, and you see it.","runs":%b,"outcome":%s}""", name, title,
                lesson.contains("\"" + name + "\"") && lesson.contains("\"runs\""),
                name.equals("two-groups") ? "[\"Both had all.\"]" : "[]");
    }

    /** @param states of the brokers 1, 2, 3 and of the registry */
    public static String services(String... states) {
        var all = IntStream.range(0, states.length).mapToObj(i -> text("""
                {"service":"%s","state":"%s","can":%s}""", i < 3 ? "broker " + (i + 1) : "registry", states[i],
                CAN.get(states[i])));
        return "\"services\":[" + all.collect(Collectors.joining(",")) + "]";
    }

    public static String programs(String... programs) {
        return "\"programs\":[" + String.join(",", programs) + "]";
    }

    /** A producer that has 42 messages acknowledged. */
    public static String producer(String name, String state, String exit) {
        return program(name, "producer", "null", "--rate 10", state, exit, text("""
                {"acknowledged":42,"processed":0,"again":0,"skipped":0,"deadLetters":0}"""), "[]");
    }

    /** A member of single-consumer that has processed some again, and has two partitions. */
    public static String consumer(String name, String state, String exit) {
        return program(name, "single-consumer", "\"single-consumer\"", "--from earliest --fail-every 7", state, exit, text("""
                {"acknowledged":0,"processed":1234,"again":3,"skipped":1,"deadLetters":2}"""), "[0,2]");
    }

    public static String redrive(String state, String exit) {
        return program("redrive-1", "redrive", "null", "", state, exit, text("""
                {"acknowledged":1,"processed":0,"again":0,"skipped":0,"deadLetters":0}"""), "[]");
    }

    private static String program(String name, String program, String group, String options, String state, String exit,
            String counts, String partitions) {
        return text("""
                {"name":"%s","program":"%s","group":%s,"options":"%s","state":"%s","exit":%s,"startedAt":%d,"counts":%s,\
                "partitions":%s,"says":"%s says <b>this</b>"}""", name, program, group, options, state, exit,
                System.currentTimeMillis() - 12_000, counts, partitions, name);
    }

    /** @param lines each with its kind before a colon */
    public static String lesson(String state, String exit, String... lines) {
        var all = IntStream.range(0, lines.length).mapToObj(i -> text("""
                {"n":%d,"kind":"%s","at":%d,"text":"%s"}""", i + 1, lines[i].split(": ")[0], System.currentTimeMillis(),
                lines[i].split(": ", 2)[1]));
        return text("""
                "lesson":{"name":"broker-dies","title":"A broker dies","state":"%s","exit":%s,"lines":[%s]}""", state, exit,
                all.collect(Collectors.joining(",")));
    }

    /** Of message 17: it was processed, its consumer was killed, and the other processed it once more. */
    public static String life() {
        return text("""
                {"partition":0,"offset":40,"id":17,"steps":[%s]}""", String.join(",", Arrays.asList(
                step(0, "producer-1", "acknowledged", "null", "The brokers have it."),
                step(4, "broker 1", "log", "null", "It is in messages-0 at 40."),
                step(30, "single-consumer (A)", "processed", "null", "It was printed."),
                step(9000, "single-consumer (B)", "again", "\"killed before its commit\"", "It was printed a second time."))));
    }

    private static String step(int after, String who, String what, String why, String text) {
        return text("""
                {"at":%d,"who":"%s","what":"%s","why":%s,"text":"%s"}""", System.currentTimeMillis() - 10_000 + after, who, what,
                why, text);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
