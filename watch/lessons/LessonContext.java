package watch.lessons;

//SOURCES ../../cli/Problem.java
//SOURCES ../../cli/Stop.java
//SOURCES ../processes/Launcher.java
//SOURCES ../processes/PrintedEvent.java
//SOURCES ../processes/Script.java
//SOURCES Brokers.java
//SOURCES Changes.java
//SOURCES Program.java
//SOURCES Telling.java
//SOURCES Topics.java
//SOURCES Transcript.java

import cli.Problem;
import cli.Stop;
import cluster.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import watch.lessons.Changes.Kind;
import watch.lessons.Telling.Moment;
import watch.processes.Launcher;
import watch.processes.PrintedEvent;
import watch.processes.Script;

/** All that a lesson works with. Whoever waits here shows meanwhile what the programs print. */
final class LessonContext {

    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** What the programs say that their events, or the lesson itself, say already. */
    private static final Pattern KNOWN = Pattern.compile("cluster \\S+ with .*|\\S+ (assigned|revoked|lost) .*|nothing done"
            + "|[\\d,]+ (acked|processed|redriven|unknown|failed|skipped|dead-lettered)\\b.*|Messages by partition: .*"
            + "|dead-lettered .*|Where the reader before was killed, .*|Fell .* behind the rate; .*");

    private final String name;
    private final Parts parts;
    private final List<Program> programs = new ArrayList<>();

    /**
     * What a context is made of.
     *
     * @param folder for what the programs print
     * @param stop ends every wait
     */
    record Parts(Launcher launcher, Path folder, Brokers brokers, Topics topics, Changes changes, Transcript transcript,
            Stop stop) { }

    /** Somebody has stopped the lesson. */
    static final class Stopped extends RuntimeException {

        Stopped() {
            super("The lesson was stopped.");
        }
    }

    /** @param name of its topic; those of all else that it makes begin with it */
    LessonContext(String name, Parts parts) {
        this.name = name;
        this.parts = parts;
    }

    // --- topics and groups

    /** Each partition on two brokers, or on one where there is no other. */
    String topic(int partitions) {
        var ids = brokerIds();
        return topic(IntStream.range(0, partitions).boxed().collect(Collectors.toMap(number -> number, number ->
                IntStream.range(0, Math.min(2, ids.size())).mapToObj(i -> ids.get((number + i) % ids.size())).toList())));
    }

    /** @param replicas of each partition, of which the first becomes its leader */
    String topic(Map<Integer, List<Integer>> replicas) {
        return topic("", replicas, 1);
    }

    String topic(String suffix, Map<Integer, List<Integer>> replicas, int minInSync) {
        throwIfStopped();
        var topic = name + suffix;
        parts.changes.willMake(Kind.TOPIC, topic);
        parts.topics.create(topic, replicas, minInSync);
        until("the leaders of " + topic + " know it", () -> parts.topics.isLed(topic, replicas.size()));
        return topic;
    }

    /** The name of a group of the lesson's own. */
    String group(String suffix) {
        return known(Kind.GROUP, name + "-" + suffix);
    }

    /** The name of something that one of the programs will make. */
    String known(Kind kind, String name) {
        parts.changes.willMake(kind, name);
        return name;
    }

    Topics topics() {
        return parts.topics;
    }

    // --- brokers

    List<Integer> brokerIds() {
        return parts.brokers.fleet().brokers().stream().map(broker -> broker.id()).toList();
    }

    /** The broker whose controller is active. */
    int controller() {
        until("the cluster has an active controller", () -> parts.topics.controller().isPresent());
        return parts.topics.controller().orElseThrow();
    }

    List<Integer> allBut(int broker) {
        return brokerIds().stream().filter(id -> id != broker).toList();
    }

    String registryUrl() {
        return parts.brokers.fleet().requiredRegistry().url();
    }

    /** Returns when it was killed, as milliseconds since 1970. */
    long kill(int broker) {
        return act(Moment.HARM, "kill -9 for broker " + broker, () -> parts.brokers.kill(String.valueOf(broker)));
    }

    /** Returns from when on it stood still. */
    long freeze(int broker) {
        throwIfStopped();
        parts.brokers.freeze(String.valueOf(broker));
        return say(Moment.HARM, "broker " + broker + " is frozen (kill -STOP): it keeps its connections and does nothing");
    }

    long thaw(int broker) {
        return act(Moment.REPAIR, "broker " + broker + " goes on (kill -CONT)", () -> parts.brokers.thaw(String.valueOf(broker)));
    }

    long killRegistry() {
        return act(Moment.HARM, "kill -9 for the registry", () -> parts.brokers.kill(SchemaRegistry.WORD));
    }

    long startRegistry() {
        return start("the registry is started again", SchemaRegistry.WORD);
    }

