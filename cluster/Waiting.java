package cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what does not call back: processes that are not our children, locks, files. */
final class Waiting {

    private static final Duration STEP = Duration.ofMillis(20);

    private Waiting() {
    }

    /** True as soon as the condition holds, false when the limit passed first. */
    static boolean until(Duration limit, BooleanSupplier condition) {
        var end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        return true;
    }
}
