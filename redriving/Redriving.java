package redriving;

//SOURCES ../cli/Cli.java
//SOURCES ../cli/Stop.java
//SOURCES ../consuming/Commits.java
//SOURCES ../output/Report.java
//SOURCES Backlog.java

import cli.Cli;
import cli.Stop;
import consuming.Commits;
import output.Report;

/** All that the loop needs and that is not Kafka: as the options have it, and as the cluster was found. */
public record Redriving(Report report, Stop stop, Backlog backlog, Commits commits) implements AutoCloseable {

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
