package watch.messages;

//DEPS org.apache.kafka:kafka-clients:4.3.1

//SOURCES ../web/Answer.java
//SOURCES ../web/Query.java
//SOURCES Deadline.java
//SOURCES Reader.java
//SOURCES Refused.java

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import watch.web.Answer;
import watch.web.Query;

/** At most four requests read at once; who comes when they do waits for two seconds. What nobody uses is closed. */
final class Readers implements AutoCloseable {

    static final int MOST = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration END_WITHIN = Duration.ofMillis(700);

    private record Idle(Reader reader, Deadline until) { }

    private final Supplier<Reader> opening;
    private final Duration idleFor;
    private final Semaphore free = new Semaphore(MOST, true);
    private final ScheduledExecutorService tidying;

    /** The one that was used last comes first. */
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<Reader> busy = new HashSet<>();
    private boolean closed;

    Readers(Supplier<Reader> opening, Duration idleFor) {
        this.opening = opening;
        this.idleFor = idleFor;
        this.tidying = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "idle-readers");
            thread.setDaemon(true);
            return thread;
        });
        var step = Math.max(1, idleFor.toMillis() / 6);
        tidying.scheduleWithFixedDelay(this::closeIdle, step, step, TimeUnit.MILLISECONDS);
    }

    <T> T with(Function<Reader, T> work) {
        acquire();
        try {
            var reader = take();
            var isSound = false;
            try {
                reader.begin();
                var result = work.apply(reader);
                isSound = true;
                return result;
            } catch (Refused | Query.Wrong e) {
                isSound = true;
                throw e;
            } finally {
                giveBack(reader, isSound);
            }
        } finally {
            free.release();
        }
    }

    private void acquire() {
        try {
            if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(Answer.BUSY, "Watch reads " + MOST + " times at once already, and no more: ask again.");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private synchronized Reader take() {
        if (closed) {
            throw new Refused(Answer.BUSY, "Watch ends.");
        }
        var reader = idle.isEmpty() ? opening.get() : idle.pop().reader;
        busy.add(reader);
        return reader;
    }

    /** One whose work failed may have failed with it. */
    private void giveBack(Reader reader, boolean isSound) {
        if (isSound) {
            reader.rest();
        }
        if (!isKept(reader, isSound)) {
            reader.close();
        }
    }

    private synchronized boolean isKept(Reader reader, boolean isSound) {
        busy.remove(reader);
        if (isSound && !closed) {
            idle.push(new Idle(reader, Deadline.in(idleFor)));
            return true;
        }
        return false;
    }

    private void closeIdle() {
        over().forEach(Reader::close);
    }

    private synchronized List<Reader> over() {
        var over = new ArrayList<Reader>();
        while (!idle.isEmpty() && idle.peekLast().until.isOver()) {
            over.add(idle.removeLast().reader);
        }
        return over;
    }

    /** Those that are in use are woken, and close when they are given back. */
    @Override
    public void close() {
        tidying.shutdownNow();
        stop().parallelStream().forEach(Reader::close);
        try {
            if (free.tryAcquire(MOST, END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(MOST); // whoever still comes is told at once that Watch ends
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Reader> stop() {
        closed = true;
        busy.forEach(Reader::end);
        var rest = idle.stream().map(Idle::reader).toList();
        idle.clear();
        return rest;
    }
}
