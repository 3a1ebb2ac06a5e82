package drill.system;

//SOURCES ../ledger/Ledger.java
//SOURCES Wait.java

import cli.Problem;
import drill.ledger.Ledger;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Reads what one process writes into its pipe, to the end, and enters it into the ledger. */
final class EventReader {

    private static final int ROOM = 1 << 17;

    private final Path pipe;
    private final Ledger ledger;
    private final Ledger.Account account;
    private final FutureTask<Void> reading;

    EventReader(Path pipe, Ledger ledger, Ledger.Account account) {
        this.pipe = pipe;
        this.ledger = ledger;
        this.account = account;
        this.reading = new FutureTask<>(this::read);
        var thread = new Thread(reading, pipe.getFileName().toString());
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until all that the process wrote is in the ledger. */
    void await() {
        try {
            reading.get();
        } catch (ExecutionException e) {
            throw new Problem("What a program printed could not be read to its end, so nothing can be judged: "
                    + e.getCause() + ".", e);
        } catch (InterruptedException e) {
            throw new Wait.Stopped();
        }
    }

    private Void read() throws IOException {
        var bytes = new byte[ROOM];
        var filled = 0;
        try (var in = new FileInputStream(pipe.toFile())) {
            for (var count = in.read(bytes); count > 0; count = in.read(bytes, filled, bytes.length - filled)) {
                filled += count;
                var entered = ledger.enter(account, bytes, 0, filled);
                System.arraycopy(bytes, entered, bytes, 0, filled - entered);
                filled -= entered;
                if (filled == bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * bytes.length);
                }
            }
        }
        if (filled > 0) {
            ledger.torn();
        }
        return null;
    }
}
