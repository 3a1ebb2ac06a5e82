package support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a limit: nothing here waits for time to pass. */
public final class Wait {

    /** Far longer than anything takes that works, also on a computer with much else to do. */
    static final Duration LIMIT = Duration.ofSeconds(150);

    private static final Duration STEP = Duration.ofMillis(50);

    private Wait() {
    }

    public static void until(String what, BooleanSupplier condition) {
        if (!holds(LIMIT, condition)) {
            throw new AssertionError("waited " + LIMIT.toSeconds() + " s in vain until " + what);
        }
    }

    /** How many lines a file has by now; none when it is not there yet. */
    public static int lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean holds(Duration limit, BooleanSupplier condition) {
        var end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(STEP.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting");
            }
        }
        return true;
    }
}
