///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Measures what each encoding costs, side by side: ./jbang bench/Encodings.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../Message.java
//SOURCES ../cli/Cli.java
//SOURCES ../encoding/NotNow.java
//SOURCES ../registry/RegistryOptions.java

import encoding.Undecodable;
import cli.Cli;
import encoding.NotNow;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import registry.RegistryOptions;

/**
 * Encodes and decodes the same message in each encoding, in turn, and measures the CPU time of this thread: other programs'
 * work does not count. What counts is the ratio to JSON in each round; the median of the rounds is shown.
 */
@Command(name = "Encodings.java", mixinStandardHelpOptions = true, description = "Measures what each encoding costs.")
class Encodings implements Callable<Integer> {

    @Option(names = "--messages", paramLabel = "N", defaultValue = "300000", description = "How many messages each round encodes and decodes.")
    int messages;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "15", description = "How many rounds; the first third only warms up.")
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

    @Override
    public Integer call() throws Undecodable, NotNow {
        var formats = List.of(Message.Format.JSON, Message.Format.LONG, Message.Format.AVRO);
        var encodings = formats.stream().map(format -> format.encoding(registry::local)).toList();
        var nanos = new double[formats.size()][rounds];
        for (var round = 0; round < rounds; round++) {
            for (var one = 0; one < encodings.size(); one++) {
                nanos[one][round] = nanosPerMessage(encodings.get(one));
            }
        }
        for (var one = 0; one < encodings.size(); one++) {
            show(formats.get(one), encodings.get(one), nanos[one], nanos[0]);
        }
        return seen == 0 ? Cli.FAILED : Cli.DONE;
    }

    private double nanosPerMessage(Message.Encoding encoding) throws Undecodable, NotNow {
        var thread = ManagementFactory.getThreadMXBean();
        var start = thread.getCurrentThreadCpuTime();
        for (var id = 1; id <= messages; id++) {
            seen += encoding.decode("user-7", encoding.encode(message(id))).id();
        }
        return (double) (thread.getCurrentThreadCpuTime() - start) / messages;
    }

    private Message message(long id) {
        return new Message(id, "user-7", text, Instant.ofEpochMilli(1732144200000L));
    }

    private void show(Message.Format format, Message.Encoding encoding, double[] nanos, double[] ofJson) {
        var value = encoding.encode(message(17));
        var ratios = new ArrayList<Double>();
        for (var round = rounds / 3; round < rounds; round++) {
            ratios.add(nanos[round] / ofJson[round]);
        }
        System.out.printf(Locale.ROOT, "%-4s %4d bytes  %6.0f ns a message  %.2f times JSON  %s%n", format.name().toLowerCase(Locale.ROOT), value.length,
                median(Arrays.stream(nanos).skip(rounds / 3).boxed().toList()), median(ratios), HexFormat.of().formatHex(value));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
