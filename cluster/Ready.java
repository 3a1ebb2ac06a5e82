package cluster;

//SOURCES ../cli/Launch.java
//SOURCES ClusterCommand.java
//SOURCES Fleet.java
//SOURCES Topic.java

import cli.Launch;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What is said of a cluster that is ready. */
public record Ready(Fleet fleet, Topic topic) {

    public String sentence(Instant began) {
        var seconds = Duration.between(began, Instant.now()).toMillis() / 1e3;
        var registry = fleet.registry().map(one -> ", registry at " + one.url()).orElse("");
        return String.format(Locale.ROOT, "Ready after %.1f s: brokers at %s, topic %s%s",
                seconds, fleet.layout().addresses(), topic, registry);
    }

    /** As commands to be typed. */
    public String nextSteps() {
        var one = Math.min(2, fleet.layout().brokers());
        return String.join("\n",
                "Now, each in a terminal of its own:",
                program("Producer.java"), program("SingleConsumer.java"), program("BatchConsumer.java"),
                "To watch and break it, from another:",
                cluster("status"), cluster("kill " + one), cluster("start " + one), cluster("down"));
    }

    private String program(String script) {
        var brokers = fleet.layout().isWhereProgramsLook() ? "" : " -b " + fleet.layout().addresses();
        return "  " + Launch.command(script + brokers + (topic.isWhereProgramsLook() ? "" : " -t " + topic.name()));
    }

    private String cluster(String words) {
        return "  " + ClusterCommand.of(fleet.layout().folder(), words);
    }
}
