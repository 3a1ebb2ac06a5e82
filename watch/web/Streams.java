package watch.web;

//SOURCES Frame.java
//SOURCES Frames.java

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The streams that are open, each in a thread of its own: a reader that does not read is dropped, and holds up no other. */
final class Streams {

    static final int MOST = 12;

    /** Some two seconds of frames. */
    private static final int BEHIND = 16;
    private static final long ALIVE_EVERY_SECONDS = 10;

    private final Frames frames;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Streams(Frames frames) {
        this.frames = frames;
    }

    /** What is still to be sent to one reader, by its thread. */
    private static final class Open {

        private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(BEHIND);
        private final Thread thread = Thread.currentThread();
        private boolean ended;

        /** A thread that waits for its reader can only be interrupted, and that closes the connection. */
        synchronized void take(Frame frame) {
            if (!ended && !waiting.offer(frame)) {
                thread.interrupt();
            }
        }

        /** From now on the thread does something else. */
        synchronized void end() {
            ended = true;
        }
    }

    /** A place for one more; false when all are taken. */
    boolean enter() {
        return !closed && places.tryAcquire();
    }

    void leave() {
        places.release();
    }

    /** Sends until the reader is gone, or is dropped, or all streams are closed. */
    void send(String topic, OptionalLong last, OutputStream reader) throws IOException {
        var mine = new Open();
        open.add(mine);
        try (var following = frames.follow(topic, last, mine::take)) {
            var next = Frame.RETRY;
            while (next != Frame.ENDED && !closed) {
                write(next, reader);
                next = mine.waiting.poll(ALIVE_EVERY_SECONDS, TimeUnit.SECONDS);
                next = next == null ? Frame.ALIVE : next;
            }
            write(Frame.ENDED, reader);
        } catch (InterruptedException e) {
            // dropped: the browser comes again and gets a whole frame
        } finally {
            mine.end();
            open.remove(mine);
        }
    }

    private static void write(Frame frame, OutputStream reader) throws IOException {
        reader.write(frame.bytes());
        reader.flush();
    }

    void close() {
        closed = true;
        open.forEach(one -> one.take(Frame.ENDED));
    }
}
