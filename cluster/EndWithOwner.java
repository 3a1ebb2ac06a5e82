package cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ends this process with the Cluster.java in the foreground that it belongs to, also when that one was killed. */
final class EndWithOwner {

    /** The process that this one must not outlive; absent when it runs detached. */
    static final String OWNER = "at-least-once.owner";

    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

    private EndWithOwner() {
    }

    static void arrange() {
        var owner = Long.getLong(OWNER);
        if (owner != null) {
            ProcessHandle.of(owner).ifPresentOrElse(process -> process.onExit().thenRun(EndWithOwner::end), EndWithOwner::end);
        }
    }

    private static void end() {
        daemon("end", () -> System.exit(0));
        daemon("end-at-last", () -> {
            LockSupport.parkNanos(LONGEST_STOP.toNanos());
            Runtime.getRuntime().halt(0);
        });
    }

    private static void daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
