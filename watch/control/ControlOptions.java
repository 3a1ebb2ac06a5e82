package watch.control;

//DEPS info.picocli:picocli:4.7.7

//SOURCES ../../cli/Connection.java
//SOURCES ../../cli/Stop.java
//SOURCES ../../cluster/Fleet.java
//SOURCES ../../output/Report.java
//SOURCES ../lessons/LessonOptions.java
//SOURCES ../messages/Messages.java
//SOURCES ../processes/Launcher.java
//SOURCES ../processes/Script.java
//SOURCES ClusterControl.java
//SOURCES Control.java

import cli.Connection;
import cli.Stop;
import cluster.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import output.Report;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import watch.lessons.LessonOptions;
import watch.messages.Messages;
import watch.processes.Launcher;
import watch.processes.Script;

/** Whether the page may do something, and with which cluster. */
public final class ControlOptions {

    private static final Duration TO_CLOSE = Duration.ofSeconds(3);
    private static final Duration TO_PUT_ALL_BACK = Duration.ofSeconds(120);

    @Option(names = "--control", description = "Let the page stop, freeze, kill and start brokers and programs, and give lessons:"
            + " with the cluster of Cluster.java on this computer and no other.")
    boolean control;

    @Spec(Spec.Target.MIXEE)
    CommandSpec program;

    /** Makes the connection one to the cluster that is meant, where it may be controlled. */
    public void check(LessonOptions cluster, Connection connection) {
        if (control) {
            List.of("-b", "-c", "-X", "-r").stream().filter(this::isGiven).findFirst().ifPresent(option -> {
                throw new ParameterException(program.commandLine(), "--control is for the cluster of Cluster.java on this"
                        + " computer, and finds it by itself: leave out " + option + ", or --control.");
            });
            var fleet = cluster.fleet();
            connection.isTo(fleet.layout().addresses(), fleet.registry().map(SchemaRegistry::url));
        }
    }

    private boolean isGiven(String option) {
        return program.commandLine().getParseResult().hasMatchedOption(option);
    }

    public Stop stop() {
        return control ? Stop.onSignals(TO_PUT_ALL_BACK, "The programs that it has started end with it, what it has frozen goes"
                + " on, and a lesson puts the cluster back by itself.")
                : Stop.onSignals(TO_CLOSE, "Nothing is left behind: it only reads.");
    }

    /**
     * What the page may do.
     *
     * @param programs their main classes
     */
    public Control begin(LessonOptions cluster, String topic, Map<Script, String> programs, Messages messages, Stop stop,
            Report report) {
        if (!control) {
            return new Control.Nothing(messages.resources());
        }
        var fleet = cluster.fleet();
        report.talk("Whoever opens the page may stop and kill the brokers in " + fleet.layout().folder() + ".");
        return new ClusterControl(fleet, topic, new Launcher(programs, fleet.layout().addresses()), messages, stop,
                report::talk);
    }
}
