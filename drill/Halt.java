package drill;

//SOURCES ../cli/Problem.java
//SOURCES ../cli/Stop.java
//SOURCES Halted.java

import cli.Problem;
import cli.Stop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Every wait of the drill goes through here, so that it ends when the drill does. */
final class Halt {

    private static final Duration STEP = Duration.ofMillis(50);

    private final CountDownLatch over = new CountDownLatch(1);

    Halt(Stop stop) {
        stop.whenRequested(over::countDown);
    }

    void now() {
        over.countDown();
    }

    /** Throws {@link Halted} when the drill ends meanwhile. */
    void pause(Duration duration) {
        try {
            if (over.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Halted();
            }
        } catch (InterruptedException e) {
            throw new Halted();
        }
    }

    /** Waits until something holds; a drill in which it does not come to that cannot be carried out. */
    void until(String what, Duration limit, BooleanSupplier condition) {
        var end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new Problem("Waited " + limit.toSeconds() + " s in vain until " + what + ".");
            }
            pause(STEP);
        }
    }
}
