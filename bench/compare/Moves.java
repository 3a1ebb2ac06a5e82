package compare;

//SOURCES Contest.java
//SOURCES Member.java
//SOURCES Sides.java

import java.io.IOException;

/** How long partitions that nobody sends to take to move from one of our consumers to another. */
public record Moves(Sides sides) {

    /** From the moment at which the second one asks to join until it has partitions. */
    public Contest joining(String script) throws Exception {
        var topic = sides.topics().create("joining-" + script);
        return Contest.of("`" + script + "`, a second one joins", Unit.SECONDS,
                        run -> join(sides.ours(), script, topic, run))
                .against(sides.before(), "before", (before, run) -> join(before, script, topic, run));
    }

    /** From the kill until its partitions are the other's. */
    public Contest dying(String script) throws Exception {
        var topic = sides.topics().create("dying-" + script);
        return Contest.of("`" + script + "`, one of two is killed", Unit.SECONDS,
                        run -> die(sides.ours(), script, topic, run))
                .against(sides.before(), "before", (before, run) -> die(before, script, topic, run));
    }

    private static double join(Programs programs, String script, String topic, String group) throws IOException {
        try (var first = member(programs, script, topic, group)) {
            first.awaitPartitions();
            try (var second = member(programs, script, topic, group)) {
                var joins = second.awaitJoining();
                return (second.awaitPartitions() - joins) / 1e9;
            }
        }
    }

    private static double die(Programs programs, String script, String topic, String group) throws IOException {
        try (var first = member(programs, script, topic, group)) {
            first.awaitPartitions();
            try (var second = member(programs, script, topic, group)) {
                second.awaitPartitions();
                var killed = first.kill();
                return (second.awaitPartitions() - killed) / 1e9;
            }
        }
    }

    private static Member member(Programs programs, String script, String topic, String group) throws IOException {
        return new Member(programs.consumer(script, topic, script + group));
    }
}
