package consuming;

//SOURCES ../cli/KafkaProblems.java
//SOURCES ../output/Report.java

import cli.KafkaProblems;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import output.Report;

/** Says why a member has long been without a partition, as far as the cluster knows, and says it again when that changes. */
public final class Standby {

    /** Longer than a member waits in a group where all is well. */
    public static final Duration LONG = Duration.ofSeconds(5);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Report report;
    private final Duration patience;
    private final Supplier<String> whatIsKnown;
    private CompletableFuture<String> answer;
    private String said;
    private long since;
    private Duration pause;

    /** @param whatIsKnown asks the cluster, which may take its time, and may fail */
    public Standby(Report report, Duration patience, Supplier<String> whatIsKnown) {
        this.report = report;
        this.patience = patience;
        this.whatIsKnown = whatIsKnown;
        beginAgain();
    }

    /** To be called after each poll. */
    public void see(Collection<?> assignment) {
        if (!assignment.isEmpty()) {
            beginAgain();
        } else if (answer == null && System.nanoTime() - since >= pause.toNanos()) {
            answer = ask();
        } else if (answer != null && answer.isDone()) {
            say(answer.join());
        }
    }

    private void beginAgain() {
        answer = null;
        said = null;
        pause = patience;
        since = System.nanoTime();
    }

    /** In a thread of its own: the loop has to poll meanwhile, or the member would have to leave the group. */
    private CompletableFuture<String> ask() {
        return CompletableFuture.supplyAsync(whatIsKnown, Standby::inBackground)
                .exceptionally(e -> "Nothing is assigned to this member yet. " + KafkaProblems.sentence(e));
    }

    private static void inBackground(Runnable task) {
        var thread = new Thread(task, "standby");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whoever stands by for days need not ask every few seconds. */
    private void say(String sentence) {
        if (sentence.equals(said)) {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        } else {
            report.warn(sentence);
            said = sentence;
            pause = patience;
        }
        answer = null;
        since = System.nanoTime();
    }
}
