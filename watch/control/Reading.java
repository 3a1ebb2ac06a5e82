package watch.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Reads what a process writes, line by line, to its end. */
final class Reading {

    private static final int STACK = 1 << 18;

    private final CountDownLatch end = new CountDownLatch(1);

    private Reading() {
    }

    static Reading of(InputStream stream, String name, Consumer<String> line) {
        var reading = new Reading();
        var thread = new Thread(null, () -> reading.read(stream, line), name, STACK);
        thread.setDaemon(true);
        thread.start();
        return reading;
    }

    private void read(InputStream stream, Consumer<String> taker) {
        try (var lines = new BufferedReader(new InputStreamReader(stream, UTF_8), 1 << 16)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                taker.accept(line);
            }
        } catch (IOException e) {
            // the process has ended
        } finally {
            end.countDown();
        }
    }

    boolean isOver() {
        return end.getCount() == 0;
    }
}
