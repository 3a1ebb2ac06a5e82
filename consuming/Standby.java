package consuming;

//SOURCES ../output/Report.java

import java.time.Duration;
import java.util.Collection;
import output.Report;

/** Says once that a member has waited long for a partition: it is not broken, there are more members than partitions. */
public final class Standby {

    private static final long LONG = Duration.ofSeconds(5).toNanos();

    private final Report report;
    private long since = System.nanoTime();
    private boolean said;

    public Standby(Report report) {
        this.report = report;
    }

    public void see(Collection<?> assignment) {
        if (!assignment.isEmpty()) {
            since = System.nanoTime();
            said = false;
        } else if (!said && System.nanoTime() - since > LONG) {
            report.talk("No partition is left for this member of the group: it stands by until another leaves.");
            said = true;
        }
    }
}
