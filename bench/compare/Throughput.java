package compare;

//SOURCES Contest.java
//SOURCES Payload.java
//SOURCES Sides.java

import java.nio.file.Path;

/**
 * How many messages go through in a second. Kafka's tools and ours say it themselves, from the first message to the last; of
 * kcat the whole run counts, of which its start is a hundredth.
 */
public record Throughput(Sides sides, Path folder, long messages) {

    private static final String[] AS_OUR_PRODUCER =
            {"batch.size=131072", "linger.ms=20", "compression.type=zstd"};
    private static final String[] AS_OUR_CONSUMER = {"max.poll.records=5000"};

    public Contest sending() throws Exception {
        var lines = Payload.write(folder.resolve("messages"), messages);
        var some = Payload.write(folder.resolve("some-messages"), 10_000);
        return Contest.of("`Producer.java --rate max -o none`", Unit.MESSAGES_A_SECOND, run -> send(sides.ours(), run))
                .against(sides.before(), "before", this::send)
                .against("the same with `--keys 0`",
                        run -> producer(sides.ours(), topic(run)).with("--keys", "0").run().last(Programs.RATE))
                .against("kafka-producer-perf-test", run -> sides.tools().perfProducer(topic(run), messages)
                        .with("--throughput", "-1", "--record-size", String.valueOf(Payload.SIZE)).run().last(KafkaTools.SENT))
                .against("kafka-producer-perf-test, set as ours",
                        run -> sides.tools().perfProducer(topic(run), messages, AS_OUR_PRODUCER)
                                .with("--throughput", "-1", "--payload-file", some.toString()).run().last(KafkaTools.SENT))
                .against(sides.kcat(), "kcat", (kcat, run) -> rate(kcat.producer(topic(run), lines)))
                .against(sides.kcat(), "kcat, set as ours",
                        (kcat, run) -> rate(kcat.producer(topic(run), lines, AS_OUR_PRODUCER)));
    }

    /** A topic with so many messages, for the contests below. */
    public String filled(String name) throws Exception {
        var topic = topic(name);
        producer(sides.ours(), topic).run();
        return topic;
    }

    public Contest readingOneByOne(String topic) {
        return Contest.of("`SingleConsumer.java -o none`", Unit.MESSAGES_A_SECOND,
                        run -> read(sides.ours(), "SingleConsumer.java", topic, run))
                .against(sides.before(), "before", (before, run) -> read(before, "SingleConsumer.java", topic, run))
                .against("kafka-consumer-perf-test, its fetching alone",
                        run -> sides.tools().perfConsumer(topic, messages, run).run().last(KafkaTools.FETCHED))
                .against("kafka-consumer-perf-test, its fetching alone, " + AS_OUR_CONSUMER[0],
                        run -> sides.tools().perfConsumer(topic, messages, run, AS_OUR_CONSUMER).run()
                                .last(KafkaTools.FETCHED));
    }

    public Contest readingBatches(String topic) {
        return Contest.of("`BatchConsumer.java -o none`", Unit.MESSAGES_A_SECOND,
                        run -> read(sides.ours(), "BatchConsumer.java", topic, "batch-" + run))
                .against("`SingleConsumer.java -o none`",
                        run -> read(sides.ours(), "SingleConsumer.java", topic, "batch-" + run))
                .against(sides.before(), "before", (before, run) -> read(before, "BatchConsumer.java", topic, "batch-" + run));
    }

    public Contest printing(String topic) {
        return Contest.of("`SingleConsumer.java -o json`", Unit.MESSAGES_A_SECOND, run -> print(sides.ours(), topic, run))
                .against(sides.before(), "before", (before, run) -> print(before, topic, run))
                .against(sides.kcat(), "kcat, as JSON", (kcat, run) -> rate(kcat.reader(topic, "-J")))
                .against(sides.kcat(), "kcat, as text",
                        (kcat, run) -> rate(kcat.reader(topic, "-f", "received %k %s <- %t-%p@%o\\n")));
    }

    private double send(Programs programs, String run) throws Exception {
        return producer(programs, topic(run)).run().last(Programs.RATE);
    }

    private Command producer(Programs programs, String topic) {
        return programs.producer(topic, messages).with("-o", "none", "--rate", "max", "--size", String.valueOf(Payload.SIZE));
    }

    private static double read(Programs programs, String script, String topic, String group) throws Exception {
        return programs.consumer(script, topic, group).with("-o", "none", "--exit-at-end").run().last(Programs.RATE);
    }

    private static double print(Programs programs, String topic, String run) throws Exception {
        return programs.consumer("SingleConsumer.java", topic, "print-" + run).with("-o", "json", "--exit-at-end")
                .runForItsTalk().last(Programs.RATE);
    }

    private double rate(Command whole) throws Exception {
        return messages / whole.runForItsTalk().seconds();
    }

    private String topic(String run) throws Exception {
        return sides.topics().create("throughput-" + run);
    }
}
