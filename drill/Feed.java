package drill;

//SOURCES Account.java
//SOURCES Halted.java
//SOURCES Ledger.java

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads what one process writes into its pipe, to the end, and enters it into the ledger. */
final class Feed {

    private static final int ROOM = 1 << 17;

    private final Path pipe;
    private final Ledger ledger;
    private final Account account;
    private final Thread thread;

    Feed(Path pipe, Ledger ledger, Account account) {
        this.pipe = pipe;
        this.ledger = ledger;
        this.account = account;
        this.thread = new Thread(this::read, pipe.getFileName().toString());
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until all that the process wrote is in the ledger. */
    void await() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new Halted();
        }
    }

    private void read() {
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (filled > 0) {
            ledger.torn();
        }
    }
}
