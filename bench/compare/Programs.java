package compare;

//SOURCES Command.java
//SOURCES SendLatency.java

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs of a checkout.
 *
 * @param bootstrap where the cluster is that they use
 * @param settings of the producer's client, like linger.ms=1
 */
public record Programs(Path checkout, String bootstrap, List<String> settings) {

    /** Messages a second, from the first to the last: the summary. */
    static final Pattern RATE = Pattern.compile("in [0-9.]+ s: ([0-9,.]+) msg/s");

    public Command cluster(Path data, String... words) {
        return script("Cluster.java").with(words).with("--data", data.toString());
    }

    Command producer(String topic, long count) {
        return script("Producer.java").with("-b", bootstrap, "-t", topic, "--count", String.valueOf(count))
                .with(settings.stream().flatMap(setting -> Stream.of("-X", setting)).toList());
    }

    /** With a class of this benchmark for the client to find, which prints how long the client took. */
    Command producerWithLatency(String topic, long count) {
        var words = producer(topic, count).words();
        return Command.of(words.get(0), "--cp", SendLatency.CLASS_PATH).with(words.subList(1, words.size()))
                .with("-X", SendLatency.SETTING);
    }

    Command consumer(String script, String topic, String group) {
        return script(script).with("-b", bootstrap, "-t", topic, "-g", group);
    }

    private Command script(String script) {
        return Command.of(checkout.resolve("jbang").toString(), checkout.resolve(script).toString());
    }
}
