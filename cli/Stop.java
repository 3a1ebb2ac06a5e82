package cli;

//JAVAC_OPTIONS -XDignore.symbol.file

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * Ctrl-C, TERM and a closed terminal ask the program to stop: what it waits for is woken, and its main thread ends it in
 * order. A second signal ends it at once, and so does the time limit; the user then learns what that may leave undone.
 *
 * <p>Signals and not a shutdown hook: while hooks run, a second Ctrl-C is ignored, {@code System.exit} in the main thread
 * blocks for ever, and the exit code is no longer the program's to choose.
 */
public final class Stop {

    private static final int TERMINATE = 15;
    private static final Duration LONGEST_WORD = Duration.ofSeconds(1);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final List<Runnable> wakers = new ArrayList<>();
    private volatile Runnable lastAct = () -> { };
    private int signal;
    private long askedAt;

    /** @param ifCutShort a sentence for this program's user: what it means that it ended before it had stopped in order */
    public static Stop onSignals(Duration limit, String ifCutShort) {
        var stop = new Stop();
        for (var name : List.of("INT", "TERM", "HUP")) {
            Signal.handle(new Signal(name), signal -> stop.signalled(signal.getNumber(), limit, ifCutShort));
        }
        return stop;
    }

    public boolean requested() {
        return asked.getCount() == 0;
    }

    /** How long ago the stop was asked for; zero when it was not. */
    public synchronized Duration since() {
        return requested() ? Duration.ofNanos(System.nanoTime() - askedAt) : Duration.ZERO;
    }

    /** Runs the waker when a stop is asked for, in the signal's thread; at once when it was already. */
    public void whenRequested(Runnable waker) {
        synchronized (this) {
            if (!requested()) {
                wakers.add(waker);
                return;
            }
        }
        waker.run();
    }

    /** What is done before the program ends out of order, in which nothing else of it gets to run. */
    public void whenCutShort(Runnable act) {
        lastAct = act;
    }

    /** Waits; true when a stop cut it short. */
    public boolean pause(Duration duration) {
        try {
            return asked.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            request(TERMINATE);
            return true;
        }
    }

    /** What a program that was stopped in good order exits with: 130 after Ctrl-C, 143 after TERM, 0 when it ended by itself. */
    public synchronized int exitCode() {
        return requested() ? 128 + signal : 0;
    }

    public void request(int number) {
        List<Runnable> woken;
        synchronized (this) {
            if (requested()) {
                return;
            }
            signal = number;
            askedAt = System.nanoTime();
            asked.countDown();
            woken = List.copyOf(wakers);
        }
        woken.forEach(Runnable::run);
    }

    private void signalled(int number, Duration limit, String ifCutShort) {
        if (requested()) {
            endNow("Ended at once, not in order. " + ifCutShort, 128 + number);
        }
        daemon("stop-watchdog", () -> endAfter(limit, ifCutShort));
        request(number);
    }

    private void endAfter(Duration limit, String ifCutShort) {
        try {
            Thread.sleep(limit.toMillis());
        } catch (InterruptedException e) {
            return;
        }
        endNow("Could not stop in order within " + limit.toSeconds() + " s; ending now. " + ifCutShort, 1);
    }

    /** Said in a thread of its own: a stderr that takes no more must not keep the program from ending. */
    private void endNow(String sentence, int exitCode) {
        lastAct.run();
        try {
            daemon("last-word", () -> System.err.println(sentence)).join(LONGEST_WORD.toMillis());
        } catch (InterruptedException e) {
            // then it ends without
        }
        Runtime.getRuntime().halt(exitCode);
    }

    private static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