    /** One that was killed; it then leads again what it led. Returns when it was started. */
    long start(int broker) {
        return start("broker " + broker + " is started again", String.valueOf(broker));
    }

    /** It takes seconds, in which the programs go on. */
    private long start(String what, String word) {
        var said = new ConcurrentLinkedQueue<String>();
        var began = say(Moment.REPAIR, what);
        var back = CompletableFuture.supplyAsync(() -> parts.brokers.start(word, parts.stop, said::add), inBackground(word));
        try {
            until(what, back::isDone);
        } finally {
            back.handle((started, problem) -> started).join(); // two that start it at once would be in each other's way
        }
        try {
            if (!back.join()) {
                throw new Stopped();
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        said.forEach(this::say);
        return began;
    }

    /** Of one that was frozen until then. */
    void awaitBack(int broker, long since) {
        until("broker " + broker + " leads again what it led", () -> parts.topics.isBack(broker, since));
        say("broker " + broker + " leads again what it led");
    }

    private static Executor inBackground(String name) {
        return task -> {
            var thread = new Thread(task, "start-" + name);
            thread.setDaemon(true);
            thread.start();
        };
    }

    private long act(Moment kind, String sentence, Runnable action) {
        throwIfStopped();
        read();
        var at = say(kind, sentence);
        action.run();
        return at;
    }

    // --- programs

    /** One that works until it is stopped. */
    Program start(String name, Script script, String... options) {
        throwIfStopped();
        var shown = IntStream.range(0, options.length).filter(i -> !isKnown(options, i)).mapToObj(i -> options[i]);
        say(name + " starts: " + parts.launcher.mainClasses().get(script) + ".java " + shown.collect(Collectors.joining(" ")));
        var program = Program.start(parts.launcher, parts.folder, name, script, options);
        programs.add(program);
        return program;
    }

    /** Topic and group are long names, and the same in all lines. */
    private static boolean isKnown(String[] options, int i) {
        var naming = List.of("-t", "-g", "-r");
        return naming.contains(options[i]) || i > 0 && naming.contains(options[i - 1]);
    }

    /** One that ends by itself; returns when it has. */
    Program run(String name, Script script, String... options) {
        var program = start(name, script, options).endsByItself();
        until(name + " has ended", () -> !program.isAlive());
        read();
        return program;
    }

    long kill(Program program) {
        var at = act(Moment.ACT, "kill -9 for " + program.name(), program::kill);
        until(program.name() + " has ended", () -> !program.isAlive());
        read();
        return at;
    }

    /** In order; returns when they have ended. */
    void stop(Program... some) {
        for (var program : some) {
            program.askToStop();
        }
        for (var program : some) {
            until(program.name() + " has ended", () -> !program.isAlive());
        }
        read();
    }

    List<Program> programs() {
        return List.copyOf(programs);
    }

    // --- time

    /** Returns when, in milliseconds since 1970. */
    long say(String sentence) {
        read();
        return say(Moment.ACT, sentence);
    }

    private long say(Moment kind, String sentence) {
        return parts.transcript.act(kind, sentence);
    }

    /** Waits for a condition; when it does not come true in time, the lesson cannot be shown. */
    void until(String what, BooleanSupplier condition) {
        var end = System.nanoTime() + LONGEST.toNanos();
        read();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new Problem("Waited " + LONGEST.toSeconds() + " s in vain until " + what
                        + ". Give the lesson once more, on a computer with less to do.");
            }
            programs.forEach(Program::requireAtWork);
            if (parts.stop.pause(STEP)) {
                throw new Stopped();
            }
            read();
        }
    }

    /** Lets them work for so long. */
    void pause(Duration duration) {
        var end = System.nanoTime() + duration.toNanos();
        until("time has passed", () -> System.nanoTime() >= end);
    }

    private void throwIfStopped() {
        if (parts.stop.requested()) {
            throw new Stopped();
        }
    }

    /** Shows what the programs have printed since, in the order of time. */
    private void read() {
        record Line(String program, PrintedEvent event) { }
        programs.stream().flatMap(program -> program.newEvents().stream().map(event -> new Line(program.name(), event)))
                .sorted(Comparator.comparingLong(line -> line.event.at()))
                .forEach(line -> parts.transcript.event(line.program, line.event));
        parts.transcript.showDue();
        programs.forEach(program -> program.newSentences().stream().filter(said -> !KNOWN.matcher(said).matches())
                .forEach(said -> parts.transcript.said(program.name(), clear(said))));
    }

    /** The name of the topic is long, and the same in all lines. */
    private String clear(String said) {
        return said.replaceAll(name + "-(\\d+)\\b", "partition $1").replace(name, "topic");
    }
}
