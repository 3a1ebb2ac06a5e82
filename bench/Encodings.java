///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Measures what each encoding costs, side by side: ./jbang bench/Encodings.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../Message.java
//SOURCES ../cli/Cli.java
//SOURCES ../encoding/Format.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../encoding/Undecodable.java
//SOURCES ../registry/RegistryOptions.java

import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Cli;
import encoding.Format;
import encoding.NotNow;
import encoding.Undecodable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import registry.RegistryOptions;

/**
 * Encodes and decodes the same message in each encoding, in turn, and measures the CPU time of this thread: other programs'
 * work does not count. What counts is the ratio to JSON in each round; the median of the rounds is shown. JSON is there twice,
 * because ours is read without Jackson, but not if a blank comes before it.
 */
@Command(name = "Encodings.java", mixinStandardHelpOptions = true, description = "Measures what each encoding costs.")
class Encodings implements Callable<Integer> {

    private static final byte[] KEY = "user-7".getBytes(UTF_8);

    @Option(names = "--messages", paramLabel = "N", defaultValue = "300000",
            description = "How many messages each round encodes and decodes.")
    int messages;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "15",
            description = "How many rounds; the first third only warms up.")
    int rounds;

    @Option(names = "--text", paramLabel = "TEXT", defaultValue = "message 17", description = "The message's text.")
    String text;

    @Mixin
    RegistryOptions registry;

    /** So that no work is left out because nobody looks at its result. */
    private long seen;

    public static void main(String... args) {
        System.exit(Cli.run(new Encodings(), args));
    }

    /** A message's way: encoded, sent, and decoded. */
    private record Way(String name, Message.Encoding encoding, UnaryOperator<byte[]> sent) { }

    @Override
    public Integer call() throws Undecodable, NotNow {
        var ways = List.of(way(Format.JSON), new Way("json after a blank", new Message.Json(), Encodings::afterABlank),
                way(Format.LONG), way(Format.AVRO));
        var nanos = new double[ways.size()][rounds];
        for (var round = 0; round < rounds; round++) {
            for (var one = 0; one < ways.size(); one++) {
                nanos[one][round] = nanosPerMessage(ways.get(one));
            }
        }
        for (var one = 0; one < ways.size(); one++) {
            show(ways.get(one), nanos[one], nanos[0]);
        }
        return seen == 0 ? Cli.FAILED : Cli.DONE;
    }

    private Way way(Format format) {
        return new Way(format.toString(), Message.encoding(format, registry::local), UnaryOperator.identity());
    }

    private static byte[] afterABlank(byte[] value) {
        return ByteBuffer.allocate(1 + value.length).put((byte) ' ').put(value).array();
    }

    private double nanosPerMessage(Way way) throws Undecodable, NotNow {
        var thread = ManagementFactory.getThreadMXBean();
        var start = thread.getCurrentThreadCpuTime();
        for (var id = 1; id <= messages; id++) {
            var value = way.sent.apply(way.encoding.encode(message(id)));
            seen += way.encoding.decode(new ConsumerRecord<>("messages", 0, id, KEY, value)).id();
        }
        return (double) (thread.getCurrentThreadCpuTime() - start) / messages;
    }

    private Message message(long id) {
        return new Message(id, "user-7", text, Instant.ofEpochMilli(1732144200000L));
    }

    private void show(Way way, double[] nanos, double[] ofJson) {
        var value = way.sent.apply(way.encoding.encode(message(17)));
        var ratios = new ArrayList<Double>();
        for (var round = rounds / 3; round < rounds; round++) {
            ratios.add(nanos[round] / ofJson[round]);
        }
        System.out.printf(Locale.ROOT, "%-18s %4d bytes  %6.0f ns a message  %.2f times JSON  %s%n", way.name, value.length,
                median(Arrays.stream(nanos).skip(rounds / 3).boxed().toList()), median(ratios), HexFormat.of().formatHex(value));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
