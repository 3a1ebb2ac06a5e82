package sending;

//SOURCES ../cli/Problem.java
//SOURCES LineLimit.java
//SOURCES Texts.java

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import cli.Problem;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The lines of a file or of stdin, read in a thread of their own: stdin may keep us waiting, and meanwhile answers arrive. */
public final class Lines implements Texts {

    /** In bytes: the brokers of Cluster.java take no larger request (socket.request.max.bytes). */
    private static final int LONGEST = 16 << 20;

    private final String name;
    private final long firstId;
    private final long count;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(1000);

    /** For as many characters as may lie in the queue: a thousand lines can be too much for any memory. */
    private final Semaphore room = new Semaphore(LONGEST);

    /** Reads to the end; its result is why not all could be read, or null. */
    private final FutureTask<String> reading;

    private Lines(InputStream input, String name, long firstId, long count) {
        this.reading = new FutureTask<>(() -> read(input));
        this.name = name;
        this.firstId = firstId;
        this.count = count;
    }

    /** At most so many lines: whatever follows them is not read, and so cannot be wrong. */
    public static Lines of(String file, long firstId, long count) {
        try {
            var lines = file.equals("-")
                    ? new Lines(new FileInputStream(FileDescriptor.in), "stdin", firstId, count)
                    : new Lines(new FileInputStream(file), file, firstId, count);
            var reader = new Thread(lines.reading, "input");
            reader.setDaemon(true);
            reader.start();
            return lines;
        } catch (FileNotFoundException e) {
            throw new Problem("--input: cannot read " + e.getMessage() + ".", e);
        }
    }

    @Override
    public String next(long id) {
        try {
            var line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (line != null) {
                room.release(line.length());
            }
            return line;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public boolean isAtEnd() {
        var nothingFollows = reading.isDone(); // asked before the queue, or a last line could slip in between
        return nothingFollows && lines.isEmpty();
    }

    @Override
    public Optional<String> failure() {
        if (!isAtEnd()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(reading.get());
        } catch (ExecutionException e) {
            return Optional.of(unreadable(e.getCause())); // out of memory, for example
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Lines are found in the bytes and decoded one by one, so that a bad one does not spoil others that were read with it. */
    private String read(InputStream input) throws InterruptedException {
        var done = 0L;
        try (var bytes = new BufferedReader(new InputStreamReader(new LineLimit(input, LONGEST), ISO_8859_1))) {
            while (done < count) {
                var line = bytes.readLine();
                if (line == null) {
                    break;
                }
                add(UTF_8.newDecoder().decode(ByteBuffer.wrap(line.getBytes(ISO_8859_1))).toString());
                done++;
            }
            return null;
        } catch (CharacterCodingException e) {
            return wrongLine(done, "is not UTF-8");
        } catch (LineLimit.Exceeded e) {
            return wrongLine(done, "is longer than " + (LONGEST >> 20) + " MiB, more than our brokers take in one request");
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private void add(String line) throws InterruptedException {
        room.acquire(line.length());
        lines.put(line);
    }

    private String wrongLine(long before, String what) {
        return "--input: line " + (before + 1) + " of " + name + " " + what + ". Only the lines before it were sent:"
                + " mend it, and send it and the rest with --first-id " + (firstId + before)
                + " ('tail -n +" + (before + 1) + "' leaves out what was sent).";
    }

    private String unreadable(Throwable error) {
        return "--input: " + name + " can be read no further (" + error + "). Only what came before was sent.";
    }

    private static Problem interrupted(InterruptedException e) {
        return new Problem("Interrupted while waiting for input.", e);
    }
}
