package compare;

//SOURCES Contest.java
//SOURCES Payload.java
//SOURCES Sides.java

import java.nio.file.Path;

/** How long it takes until one message is sent, or received: whole processes, from their start to their end. */
public record Starts(Sides sides, Path folder) {

    public Contest sending() throws Exception {
        var one = Payload.write(folder.resolve("one-message"), 1);
        var topic = sides.topics().create("first-second");
        return Contest.of("`Producer.java --count 1`", Unit.SECONDS, run -> send(sides.ours(), topic))
                .against(sides.before(), "before", (before, run) -> send(before, topic))
                .against("kafka-console-producer", run -> sides.tools().consoleProducer(topic, one).run().seconds())
                .against(sides.kcat(), "kcat", (kcat, run) -> kcat.producer(topic, one).run().seconds());
    }

    /** Both consumers are compared with the BatchConsumer before: it was the faster one. */
    public Contest receiving(String script) throws Exception {
        var topic = sides.topics().create("first-message-" + script);
        sides.ours().producer(topic, 1).run();
        return Contest.of("`" + script + " --exit-at-end`, one message, a new group", Unit.SECONDS,
                        group -> receive(sides.ours(), script, topic, script + group))
                .against(sides.before(), "`BatchConsumer.java` before",
                        (before, group) -> receive(before, "BatchConsumer.java", topic, script + group))
                .against("kafka-console-consumer",
                        group -> sides.tools().consoleConsumer(topic, script + group).run().seconds())
                .against(sides.kcat(), "kcat -G", (kcat, group) -> kcat.member(topic, script + group).run().seconds());
    }

    private static double send(Programs programs, String topic) throws Exception {
        return programs.producer(topic, 1).run().seconds();
    }

    private static double receive(Programs programs, String script, String topic, String group) throws Exception {
        return programs.consumer(script, topic, group).with("--exit-at-end").run().seconds();
    }
}
