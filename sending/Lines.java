package sending;

//SOURCES ../cli/Problem.java
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The lines of a file or of stdin, read in a thread of their own: stdin may keep us waiting, and meanwhile answers arrive. */
public final class Lines implements Texts {

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(1000);
    private volatile boolean ended;
    private volatile Problem failure;

    public static Lines of(String file) {
        try {
            var lines = new Lines();
            lines.readFrom(file.equals("-") ? new FileInputStream(FileDescriptor.in) : new FileInputStream(file), file);
            return lines;
        } catch (FileNotFoundException e) {
            throw new Problem("--input: cannot read " + e.getMessage() + ".", e);
        }
    }

    @Override
    public String next(long id) {
        try {
            return lines.poll(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new Problem("Interrupted while waiting for input.", e);
        }
    }

    @Override
    public boolean isAtEnd() {
        var nothingFollows = ended; // read before the queue, or a last line could slip in between
        if (!nothingFollows || !lines.isEmpty()) {
            return false;
        }
        if (failure != null) {
            throw failure;
        }
        return true;
    }

    /** Lines are found in the bytes and decoded one by one, so that a bad one does not take with it those read together with it. */
    private void readFrom(InputStream input, String name) {
        var reader = new Thread(() -> {
            try (var bytes = new BufferedReader(new InputStreamReader(input, ISO_8859_1))) {
                for (var line = bytes.readLine(); line != null; line = bytes.readLine()) {
                    lines.put(UTF_8.newDecoder().decode(ByteBuffer.wrap(line.getBytes(ISO_8859_1))).toString());
                }
            } catch (CharacterCodingException e) {
                failure = new Problem("--input: " + name + " has a line that is not UTF-8; what came before is sent.", e);
            } catch (IOException e) {
                failure = new Problem("--input: " + name + " can be read no further (" + e.getMessage() + "); what came before is sent.", e);
            } catch (InterruptedException e) {
                failure = new Problem("--input: interrupted.", e);
            } finally {
                ended = true;
            }
        }, "input");
        reader.setDaemon(true);
        reader.start();
    }
}
