package compare;

//SOURCES Contest.java
//SOURCES Payload.java
//SOURCES SendLatency.java
//SOURCES Sides.java

import java.util.regex.Pattern;

/** How long it takes from send() to the acknowledgement at a moderate rate, measured alike in each client. */
public record Latency(Sides sides, long seconds) {

    private static final int RATE = 1000;

    public Contest median() {
        return contest("p50", SendLatency.P50);
    }

    public Contest percentile95() {
        return contest("p95", SendLatency.P95);
    }

    private Contest contest(String what, Pattern percentile) {
        return Contest.of("`Producer.java --rate " + RATE + "`, " + what, Unit.MILLISECONDS,
                        run -> ofOurs(sides.ours(), what + run).last(percentile))
                .against(sides.before(), "before", (before, run) -> ofOurs(before, what + run).last(percentile))
                .against("kafka-producer-perf-test", run -> ofTool(what + run, SendLatency.SETTING).last(percentile))
                .against("kafka-producer-perf-test, compressed as ours",
                        run -> ofTool(what + run, SendLatency.SETTING, "compression.type=zstd").last(percentile));
    }

    private Command.Done ofOurs(Programs programs, String topic) throws Exception {
        return programs.producerWithLatency(sides.topics().create(topic), RATE * seconds).with("-o", "none",
                "--rate", String.valueOf(RATE), "--size", String.valueOf(Payload.SIZE)).run();
    }

    private Command.Done ofTool(String topic, String... settings) throws Exception {
        return sides.tools().perfProducer(sides.topics().create(topic), RATE * seconds, settings)
                .with("--throughput", String.valueOf(RATE), "--record-size", String.valueOf(Payload.SIZE)).run();
    }
}
