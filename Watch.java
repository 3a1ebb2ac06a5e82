///usr/bin/env jbang "$0" "$@" ; exit $?

//DESCRIPTION Shows in a browser what happens in a Kafka cluster while it happens: jbang Watch.java

//JAVA 17+

//DEPS info.picocli:picocli:4.7.7
//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES BatchConsumer.java
//SOURCES Producer.java
//SOURCES Redrive.java
//SOURCES SingleConsumer.java
//SOURCES watch/control/ControlOptions.java
//SOURCES watch/live/Live.java
//SOURCES watch/messages/Messages.java
//SOURCES watch/web/Server.java

//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -Xmx160m -Djava.util.logging.config.file=/dev/null
//RUNTIME_OPTIONS -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider -Dslf4j.internal.verbosity=WARN

import cli.Cli;
import cli.Connection;
import cli.KafkaProblems;
import cli.Stop;
import consuming.Decoder;
import encoding.Format;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import output.Look;
import output.Report;
import output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import registry.RegistryOptions;
import watch.asking.Asking;
import watch.asking.Loop;
import watch.control.Control;
import watch.control.ControlOptions;
import watch.lessons.LessonOptions;
import watch.live.Live;
import watch.messages.Messages;
import watch.processes.Script;
import watch.web.Frames;
import watch.web.Server;

/**
 * A page that follows the cluster. It asks, and changes nothing: neither in the cluster nor for those who work with it. Only
 * with --control does it do what the page says, to the cluster of Cluster.java on this computer.
 */
@Command(name = "Watch", mixinStandardHelpOptions = true, description = {
        "Shows in a browser what happens in a cluster while it happens: brokers, partitions, messages and groups.",
        "It only reads, without --control: it joins no group, commits nothing and writes nothing."})
class Watch implements Callable<Integer> {

    private static final Duration FIRST_ANSWER = Duration.ofSeconds(3);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private static final Map<Script, String> PROGRAMS = Map.of(Script.PRODUCER, Producer.class.getName(),
            Script.SINGLE_CONSUMER, SingleConsumer.class.getName(), Script.BATCH_CONSUMER, BatchConsumer.class.getName(),
            Script.REDRIVE, Redrive.class.getName(), Script.WATCH, Watch.class.getName());

    @Mixin Connection connection = new Connection();

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080",
            description = "Where the page is, for browsers on this computer; 0: any port that is free.")
    int port;

    @Mixin RegistryOptions registry;

    @Mixin ControlOptions controlling;

    @Mixin LessonOptions lessons;

    @Spec
    CommandSpec spec;

    public static void main(String... args) {
        System.exit(Cli.run(new Watch(), args));
    }

    @Override
    public Integer call() {
        return lessons.areGiven() ? lessons.run(PROGRAMS) : show();
    }

    private int show() {
        var report = Report.toStandardStreams(Report.Style.TEXT, Look.PLAIN, Look.on(Terminal.Stream.STDERR, false));
        controlling.check(lessons, connection);
        var settings = connection.settings(Map.of(), Set.of());
        var stop = controlling.stop();
        var frames = new CompletableFuture<Frames>();
        // The page is there first: while a browser loads it, Kafka's client gets ready.
        try (var messages = new Messages(settings, this::decoder);
                var control = controlling.begin(lessons, connection.topic(), PROGRAMS, messages, stop, report);
                var server = Server.start(port, connection.topic(), later(frames), control.resources(), control.actions());
                var loop = new Loop(mistake -> say(mistake, report))) {
            System.out.println(server.link());
            report.talk("Open this link in a browser on this computer; nobody else gets in. Ctrl-C ends it.");
            watch(settings, loop, frames, control, report, stop);
        }
        return stop.exitCode();
    }

    private static Frames later(CompletableFuture<Frames> frames) {
        return (topic, last, taker) -> frames.join().follow(topic, last, taker);
    }

    private void watch(Map<String, Object> settings, Loop loop, CompletableFuture<Frames> frames, Control control,
            Report report, Stop stop) {
        try (var asking = new Asking(settings, loop);
                var live = new Live(connection.topic(), loop, asking, control, spec.version()[0])) {
            frames.complete(live);
            connection.sayWhatIsUnknown(known(), report);
            asking.found().thenAccept(report::talk);
            if (!stop.pause(FIRST_ANSWER) && !asking.found().isDone()) {
                report.warn(asking.missing());
            }
            stop.pause(FOR_EVER);
        }
    }

    private void say(RuntimeException mistake, Report report) {
        report.error(KafkaProblems.sentence(mistake));
        if (spec.commandLine().getParseResult().hasMatchedOption("--verbose")) {
            mistake.printStackTrace();
        }
    }

    private static Set<String> known() {
        return Stream.of(AdminClientConfig.configNames(), ConsumerConfig.configNames()).flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    private Decoder decoder(Format format) {
        return Message.encoding(format, () -> registry.toShow(connection))::delivery;
    }
}
