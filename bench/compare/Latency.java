package compare;

//SOURCES Contest.java
//SOURCES Payload.java
//SOURCES SendLatency.java
//SOURCES Sides.java

import java.util.regex.Pattern;

/**
 * How long it takes from send() to the acknowledgement at a moderate rate, measured alike in each client. Kafka's tool sends
 * without keys, and so fills one batch after another; what keys cost is the difference between the two of ours.
 */
public record Latency(Sides sides, long seconds) {

    private static final int RATE = 1000;

    public Contest[] contests() {
        return new Contest[] {contest("--keys 10", "p50", SendLatency.P50), contest("--keys 10", "p95", SendLatency.P95),
            contest("--keys 0", "p50", SendLatency.P50), contest("--keys 0", "p95", SendLatency.P95)};
    }

    private Contest contest(String keys, String what, Pattern percentile) {
        var name = what + keys.replace(' ', '-') + "-";
        return Contest.of("`Producer.java --rate " + RATE + " " + keys + "`, " + what, Unit.MILLISECONDS,
                        run -> ofOurs(sides.ours(), keys, name + run).last(percentile))
                .against(sides.before(), "before", (before, run) -> ofOurs(before, keys, name + run).last(percentile))
                .against("kafka-producer-perf-test", run -> ofTool(name + run, SendLatency.SETTING).last(percentile))
                .against("kafka-producer-perf-test, compressed as ours",
                        run -> ofTool(name + run, SendLatency.SETTING, "compression.type=zstd").last(percentile));
    }

    private Command.Done ofOurs(Programs programs, String keys, String topic) throws Exception {
        return programs.producerWithLatency(sides.topics().create(topic), RATE * seconds).with(keys.split(" "))
                .with("-o", "none", "--rate", String.valueOf(RATE), "--size", String.valueOf(Payload.SIZE)).run();
    }

    private Command.Done ofTool(String topic, String... settings) throws Exception {
        return sides.tools().perfProducer(sides.topics().create(topic), RATE * seconds, settings)
                .with("--throughput", String.valueOf(RATE), "--record-size", String.valueOf(Payload.SIZE)).run();
    }
}
