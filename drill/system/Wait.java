package drill.system;

//SOURCES ../../cli/Problem.java
//SOURCES ../../cli/Stop.java

import cli.Problem;
import cli.Stop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Every wait of the drill goes through here, so that it ends when the drill does. */
public final class Wait {

    private static final Duration STEP = Duration.ofMillis(50);

    private final CountDownLatch over = new CountDownLatch(1);

    /** The drill is over before its time: somebody stopped it, or something in it went wrong. */
    public static final class Stopped extends RuntimeException {

        public Stopped() {
            super("The drill was stopped.");
        }
    }

    public Wait(Stop stop) {
        stop.whenRequested(over::countDown);
    }

    /** Ends every wait, now and later. */
    public void end() {
        over.countDown();
    }

    /** Throws {@link Stopped} when the drill ends meanwhile. */
    public void pause(Duration duration) {
        try {
            if (over.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Stopped();
            }
        } catch (InterruptedException e) {
            throw new Stopped();
        }
    }

    /** Waits for a condition; when it does not come true in time, the drill could not be carried out. */
    public void until(String what, Duration limit, BooleanSupplier condition) {
        var end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new Problem("Waited " + limit.toSeconds() + " s in vain until " + what + ".");
            }
            pause(STEP);
        }
    }
}
