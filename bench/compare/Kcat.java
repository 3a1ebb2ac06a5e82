package compare;

//SOURCES Command.java

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** kcat, a client in C, where it is installed. */
public record Kcat(String bootstrap) {

    public static boolean isInstalled() throws InterruptedException {
        try {
            return Command.of("kcat", "-V").builder().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Each line is a message. */
    Command producer(String topic, Path lines, String... settings) {
        return kcat("-P", "-t", topic, "-l", lines.toString()).with(properties(settings));
    }

    /** All of a topic, and no group. */
    Command reader(String topic, String... format) {
        return kcat("-C", "-q", "-e", "-t", topic).with(format);
    }

    /** The first message. */
    Command member(String topic, String group) {
        return kcat("-q", "-c", "1", "-X", "auto.offset.reset=earliest", "-G", group, topic);
    }

    private Command kcat(String... words) {
        return Command.of("kcat", "-b", bootstrap).with(words);
    }

    private static List<String> properties(String... settings) {
        return Stream.of(settings).flatMap(setting -> Stream.of("-X", setting)).toList();
    }
}
