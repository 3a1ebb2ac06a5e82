package redriving;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../cli/Cli.java
//SOURCES ../cli/Stop.java
//SOURCES ../consuming/Commits.java
//SOURCES ../consuming/Standby.java
//SOURCES ../output/Report.java
//SOURCES Backlog.java

import cli.Cli;
import cli.Stop;
import consuming.Commits;
import consuming.Standby;
import org.apache.kafka.clients.consumer.Consumer;
import output.Report;

/** All that the loop needs and that is not Kafka: as the options have it, and as the cluster was found. */
public record Redriving(String member, Report report, Stop stop, Backlog backlog, Commits commits, Standby standby)
        implements AutoCloseable {

    /** What was printed is out; how much is left, and whether this member has anything to do at all, is said. */
    public void showProgress(Consumer<?, ?> consumer) {
        report.flush();
        report.lag(consumer);
        standby.see(consumer.assignment());
    }

    /** Throws a Problem when there is a letter that could not be sent. */
    public int exitCode() {
        backlog.requireAllSent();
        return commits.haveFailedAtStop() ? Cli.FAILED : stop.exitCode();
    }

    @Override
    public void close() {
        report.finish();
    }
}
